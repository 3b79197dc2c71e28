"""The weekly renewal of the lock under `act`: what it commits, where it pushes it, and that it asks
for a pull request and for its checks. What `make lock` does is tested in ``test_locks``."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from e2e import act
from e2e.act import Act, Run
from e2e.repositories import ROOT

WORKFLOW = Path(".github/workflows/dependencies.yml")
LOCK = Path("requirements/lock.txt")
REMOTE = "https://github.com/podium-challenges/podium"
GH = '#!/bin/sh\nprintf "%s\\n" "$*" >> "$ASKED"\n'


@dataclass(frozen=True, slots=True)
class Renewal:
    run: Run
    asked: list[str]
    remote: Path


def renew(folder: Path, makefile: str) -> Renewal:
    """With a `make lock` that is ``makefile``, and a folder in GitHub's place."""
    repository, remote = folder / "repository", folder / "remote"
    for path, text in (
        (WORKFLOW, (ROOT / WORKFLOW).read_text(encoding="utf-8")),
        (LOCK, "# old\n"),
        (Path("Makefile"), makefile),
    ):
        (repository / path).parent.mkdir(parents=True, exist_ok=True)
        (repository / path).write_text(text, encoding="utf-8")
    act.for_act(repository)
    act.commit_all(repository, "podium-challenges/podium")
    subprocess.run(("git", "init", "--quiet", "--bare", remote), check=True)
    (folder / "bin").mkdir()
    (folder / "bin" / "gh").write_text(GH)
    (folder / "bin" / "gh").chmod(0o755)
    environment = {
        "ASKED": str(folder / "asked"),
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{remote}.insteadOf",
        "GIT_CONFIG_VALUE_0": REMOTE,
    }
    run = Act(folder / "act").run(
        repository, "schedule", {}, workflow=WORKFLOW.name, environment=environment
    )
    asked = folder / "asked"
    return Renewal(run, asked.read_text().splitlines() if asked.is_file() else [], remote)


def pushed(remote: Path) -> str:
    command = ("git", "log", "--all", "--format=%D: %s", "--name-only", "--max-count=1")
    done = subprocess.run(command, cwd=remote, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.mark.slow
def test_a_renewed_lock_becomes_a_pull_request_that_is_checked(tmp_path: Path) -> None:
    made = renew(tmp_path, "lock:\n\techo '# new' > requirements/lock.txt\n\ttouch other\n")
    assert made.run.exit_code == 0, made.run.log
    assert (
        pushed(made.remote) == f"dependencies: Newest versions of what the lock holds\n\n{LOCK}\n"
    )
    setup, create, check = made.asked
    assert setup == "auth setup-git"
    assert create.startswith("pr create --head dependencies ")
    assert check == "workflow run ci.yml --ref dependencies"


@pytest.mark.slow
def test_a_lock_that_is_the_newest_is_left_alone(tmp_path: Path) -> None:
    made = renew(tmp_path, "lock:\n\ttrue\n")
    assert made.run.exit_code == 0, made.run.log
    assert made.asked == []
    assert pushed(made.remote) == ""
