"""A ruling that is dated in the future waits until then, wherever boards are made."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from integration.cli import rejudged
from integration.cli.rejudged import Phase
from podium.challenge.folder import load_challenge
from podium.cli import main
from podium.site import inputs

RULINGS = """\
- {submission: s0000, action: disqualify, reason: too good, by: hanna, at: 2900-01-01 12:00:00}
- {submission: s0001, action: verify, reason: seen, by: hanna, at: 2026-01-01 12:00:00}
"""


@pytest.fixture
def phase(tmp_path: Path) -> Phase:
    made = rejudged.make(tmp_path, 2)
    (made.challenge / "moderation.yaml").write_text(RULINGS)
    return made


@pytest.fixture
def podium(capfd: pytest.CaptureFixture[str]) -> Any:
    def run(*arguments: object) -> tuple[int, str]:
        capfd.readouterr()
        code = main.run([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        return code, captured.out + captured.err

    return run


def ranked(podium: Any, phase: Phase, *more: str) -> list[str]:
    _, said = podium("rank", phase.challenge, "--results", phase.results, "--json", *more)
    (board,) = json.loads(said)["boards"]
    return [entry["submission"] for entry in board["entries"]]


def test_nothing_is_ruled_before_the_ruling_s_moment(podium: Any, phase: Phase) -> None:
    assert ranked(podium, phase) == ["s0000", "s0001"]
    assert ranked(podium, phase, "--at", "2900-01-01T11:59:59Z") == ["s0000", "s0001"]


def test_at_its_moment_it_holds(podium: Any, phase: Phase) -> None:
    assert ranked(podium, phase, "--at", "2900-01-01T12:00:00Z") == ["s0001"]


def test_the_site_says_nothing_of_it_and_is_built_again_at_its_moment(
    podium: Any, phase: Phase, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    given = ("build", phase.challenge, "--results", phase.results, "--out", site)
    assert podium(*given)[0] == 0
    ledger = json.loads((site / "small/ledger/ledger.json").read_text())
    assert [entry["submission"] for entry in ledger["entries"]] == ["s0001"]
    assert "too good" not in "".join(path.read_text() for path in site.rglob("*.html"))
    code, said = podium(*given, "--at", "2900-01-01T12:00:00Z")
    assert (code, "nothing changed" in said) == (0, False)
    assert "too good" in (site / "small/ledger/index.html").read_text()


def test_a_build_at_its_moment_is_made_of_something_else_although_no_file_changed(
    phase: Phase,
) -> None:
    loaded = load_challenge(phase.challenge)
    moments = [datetime(2899, 1, 1, tzinfo=UTC), datetime(2900, 1, 2, tzinfo=UTC)]
    made_of = {inputs.digest([loaded.in_force(at)], phase.results, {}) for at in moments}
    assert len(made_of) == 2


def test_check_names_what_waits(podium: Any, phase: Phase) -> None:
    code, said = podium("check", phase.challenge)
    assert code == 0
    assert (
        "moderation.yaml:1: [0].at: waits until 2900-01-01T12:00:00Z, and does nothing before "
        "[PD435]" in said
    )
    assert said.count("PD435") == 1
