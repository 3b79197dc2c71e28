"""Which entries differ by more than chance: Wilcoxon signed-rank tests over cases, Holm-adjusted.

Tested is one column: the one that ranks, or the first of those whose ranks are averaged that has
case values. A test asks whether the differences lie around zero, case by case; that is not quite
what a mean of values ranks by, and may disagree with it where a few cases weigh much.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from podium.challenge.rules import Order, Rule
from podium.ranking.analysis.aggregates import Values, rounded
from podium.ranking.analysis.cases import CaseColumn, CaseTable
from podium.ranking.analysis.rank_statistics import average_ranks, wilcoxon_normal
from podium.ranking.entries import ranking_columns

LEVEL = 0.05
MOST_PAIRED = 25
# Numbers that are worked on at a time.
_CHUNK = 500_000

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two neighbours of the table, the upper one called the better. ``difference`` is the mean of
    better minus worse, as the metric counts: negative where lower is better. ``wins`` are the
    better's cases, or groups of cases. ``is_reversed`` where the test, were it significant, speaks
    for the worse."""

    better: str
    worse: str
    difference: float
    p: float
    p_adjusted: float
    is_significant: bool
    is_reversed: bool
    wins: int
    ties: int
    losses: int


@dataclass(frozen=True, slots=True)
class SignificanceMap:
    """``is_better[a][b]``: whether a is significantly better than b."""

    submissions: tuple[str, ...]
    is_better: tuple[tuple[bool, ...], ...]


def compared_column(rule: Rule, table: CaseTable) -> CaseColumn | None:
    found = (table.column(column.path) for column in ranking_columns(rule))
    return next((column for column in found if column is not None), None)


def compare_neighbours(table: CaseTable, column: CaseColumn) -> tuple[Comparison, ...]:
    """Each entry with the next below it: two-sided, adjusted over all neighbours."""
    upper = np.arange(len(table.submissions) - 1)
    tests = _test(table, column, upper, upper + 1, is_one_sided=False)
    p_adjusted = holm(tests.p)
    return tuple(
        Comparison(
            better=table.submissions[index],
            worse=table.submissions[index + 1],
            difference=float(tests.difference[index]),
            p=float(tests.p[index]),
            p_adjusted=float(p_adjusted[index]),
            is_significant=bool(p_adjusted[index] < LEVEL),
            is_reversed=bool(tests.leaning[index] < 0),
            wins=int(tests.wins[index]),
            ties=table.drawn - int(tests.wins[index]) - int(tests.losses[index]),
            losses=int(tests.losses[index]),
        )
        for index in upper.tolist()
    )


def pairwise_map(table: CaseTable, column: CaseColumn, most: int = MOST_PAIRED) -> SignificanceMap:
    """Of the first ``most`` entries, each with each, both ways round: one-sided, adjusted over all
    of these tests; as the significance maps of challengeR (Wiesenfarth et al. 2021)."""
    shown = table.submissions[:most]
    one, other = np.nonzero(~np.eye(len(shown), dtype=bool))
    tests = _test(table, column, one, other, is_one_sided=True)
    is_better = np.zeros((len(shown), len(shown)), dtype=bool)
    is_better[one, other] = holm(tests.p) < LEVEL
    return SignificanceMap(shown, tuple(tuple(row) for row in is_better.tolist()))


@dataclass(frozen=True, slots=True, eq=False)
class _Tests:
    """An item a pair. ``difference`` is one minus the other; ``leaning`` is 1 where the test speaks
    for the one, -1 for the other."""

    p: Values
    leaning: Values
    difference: Values
    wins: Indices
    losses: Indices


