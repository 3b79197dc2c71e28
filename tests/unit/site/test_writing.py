"""The site on disk: whole, fresh, and never in place of something else."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from podium.errors import ChallengeError, InfrastructureError
from podium.site import write_site


def tree(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


ALWAYS = {
    ".nojekyll",
    ".podium-site",
    "assets/compare.js",
    "assets/icon.svg",
    "assets/site.css",
    "assets/site.js",
}


def test_writes_pages_assets_and_marker(tmp_path: Path) -> None:
    write_site({"index.html": "é", "a/b/image.png": b"\x89"}, tmp_path / "deep" / "site")
    site = tmp_path / "deep" / "site"
    assert tree(site) == ALWAYS | {"index.html", "a/b/image.png"}
    assert (site / "index.html").read_bytes() == "é".encode()
    assert (site / "a/b/image.png").read_bytes() == b"\x89"


def test_leaves_nothing_of_the_site_before(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write_site({"old/index.html": "x"}, site)
    write_site({"index.html": "y"}, site)
    assert tree(site) == ALWAYS | {"index.html"}
    assert list(tmp_path.iterdir()) == [site]


def test_takes_an_empty_folder(tmp_path: Path) -> None:
    write_site({"index.html": "x"}, tmp_path)
    assert "index.html" in tree(tmp_path)


def test_refuses_a_folder_that_holds_something_else(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(ChallengeError, match="something else than a site"):
        write_site({"index.html": "x"}, tmp_path)
    assert tree(tmp_path) == {"thesis.tex"}


def test_refuses_a_file(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("x")
    with pytest.raises(ChallengeError, match="found a file"):
        write_site({}, tmp_path / "site")


def test_follows_a_link_to_the_folder_it_names(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    write_site({"index.html": "x"}, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert "index.html" in tree(tmp_path / "real")


def test_failure_leaves_the_site_before_as_it_was(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write_site({"index.html": "old"}, site)
    with pytest.raises(InfrastructureError, match="cannot be written"):
        write_site({"index.html": "new", "x" * 300: "a name too long for any disk"}, site)
    assert (site / "index.html").read_text() == "old"
    assert list(tmp_path.iterdir()) == [site]


@pytest.mark.skipif(sys.platform != "linux", reason="no other system exchanges two folders")
def test_at_no_moment_there_is_no_site(tmp_path: Path) -> None:
    site, over, missing = tmp_path / "site", threading.Event(), 0
    write_site({"index.html": "0"}, site)

    def look() -> None:
        nonlocal missing
        while not over.is_set():
            missing += not (site / "index.html").exists()

    reader = threading.Thread(target=look)
    reader.start()
    for number in range(200):
        write_site({"index.html": str(number)}, site)
    over.set()
    reader.join()
    assert missing == 0
    assert (site / "index.html").read_text() == "199"
    assert list(tmp_path.iterdir()) == [site]


@pytest.mark.parametrize("address", ["../escape.html", "/etc/escape.html", "a/../../b", ""])
def test_no_address_leads_out_of_the_site(address: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not an address"):
        write_site({address: "x"}, tmp_path / "site")
    assert not (tmp_path / "site").exists()
