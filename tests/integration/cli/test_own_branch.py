"""``podium check --submission`` in a clone looks at the branch, as GitHub would."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import factories
from integration.cli.test_command_line import CONFIG, EVALUATOR
from podium.cli import main

FOLDER = "submissions/small/dev/octocat"
SOMEBODY = ("-c", "user.name=x", "-c", "user.email=x@x")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *SOMEBODY, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Of a challenge's repository, as a participant has it."""
    files = {
        "evaluation_script/__init__.py": "from .main import evaluate\n",
        "evaluation_script/main.py": EVALUATOR,
    }
    origin = factories.write_challenge(tmp_path / "small", CONFIG, files)
    git(origin, "init", "--quiet", "--initial-branch", "main")
    git(origin, "add", ".")
    git(origin, "commit", "--quiet", "-m", "challenge")
    (tmp_path / "mine").mkdir()
    git(tmp_path, "clone", "--quiet", str(origin), "mine/small")
    return tmp_path / "mine/small"


def submit(clone: Path, name: str, *switch: str) -> Path:
    git(clone, "switch", "--quiet", "-c", name, *switch)
    folder = clone / FOLDER / name
    folder.mkdir(parents=True)
    (folder / "answer.txt").write_text("0.5")
    git(clone, "add", ".")
    git(clone, "commit", "--quiet", "-m", name)
    return folder


def check(clone: Path, submission: Path) -> int:
    return main.run(["check", str(clone), "--submission", str(submission), "--phase", "dev"])


def test_a_second_submission_by_the_page_s_lines_is_alone(clone: Path) -> None:
    assert check(clone, submit(clone, "first", "origin/HEAD")) == 0
    assert check(clone, submit(clone, "second", "origin/HEAD")) == 0


def test_a_branch_of_the_first_holds_both_and_is_told(
    clone: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    submit(clone, "first", "origin/HEAD")
    assert check(clone, submit(clone, "second")) == 1
    said = capfd.readouterr().err
    assert f"the branch: holds {FOLDER}/first too" in said
    assert "git switch -c NAME origin/HEAD [PD814]" in said


def test_a_submission_elsewhere_or_without_git_is_not_looked_at(
    clone: Path, tmp_path: Path
) -> None:
    submit(clone, "first", "origin/HEAD")
    submit(clone, "second")
    beside = tmp_path / "answer"
    beside.mkdir()
    (beside / "answer.txt").write_text("0.5")
    assert check(clone, beside) == 0
    assert check(clone, beside / "answer.txt") == 0
