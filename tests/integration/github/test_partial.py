"""Metrics that come one split after the other are recorded as they come."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

import factories
from integration.github.conftest import CHALLENGE, CONFIG, RESULTS, Place
from podium.records.model import Status

TWO_SPLITS = CONFIG.replace(
    "dataset_splits: [{id: 1, codename: all, name: All}]",
    "dataset_splits: [{id: 1, codename: all, name: All}, {id: 2, codename: hard, name: Hard}]",
).replace(
    "max_submissions_per_day: 2,",
    "max_submissions_per_day: 2, is_partial_submission_evaluation_enabled: true,",
)
TWO_SPLITS += "  - {challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 2}\n"
# Goes on when it is told to.
EVALUATOR = """\
import pathlib
import time


def evaluate(annotation, submission, phase, **kwargs):
    with open(submission) as stream:
        score = float(stream.read())
    yield {"result": [{"all": {"accuracy": score}}]}
    for _ in range(600):
        if pathlib.Path({go!r}).exists():
            break
        time.sleep(0.1)
    if score < 0:
        raise ValueError("a score is never negative")
    yield {"result": [{"hard": {"accuracy": score / 2}}]}
"""


@pytest.fixture
def go(tmp_path: Path) -> Path:
    """The file that an evaluator waits for after its first metrics."""
    return tmp_path / "go"


@pytest.fixture
def in_parts(place: Place, go: Path) -> Place:
    folder = place.folder / "small"
    (folder / "challenge_config.yaml").write_text(TWO_SPLITS)
    (folder / "evaluation_script" / "main.py").write_text(
        EVALUATOR.replace("{go!r}", repr(str(go)))
    )
    return place


@contextmanager
def going_on_when_recorded(place: Place, go: Path) -> Iterator[None]:
    waiting = Thread(target=lambda: wait_for_records(place) and go.touch())
    waiting.start()
    yield
    waiting.join()


def wait_for_records(place: Place) -> bool:
    deadline = time.monotonic() + 60
    git = place.server.git(CHALLENGE)
    while git.read_ref(f"refs/heads/{RESULTS}") is None and time.monotonic() < deadline:
        time.sleep(0.1)
    return True


def statuses(place: Place) -> list[Status]:
    return [one.evaluation.status for record in place.records() for one in record.evaluations]


def test_what_is_there_is_recorded_and_then_the_whole(in_parts: Place, go: Path) -> None:
    pull = in_parts.submit("octocat", score="0.5")
    with going_on_when_recorded(in_parts, go):
        assert in_parts.grade() == (0, 0)
    assert statuses(in_parts) == [Status.PARTIALLY_EVALUATED, Status.FINISHED]
    (record,) = in_parts.records()
    assert record.evaluations[0].metrics == factories.make_metrics({"all": {"accuracy": 0.5}})
    told = in_parts.comment(pull)
    assert "accuracy 0.50" in told and "accuracy 0.25" in told
    assert "1 submission to this phase left" in told


def test_a_failure_after_the_first_metrics_is_a_failure(in_parts: Place, go: Path) -> None:
    pull = in_parts.submit("octocat", score="-1")
    with going_on_when_recorded(in_parts, go):
        assert in_parts.grade() == (0, 0)
    assert statuses(in_parts) == [Status.PARTIALLY_EVALUATED, Status.FAILED]
    assert "a score is never negative" in in_parts.comment(pull)
    assert "1 submission to this phase left" in in_parts.comment(pull), "its numbers were seen"


def test_the_sweep_finishes_what_a_lost_machine_left_partial(in_parts: Place, go: Path) -> None:
    pull = in_parts.submit("octocat", score="0.5")
    running = in_parts.start("evaluate")
    wait_for_records(in_parts)
    running.kill()
    running.wait()
    assert statuses(in_parts) == [Status.PARTIALLY_EVALUATED]
    go.touch()
    in_parts.new_machine()
    assert in_parts.sweep() == (0, 0)
    assert statuses(in_parts)[-1] is Status.FINISHED
    assert "accuracy 0.25" in in_parts.comment(pull)
    assert in_parts.server.labels(CHALLENGE, pull.number) == ["podium: scored"]
