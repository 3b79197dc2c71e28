"""``podium check --evalai`` accepts and refuses what EvalAI's own validator does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import evalai_folder
import vector_cases
from podium.cli import inspection


def verdict(report: inspection.Report) -> str:
    """Only EvalAI's own rules decide."""
    errors = [issue.message for issue in report.issues if issue.is_error]
    assert bool(errors) is (report.exit_code == 2)
    assert [message for message in errors if message.startswith("Podium itself")] == []
    return "invalid" if errors else "valid"


@pytest.mark.parametrize("case", vector_cases.cases("evalai_configs"))
def test_refuses_what_evalai_refuses(case: dict[str, Any], tmp_path: Path) -> None:
    evalai_folder.write(tmp_path, case["mutation"])
    report = inspection.check_challenge(tmp_path, evalai=True)
    assert verdict(report) == case["expect"], [str(issue) for issue in report.issues]


@pytest.mark.parametrize("case", vector_cases.cases("evalai_configs", "update_cases"))
def test_refuses_the_changes_that_evalai_refuses(case: dict[str, Any], tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    evalai_folder.write(old, [])
    evalai_folder.write(new, case["mutation"])
    approved = case["existing"].endswith("approved")
    report = inspection.check_challenge(new, evalai=True, against=old, is_approved=approved)
    assert verdict(report) == case["expect"], [str(issue) for issue in report.issues]


def test_both_kinds_of_update_cases_are_there() -> None:
    cases = [case.values[0] for case in vector_cases.cases("evalai_configs", "update_cases")]
    assert {case["existing"].endswith("approved") for case in cases} == {True, False}


def test_of_the_unmodified_file_only_the_board_that_stays_hidden_is_told(tmp_path: Path) -> None:
    """EvalAI shows it: its code looks at visibility alone. Its document, and Podium, do not."""
    evalai_folder.write(tmp_path, [])
    (issue,) = inspection.check_challenge(tmp_path).issues
    assert not issue.is_error
    assert issue.path == "challenge_phase_splits[2].visibility"
    assert "the phase's leaderboard_public is not set" in issue.message


def test_every_refusal_has_its_line(tmp_path: Path) -> None:
    evalai_folder.write(
        tmp_path,
        [
            {"op": "set", "path": "published", "value": "sometimes"},
            {"op": "set", "path": "challenge_phases[1].max_submissions", "value": -1},
        ],
    )
    lines = (tmp_path / "challenge_config.yaml").read_text().splitlines()
    issues = [i for i in inspection.check_challenge(tmp_path, evalai=True).issues if i.is_error]
    assert [issue.path for issue in issues] == ["published", "challenge_phases[1].max_submissions"]
    for issue in issues:
        file, _, line = issue.where.partition(":")
        assert file == "challenge_config.yaml"
        assert issue.path.rpartition(".")[2] in lines[int(line) - 1]
