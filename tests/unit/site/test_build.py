"""A site rendered by several processes: the same bytes, and no wait for one that is lost."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import podium
from podium.boards.board import Board
from podium.boards.view import View
from podium.errors import InfrastructureError
from podium.jobs import Progress
from podium.records.git.commands import Repository
from podium.site.analysis import page as analysis_page
from podium.site.analysis.page import AnalysisPage
from podium.site.build import build_site, render_to
from podium.site.frame.scope import Scope
from podium.site.render import Page, Rendering, Unmade
from podium.site.writing import SiteFolder
from unit.site.factories import NOW, make_options


def files(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def build(challenges: list[View], out: Path, jobs: int) -> dict[str, bytes]:
    made = build_site(challenges, out, results=out, now=NOW, title="Podium", jobs=jobs)
    found = files(out)
    assert 0 < made.count <= len(found)
    return found


@pytest.mark.parametrize("jobs", [2, 3])
def test_the_bytes_are_the_same_however_many_processes(
    digits: View, cells: View, tmp_path: Path, jobs: int
) -> None:
    alone = build([digits, cells], tmp_path / "alone", 1)
    assert build([digits, cells], tmp_path / "together", jobs) == alone


class _Lost(Rendering):
    """All processes but the first are killed, as the kernel does where memory runs out."""

    def pages(
        self, share: int = 0, shares: int = 1, tell: Progress | None = None
    ) -> Iterator[Page | Unmade]:
        if share:
            os.kill(os.getpid(), signal.SIGKILL)
        yield from super().pages(share, shares, tell)


def test_a_process_that_is_lost_is_told_and_not_waited_for(digits: View, tmp_path: Path) -> None:
    folder = SiteFolder(tmp_path / "site")
    folder.begin()
    with pytest.raises(InfrastructureError, match="want of memory; --jobs 1"):
        render_to(_Lost([digits], make_options()), folder, 2)


def test_what_cannot_be_made_stops_nothing_else(
    digits: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = build([digits], tmp_path / "whole", 1)

    def overflow(board: Board, scope: Scope) -> AnalysisPage:
        if board.split == "hard":
            raise OverflowError("cannot convert float infinity to integer")
        return made(board, scope)

    made = analysis_page.make_analysis_page
    monkeypatch.setattr(analysis_page, "make_analysis_page", overflow)
    site = build_site(
        [digits], tmp_path / "site", results=tmp_path, now=NOW, title="Podium", jobs=2
    )
    found, broken = files(tmp_path / "site"), "digits/phases/dev/hard/analysis/index.html"
    assert found.keys() == whole.keys()
    assert {name for name in whole if whole[name] != found[name]} == {broken, "build.json"}
    assert b"This page could not be made" in found[broken]
    (issue,) = site.issues
    assert (issue.where, issue.is_error) == (broken, False)
    assert "OverflowError: cannot convert float infinity to integer (File " in issue.message


def about(out: Path) -> dict[str, object]:
    told: dict[str, object] = json.loads((out / "build.json").read_bytes())
    return told


def test_build_json_tells_what_was_built(digits: View, tmp_path: Path) -> None:
    found = build([digits], tmp_path / "site", 1)
    told = about(tmp_path / "site")
    others = {name: content for name, content in found.items() if name != "build.json"}
    assert (told["podium"], told["results"]) == (podium.__version__, None)
    assert told["files"] == len(others)
    assert told["bytes"] == sum(map(len, others.values()))
    assert told["$schema"] == "schemas/build.json"
    Draft202012Validator(json.loads(found["schemas/build.json"])).validate(told)


def test_the_digest_is_that_of_everything_that_readers_get(
    digits: View, cells: View, tmp_path: Path
) -> None:
    build([digits], tmp_path / "one", 1)
    build([digits], tmp_path / "same", 2)
    build([digits, cells], tmp_path / "other", 1)
    digest = about(tmp_path / "one")["digest"]
    assert about(tmp_path / "same")["digest"] == digest
    assert about(tmp_path / "other")["digest"] != digest


def test_another_commit_of_the_results_changes_no_page(digits: View, tmp_path: Path) -> None:
    results = tmp_path / "results"
    results.mkdir()
    git = Repository(results, {"GIT_CONFIG_GLOBAL": os.devnull})
    git.run("init", "--quiet")
    sites = []
    for name in ("one", "other"):
        author = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        git.run(*author, "commit", "--quiet", "--allow-empty", "-m", name)
        build_site([digits], tmp_path / name, results=results, now=NOW, title="Podium")
        sites.append(files(tmp_path / name))
    one, other = sites
    assert [name for name in one if one[name] != other[name]] == ["build.json"]
    told = about(tmp_path / "one"), about(tmp_path / "other")
    assert told[0]["results"] != told[1]["results"]
    assert told[0]["digest"] == told[1]["digest"]


def test_a_site_is_the_same_all_day_unless_a_phase_opens_or_closes(
    digits: View, tmp_path: Path
) -> None:
    morning = NOW.replace(hour=0, minute=1)
    digests = []
    for number, now in enumerate([morning, NOW, NOW.replace(hour=23, minute=59)]):
        made = build_site(
            [digits], tmp_path / str(number), results=tmp_path, now=now, title="Podium"
        )
        digests.append(made.digest)
    assert len(set(digests)) == 1
