"""What is left to do for a submission, from what is recorded and what was told."""

from __future__ import annotations

import pytest

import factories
from podium.github.comment import Mark, Stage
from podium.github.next_step import NextStep, find_next_step, find_record
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
        (None, None, SHA, False, NextStep.GRADE),
        (None, Stage.RECEIVED, SHA, False, NextStep.GRADE),
        (None, Stage.EVALUATING, SHA, False, NextStep.GRADE),
        (None, Stage.RETRYING, SHA, False, NextStep.GRADE),
        (None, Stage.SCORED, SHA, False, NextStep.GRADE),
        (None, Stage.REJECTED, SHA, False, NextStep.NOTHING),
        (None, Stage.REJECTED, SHA, True, NextStep.GRADE),
        (None, Stage.REJECTED, OTHER, False, NextStep.GRADE),
        (None, Stage.BROKEN, SHA, False, NextStep.NOTHING),
        (None, Stage.BROKEN, SHA, True, NextStep.GRADE),
        (record(), Stage.EVALUATING, SHA, False, NextStep.ANNOUNCE),
        (record(), None, SHA, False, NextStep.ANNOUNCE),
        (record(), Stage.SCORED, OTHER, False, NextStep.ANNOUNCE),
        (record(), Stage.SCORED, SHA, False, NextStep.NOTHING),
        (record(), Stage.FAILED, SHA, False, NextStep.NOTHING),
        (record(), Stage.SCORED, SHA, True, NextStep.NOTHING),
        (BROKEN, Stage.BROKEN, SHA, False, NextStep.NOTHING),
        (BROKEN, Stage.BROKEN, SHA, True, NextStep.GRADE),
    ],
)
def test_plan(
    known: SubmissionRecord | None, stage: Stage | None, sha: str, by_hand: bool, expected: NextStep
) -> None:
    mark = None if stage is None else Mark(sha, stage)
    assert find_next_step(known, mark, SHA, by_hand=by_hand) is expected


@pytest.mark.parametrize(
    ("known", "stage", "sha", "expected"),
    [
        (BROKEN, Stage.BROKEN, SHA, NextStep.GRADE),
        (None, Stage.BROKEN, SHA, NextStep.GRADE),
        (BROKEN, Stage.BROKEN, OTHER, NextStep.ANNOUNCE),
        (None, Stage.REJECTED, SHA, NextStep.NOTHING),
        (record(), Stage.SCORED, SHA, NextStep.NOTHING),
        (record(), Stage.FAILED, SHA, NextStep.NOTHING),
    ],
)
def test_what_hosts_have_mended_is_tried_again_and_nothing_else(
    known: SubmissionRecord | None, stage: Stage, sha: str, expected: NextStep
) -> None:
    assert find_next_step(known, Mark(sha, stage), SHA, is_changed=True) is expected


def test_a_record_is_of_all_forty_digits_not_of_seven() -> None:
    known = record()
    assert find_record([known], "pr-1-3f2a9c1", SHA) is known
    assert find_record([known], "pr-1-3f2a9c1", OTHER) is None
    assert find_record([known], "pr-2-3f2a9c1", SHA) is None
