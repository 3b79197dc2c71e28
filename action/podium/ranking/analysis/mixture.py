"""Whether a column is a weighted sum of several metrics' means: a composite score.

Such a score is shown for what it is; which of its parts are means is found by solving for the
weights, with at least one entry more than there are unknowns, so that the weights prove something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from podium.ranking.analysis import case_values
from podium.ranking.analysis.aggregates import Values
from podium.ranking.analysis.case_values import Columns

_MOST_METRICS = 8
_MOST_PARTS = 3
_RELATIVE = 1e-8
_LARGEST = 1e12


@dataclass(frozen=True, slots=True)
class Mixture:
    """``constant`` plus the weighted means of ``metrics``."""

    metrics: tuple[str, ...]
    weights: tuple[float, ...]
    constant: float

    def __str__(self) -> str:
        parts = sorted(zip(self.metrics, self.weights, strict=True), key=lambda part: -part[1])
        terms = [f"{weight:.4g} × {metric}" for metric, weight in parts]
        if abs(self.constant) > _RELATIVE:
            terms.append(f"{self.constant:.4g}")
        return " + ".join(terms).replace("+ -", "- ")


def find_mixture(tables: Sequence[Columns], column: Values, paths: Sequence[str]) -> Mixture | None:
    """``column`` has a value an entry, as ``tables`` has. The fewest parts that will do."""
    names = case_values.choose_metrics(tables, paths)[:_MOST_METRICS]
    means = {name: _means(tables, name) for name in names}
    for count in range(2, _MOST_PARTS + 1):
        for chosen in combinations(names, count):
            found = _solve(chosen, np.array([means[name] for name in chosen]), column)
            if found is not None:
                return found
    return None


def _means(tables: Sequence[Columns], metric: str) -> Values:
    """NaN for an entry that has no number in any case."""
    found = np.full(len(tables), np.nan)
    for index, table in enumerate(tables):
        column = table.get(metric)
        if isinstance(column, dict) and len(column) <= case_values.MOST_CASES:
            cells = map(case_values.as_float, column.values())
            numbers = [number for number in cells if number is not None]
            found[index] = np.mean(numbers) if numbers else np.nan
    return found


def _solve(names: tuple[str, ...], means: Values, column: Values) -> Mixture | None:
    known = np.isfinite(means).all(axis=0) & (np.abs(column) < _LARGEST)
    known &= (np.abs(means) < _LARGEST).all(axis=0)
    unknowns = len(names) + 1
    matrix = np.vstack([means[:, known], np.ones(int(known.sum()))]).T
    if len(matrix) <= unknowns or np.linalg.matrix_rank(matrix) < unknowns:
        return None
    weights = np.linalg.lstsq(matrix, column[known], rcond=None)[0]
    off = np.abs(matrix @ weights - column[known]).max()
    scale = np.abs(column[known]).max()
    is_solved = off <= _RELATIVE * scale and (np.abs(weights[:-1]) > 1e-6).all()
    if not is_solved:
        return None
    *parts, constant = weights.tolist()
    return Mixture(names, tuple(parts), constant)
