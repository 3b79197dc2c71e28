"""Whether what readers have is what was just built, asked of a real server."""

from __future__ import annotations

import functools
import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from integration.github.conftest import Place
from podium.github import live_site

DIGEST = f"sha256:{'a' * 64}"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A site of GitHub Pages is below its repository."""
    (tmp_path / "shapes").mkdir()
    with served(tmp_path) as root:
        yield f"{root}shapes/"


def test_a_site_with_the_same_digest_is_live(address: str, tmp_path: Path) -> None:
    (tmp_path / "shapes/build.json").write_text(json.dumps({"digest": DIGEST}))
    assert live_site.is_live(address, DIGEST)
    assert live_site.is_live(address.rstrip("/"), DIGEST)
    assert not live_site.is_live(address, f"sha256:{'b' * 64}")


@pytest.mark.parametrize("text", ["", "[]", "<html>", "{}", '{"digest": null}', "[" * 90_000])
def test_what_is_no_answer_is_deployed_over(address: str, tmp_path: Path, text: str) -> None:
    (tmp_path / "shapes/build.json").write_text(text)
    assert not live_site.is_live(address, DIGEST)


def test_a_site_that_is_not_there_yet_is_deployed(address: str) -> None:
    assert not live_site.is_live(address, DIGEST)


@pytest.mark.parametrize("url", ["", "file:///etc", "http://", "http://127.0.0.1:1/", "https://[/"])
def test_an_address_that_leads_nowhere_is_not_live(url: str) -> None:
    assert not live_site.is_live(url, DIGEST)


def test_pages_tells_whether_readers_have_the_site_already(place: Place, tmp_path: Path) -> None:
    live = tmp_path / "live"
    live.mkdir()
    with served(live) as url:

        def changed() -> str:
            assert place.run("pages", PODIUM_SITE_URL=url) == 0
            return place.outputs["changed"]

        assert changed() == "true"
        shutil.copytree(place.folder / "site", live, dirs_exist_ok=True)
        assert changed() == "false"
        place.submit("octocat")
        place.grade()
        assert changed() == "true"
