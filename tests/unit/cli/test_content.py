"""What ``podium check`` finds in the files that a challenge names."""

from __future__ import annotations

from pathlib import Path

import pytest

import factories
from podium.challenge.folder import inspect_challenge
from podium.cli import content, inspection
from podium.codes import Code
from podium.errors import Issue

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
DOCKERFILE = """\
title: Small
podium: {evaluator: {dockerfile: evaluator/Dockerfile}, ground_truth: truth}
challenge_phases:
  - codename: dev
    score_jsonpath: accuracy
  - codename: test
    score_jsonpath: accuracy
"""


def find(root: Path, config: str = DOCKERFILE, **files: str) -> list[Issue]:
    given = {"evaluator/Dockerfile": "FROM x\nUSER user\n", "truth/a.csv": "1"}
    given |= {name.replace("__", "/"): text for name, text in files.items()}
    folder, issues, challenge = inspect_challenge(factories.write_challenge(root, config, given))
    assert challenge is not None, issues
    return list(content.find_issues(challenge, folder))


def test_nothing_is_found_in_files_that_are_there(tmp_path: Path) -> None:
    assert find(tmp_path) == []


@pytest.mark.parametrize("name", ["truth/deep/b.nii", "evaluator/weights.bin"])
def test_a_pointer_is_an_error_told_once(name: str, tmp_path: Path) -> None:
    (issue,) = find(tmp_path, **{name: POINTER})
    assert (issue.code, issue.is_error) == (Code.FILE_NOT_FETCHED, True)
    assert issue.message.startswith(f"{name}: it is a pointer to a Git LFS file")
    assert "lfs: true" in issue.message
    assert issue.where == "challenge_config.yaml:2"


def test_a_pointer_is_told_at_the_phase_that_names_it(tmp_path: Path) -> None:
    own = "    podium: {ground_truth: own.csv}\n"
    (issue,) = find(tmp_path, DOCKERFILE + own, **{"own.csv": POINTER})
    assert issue.path == "challenge_phases[1].podium.ground_truth"


def test_a_file_that_only_begins_like_a_pointer_is_none(tmp_path: Path) -> None:
    assert find(tmp_path, **{"truth/long.txt": POINTER + "x" * 2000}) == []


@pytest.mark.parametrize(
    ("dockerfile", "is_root"),
    [
        ("FROM x\n", True),
        ("FROM x\nUSER root\n", True),
        ("FROM x\nUSER 0:0\n", True),
        ("FROM x\nUSER user\nUSER root\n", True),
        ("FROM x AS y\nUSER user\nFROM z\n", True),
        ("FROM x\nuser 1000:1000\n", False),
        ("FROM x\nUSER root\nRUN y\nUSER user\n", False),
        ("FROM x\nUSER ${NAME}\n", False),
    ],
)
def test_an_image_that_runs_as_root_is_warned_of(
    dockerfile: str, is_root: bool, tmp_path: Path
) -> None:
    found = find(tmp_path, **{"evaluator/Dockerfile": dockerfile})
    assert [issue.code for issue in found] == ([Code.RUNS_AS_NOBODY] if is_root else [])
    assert not any(issue.is_error for issue in found)


def test_an_own_context_is_where_files_are_copied_from(tmp_path: Path) -> None:
    config = DOCKERFILE.replace("Dockerfile}", "Dockerfile, context: code}")
    (issue,) = find(tmp_path, config, **{"code/data": POINTER})
    assert issue.message.startswith("code/data: ")


def test_a_context_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    config = DOCKERFILE.replace("Dockerfile}", "Dockerfile, context: nowhere}")
    files = {"evaluator/Dockerfile": "FROM x\nUSER y\n", "truth/a": "1"}
    report = inspection.check_challenge(factories.write_challenge(tmp_path, config, files))
    (issue,) = report.issues
    assert (issue.code, issue.path) == (Code.FILE_MISSING, "podium.evaluator.context")