def _test(
    table: CaseTable, column: CaseColumn, one: Indices, other: Indices, *, is_one_sided: bool
) -> _Tests:
    """Differences are rounded so that 0.9 - 0.8 and 0.4 - 0.3 tie. Of cases in groups the groups'
    means are tested: cases of one group are not independent."""
    values = column.values if table.groups is None else _group_means(column.values, table.groups)
    p, leaning, difference = (np.empty(len(one)) for _ in range(3))
    wins, losses = np.empty(len(one), np.intp), np.empty(len(one), np.intp)
    height = max(1, _CHUNK // values.shape[1])
    for start in range(0, len(one), height):
        chunk = slice(start, start + height)
        raw = values[one[chunk]] - values[other[chunk]]
        gains = rounded(-raw if column.column.order is Order.ASCENDING else raw)
        p[chunk] = p_values(gains, is_one_sided=is_one_sided)
        leaning[chunk] = leanings(gains)
        difference[chunk] = (column.values[one[chunk]] - column.values[other[chunk]]).mean(axis=1)
        wins[chunk] = (gains > 0).sum(axis=1)
        losses[chunk] = (gains < 0).sum(axis=1)
    return _Tests(p, leaning, difference, wins, losses)


def _group_means(values: Values, groups: tuple[int, ...]) -> Values:
    """Entries × groups."""
    members = np.zeros((len(groups), max(groups) + 1))
    members[np.arange(len(groups)), list(groups)] = 1
    return np.asarray(values @ members / members.sum(axis=0))


MOST_EXACT = 50


def p_values(differences: Values, *, is_one_sided: bool) -> Values:
    """Of rows of differences; one-sided: that they are above zero. 1 where all are zero."""
    counts = np.count_nonzero(differences, axis=1)
    found = np.ones(len(differences))
    few, many = (counts > 0) & (counts <= MOST_EXACT), counts > MOST_EXACT
    if few.any():
        found[few] = _exact(differences[few], is_one_sided=is_one_sided)
    if many.any():
        found[many] = wilcoxon_normal(differences[many], is_one_sided=is_one_sided)
    return found


def leanings(differences: Values) -> Values:
    """Of rows of differences, which way their signed ranks lean: 1 up, -1 down, 0 neither."""
    signed = np.sign(differences) * _doubled_ranks(differences)
    return np.asarray(np.sign(signed.sum(axis=1)))


def holm(p: Values) -> Values:
    """Adjusted p-values: Holm, "A simple sequentially rejective multiple test procedure",
    Scandinavian Journal of Statistics 6 (1979), 65–70."""
    order = np.argsort(p, kind="stable")
    steps = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(steps, 1)
    return adjusted


def _exact(differences: Values, *, is_one_sided: bool) -> Values:
    doubled = _doubled_ranks(differences)
    observed = np.where(differences > 0, doubled, 0).sum(axis=1)
    found = []
    for ranks, total in zip(np.sort(doubled, axis=1), observed.tolist(), strict=True):
        ways = _ways(tuple(ranks[ranks > 0].tolist()))
        at_least, at_most = ways[total:].sum(), ways[: total + 1].sum()
        share = at_least if is_one_sided else 2 * min(at_least, at_most)
        found.append(min(1.0, float(share / ways.sum())))
    return np.array(found)


def _doubled_ranks(differences: Values) -> NDArray[np.int64]:
    """Of their sizes. Those that tie share the middle of their ranks, which twice is whole; a zero
    has none."""
    zeros = np.count_nonzero(differences == 0, axis=1, keepdims=True)
    ranks, _ = average_ranks(np.abs(differences))
    return np.where(differences == 0, 0, np.rint(2 * (ranks - zeros))).astype(np.int64)


@lru_cache(maxsize=64)
def _ways(ranks: tuple[int, ...]) -> Values:
    """In how many ways each sum comes about when every rank counts or not; exact in a float, as
    there are 2 to the power of 50 at most. Rows without ties have the same ranks."""
    ways = np.zeros(sum(ranks) + 1)
    ways[0] = 1
    for rank in ranks:
        ways[rank:] = ways[rank:] + ways[:-rank]
    return ways
