"""Which evaluation stands for a submission."""

from __future__ import annotations

import pytest

import factories
from podium.records import results
from podium.records.model import EvaluationRecord, Status, SubmissionRecord

PARTIAL, FINISHED, FAILED = Status.PARTIALLY_EVALUATED, Status.FINISHED, Status.FAILED


def record(*statuses: Status) -> SubmissionRecord:
    evaluations = tuple(
        EvaluationRecord(
            factories.make_failure(number=number)
            if status is FAILED
            else factories.make_evaluation(number=number, status=status),
            None if status is FAILED else factories.make_metrics({}),
        )
        for number, status in enumerate(statuses, start=1)
    )
    return SubmissionRecord(factories.make_submission(), evaluations)


@pytest.mark.parametrize(
    ("statuses", "number"),
    [
        ((FINISHED,), 1),
        ((FINISHED, FINISHED), 2),
        ((FINISHED, FAILED), 1),
        ((FAILED, FAILED), 2),
        ((PARTIAL,), 1),
        ((PARTIAL, FINISHED), 2),
        ((PARTIAL, FAILED), 2),
        ((FINISHED, PARTIAL), 2),
        ((FINISHED, PARTIAL, FAILED), 1),
    ],
)
def test_the_newest_with_metrics_stands_and_parts_stand_until_their_end(
    statuses: tuple[Status, ...], number: int
) -> None:
    (result,) = results.results_at(factories.make_challenge(), [record(*statuses)])
    assert result.evaluation.number == number
