"""What other evaluations by the same evaluator say of one that failed: those that are recorded, and
that of the organizer's own example.

Pure. Where none of them finished, it cannot be told whether a submission or the evaluator needs too
much time or memory; it is then the hosts who can find out, by an example that does.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor, log10

from podium import formats
from podium.evaluation.messages import MAX_LENGTH
from podium.jobs import MIB, Failure, Fault, Limits, Resource
from podium.records.model import Evaluation, Status, SubmissionRecord

# What the example may use of the limits. One that needs more shows them to be too tight.
EXAMPLE_SHARE = 0.8

_EXAMPLE_FAILS = "The challenge's own example_submission fails in the same way."
_EXAMPLE_NEEDS_AS_MUCH = (
    "The challenge's own example_submission needs 80 % of that limit or more: raise {key}, or have "
    "the evaluator need less."
)
_LIMIT = "the limit is "
_WITH = {Resource.TIME: "in", Resource.MEMORY: "with"}
_TIGHT = "Half of the evaluations need 80 % of that limit or more: raise {key}."
_NAME_ONE = "A podium.example_submission that is evaluated well lets Podium tell whose fault it is."
_UNTOLD = f"If it is the evaluator that needs this much, raise {{key}}. {_NAME_ONE}"
_OTHERS_WORK = "Others are evaluated well by it, so this was put down to the submission."


@dataclass(frozen=True, slots=True)
class Spread:
    """The half of them needed at most the ``median``."""

    median: float
    most: float


@dataclass(frozen=True, slots=True)
class Usual:
    """What the evaluations that finished needed: ``seconds``, and bytes of ``memory`` where that
    was seen."""

    count: int
    seconds: Spread
    memory: Spread | None = None

    def of(self, resource: Resource) -> Spread | None:
        return self.seconds if resource is Resource.TIME else self.memory


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of the example, within ``EXAMPLE_SHARE`` of the limits, and what it needed."""

    failure: Failure | None
    seconds: float = 0.0
    memory: int | None = None

    def needed(self, resource: Resource) -> float | None:
        return self.seconds if resource is Resource.TIME else self.memory


@dataclass(frozen=True, slots=True)
class Evidence:
    """``keys`` are those of the challenge's file that set each limit."""

    limits: Limits
    keys: Mapping[Resource, str]
    usual: Usual | None = None
    trial: Trial | None = None

    @property
    def works(self) -> bool:
        """Whether the evaluator is known to have come to a result."""
        return self.usual is not None or (self.trial is not None and self.trial.failure is None)


def finished(
    records: Iterable[SubmissionRecord], *, phase: str, digest: str, ground_truth: str | None
) -> Usual | None:
    """Of the evaluations in a phase by one evaluator against one ground truth; ``None`` where
    nothing has finished yet."""
    found = [
        (one.execution_seconds, one.peak_memory)
        for one in _evaluations(records, phase)
        if one.status is Status.FINISHED
        and one.execution_seconds is not None
        and one.evaluator.digest == digest
        and one.ground_truth == ground_truth
    ]
    if not found:
        return None
    memory = [held for _, held in found if held is not None]
    return Usual(
        len(found), _spread([seconds for seconds, _ in found]), _spread(memory) if memory else None
    )


def _spread(values: Sequence[float]) -> Spread:
    return Spread(statistics.median(values), max(values))


def weigh(failure: Failure, evidence: Evidence, *, peak_memory: int | None = None) -> Failure:
    """The failure as it stands beside the others: with whose fault it is then, and, for a limit,
    how much it was, the peak that was seen, and what is usual."""
    if evidence.trial is not None and _is_alike(failure, evidence.trial.failure):
        found = _by_example(failure, evidence)
    elif failure.ran_out_of is not None:
        found = _by_limit(failure, failure.ran_out_of, evidence)
    elif failure.by is Fault.ORGANIZER and failure.is_open and evidence.works:
        found = replace(failure, by=Fault.PARTICIPANT, cure=f"{failure.cure} {_OTHERS_WORK}")
    elif failure.is_open and not evidence.works and evidence.trial is None:
        found = replace(failure, cure=f"{failure.cure} {_NAME_ONE}")
    else:
        found = failure
    if found.ran_out_of is None:
        return found
    message = f"{found.message.rstrip('.')}: {_figures(found.ran_out_of, evidence, peak_memory)}"
    return replace(found, message=message[:MAX_LENGTH])


