"""What is left to do for a submission, from what is recorded and what was told."""

from __future__ import annotations

import pytest

import factories
from podium.github import grading
from podium.github.comment import Mark, Stage
from podium.github.grading import Plan
from podium.jobs import Fault
from podium.records.model import PullRequestSource, SubmissionRecord

SHA = "3f2a9c1" + "0" * 33
OTHER = "3f2a9c1" + "1" * 33


def record(**evaluation: object) -> SubmissionRecord:
    source = PullRequestSource("org/small", 1, SHA)
    return factories.make_record({"accuracy": 1}, id="pr-1-3f2a9c1", source=source, **evaluation)


BROKEN = factories.make_record(
    submission=record().submission, evaluation=factories.make_failure(by=Fault.ORGANIZER)
)


@pytest.mark.parametrize(
    ("known", "stage", "sha", "by_hand", "expected"),
    [
        (None, None, SHA, False, Plan.GRADE),
        (None, Stage.RECEIVED, SHA, False, Plan.GRADE),
        (None, Stage.EVALUATING, SHA, False, Plan.GRADE),
        (None, Stage.RETRYING, SHA, False, Plan.GRADE),
        (None, Stage.SCORED, SHA, False, Plan.GRADE),
        (None, Stage.REJECTED, SHA, False, Plan.NOTHING),
        (None, Stage.REJECTED, SHA, True, Plan.GRADE),
        (None, Stage.REJECTED, OTHER, False, Plan.GRADE),
        (None, Stage.BROKEN, SHA, False, Plan.NOTHING),
        (None, Stage.BROKEN, SHA, True, Plan.GRADE),
        (record(), Stage.EVALUATING, SHA, False, Plan.ANNOUNCE),
        (record(), None, SHA, False, Plan.ANNOUNCE),
        (record(), Stage.SCORED, OTHER, False, Plan.ANNOUNCE),
        (record(), Stage.SCORED, SHA, False, Plan.NOTHING),
        (record(), Stage.FAILED, SHA, False, Plan.NOTHING),
        (record(), Stage.SCORED, SHA, True, Plan.NOTHING),
        (BROKEN, Stage.BROKEN, SHA, False, Plan.NOTHING),
        (BROKEN, Stage.BROKEN, SHA, True, Plan.GRADE),
    ],
)
def test_plan(
    known: SubmissionRecord | None, stage: Stage | None, sha: str, by_hand: bool, expected: Plan
) -> None:
    mark = None if stage is None else Mark(sha, stage)
    assert grading.plan(known, mark, SHA, by_hand=by_hand) is expected


def test_a_record_is_of_all_forty_digits_not_of_seven() -> None:
    known = record()
    assert grading.find_record([known], "pr-1-3f2a9c1", SHA) is known
    assert grading.find_record([known], "pr-1-3f2a9c1", OTHER) is None
    assert grading.find_record([known], "pr-2-3f2a9c1", SHA) is None
