"""Two entries case by case: by how much one is better or worse on the cases that both have."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from podium.challenge.rules import Order


@dataclass(frozen=True, slots=True)
class CaseDifference:
    """``difference`` is the entry's value minus the reference's, as the metric counts."""

    case: str
    reference: float
    value: float
    difference: float


@dataclass(frozen=True, slots=True)
class Paired:
    """An entry against a reference. ``differences`` come with the largest first, in either
    direction, equals by the case's name. ``left_out`` counts the cases that one of them lacks.
    ``mean`` is ``None`` without a case in common. ``standard_error`` is the differences' standard
    deviation (n - 1) by the root of n, ``None`` below two cases. ``wins`` are the entry's; a tie
    is twice exactly the same value.
    """

    order: Order
    differences: tuple[CaseDifference, ...]
    left_out: int
    mean: float | None
    standard_error: float | None
    wins: int
    ties: int
    losses: int

    @property
    def reach(self) -> float:
        """The largest difference in either direction."""
        return abs(self.differences[0].difference) if self.differences else 0.0


def verdict(difference: float, order: Order) -> int:
    """1 for better than the reference, -1 for worse, 0 for neither."""
    sign = (difference > 0) - (difference < 0)
    return sign if order is Order.DESCENDING else -sign


def pair(reference: Mapping[str, float], entry: Mapping[str, float], order: Order) -> Paired:
    """Both are finite numbers by case; ``order`` says which values are better."""
    common = (
        CaseDifference(case, value, entry[case], entry[case] - value)
        for case, value in reference.items()
        if case in entry
    )
    differences = tuple(sorted(common, key=lambda case: (-abs(case.difference), case.case)))
    mean = (
        _total(case.difference for case in differences) / len(differences) if differences else None
    )
    verdicts = [verdict(case.difference, order) for case in differences]
    return Paired(
        order=order,
        differences=differences,
        left_out=len(reference) + len(entry) - 2 * len(differences),
        mean=mean,
        standard_error=_standard_error([case.difference for case in differences], mean),
        wins=verdicts.count(1),
        ties=verdicts.count(0),
        losses=verdicts.count(-1),
    )


def _standard_error(differences: list[float], mean: float | None) -> float | None:
    count = len(differences)
    if mean is None or count < 2:
        return None
    squares = _total((difference - mean) * (difference - mean) for difference in differences)
    return math.sqrt(squares / (count - 1) / count)


def _total(values: Iterable[float]) -> float:
    """One after the other, as the page's script adds them: both show the same digits. Newer
    Pythons' own ``sum`` is more exact."""
    total = 0.0
    for value in values:
        total += value
    return total
