"""A challenge in numbers: submissions over time, how they ended, how long that took, what it cost.

All of it is counted from the results that one reader may see, so that no number tells of others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum
from typing import TYPE_CHECKING

from podium import formats
from podium.challenge.model import Challenge, Phase
from podium.records import versions
from podium.records.model import Evaluation, Status
from podium.records.results import Result
from podium.records.versions import Version

if TYPE_CHECKING:
    from podium.boards.documents import PhaseStatisticsDocument, StatisticsDocument

# Beyond that, months without a submission are passed over.
_MOST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Month:
    """``month`` is written ``2026-07``, in UTC."""

    month: str
    submissions: int
    participants: int


@dataclass(frozen=True, slots=True)
class Durations:
    """Execution times in seconds of the evaluations that finished; ``seconds`` are all of them,
    shortest first."""

    seconds: tuple[float, ...]
    mean: float
    median: float
    longest: float


@dataclass(frozen=True, slots=True)
class PhaseStatistics:
    """``outcomes`` count submissions, in the order of ``Status``. ``cost`` is in euro millicents,
    of all evaluations whose time the reader may see; ``None`` where none has one, or no price is
    known."""

    phase: str
    name: str
    submissions: int
    participants: int
    outcomes: Mapping[Status, int]
    durations: Durations | None
    cost: int | None
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    months: tuple[Month, ...]
    phases: tuple[PhaseStatistics, ...]


def make_statistics(
    challenge: Challenge, phases: Iterable[Phase], results: Sequence[Result]
) -> Statistics:
    """``phases`` and ``results`` are those that the reader may see."""
    price = challenge.settings.podium.price_per_minute
    return Statistics(
        months=_months(results),
        phases=tuple(
            _phase(phase, [one for one in results if one.submission.phase == phase.codename], price)
            for phase in phases
        ),
    )


def _months(results: Sequence[Result]) -> tuple[Month, ...]:
    by_month: dict[tuple[int, int], list[Result]] = {}
    for result in results:
        at = formats.as_utc(result.submission.submitted_at)
        by_month.setdefault((at.year, at.month), []).append(result)
    return tuple(
        Month(
            month=f"{year:04}-{month:02}",
            submissions=len(found),
            participants=len({result.owner for result in found}),
        )
        for year, month in _without_gaps(sorted(by_month))
        for found in (by_month.get((year, month), []),)
    )


def _without_gaps(months: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    if not months:
        return ()
    first, last = (year * 12 + month - 1 for year, month in (months[0], months[-1]))
    if last - first >= _MOST_MONTHS:
        return months
    return [(month // 12, month % 12 + 1) for month in range(first, last + 1)]


def _phase(phase: Phase, results: Sequence[Result], price: int | None) -> PhaseStatistics:
    counted = Counter(result.evaluation.status for result in results)
    evaluations = [one for result in results for one in versions.evaluations_of(result)]
    return PhaseStatistics(
        phase=phase.codename,
        name=phase.name,
        submissions=len(results),
        participants=len({result.owner for result in results}),
        outcomes={status: counted[status] for status in Status if counted[status]},
        durations=_durations(evaluations),
        cost=None if price is None else _cost(evaluations, price),
        versions=versions.versions_of(results),
    )


def _durations(evaluations: Iterable[Evaluation]) -> Durations | None:
    seconds = sorted(
        one.execution_seconds
        for one in evaluations
        if one.status is Status.FINISHED and one.execution_seconds is not None
    )
    if not seconds:
        return None
    middle = len(seconds) // 2
    return Durations(
        seconds=tuple(seconds),
        mean=fsum(seconds) / len(seconds),
        median=(seconds[middle] + seconds[~middle]) / 2,
        longest=seconds[-1],
    )


def _cost(evaluations: Iterable[Evaluation], price: int) -> int | None:
    """Failed evaluations cost as much as others. Exact, and half up."""
    seconds = [
        Fraction(one.execution_seconds) for one in evaluations if one.execution_seconds is not None
    ]
    if not seconds:
        return None
    return int(sum(seconds, Fraction()) * price / 60 + Fraction(1, 2))


def to_document(statistics: Statistics) -> StatisticsDocument:
    """As JSON. ``average_algorithm_job_duration`` (seconds) and ``compute_cost_euro_millicents``
    are Grand Challenge's names."""
    return {
        "months": [
            {
                "month": month.month,
                "submissions": month.submissions,
                "participants": month.participants,
            }
            for month in statistics.months
        ],
        "phases": [_document(phase) for phase in statistics.phases],
    }


def _document(phase: PhaseStatistics) -> PhaseStatisticsDocument:
    durations = phase.durations
    return {
        "phase": phase.phase,
        "submissions": phase.submissions,
        "participants": phase.participants,
        "outcomes": {status.value: count for status, count in phase.outcomes.items()},
        "average_algorithm_job_duration": None if durations is None else durations.mean,
        "median_duration": None if durations is None else durations.median,
        "longest_duration": None if durations is None else durations.longest,
        "compute_cost_euro_millicents": phase.cost,
        "versions": [
            {
                "version": version.number,
                "evaluator": version.evaluator,
                "ground_truth": version.ground_truth,
                "first_used": formats.format_time(version.first_used),
                "last_used": formats.format_time(version.last_used),
                "evaluations": version.evaluations,
            }
            for version in phase.versions
        ],
    }
