"""A site is not deployed with empty boards in place of results that there are."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from integration.github.conftest import RESULTS, Place
from integration.github.test_live_site import served


@pytest.fixture
def scored(place: Place) -> Place:
    """With one submission that is recorded."""
    place.submit("octocat", score="0.5")
    assert place.grade() == (0, 0)
    return place


def change(place: Place, old: str, new: str) -> None:
    config = Path(place.environ["PODIUM_CHALLENGE"]) / "challenge_config.yaml"
    text = config.read_text()
    assert old in text
    config.write_text(text.replace(old, new))


def pages(place: Place, capfd: pytest.CaptureFixture[str], **environ: str) -> tuple[int, str]:
    capfd.readouterr()
    code = place.run("pages", **environ)
    return code, capfd.readouterr().err


def test_a_renamed_phase_is_red(scored: Place, capfd: pytest.CaptureFixture[str]) -> None:
    assert pages(scored, capfd)[0] == 0
    change(scored, "codename: dev,", "codename: development,")
    code, said = pages(scored, capfd)
    assert code == 2
    assert "1 submission of a phase 'dev' is recorded, and there is no such phase" in said
    change(scored, "slug: small,", "slug: small, ignore: [PD485],")
    assert pages(scored, capfd)[0] == 0


def test_a_renamed_challenge_is_red(scored: Place, capfd: pytest.CaptureFixture[str]) -> None:
    change(scored, "slug: small", "slug: smaller")
    code, said = pages(scored, capfd)
    assert code == 2
    assert "no results of smaller, and some of small that were handed in here" in said
    assert "write slug: small under podium:" in said


def test_a_misspelt_branch_is_red(scored: Place, capfd: pytest.CaptureFixture[str]) -> None:
    for branch in ("reslts", "main"):  # one that is not there, and one without results
        code, said = pages(scored, capfd, PODIUM_RESULTS_BRANCH=branch)
        assert code == 2
        assert f"branch {branch} of org/small: has no results of small" in said
        assert f"there are some on the branch {RESULTS}" in said


def test_results_that_the_live_site_shows_and_nothing_holds_any_more(
    scored: Place, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert pages(scored, capfd)[0] == 0
    live = tmp_path / "live"
    shutil.copytree(scored.folder / "site", live)
    assert json.loads((live / "build.json").read_text())["submissions"] == 1
    scored.server.git("org/small").run("update-ref", "-d", f"refs/heads/{RESULTS}")
    with served(live) as url:
        code, said = pages(scored, capfd, PODIUM_SITE_URL=url)
    assert code == 2
    assert f"{url} shows 1 of them" in said


def test_a_challenge_without_results_yet_is_built(
    place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    assert pages(place, capfd)[0] == 0


def test_a_new_challenge_beside_another_in_one_repository_is_built(
    scored: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = Path(scored.environ["PODIUM_CHALLENGE"])
    shutil.copytree(folder, folder.parent / "second")
    scored.environ["PODIUM_CHALLENGE"] = str(folder.parent / "second")
    change(scored, "slug: small", "slug: second")
    assert pages(scored, capfd)[0] == 0
