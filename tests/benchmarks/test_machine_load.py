"""Fifty submissions on four machines at once, by two runs that overlap: none lost, none evaluated
twice, each told once.

The commands are those of the jobs that plan, evaluate and publish; server, git and evaluator are as
in ``test_submission_load``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Any

import pytest

from benchmarks.test_submission_load import (
    RUNS,
    Sent,
    assert_each_has_its_rank,
    assert_each_is_recorded_once,
)
from integration.github.conftest import CHALLENGE, Place

pytestmark = [pytest.mark.long, pytest.mark.slow]

SUBMISSIONS = 50
MACHINES = 4
CALLS_EACH = 13


def submit(place: Place, numbers: range) -> list[Sent]:
    sent = []
    for number in numbers:
        score = f"0.{number:03}"
        pull = place.submit(f"user{number}", score=score)
        sent.append(Sent(pull, pull.head_sha, score))
    return sent


def plan(place: Place, name: str) -> list[dict[str, str]]:
    """The environment of each item's jobs, each on a machine of its own."""
    sha = place.server.git(CHALLENGE).read_ref("refs/heads/main")
    assert sha is not None
    run = place.server.add_run(
        CHALLENGE, "evaluate.yml", sha=sha, event="schedule", status="in_progress"
    )
    place.event("schedule", place.server.schedule_event(CHALLENGE, "evaluate.yml", "7 * * * *"))
    folder = place.folder / name
    folder.mkdir()
    own = {
        "GITHUB_RUN_ID": str(run.id),
        "GITHUB_OUTPUT": str(folder / "output"),
        "PODIUM_WORK": str(folder / "work"),
    }
    assert place.run("plan", PODIUM_RESULTS_TOKEN="", **own) == 0
    lines = (folder / "output").read_text().splitlines()
    outputs = dict(line.split("=", 1) for line in lines)
    found = []
    for item in json.loads(outputs["matrix"])["include"]:
        machine = folder / f"item-{item['item']}"
        shutil.copytree(folder / "work" / "plan", machine / "work" / "plan")
        (machine / "tmp").mkdir()
        found.append(
            {
                **place.environ,
                **own,
                "GITHUB_OUTPUT": str(machine / "output"),
                "GITHUB_STEP_SUMMARY": str(machine / "summary"),
                "PODIUM_WORK": str(machine / "work"),
                "PODIUM_ITEM": str(item["item"]),
                "PODIUM_PLAN": outputs["plan"],
                "TMPDIR": str(machine / "tmp"),
            }
        )
    return found


def start(queue: list[Mapping[str, str]]) -> subprocess.Popen[bytes]:
    running = subprocess.Popen(
        [sys.executable, str(RUNS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert running.stdin is not None
    running.stdin.write(json.dumps(queue).encode())
    running.stdin.close()
    return running


def finish(running: subprocess.Popen[bytes]) -> list[Any]:
    assert running.stdout is not None
    with running.stdout as stream:
        runs: list[Any] = json.loads(stream.read())
    assert running.wait() == 0
    return runs


def spread(items: list[dict[str, str]]) -> list[subprocess.Popen[bytes]]:
    """On half of the machines."""
    half = MACHINES // 2
    return [start(list(items[first::half])) for first in range(half)]


def test_fifty_submissions_on_four_machines_are_each_told_once(place: Place) -> None:
    place.server.requests.clear()
    began = time.perf_counter()
    sent = submit(place, range(SUBMISSIONS // 2))
    first = plan(place, "first")
    machines = spread(first)
    sent += submit(place, range(SUBMISSIONS // 2, SUBMISSIONS))
    second = plan(place, "second")
    machines += spread(second)
    done = [run for machine in machines for run in finish(machine)]
    seconds, calls = time.perf_counter() - began, len(place.rest_calls())
    assert len(first) + len(second) == len(done) == SUBMISSIONS
    assert {tuple(run["codes"]) for run in done} == {(0, 0)}
    sys.stdout.write(
        f"\n{SUBMISSIONS} submissions on {MACHINES} machines in {seconds:.1f} s, {calls} REST "
        f"calls\n"
    )
    assert_each_is_recorded_once(place, sent)
    assert_each_has_its_rank(place, sent)
    for one in sent:
        progress, outcome = place.server.comments(CHALLENGE, one.pull.number)
        assert "### Scored: rank " in outcome.body and "### Scored" not in progress.body
        assert place.server.labels(CHALLENGE, one.pull.number) == ["podium: scored"]
        states = [status.state for status in place.server.statuses(CHALLENGE, one.sha)]
        assert states == ["pending", "success"]
    looked = 5 + SUBMISSIONS // 2  # for what is open, and at what the first run holds
    assert calls <= CALLS_EACH * SUBMISSIONS + looked
    assert plan(place, "third") == []