def is_of_limit(message: str) -> bool:
    """Whether a recorded sentence tells of a limit: in our words, and of interest to anybody."""
    return f": {_LIMIT}" in message


def _by_example(failure: Failure, evidence: Evidence) -> Failure:
    known = failure.cure if failure.by is Fault.ORGANIZER else ""
    cure = f"{_EXAMPLE_FAILS} {known}".strip()
    if failure.ran_out_of is not None:
        cure = _EXAMPLE_NEEDS_AS_MUCH.format(key=evidence.keys[failure.ran_out_of])
    return replace(failure, by=Fault.ORGANIZER, cure=cure, is_open=False)


def _by_limit(failure: Failure, resource: Resource, evidence: Evidence) -> Failure:
    key, usual = evidence.keys[resource], evidence.usual
    spread = None if usual is None else usual.of(resource)
    if spread is not None and spread.median >= EXAMPLE_SHARE * _limit(resource, evidence.limits):
        return replace(failure, by=Fault.ORGANIZER, cure=_TIGHT.format(key=key))
    if evidence.works:
        return replace(failure, by=Fault.PARTICIPANT)
    cure = f"{failure.cure} {_UNTOLD.format(key=key)}".strip()
    return replace(failure, by=Fault.ORGANIZER, cure=cure)


def _is_alike(failure: Failure, other: Failure | None) -> bool:
    """Whether two submissions met the same: one limit, one sentence, or one type of exception at
    one place."""
    if other is None:
        return False
    if failure.ran_out_of is not None or other.ran_out_of is not None:
        return failure.ran_out_of is other.ran_out_of
    is_same_place = bool(failure.origin) and failure.origin == other.origin
    return is_same_place or _comparable(failure.message) == _comparable(other.message)


def _comparable(message: str) -> str:
    """Without the names of folders that are made anew for every evaluation."""
    return re.sub(r"podium-[\w-]+", "podium", message)


def _figures(resource: Resource, evidence: Evidence, peak_memory: int | None) -> str:
    """The limit with its key, the peak, and what is usual; rounded, as they are of others."""
    limit = f"{_LIMIT}{_amount(resource, evidence.limits)} ({evidence.keys[resource]})."
    if resource is Resource.MEMORY and peak_memory is not None:
        limit += f" At its peak it used at least {_two_digits(peak_memory / MIB, floor):,} MiB."
    usual, trial = evidence.usual, evidence.trial
    failure = None if trial is None else trial.failure
    if usual is not None:
        noun = "evaluation" if usual.count == 1 else "evaluations"
        told = f"{usual.count} {noun} of this phase finished within it"
        spread = usual.of(resource)
        if spread is not None:
            median, most = (_rounded(resource, one) for one in (spread.median, spread.most))
            told += f", {_WITH[resource]} {median} usually and {most} at most"
    elif trial is not None and trial.failure is None:
        told = "The challenge's own example was evaluated"
        needed = trial.needed(resource)
        told += f" {_WITH[resource]} {_rounded(resource, needed)}" if needed else " within it"
    elif failure is not None and failure.ran_out_of is resource:
        told = "The challenge's own example needs nearly as much or more"
    else:
        told = (
            "No other evaluation is known to have finished, so it cannot be told whether the "
            "submission or the evaluator needs too much"
        )
    return f"{limit} {told}."


def _limit(resource: Resource, limits: Limits) -> float:
    return limits.seconds if resource is Resource.TIME else limits.memory


def _amount(resource: Resource, limits: Limits) -> str:
    if resource is Resource.TIME:
        return formats.format_duration(limits.seconds).replace(".00 s", " s")
    return f"{limits.memory / MIB:,.0f} MiB"


def _rounded(resource: Resource, amount: float) -> str:
    """To two digits, and to whole seconds or MiB."""
    if resource is Resource.MEMORY:
        return f"{_two_digits(amount / MIB):,} MiB"
    whole = _two_digits(amount)
    return f"{whole} s" if whole < 10 else formats.format_duration(whole)


def _two_digits(amount: float, to_whole: Callable[[float], int] = round) -> int:
    if amount < 1:
        return 1
    unit: int = 10 ** max(0, floor(log10(amount)) - 1)
    return max(1, to_whole(amount / unit) * unit)


def _evaluations(records: Iterable[SubmissionRecord], phase: str) -> Sequence[Evaluation]:
    return [
        one.evaluation
        for record in records
        if record.submission.phase == phase
        for one in record.evaluations
    ]
