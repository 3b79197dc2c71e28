"""One metric's numbers case by case, of the entries that have it in the same cases.

Cells that hold no number are passed over: nothing here raises, and what is looked at is bounded.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from podium import metrics
from podium.ranking.analysis.aggregates import Values
from podium.ranking.cases.reading import MOST_COMPARED
from podium.ranking.cases.tables import Column

MOST_CASES = MOST_COMPARED
MOST_METRICS = 50
# An entry with more has no say in which are looked at.
_MOST_NAMES = 1_000
# Sums and products of larger values would overflow.
_LARGEST = 1e100

# The table of one entry, metric → case → cell; empty for one that has none.
Columns = Mapping[str, Column]


@dataclass(frozen=True, slots=True, eq=False)
class MetricValues:
    """One metric of the entries that have it in exactly ``cases``, each value a finite number.
    ``entries`` are places among all, in order; ``values`` are entries × cases."""

    metric: str
    cases: tuple[str, ...]
    entries: NDArray[np.intp]
    values: Values


def choose_metrics(entries: Sequence[Columns], paths: Sequence[str]) -> tuple[str, ...]:
    """The names that most entries have; among those, the ones that are part of a path first. One
    entry's made-up names do not push out what all others have."""
    counted: Counter[str] = Counter()
    for columns in entries:
        if len(columns) <= _MOST_NAMES:
            counted.update(list(columns))

    def by_merit(name: str) -> tuple[int, bool, str]:
        return -counted[name], not any(name in path for path in paths), name

    return tuple(heapq.nsmallest(MOST_METRICS, counted, key=by_merit))


def read_metric(entries: Sequence[Columns], metric: str) -> MetricValues | None:
    """By the set of cases that most entries have; of several the largest, then the one that comes
    first. A case without a finite number is not there: where no entry can have one, none is asked
    for it. ``None`` where that leaves fewer than two cases."""
    members: dict[frozenset[str], list[int]] = {}
    columns = [entry.get(metric) for entry in entries]
    for index, column in enumerate(columns):
        found = _with_number(column)
        if len(found) > 1:
            members.setdefault(found, []).append(index)
    if not members:
        return None
    chosen = max(members, key=lambda cases: (len(members[cases]), len(cases)))
    cases = _in_order(chosen)
    values = np.array([_values(columns[index], cases) for index in members[chosen]])
    return MetricValues(metric, cases, np.array(members[chosen], np.intp), values)


def natural(name: str) -> tuple[tuple[str | tuple[int, str], ...], str]:
    """Sorts "2" before "10". Digits are compared by count and then as text, because Python reads
    no integer of five thousand digits."""
    parts = re.split("([0-9]+)", name)
    numbers = (digits.lstrip("0") for digits in parts[1::2])
    keys: list[str | tuple[int, str]] = list(parts)
    keys[1::2] = [(len(digits), digits) for digits in numbers]
    return tuple(keys), name


def as_float(value: object) -> float | None:
    """A finite number that arithmetic can be done with."""
    number = metrics.as_number(value)
    return float(number) if number is not None and abs(number) <= _LARGEST else None


def _with_number(values: object) -> frozenset[str]:
    if not isinstance(values, dict) or len(values) > MOST_CASES:
        return frozenset()
    # Most are all floats; there may be millions, and a call for each takes its time.
    if set(map(type, values.values())) == {float} and _are_small(list(values.values())):
        return frozenset(values)
    return frozenset(case for case, value in values.items() if as_float(value) is not None)


def _are_small(values: list[float]) -> bool:
    return bool((np.abs(values) <= _LARGEST).all())


@lru_cache(maxsize=64)
def _in_order(cases: frozenset[str]) -> tuple[str, ...]:
    """The metrics of a board have the same cases."""
    return tuple(sorted(cases, key=natural))


def _values(values: object, cases: tuple[str, ...]) -> Values:
    assert isinstance(values, dict)
    is_in_order = len(values) == len(cases) and tuple(values) == cases
    found = list(values.values()) if is_in_order else itemgetter(*cases)(values)
    return np.array(found, np.float64)
