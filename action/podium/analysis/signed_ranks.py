"""Wilcoxon's signed-rank test, row by row, and Holm's adjustment for many tests.

Differences of zero are dropped, as Wilcoxon did. Up to 50 others the distribution is worked out
exactly for the ranks at hand, ties among them; beyond that it is normal, with the corrections for
ties and for continuity.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from podium.analysis.aggregates import Values

MOST_EXACT = 50


def p_values(differences: Values, *, is_one_sided: bool) -> Values:
    """Of rows of differences; one-sided: that they are above zero. 1 where all are zero."""
    counts = np.count_nonzero(differences, axis=1)
    found = np.ones(len(differences))
    few, many = (counts > 0) & (counts <= MOST_EXACT), counts > MOST_EXACT
    if few.any():
        found[few] = _exact(differences[few], is_one_sided=is_one_sided)
    if many.any():
        found[many] = stats.wilcoxon(
            differences[many],
            zero_method="wilcox",
            correction=True,
            alternative="greater" if is_one_sided else "two-sided",
            method="asymptotic",
            axis=1,
        ).pvalue
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
    ranks = stats.rankdata(np.abs(differences), axis=1) - zeros
    return np.where(differences == 0, 0, np.rint(2 * ranks)).astype(np.int64)


@lru_cache(maxsize=64)
def _ways(ranks: tuple[int, ...]) -> Values:
    """In how many ways each sum comes about when every rank counts or not; exact in a float, as
    there are 2 to the power of 50 at most. Rows without ties have the same ranks."""
    ways = np.zeros(sum(ranks) + 1)
    ways[0] = 1
    for rank in ranks:
        ways[rank:] = ways[rank:] + ways[:-rank]
    return ways
