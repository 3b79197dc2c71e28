"""Fifty results pushed at once: none lost, and at most 3 times as long as one after another.

Both are measured in the same run, the first on a part of the fifty. On one machine writers take
turns; from fifty machines they race. Fifty machines do not share two cores, so each push and fetch
of theirs also waits for a network that is not there: what is measured is the race, not the lack of
cores.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from github_server import GitHubServer
from podium.records.git import commands

pytestmark = [pytest.mark.long, pytest.mark.slow]

WRITERS = 50
CEILING_RATIO = 3.0
BRANCH = "results"
DELAY_SECONDS = 0.15
WRITERS_PROGRAM = Path(__file__).with_name("writers.py")


@dataclass(frozen=True, slots=True)
class Pushed:
    """Seconds for fifty one after another, and for fifty at once."""

    alone: float
    together: float

    def check(self, name: str) -> None:
        ratio = self.together / self.alone
        sys.stdout.write(
            f"\n{name}: {WRITERS} one after another {self.alone:.1f} s, "
            f"at once {self.together:.1f} s, ratio {ratio:.2f}\n"
        )
        assert ratio <= CEILING_RATIO


def push(url: str, *options: str, alone: int, environment: Mapping[str, str]) -> Pushed:
    """``alone`` is how many are pushed to know what fifty one after another take."""
    done = subprocess.run(
        [sys.executable, WRITERS_PROGRAM, url, BRANCH, str(alone), str(WRITERS), *options],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        check=True,
    )
    found = json.loads(done.stdout)
    assert found["codes"] == [0] * WRITERS
    return Pushed(found["alone"] * WRITERS / alone, found["together"])


def assert_none_is_lost(folder: Path, *, alone: int) -> None:
    """One commit each, in one line, and what it added is still there."""

    def lines(*arguments: str) -> list[str]:
        return commands.Repository(folder).text(*arguments).splitlines()

    names = {f"alone-{number}" for number in range(alone)}
    names |= {f"together-{number}" for number in range(WRITERS)}
    commits = lines("log", "--format=%s", BRANCH)
    assert sorted(line.split()[1] for line in commits) == sorted(names)
    assert lines("rev-list", "--merges", BRANCH) == []
    files = lines("ls-tree", "-r", "--name-only", f"{BRANCH}:results/small/dev/2026-07")
    parts = ("submission.json", "evaluations/1/evaluation.json", "evaluations/1/metrics.json")
    assert sorted(files) == sorted(f"{name}/{part}" for name in names for part in parts)


def test_fifty_at_once_from_one_machine(tmp_path: Path) -> None:
    with GitHubServer(tmp_path) as server:
        server.add_repository("org/small", files={"README.md": "Results"})
        token = server.token({"org/small": {"contents": "write"}})
        pushed = push(
            server.clone_url("org/small"),
            alone=25,
            environment=commands.authorization(server.url, token),
        )
        assert_none_is_lost(server.git("org/small").path, alone=25)
    pushed.check("one machine, smart HTTP")


def test_fifty_at_once_from_fifty_machines(tmp_path: Path) -> None:
    bare = tmp_path / "results.git"
    bare.mkdir()
    repository = commands.Repository(bare)
    repository.run("init", "--quiet", "--bare", "--initial-branch", BRANCH)
    repository.run("config", "uploadpack.allowFilter", "true")
    services = ("upload-pack", "receive-pack")
    slow = {"GIT_CONFIG_COUNT": str(len(services))}
    for number, service in enumerate(services):
        slow[f"GIT_CONFIG_KEY_{number}"] = f"remote.origin.{service.replace('-', '')}"
        slow[f"GIT_CONFIG_VALUE_{number}"] = f"sleep {DELAY_SECONDS}; git-{service}"
    pushed = push(bare.as_uri(), "--own-machines", alone=8, environment=slow)
    assert_none_is_lost(bare, alone=8)
    pushed.check("fifty machines, file protocol")
