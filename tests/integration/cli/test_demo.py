"""``podium demo`` on a small challenge: everything once, then only what is new."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

import factories
from podium.cli import demo

SCRIPT = """\
def evaluate(annotation, submission, phase, **kwargs):
    with open(submission) as stream:
        return {"result": [{"overall": {"accuracy": float(stream.read())}}]}
"""
CONFIG = """\
title: Small
evaluation_script: evaluation_script
leaderboard: [{id: 1, schema: {labels: [accuracy], default_order_by: accuracy}}]
challenge_phases: [{codename: dev}]
"""


@pytest.fixture
def challenge(tmp_path: Path) -> Path:
    files = {"evaluation_script/__init__.py": SCRIPT}
    for login, score in (("ada", "0.5"), ("bela", "0.75"), ("chidi", "none")):
        files[f"submissions/dev/{login}/first/answer.txt"] = score
    return factories.write_challenge(tmp_path / "small", CONFIG, files)


def run(challenge: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines about single submissions."""
    demo.run_demo(
        [challenge],
        challenge.parent / "demo",
        runner="process",
        clock=lambda: datetime.now(UTC),
    )
    said = capsys.readouterr().err.splitlines()
    return [line.partition(": ")[2] for line in said if "/3]" in line or "/4]" in line]


def commits(challenge: Path) -> int:
    done = subprocess.run(
        ["git", "rev-list", "--count", "HEAD"],
        cwd=challenge.parent / "demo/results",
        check=True,
        capture_output=True,
        text=True,
    )
    return int(done.stdout)


def test_evaluates_records_ranks_and_builds(
    challenge: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = run(challenge, capsys)
    assert [line.partition(" in ")[0] for line in lines] == ["finished", "finished", "failed"]
    assert commits(challenge) == 3
    board = json.loads(
        (challenge.parent / "demo/site/small/phases/dev/overall/board.json").read_text()
    )
    assert [entry["participant"] for entry in board["entries"]] == ["bela", "ada"]


def test_run_again_it_does_only_what_is_new(
    challenge: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(challenge, capsys)
    assert run(challenge, capsys) == ["known already"] * 3
    assert commits(challenge) == 3
    newcomer = challenge / "submissions/dev/dana/first/answer.txt"
    newcomer.parent.mkdir(parents=True)
    newcomer.write_text("1")
    lines = run(challenge, capsys)
    assert lines[:3] == ["known already"] * 3
    assert lines[3].startswith("finished")
    assert commits(challenge) == 4


def test_a_changed_evaluator_is_met_by_every_submission_again(
    challenge: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(challenge, capsys)
    script = challenge / "evaluation_script/__init__.py"
    script.write_text(SCRIPT.replace("float(stream.read())", "float(stream.read()) / 2"))
    assert all("known" not in line for line in run(challenge, capsys))
    assert commits(challenge) == 6


def test_other_files_under_a_used_name_are_another_submission(
    challenge: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(challenge, capsys)
    (challenge / "submissions/dev/ada/first/answer.txt").write_text("0.9")
    assert run(challenge, capsys)[0].startswith("finished")
    assert run(challenge, capsys) == ["known already"] * 3
    assert commits(challenge) == 4
    folders = (challenge.parent / "demo/results/results/small/dev").glob("*/local-ada-first-dev*")
    assert len(list(folders)) == 2
