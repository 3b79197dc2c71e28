"""Every evaluation of a submission: which one counts, and whether its evaluator or ground truth
differs from those of the one before."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from podium import formats
from podium.records import versions
from podium.records.model import Evaluation, Status
from podium.records.results import Result
from podium.records.versions import EvaluationChange, Version
from podium.site.frame.parts import Chip, Moment, status_name
from podium.site.frame.texts import Texts

_KINDS = {
    Status.FINISHED: "open",
    Status.FAILED: "failed",
    Status.PARTIALLY_EVALUATED: "partial",
}


@dataclass(frozen=True, slots=True)
class EvaluationLine:
    """``version`` is the number of the evaluator and ground truth among those of the phase."""

    number: int
    status: Chip
    at: Moment
    duration: str
    version: str
    changes: str
    stands: bool


def make_lines(
    result: Result, known: tuple[Version, ...], say: Texts
) -> tuple[EvaluationLine, ...]:
    """The newest first; none where there was but one."""
    evaluations = versions.evaluations_of(result)
    if len(evaluations) < 2:
        return ()
    before = dict(pairwise(evaluation.number for evaluation in reversed(evaluations)))
    by_number = {evaluation.number: evaluation for evaluation in evaluations}
    return tuple(
        EvaluationLine(
            number=evaluation.number,
            status=status_chip(evaluation.status, say),
            at=Moment.of(versions.made_at(evaluation), say),
            duration=formats.format_duration(evaluation.execution_seconds),
            version=next(
                (str(version.number) for version in known if version.made(evaluation)), ""
            ),
            changes=_changes(evaluation, by_number.get(before.get(evaluation.number, 0)), say),
            stands=evaluation.number == result.evaluation.number,
        )
        for evaluation in reversed(evaluations)
    )


def status_chip(status: Status, say: Texts) -> Chip:
    return Chip(status_name(status, say), _KINDS.get(status, "plain"))


def _changes(evaluation: Evaluation, before: Evaluation | None, say: Texts) -> str:
    if before is None:
        return say("first")
    changed = versions.changes(before, evaluation)
    is_new_evaluator = EvaluationChange.EVALUATOR in changed
    is_new_truth = EvaluationChange.GROUND_TRUTH in changed
    if is_new_evaluator and is_new_truth:
        return say("another evaluator and ground truth")
    if is_new_evaluator:
        return say("another evaluator")
    if is_new_truth:
        return say("another ground truth")
    return say("another configuration") if changed else say("the same again")
