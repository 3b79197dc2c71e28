"""Every evaluation of a submission: which one stands, and what was otherwise in it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from podium import formats
from podium.records import versions
from podium.records.model import Evaluation, Status
from podium.records.results import Result
from podium.records.versions import Version
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
    told = versions.evaluations_of(result)
    if len(told) < 2:
        return ()
    before = dict(pairwise(one.number for one in reversed(told)))
    by_number = {one.number: one for one in told}
    return tuple(
        EvaluationLine(
            number=one.number,
            status=status_chip(one.status, say),
            at=Moment.of(versions.made_at(one), say),
            duration=formats.format_duration(one.execution_seconds),
            version=next((str(each.number) for each in known if each.made(one)), ""),
            changes=_changes(one, by_number.get(before.get(one.number, 0)), say),
            stands=one.number == result.evaluation.number,
        )
        for one in reversed(told)
    )


def status_chip(status: Status, say: Texts) -> Chip:
    return Chip(status_name(status, say), _KINDS.get(status, "plain"))


def _changes(one: Evaluation, before: Evaluation | None, say: Texts) -> str:
    if before is None:
        return say("first")
    is_new_evaluator = one.evaluator.digest != before.evaluator.digest
    is_new_truth = one.ground_truth != before.ground_truth
    if is_new_evaluator and is_new_truth:
        return say("another evaluator and ground truth")
    if is_new_evaluator:
        return say("another evaluator")
    return say("another ground truth") if is_new_truth else say("the same again")
