"""Which metric's case values a column is made of: found by computing the column from them.

A name alone is no proof: a column is matched where an aggregate of a metric's case values equals
the column's value for every entry that has both.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from podium import metrics
from podium.ranking.analysis import case_values
from podium.ranking.analysis.aggregates import Aggregate, Values, aggregate
from podium.ranking.analysis.case_values import MetricValues
from podium.ranking.entries import Entry

_RELATIVE = 1e-6
# Of the largest case value: what is left of a sum whose terms cancel out.
_CANCELLED = 1e-12
_EXTREMES = (Aggregate.MIN, Aggregate.MAX)


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    found: MetricValues
    how: Aggregate


def match_columns(entries: Sequence[Entry], paths: Sequence[str]) -> dict[str, Match]:
    """By path, for those that are made of case values. A metric whose name is part of the path is
    taken before others, the longest name first; without one there must be but one that fits."""
    documents = [case_values.cases_of(entry.contestant.document) for entry in entries]
    targets = {path: _column(entries, path) for path in paths}
    fitting: dict[str, list[Match]] = {path: [] for path in paths}
    for metric in case_values.choose_metrics(documents, paths):
        found = case_values.read_metric(documents, metric)
        if found is None:
            continue
        for path, target in targets.items():
            how = _fitting_aggregate(found, target, path)
            if how is not None:
                fitting[path].append(Match(found, how))
    chosen = {path: _closest(path, matches) for path, matches in fitting.items()}
    return {path: match for path, match in chosen.items() if match is not None}


def _column(entries: Sequence[Entry], path: str) -> Values:
    place = entries[0].paths.index(path)
    return np.array([_number(entry.numbers[place]) for entry in entries])


def _number(value: metrics.Number | None) -> float:
    """NaN where there is none; what is too large to reckon with equals no aggregate."""
    if value is None:
        return math.nan
    number = case_values.as_float(value)
    return sys.float_info.max if number is None else number


def _fitting_aggregate(found: MetricValues, column: Values, path: str) -> Aggregate | None:
    """Of several, as with two cases only, the one that the path names, else the first."""
    expected = column[found.entries]
    is_known = ~np.isnan(expected)
    if not is_known.any():
        return None
    values, expected = found.values[is_known], expected[is_known]
    slack = _CANCELLED * np.abs(values).max(axis=1)
    for how in _candidates(found.metric, path):
        made = aggregate(values, how)
        allowed = _RELATIVE * np.maximum(np.abs(made), np.abs(expected)) + slack
        if bool((np.abs(made - expected) <= allowed).all()):
            return how
    return None


def _candidates(metric: str, path: str) -> list[Aggregate]:
    """An extreme is one of the case values, which any number may happen to be: it is looked for
    only where the path names it and its metric."""
    named = [how for how in Aggregate if how.value in path.lower()]
    others = [how for how in Aggregate if how not in named and how not in _EXTREMES]
    return [how for how in named if how not in _EXTREMES or metric in path] + others


def _closest(path: str, matches: Sequence[Match]) -> Match | None:
    words = set(re.split(r"\W+", path))

    def closeness(match: Match) -> tuple[bool, int]:
        name = match.found.metric
        return name in words, len(name) if name in path else 0

    best = max(map(closeness, matches), default=None)
    closest = [match for match in matches if closeness(match) == best]
    return closest[0] if len(closest) == 1 else None
