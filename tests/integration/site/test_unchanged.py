"""A build into the folder that has the same site already: nothing is written."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks import challenges
from benchmarks.challenges import PHASE, SLUG, Size
from podium.cli import main
from podium.records import model

SIZE = Size(submissions=3, metrics=2, cases=3)
AT = "2026-08-01T09:00:00Z"
PAGE = "templates/description.html"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(30)


@dataclass(frozen=True, slots=True)
class Place:
    root: Path
    said: Callable[[], str]

    @property
    def challenge(self) -> Path:
        return self.root / SLUG

    @property
    def config(self) -> Path:
        return self.challenge / "challenge_config.yaml"

    @property
    def results(self) -> Path:
        return self.root / "results"

    @property
    def site(self) -> Path:
        return self.root / "site"

    def record(self, name: str) -> Path:
        (found,) = self.results.glob(f"results/{SLUG}/{PHASE}/*/pr-1-*/{name}")
        return found

    def builds(self, *options: str, at: str = AT) -> bool:
        """Whether anything was written. Each file's bytes and time tell, and what is said."""
        before = self._files()
        is_told = "nothing changed" in self.build("--at", at, *options)
        assert is_told == (before == self._files())
        return not is_told

    def build(self, *options: str) -> str:
        """What is said of it."""
        places = ("--results", str(self.results), "--out", str(self.site))
        assert main.run(["build", str(self.challenge), *places, *options]) == 0
        return self.said()

    def _files(self) -> dict[str, tuple[int, bytes]]:
        return {
            str(file): (file.stat().st_mtime_ns, file.read_bytes())
            for file in self.site.rglob("*")
            if file.is_file()
        }


@pytest.fixture
def place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Place:
    monkeypatch.setenv("PODIUM_CACHE", str(tmp_path / "cache"))
    found = Place(tmp_path, lambda: capfd.readouterr().err)
    challenges.write_challenge(SIZE, found.challenge)
    config = json.loads(found.config.read_text())
    config["description"] = PAGE
    found.config.write_text(json.dumps(config))
    (found.challenge / "templates").mkdir()
    (found.challenge / PAGE).write_text('<p>Shapes.</p><img src="shapes.png" alt="">')
    (found.challenge / "templates/shapes.png").write_bytes(PICTURE)
    (found.challenge / "theme").mkdir()
    (found.challenge / "theme/theme.css").write_text("body {}")
    challenges.write_results(SIZE, found.results)
    assert found.builds()
    return found


def test_nothing_is_written_where_nothing_changed(place: Place) -> None:
    assert not place.builds()
    assert not place.builds("--jobs", "1")


def change_metrics(place: Place) -> None:
    metrics = place.record("evaluations/1/metrics.json")
    metrics.write_text(metrics.read_text().replace("0.", "0.1", 1))


def add_a_record(place: Place, *, is_public: bool = True) -> None:
    submission = place.record(model.SUBMISSION_FILE)
    added = submission.parent.with_name("pr-9-0000009")
    shutil.copytree(submission.parent, added)
    document = json.loads(submission.read_text()) | {"id": added.name, "is_public": is_public}
    write(added / model.SUBMISSION_FILE, json.dumps(document))
    evaluation = added / "evaluations/1/evaluation.json"
    document = json.loads(evaluation.read_text()) | {"published": is_public}
    write(evaluation, json.dumps(document))


def take_a_record(place: Place) -> None:
    shutil.rmtree(place.record(model.SUBMISSION_FILE).parent)


def rule(place: Place) -> None:
    submission = place.record(model.SUBMISSION_FILE).parent.name
    ruling = {"submission": submission, "action": "verify", "reason": "r", "by": "h", "at": AT}
    (place.challenge / "moderation.yaml").write_text(json.dumps([ruling]))


def change(path: str, *, text: str = "<p>Other shapes.</p>") -> Callable[[Place], None]:
    return lambda place: write(place.challenge / path, text)


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def rename_the_phase(place: Place) -> None:
    config = json.loads(place.config.read_text())
    config["challenge_phases"][0]["name"] = "Another name"
    place.config.write_text(json.dumps(config))


def change_the_picture(place: Place) -> None:
    (place.challenge / "templates/shapes.png").write_bytes(PICTURE + b"more")


def touch_a_page(place: Place) -> None:
    with (place.site / "index.html").open("a") as stream:
        stream.write("by hand")


def take_a_page(place: Place) -> None:
    (place.site / "404.html").unlink()


def take_the_cache(place: Place) -> None:
    shutil.rmtree(place.root / "cache")


def spoil_the_cache(place: Place) -> None:
    (kept,) = (place.root / "cache/sites").iterdir()
    kept.write_text('{"inputs": 3')


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(change_metrics, id="a value"),
        pytest.param(add_a_record, id="a record more"),
        pytest.param(take_a_record, id="a record less"),
        pytest.param(rule, id="a ruling"),
        pytest.param(rename_the_phase, id="the challenge's file"),
        pytest.param(change(PAGE), id="a page"),
        pytest.param(change_the_picture, id="a picture of a page"),
        pytest.param(change("theme/theme.css", text="p {}"), id="the theme"),
        pytest.param(change("theme/templates/404.css.j2", text="p {}"), id="a template"),
        pytest.param(touch_a_page, id="the site, by hand"),
        pytest.param(take_a_page, id="a page less"),
        pytest.param(take_the_cache, id="what was kept is lost"),
        pytest.param(spoil_the_cache, id="what was kept is spoilt"),
    ],
)
def test_what_a_page_is_made_from_has_it_built_again(
    place: Place, act: Callable[[Place], None]
) -> None:
    act(place)
    assert place.builds()
    assert not place.builds()


@pytest.mark.parametrize(
    "options",
    [
        ("--title", "Another"),
        ("--base-url", "https://example.org"),
        ("--audience", "hosts"),
    ],
    ids=lambda options: options[0],
)
def test_other_options_have_it_built_again(place: Place, options: tuple[str, ...]) -> None:
    assert place.builds(*options)
    assert not place.builds(*options)


def test_another_moment_to_look_back_to_has_it_built_again(place: Place) -> None:
    assert place.builds(at="2026-08-01T09:00:01Z")


def test_what_no_page_is_made_from_does_not(place: Place) -> None:
    write(place.challenge / "annotations/test.csv", "id,label\n")
    write(place.results / "README.md", "Results.\n")
    write(place.results / "results/another/dev/2026-07/pr-1/submission.json", "{}")
    assert not place.builds()


def test_the_site_of_another_folder_is_not_taken_for_it(place: Place) -> None:
    place.site.rename(place.root / "elsewhere")
    assert place.builds()


def test_the_public_site_holds_nothing_of_what_is_hidden(place: Place) -> None:
    """Not even as a digest: with a record in private more it is the same byte for byte."""
    before = contents(place.site)
    add_a_record(place, is_public=False)
    place.build("--at", AT)
    assert contents(place.site) == before


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}
