"""Which metric's case values a column is made of: found by computing the column from them.

A name alone is no proof: a column is matched where an aggregate of a metric's case values equals
the column's value for every entry that has both, as it is, rounded to the decimals that the column
has, in another unit (a factor such as 100), or as what is missing to one.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

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
    fitting: dict[str, list[Match]] = {path: [] for path in paths}
    for metric in case_values.choose_metrics(tables, paths):
        found = case_values.read_metric(tables, metric)
        if found is None:
            continue
        for path, target in targets.items():
            match = _fit(found, target, path)
            if match is not None:
                fitting[path].append(match)
    chosen = {path: _closest(path, matches) for path, matches in fitting.items()}
    return {path: match for path, match in chosen.items() if match is not None}


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


def _fit(found: MetricValues, column: Values, path: str) -> Match | None:
    """Of several aggregates, as with two cases only, the one that the path names, else the first.
    An exact one goes before a rounded one, and both before one in another unit."""
    expected = column[found.entries]
    is_known = ~np.isnan(expected)
    if not is_known.any():
        return None
    values, expected = found.values[is_known], expected[is_known]
    slack = _CANCELLED * np.abs(values).max(axis=1)
    made = [(how, aggregate(values, how)) for how in _candidates(found.metric, path)]
    for how, one in made:
        if _equals(one, expected, _exactly(one, expected) + slack):
            return Match(found, how)
    is_named = found.metric.lower() in path.lower()
    for how, one, unit in _in_units(made, expected):
        allowed = _rounding(expected, _coarseness(unit, is_named, expected))
        if unit is not AS_IT_IS:
            scaled = unit.of(one)
            allowed = np.maximum(allowed, _exactly(scaled, expected) + abs(unit.factor) * slack)
        else:
            scaled = one
        if _equals(scaled, expected, allowed):
            return Match(found, how, unit, is_exact=False)
    return None


def _equals(made: Values, expected: Values, allowed: Values) -> bool:
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


def _rounding(expected: Values, coarsest: float) -> Values:
    """Half a unit of the last decimal that the column has; nothing where it is not rounded, or so
    coarsely that half of it is more than a share ``coarsest`` of the values."""
    decimals = max(_decimals(value) for value in expected.tolist())
    half = 0.5 * 10.0**-decimals * (1 + _RELATIVE)
    is_rounded = 0 < decimals <= _MOST_DECIMALS
    usual = 2 * float(np.median(np.abs(expected / 2)))  # two of the largest have a mean, too
    is_fine = half <= coarsest * usual
    return np.full(len(expected), half if is_rounded and is_fine else 0.0)


def _decimals(value: float) -> int:
    exponent = Decimal(repr(value)).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _candidates(metric: str, path: str) -> list[Aggregate]:
    """An extreme is one of the case values, which any number may happen to be: it is looked for
    only where the path names it and its metric."""
    named = [how for how in Aggregate if how.value in path.lower()]
    others = [how for how in Aggregate if how not in named and how not in _EXTREMES]
    return [how for how in named if how not in _EXTREMES or metric in path] + others


def _closest(path: str, matches: Sequence[Match]) -> Match | None:
    words = set(re.split(r"\W+", path))

    def closeness(match: Match) -> tuple[bool, bool, int]:
        name = match.found.metric
        return match.is_exact, name in words, len(name) if name in path else 0

    best = max(map(closeness, matches), default=None)
    closest = [match for match in matches if closeness(match) == best]
    return closest[0] if len(closest) == 1 else None
