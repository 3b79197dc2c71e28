"""A board's rank scores on cases that are drawn anew, by the board's own rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from podium.challenge.rules import GrandChallengeRule, Order, Rule, ScoringMethod
from podium.ranking.analysis.aggregates import Counts, Resampled, Values
from podium.ranking.analysis.cases import CaseTable
from podium.ranking.entries import ranking_columns

Ranks = NDArray[np.int32]

# Numbers that are worked on at a time, so that memory does not grow with the resamples.
_CHUNK = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Replicas:
    """Resamples × entries. ``scores`` are what the rule ranks by, the smaller the better."""

    scores: Values
    ranks: Ranks


def draw(cases: int, resamples: int, seed: int) -> NDArray[np.int64]:
    """Resamples × cases: which cases are drawn, with replacement. Cases in groups are drawn by
    group, each with all its cases."""
    return np.random.default_rng(seed).integers(0, cases, size=(resamples, cases))


def resample(rule: Rule, table: CaseTable, *, resamples: int, seed: int) -> Replicas | None:
    """``None`` where a column that the rule ranks by has no case values.

    On EvalAI's boards a smaller error bar breaks a tie; it cannot be drawn anew, so that entries
    of equal score share a rank here.
    """
    counts = _count(draw(table.drawn, resamples, seed))
    if table.groups is not None:
        counts = counts[:, list(table.groups)]
    columns = []
    for column in ranking_columns(rule):
        found = table.column(column.path)
        if found is None:
            return None
        columns.append((Resampled(found.values, found.aggregate), column.order))
    shape = (resamples, len(table.submissions))
    scores, ranks = np.empty(shape), np.empty(shape, np.int32)
    height = max(1, _CHUNK // max(shape[1], len(table.cases)))
    for start in range(0, resamples, height):
        chunk = slice(start, start + height)
        directed = [_directed(one.of(counts[chunk]), order) for one, order in columns]
        scores[chunk] = _rank_scores(rule, directed)
        ranks[chunk] = competition_ranks(scores[chunk])
    return Replicas(scores, ranks)


def competition_ranks(scores: Values) -> Ranks:
    """Row by row 1, 2, 2, 4: one more than the number of strictly smaller scores."""
    order = np.argsort(scores, axis=1)
    ordered = np.take_along_axis(scores, order, axis=1)
    places = np.broadcast_to(np.arange(1, scores.shape[1] + 1, dtype=np.int32), scores.shape).copy()
    places[:, 1:][ordered[:, 1:] == ordered[:, :-1]] = 0
    np.maximum.accumulate(places, axis=1, out=places)
    ranks = np.empty_like(places)
    np.put_along_axis(ranks, order, places, axis=1)
    return ranks


def _count(drawn: NDArray[np.int64]) -> Counts:
    resamples, cases = drawn.shape
    flat = drawn + cases * np.arange(resamples)[:, None]
    counts = np.bincount(flat.ravel(), minlength=drawn.size)
    return counts.reshape(drawn.shape).astype(np.int32)


def _directed(values: Values, order: Order) -> Values:
    return -values if order is Order.DESCENDING else values


def _rank_scores(rule: Rule, directed: Sequence[Values]) -> Values:
    if not isinstance(rule, GrandChallengeRule) or rule.method is ScoringMethod.ABSOLUTE:
        return directed[0]
    ranks = np.stack([competition_ranks(values) for values in directed])
    if rule.method is ScoringMethod.MEDIAN_OF_RANKS:
        return np.asarray(np.median(ranks, axis=0))
    # A sum of whole numbers is exact, and so is its quotient: equal sums stay equal.
    return np.asarray(ranks.sum(axis=0, dtype=np.int64) / len(directed))
