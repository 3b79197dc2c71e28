"""``podium.ignore``: which warnings are left out, and what cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from podium.challenge.folder import inspect_challenge, load_challenge
from podium.cli import inspection, main
from podium.codes import Code

CONFIG = """\
title: Small
podium:
  hosts: [octocat]
  evaluator: {image: "example:1"}
  ignore: [IGNORED]
challenge_phases:
  - codename: dev
    score_jsonpath: accuracy
    score_titel: Accuracy
    max_submissions: 0
"""


def challenge(root: Path, ignored: str, more: str = "", **files: str) -> Path:
    (root / "challenge_config.yaml").write_text(CONFIG.replace("IGNORED", ignored) + more)
    for name, text in files.items():
        (root / f"{name}.yaml").write_text(text)
    return root


def told(root: Path) -> list[tuple[str, str, str]]:
    """Line, code and message of whatever ``check`` says of the folder."""
    return [
        (issue.where.rpartition(":")[2], issue.code, issue.message)
        for issue in inspection.check_challenge(root).issues
    ]


def codes(root: Path) -> list[str]:
    return [code for _, code, _ in told(root)]


def test_without_it_every_warning_is_told(tmp_path: Path) -> None:
    assert codes(challenge(tmp_path, "")) == ["PD401", "PD423"]


@pytest.mark.field("ignore", of="podium")
def test_an_ignored_warning_is_told_by_no_command(tmp_path: Path) -> None:
    root = challenge(tmp_path, "PD401")
    assert codes(root) == ["PD423"]
    assert [issue.code for issue in load_challenge(root).warnings] == ["PD423"]
    assert codes(challenge(tmp_path, "PD401, PD423")) == []


def test_a_warning_of_a_file_beside_it_is_ignored_too(tmp_path: Path) -> None:
    ruling = "- {submission: a, action: hide, reason: r, by: ada, at: 2026-01-01 00:00:00}\n"
    assert codes(challenge(tmp_path, "PD401, PD423", moderation=ruling)) == ["PD434"]
    assert codes(challenge(tmp_path, "PD401, PD423, PD434", moderation=ruling)) == []


def test_a_file_with_errors_does_not_tell_ignored_warnings_either(tmp_path: Path) -> None:
    root = challenge(tmp_path, "PD401, PD423", "    end_date: tomorrow\n")
    assert codes(root) == ["PD113"]


def test_any_number_of_ignored_warnings_leaves_room_for_others(tmp_path: Path) -> None:
    odd = "".join(f"    odd{number}: x\n" for number in range(300))
    assert codes(challenge(tmp_path, "PD401", odd)) == ["PD423"]


def test_what_silences_nothing_is_warned_of_at_its_place(tmp_path: Path) -> None:
    root = challenge(tmp_path, "PD401, PD423, PD411")
    message = "PD411 is ignored, and there is no such warning: take it out of the list"
    assert told(root) == [("5", "PD404", message)]
    assert codes(challenge(tmp_path, "PD401, PD423, PD411, PD404")) == []


@pytest.mark.parametrize("code", ["PD481", "PD482", "PD491"])
def test_what_needs_more_than_the_folder_may_be_ignored_ahead(code: str, tmp_path: Path) -> None:
    assert codes(challenge(tmp_path, f"PD401, PD423, {code}")) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("PD113", "PD113 is no warning of the challenge, and only these can be ignored (PD4…)"),
        ("PD606", "PD606 is no warning of the challenge, and only these can be ignored (PD4…)"),
        ("PD4O1", "there is no code 'PD4O1'; did you mean PD4"),
        ("pd423", "there is no code 'pd423'; did you mean PD423?"),
        ("everything", "there is no code 'everything'"),
    ],
)
def test_what_is_no_warning_cannot_be_ignored(name: str, said: str, tmp_path: Path) -> None:
    ((line, message),) = (
        (line, message)
        for line, code, message in told(challenge(tmp_path, name))
        if code == Code.CANNOT_BE_IGNORED
    )
    assert (line, message.startswith(said)) == ("5", True), message
    assert inspect_challenge(tmp_path)[2] is None


@pytest.mark.parametrize(
    ("ignored", "expected"),
    [("401", "expected text, found 401: put it in quotes"), ("[]", "expected text, found an")],
)
def test_a_wrong_entry_is_one_mistake(ignored: str, expected: str, tmp_path: Path) -> None:
    errors = [
        issue
        for issue in inspection.check_challenge(challenge(tmp_path, ignored)).issues
        if issue.is_error
    ]
    assert [issue.path for issue in errors] == ["podium.ignore[0]"]
    assert errors[0].message.startswith(expected)


def test_a_single_code_without_a_list_is_told_how_to_write_it(tmp_path: Path) -> None:
    root = challenge(tmp_path, "")
    path = root / "challenge_config.yaml"
    path.write_text(path.read_text().replace("ignore: []", "ignore: PD401"))
    (error,) = (issue for issue in inspection.check_challenge(root).issues if issue.is_error)
    assert error.message == "expected a list, found 'PD401'; write a list: [PD401]"


def test_evalais_own_warnings_can_be_ignored(tmp_path: Path) -> None:
    prizes = "prizes: [{rank: 1, amount: 1EUR}]\n"
    found = inspection.check_challenge(challenge(tmp_path, "", prizes), evalai=True).issues
    assert Code.PRIZE_NOT_DESCRIBED in [issue.code for issue in found]
    found = inspection.check_challenge(challenge(tmp_path, "PD492", prizes), evalai=True).issues
    assert Code.PRIZE_NOT_DESCRIBED not in [issue.code for issue in found]


def test_json_leaves_them_out_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["check", str(challenge(tmp_path, "PD401, PD423")), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "issues": []}
