"""What the action adds to an evaluation, from its first step to the comment with the rank: under
20 s where Podium is not installed yet, under 5 s where it is.

The two steps of ``action.yml`` are run as a runner runs them, with its shell and variables, for
``evaluate`` and then for ``publish``. Cold means that nothing of Podium is there and nothing is
compiled; packages come from wherever pip finds them. The evaluator's own seconds are taken away.
On a busy machine a bare ``python -m venv`` is slower too, so both bounds are also ratios to it: at
rest it takes 3.7 s.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from integration.github.conftest import Place

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
COLD_SECONDS, WARM_SECONDS = 20.0, 5.0
COLD_RATIO, WARM_RATIO = COLD_SECONDS / 3.7, WARM_SECONDS / 3.7
WARM_ROUNDS = 2
BASH = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c")
KEPT = ("PATH", "HOME", "LANG", "SSL_CERT_FILE", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM")
INPUT = re.compile(r"\$\{\{ inputs\.([a-z-]+) \}\}")
# What the place has for commands that are started without the action, which sets it itself.
INPUTS = {
    "challenge": "PODIUM_CHALLENGE",
    "token": "PODIUM_TOKEN",
    "results-token": "PODIUM_RESULTS_TOKEN",
    "site-url": "PODIUM_SITE_URL",
}


@dataclass(frozen=True, slots=True)
class Job:
    """A job's machine: what a step leaves in ``folder`` is there for the next."""

    place: Place
    folder: Path

    def use(self, command: str) -> None:
        """``uses: podium`` with this command: each step of the composite action."""
        action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
        given = self._inputs(action, command)
        for step in action["runs"]["steps"]:
            own = {name: self._value(name, text, given) for name, text in step["env"].items()}
            done = subprocess.run(
                [*BASH, step["run"]],
                cwd=self.place.folder,
                env=self._environment() | own,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr

    def _value(self, name: str, text: str, given: Mapping[str, str]) -> str:
        """Of one of the step's variables: an input, a text, or else what the place has for it."""
        found = INPUT.fullmatch(text)
        if found:
            return given[found[1]]
        return self.place.environ[name] if "${{" in text else text

    def _inputs(self, action: Mapping[str, Any], command: str) -> dict[str, str]:
        """As a workflow's ``with:`` has them; the others have their defaults."""
        given = {name: self.place.environ[variable] for name, variable in INPUTS.items()}
        defaults = {name: one.get("default", "") for name, one in action["inputs"].items()}
        return {**defaults, **given, "command": command}

    def _environment(self) -> dict[str, str]:
        """The runner's, what pip needs to know of this machine, and which runner evaluates."""
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        place = self.place.environ
        github = {name: place[name] for name in place.keys() - set(INPUTS.values())}
        own = {"GITHUB_ACTION_PATH": str(ROOT), "RUNNER_TEMP": str(self.folder)}
        return kept | pip | github | own

    def grade(self, author: str) -> float:
        """Seconds from the first step to the comment, less the evaluation."""
        pull = self.place.submit(author)
        started = time.perf_counter()
        self.use("evaluate")
        self.use("publish")
        seconds = time.perf_counter() - started
        assert "### Scored: rank 1" in self.place.comment(pull)
        (record,) = (
            one for one in self.place.records() if one.submission.participant.login == author
        )
        return seconds - record.evaluations[0].evaluation.execution_seconds


def reference_seconds(folder: Path) -> float:
    started = time.perf_counter()
    subprocess.run(["python3", "-I", "-m", "venv", folder], check=True, capture_output=True)
    return time.perf_counter() - started


def test_the_action_costs_little_over_the_evaluation(place: Place, tmp_path: Path) -> None:
    reference = reference_seconds(tmp_path / "reference")
    folder = tmp_path / "temp"
    folder.mkdir()
    job = Job(place, folder)
    cold = job.grade("cold")
    # The best of several: what else the machine does can only add to it.
    warm = min(job.grade(f"warm{number}") for number in range(WARM_ROUNDS))
    sys.stdout.write(
        f"\nthe action adds {cold:.1f} s cold, {warm:.1f} s warm; a bare venv {reference:.1f} s\n"
    )
    shutil.rmtree(folder)
    assert cold < max(COLD_SECONDS, COLD_RATIO * reference)
    assert warm < max(WARM_SECONDS, WARM_RATIO * reference)
