"""Which metric's case values a column is made of: found by computing the column from them.

A name alone is no proof: a column is matched where an aggregate of a metric's case values equals
the column's value for every entry that has both, as it is, rounded to the decimals that the column
has, in another unit (a factor such as 100), or as what is missing to one.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from podium import metrics
from podium.ranking.analysis import case_values
from podium.ranking.analysis.aggregates import Aggregate, Values, aggregate
from podium.ranking.analysis.case_values import Columns, MetricValues
from podium.ranking.entries import Entry

_RELATIVE = 1e-6
# Of the largest case value: what is left of a sum whose terms cancel out.
_CANCELLED = 1e-12
_EXTREMES = (Aggregate.MIN, Aggregate.MAX)
_MOST_DECIMALS = 8
# How coarse a rounded value may be, as a share of itself, and prove something: of the metric that
# the path names, of that in another unit, and of one that it does not name.
_COARSE, _COARSE_SCALED, _COARSE_UNNAMED = 1e-2, 1e-3, 1e-3
# Entries of different values before a factor that nobody would guess is believed.
_FEWEST_FOR_A_FACTOR = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """What a column does to an aggregate: ``factor`` times it, and ``offset`` more."""

    factor: float = 1.0
    offset: float = 0.0

    def of(self, values: Values) -> Values:
        return self.factor * values + self.offset


AS_IT_IS = Unit()
_UNITS = (
    *(Unit(factor) for factor in (100, 0.01, 1000, 0.001, 10, 0.1, -1)),
    *(Unit(-1, 1), Unit(-100, 100)),
)


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """``is_exact`` where the column is the aggregate to the last digits and in its own unit."""

    found: MetricValues
    how: Aggregate
    unit: Unit = AS_IT_IS
    is_exact: bool = True


def match_columns(
    tables: Sequence[Columns], entries: Sequence[Entry], paths: Sequence[str]
) -> dict[str, Match]:
    """By path, for those that are made of case values; ``tables`` are the entries'. A metric whose
    name is part of the path is taken before others, the longest name first; without one there must
    be but one that fits. What fits exactly goes before what fits otherwise."""
    targets = {path: column_values(entries, path) for path in paths}
    names = case_values.choose_metrics(tables, paths)
    fitting = _fitting(tables, names, targets, _fit_exactly)
    others = {path: target for path, target in targets.items() if not fitting[path]}
    if others:
        fitting |= _fitting(tables, names, others, _fit_otherwise)
    chosen = {path: _closest(path, matches) for path, matches in fitting.items()}
    return {path: match for path, match in chosen.items() if match is not None}


def _fitting(
    tables: Sequence[Columns],
    names: Sequence[str],
    targets: Mapping[str, Values],
    fit: Callable[[_Made, Values, str], Match | None],
) -> dict[str, list[Match]]:
    """By path, the metrics that fit. A metric at a time: of all of them the values are many."""
    fitting: dict[str, list[Match]] = {path: [] for path in targets}
    for metric in names:
        found = case_values.read_metric(tables, metric)
        if found is None:
            continue
        whole = _Made(found, np.ones(len(found.entries), bool))
        for path, target in targets.items():
            expected = target[found.entries]
            is_known = ~np.isnan(expected)
            if is_known.any():
                made = whole if is_known.all() else _Made(found, is_known)
                match = fit(made, expected[is_known], path)
                if match is not None:
                    fitting[path].append(match)
    return fitting


def column_values(entries: Sequence[Entry], path: str) -> Values:
    """An item an entry; NaN where it has no number."""
    place = entries[0].paths.index(path)
    return np.array([_number(entry.numbers[place]) for entry in entries])


def _number(value: metrics.Number | None) -> float:
    """NaN where there is none; what is too large to reckon with equals no aggregate."""
    if value is None:
        return math.nan
    number = case_values.as_float(value)
    return sys.float_info.max if number is None else number


class _Made:
    """What the case values of some entries come to, each aggregate worked out once."""

    def __init__(self, found: MetricValues, chosen: NDArray[np.bool_]) -> None:
        self.found = found
        self._values = found.values if chosen.all() else found.values[chosen]
        self._made: dict[Aggregate, Values] = {}

    @cached_property
    def slack(self) -> Values:
        return np.asarray(_CANCELLED * np.abs(self._values).max(axis=1))

    def by(self, how: Aggregate) -> Values:
        if how not in self._made:
            self._made[how] = aggregate(self._values, how)
        return self._made[how]

    def candidates(self, path: str) -> Iterator[tuple[Aggregate, Values]]:
        """Of several aggregates, as with two cases only, the one that the path names is first. An
        extreme is one of the case values, which any number may happen to be: it is looked for
        only where the path names it and its metric."""
        named = [how for how in Aggregate if how.value in path.lower()]
        yield from (
            (how, self.by(how))
            for how in named
            if how not in _EXTREMES or self.found.metric in path
        )
        yield from (
            (how, self.by(how)) for how in Aggregate if how not in named and how not in _EXTREMES
        )


def _fit_exactly(made: _Made, expected: Values, path: str) -> Match | None:
    for how, one in made.candidates(path):
        if _equals(one, expected, _exactly(one, expected) + made.slack):
            return Match(made.found, how)
    return None


def _fit_otherwise(made: _Made, expected: Values, path: str) -> Match | None:
    """As a rounded one, before one in another unit."""
    is_named = made.found.metric.lower() in path.lower()
    rounding = _Rounding.of(expected)
    for how, one, unit in _in_units(list(made.candidates(path)), expected):
        rounded = rounding.allows(_coarseness(unit, is_named, expected))
        if unit is AS_IT_IS:
            is_equal = _equals(one, expected, rounded)
        else:
            scaled = unit.of(one)
            exactly = _exactly(scaled, expected) + abs(unit.factor) * made.slack
            is_equal = _equals(scaled, expected, np.maximum(rounded, exactly))
        if is_equal:
            return Match(made.found, how, unit, is_exact=False)
    return None


def _equals(made: Values, expected: Values, allowed: Values | float) -> bool:
    return bool((np.abs(made - expected) <= allowed).all())


def _exactly(made: Values, expected: Values) -> Values:
    return np.asarray(_RELATIVE * np.maximum(np.abs(made), np.abs(expected)))


def _in_units(
    made: Sequence[tuple[Aggregate, Values]], expected: Values
) -> Iterator[tuple[Aggregate, Values, Unit]]:
    yield from ((how, one, AS_IT_IS) for how, one in made)
    for how, one in made:
        if how not in _EXTREMES:
            units = [unit for unit in _UNITS if how is not Aggregate.SUM or not unit.offset]
            yield from ((how, one, unit) for unit in units)
            yield from ((how, one, unit) for unit in _own_factor(one, expected))


def _own_factor(made: Values, expected: Values) -> Iterator[Unit]:
    """The factor between the two where enough different values have one."""
    if len(np.unique(expected)) >= _FEWEST_FOR_A_FACTOR and np.abs(made).min() > 1e-100:
        factor = float(np.median(expected / made)) if np.abs(expected).max() < 1e100 else 0.0
        if factor:
            yield Unit(factor)


def _coarseness(unit: Unit, is_named: bool, expected: Values) -> float:
    if is_named:
        return _COARSE if unit is AS_IT_IS else _COARSE_SCALED
    has_enough = len(np.unique(expected)) >= _FEWEST_FOR_A_FACTOR
    return _COARSE_UNNAMED if has_enough and unit in (AS_IT_IS, *_UNITS) else 0.0


@dataclass(frozen=True, slots=True)
class _Rounding:
    """Half a unit of the last decimal that a column has; ``usual`` is how large its values are."""

    half: float
    usual: float

    @classmethod
    def of(cls, expected: Values) -> _Rounding:
        decimals = max(_decimals(value) for value in expected.tolist())
        is_rounded = 0 < decimals <= _MOST_DECIMALS
        half = 0.5 * 10.0**-decimals * (1 + _RELATIVE) if is_rounded else 0.0
        # Two of the largest numbers have a middle, too.
        return cls(half, 2 * float(np.median(np.abs(expected / 2))))

    def allows(self, coarsest: float) -> float:
        """Nothing where it is not rounded, or so coarsely that half of it is more than a share
        ``coarsest`` of the values."""
        return self.half if self.half <= coarsest * self.usual else 0.0


def _decimals(value: float) -> int:
    exponent = Decimal(repr(value)).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _closest(path: str, matches: Sequence[Match]) -> Match | None:
    words = set(re.split(r"\W+", path))

    def closeness(match: Match) -> tuple[bool, bool, int]:
        name = match.found.metric
        return match.is_exact, name in words, len(name) if name in path else 0

    best = max(map(closeness, matches), default=None)
    closest = [match for match in matches if closeness(match) == best]
    return closest[0] if len(closest) == 1 else None
