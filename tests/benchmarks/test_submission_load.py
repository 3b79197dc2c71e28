"""Fifty submissions within a minute: each recorded once, told of once, ranked rightly.

This is about the half of Podium that works on GitHub: the commands are those of the workflows, the
server is real HTTP and real git, and the evaluator is a script of one line that the process runner
starts. What a container costs is in ``test_evaluate_speed``.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from integration.github.conftest import CHALLENGE, RESULTS, Place

pytestmark = [pytest.mark.long, pytest.mark.slow]

PULLS, WOKEN, PUSHED_AGAIN = 45, 13, 5
SUBMISSIONS = PULLS + PUSHED_AGAIN
RUNNERS = 3
CALLS_EACH = 13
CALLS_AN_HOUR = 1000  # that a job's own token may make; sixty submissions an hour are promised
PODIUM = Path(sys.executable).with_name("podium")
RUNS = Path(__file__).with_name("runs.py")


@dataclass(frozen=True, slots=True)
class Sent:
    """A submission as its participant knows it; ``score`` is what it is worth."""

    pull: Any
    sha: str
    score: str

    @property
    def id(self) -> str:
        return f"pr-{self.pull.number}-{self.sha[:7]}"


def best_first(sent: Iterable[Sent]) -> list[Sent]:
    """The best of each participant, as the board shows them."""
    best = {one.pull.number: one for one in sorted(sent, key=lambda one: one.score)}
    return sorted(best.values(), key=lambda one: one.score, reverse=True)


def board(place: Place) -> list[dict[str, Any]]:
    """The board that the results branch gives, best first."""
    results = place.folder / "results"
    bare = place.server.git(CHALLENGE).path
    subprocess.run(["git", "clone", "-q", "--branch", RESULTS, bare, results], check=True)
    challenge = place.environ["PODIUM_CHALLENGE"]
    command = [PODIUM, "rank", challenge, "--results", results, "--phase", "dev", "--json"]
    done = subprocess.run(command, check=True, capture_output=True)
    (found,) = json.loads(done.stdout)["boards"]
    entries: list[dict[str, Any]] = found["entries"]
    assert found["unranked"] == []
    return entries


def assert_each_is_recorded_once(place: Place, sent: list[Sent]) -> None:
    records = {one.submission.id: len(one.evaluations) for one in place.records()}
    assert records == {one.id: 1 for one in sent}
    commits = place.server.git(CHALLENGE).run("rev-list", "--count", RESULTS)
    assert int(commits) == len(sent)


def assert_each_has_its_rank(place: Place, sent: list[Sent]) -> None:
    entries = board(place)
    found = [(one["rank"], one["submission"], one["values"]["accuracy"]) for one in entries]
    ordered = enumerate(best_first(sent), start=1)
    assert found == [(rank, one.id, float(one.score)) for rank, one in ordered]


def assert_each_is_told_once(place: Place, sent: list[Sent]) -> None:
    """One outcome for each head, the last with a rank that held at that moment: who is told before
    others cannot know of them."""
    order = [one.id for one in best_first(sent)]
    for one in {one.pull.number: one for one in sent}.values():
        comments = place.server.comments(CHALLENGE, one.pull.number)
        heads = [head.sha for head in sent if head.pull is one.pull]
        outcomes = [each.body for each in comments if "### " in each.body]
        assert len(outcomes) == len(heads) == len(comments) - 1
        body = place.comment(one.pull)
        told = re.search(r"^### Scored: rank (\d+) of (\d+)$", body, re.MULTILINE)
        assert told is not None and one.sha[:12] in body, body
        rank, among, last = int(told[1]), int(told[2]), order.index(one.id) + 1
        overtaking = len(order) - among + PUSHED_AGAIN
        assert last - overtaking <= rank <= last, f"{rank} of {among}, and {last} in the end"
        assert place.server.labels(CHALLENGE, one.pull.number) == ["podium: scored"]
        assert place.server.statuses(CHALLENGE, one.sha)[-1].state == "success"


class Runner:
    """A machine with a queue of wake-ups, started at once with the others."""

    def __init__(self, place: Place, name: str) -> None:
        self._place = place
        self._folder = place.folder / name
        (self._folder / "tmp").mkdir(parents=True)
        self._queue: list[dict[str, str]] = []

    def add(self, pull: Any) -> None:
        """The wake-up of the pull request's head as it is now."""
        self._place.wake(pull)
        event = self._folder / f"event-{len(self._queue)}.json"
        shutil.copy(self._place.environ["GITHUB_EVENT_PATH"], event)
        own = {
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_OUTPUT": str(self._folder / "output"),
            "GITHUB_STEP_SUMMARY": str(self._folder / "summary"),
            "PODIUM_WORK": str(self._folder / "evaluated"),
            "TMPDIR": str(self._folder / "tmp"),  # what is on one machine is not on another
        }
        self._queue.append({**self._place.environ, **own})

    def start(self) -> None:
        self._running = subprocess.Popen(
            [sys.executable, str(RUNS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._running.stdin is not None
        self._running.stdin.write(json.dumps(self._queue).encode())
        self._running.stdin.close()
        self._queue = []

    def finish(self) -> list[float]:
        """Seconds of each run, all of which have worked."""
        assert self._running.stdout is not None
        with self._running.stdout as stream:
            runs = json.loads(stream.read())
        assert self._running.wait() == 0
        assert [run["codes"] for run in runs] == [[0, 0]] * len(runs)
        return [run["seconds"] for run in runs]


def work_off(runners: list[Runner], sent: list[Sent]) -> list[float]:
    for number, one in enumerate(sent):
        runners[number % len(runners)].add(one.pull)
    for runner in runners:
        runner.start()
    return [seconds for runner in runners for seconds in runner.finish()]


def open_pulls(place: Place) -> list[Sent]:
    """Of as many people, whose scores rise with the number."""
    sent = []
    for number in range(PULLS):
        score = f"0.{number:03}"
        pull = place.submit(f"user{number}", score=score)
        sent.append(Sent(pull, pull.head_sha, score))
    return sent


def push_again(place: Place, sent: list[Sent]) -> list[Sent]:
    """Better ones, to the pull requests that are there."""
    pushed = []
    for number, one in enumerate(sent):
        score = f"0.{900 + number}"
        path = f"submissions/small/dev/{one.pull.user.login}/first/answer.txt"
        sha = place.server.push_to_pull(CHALLENGE, one.pull.number, {path: score})
        pushed.append(Sent(one.pull, sha, score))
    return pushed


def test_fifty_submissions_are_each_recorded_ranked_and_told_once(place: Place) -> None:
    """Three runs at once work off the wake-ups that come through: the workflows' queue lets one
    at a time write, but nothing may hang on it. One sweep takes up all that are lost."""
    sent = open_pulls(place)
    runners = [Runner(place, f"machine-{number}") for number in range(RUNNERS)]
    place.server.requests.clear()
    began = time.perf_counter()
    each = work_off(runners, sent[:WOKEN])
    pushed = push_again(place, sent[:PUSHED_AGAIN])
    each += work_off(runners, pushed)
    swept = time.perf_counter()
    assert place.sweep() == (0, 0)
    ended = time.perf_counter()
    calls = len(place.rest_calls())
    sys.stdout.write(
        f"\n{len(each)} submissions by {RUNNERS} runs at once in {swept - began:.1f} s, "
        f"{SUBMISSIONS - len(each)} by one sweep in {ended - swept:.1f} s; "
        f"{calls} REST calls for {SUBMISSIONS}\n"
    )
    sent += pushed
    assert len(sent) == SUBMISSIONS == 50
    looked = 2 + WOKEN  # for what is open, and at those that were done before
    assert calls <= CALLS_EACH * SUBMISSIONS + looked
    assert calls * 60 / SUBMISSIONS < CALLS_AN_HOUR
    assert_each_is_recorded_once(place, sent)
    assert_each_has_its_rank(place, sent)
    assert_each_is_told_once(place, sent)
    place.server.requests.clear()
    assert place.sweep() == (0, 0)
    assert place.writes() == []
