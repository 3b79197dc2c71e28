"""Grand Challenge's ranking: by the score, or by the mean or median of the ranks per metric.

The rule is that of comic/grand-challenge.org, ``evaluation/tasks.py::calculate_ranks`` and
``evaluation/utils.py::rank_results``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from podium import metrics
from podium.ranking.entries import (
    Contestant,
    Entry,
    Ranking,
    Reader,
    Unranked,
    competition_ranks,
    pick_per_owner,
    ranked_columns,
    why_unranked,
)
from podium.ranking.rules import GrandChallengeRule, Order, ResultDisplay, ScoringMethod

Values = Mapping[str, metrics.Number | None]


@dataclass(frozen=True, slots=True)
class _Position:
    """Where one contestant stands among those it was compared with."""

    rank: int
    rank_score: float
    rank_per_metric: Mapping[str, int]


def rank_results(rule: GrandChallengeRule, contestants: Sequence[Contestant]) -> Ranking:
    reader = Reader.of(rule)
    shown = sorted(contestants, key=lambda contestant: contestant.age)
    if rule.display is ResultDisplay.MOST_RECENT:
        # Before any metric is looked at: a broken newest result takes its owner off the board.
        shown = pick_per_owner(shown, lambda new, held: True)
    values = {contestant.submission: reader.values(contestant) for contestant in shown}
    ranking_orders = _ranking_orders(rule)
    valid = [c for c in shown if _is_valid(values[c.submission], ranking_orders)]
    survivors = valid
    positions = _positions(rule, ranking_orders, survivors, values)
    if rule.display is ResultDisplay.BEST:
        # Best is judged among all results; the survivors are then ranked among themselves.
        survivors = pick_per_owner(
            valid,
            lambda new, held: positions[new.submission].rank <= positions[held.submission].rank,
        )
        positions = _positions(rule, ranking_orders, survivors, values)
    entries = [
        Entry(
            contestant=contestant,
            rank=position.rank,
            rank_score=position.rank_score,
            rank_per_metric=position.rank_per_metric,
            values=values[contestant.submission],
            errors=reader.error_values(contestant),
        )
        for contestant in survivors
        for position in (positions[contestant.submission],)
    ]
    entries.sort(key=lambda entry: (entry.rank, entry.contestant.age))
    accepted = {contestant.submission for contestant in valid}
    unranked = tuple(
        Unranked(contestant, why_unranked(rule, tuple(ranking_orders), contestant.document))
        for contestant in shown
        if contestant.submission not in accepted
    )
    return Ranking(tuple(entries), unranked)


def _ranking_orders(rule: GrandChallengeRule) -> dict[str, Order]:
    """Path to order of all that is ranked on. A path given twice counts once, in its first place,
    with the last order given: theirs is a dict too."""
    return {column.path: column.order for column in ranked_columns(rule)}


def _is_valid(values: Values, ranking_orders: Mapping[str, Order]) -> bool:
    return all(values[path] is not None for path in ranking_orders)


def _positions(
    rule: GrandChallengeRule,
    ranking_orders: Mapping[str, Order],
    contestants: Sequence[Contestant],
    values: Mapping[str, Values],
) -> dict[str, _Position]:
    ranks_per_metric = [
        competition_ranks(_column(contestants, values, path), order)
        for path, order in ranking_orders.items()
    ]
    ranks_of = list(zip(*ranks_per_metric, strict=True))
    scores = [_rank_score(rule.method, ranks) for ranks in ranks_of]
    overall = competition_ranks(scores, Order.ASCENDING)
    paths = tuple(ranking_orders)
    return {
        contestant.submission: _Position(rank, score, dict(zip(paths, ranks, strict=True)))
        for contestant, rank, score, ranks in zip(
            contestants, overall, scores, ranks_of, strict=True
        )
    }


def _column(
    contestants: Sequence[Contestant], values: Mapping[str, Values], path: str
) -> list[metrics.Number]:
    column = []
    for contestant in contestants:
        value = values[contestant.submission][path]
        assert value is not None, "only valid results are ranked"
        column.append(value)
    return column


def _rank_score(method: ScoringMethod, ranks: Sequence[int]) -> float:
    match method:
        case ScoringMethod.ABSOLUTE:
            return float(ranks[0])
        case ScoringMethod.MEAN_OF_RANKS:
            return sum(ranks) / len(ranks)
        case ScoringMethod.MEDIAN_OF_RANKS:
            return _median(ranks)
        case _:
            assert_never(method)


def _median(ranks: Sequence[int]) -> float:
    ordered = sorted(ranks)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return float(ordered[middle])
    return (ordered[middle - 1] + ordered[middle]) / 2
