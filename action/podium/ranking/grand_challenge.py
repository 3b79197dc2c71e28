"""Grand Challenge's ranking: by the score, or by the mean or median of the ranks per metric.

The rule is that of comic/grand-challenge.org, ``evaluation/tasks.py::calculate_ranks`` and
``evaluation/utils.py::rank_results``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import assert_never

from podium import metrics
from podium.challenge.rules import GrandChallengeRule, Order, ResultDisplay, ScoringMethod
from podium.ranking.entries import (
    Contestant,
    Entry,
    Ranking,
    Table,
    Unranked,
    by_age,
    competition_ranks,
    latest_per_owner,
    ranked_columns,
    rows,
    why_unranked,
)

Orders = Mapping[str, Order]


@dataclass(frozen=True, slots=True)
class _Positions:
    """Where some contestants stand among themselves; an item a contestant."""

    ranks: Sequence[int]
    rank_scores: Sequence[float]
    ranks_per_metric: Sequence[tuple[int, ...]]


def rank_results(rule: GrandChallengeRule, contestants: Sequence[Contestant]) -> Ranking:
    """By ``rule.method`` over all ranked columns, of each owner what ``rule.display`` keeps. Equals
    share a rank, the earlier submission first; ``rank_score`` is what they were sorted by. Whoever
    lacks a number in a ranked column is unranked, with the reason."""
    shown = by_age(contestants)
    if rule.display is ResultDisplay.MOST_RECENT:
        # Before any metric is looked at: a broken newest result takes its owner off the board.
        shown = by_age(latest_per_owner(shown))
    orders = _orders(rule)
    table = Table.read(rule, shown)
    valid, invalid = _sort_out(table, orders, len(shown))
    survivors = valid
    positions = _positions(rule.method, orders, table, valid)
    if rule.display is ResultDisplay.BEST:
        # Best is judged among all results; the survivors are then ranked among themselves.
        survivors = _best_per_owner(shown, valid, positions.ranks)
        positions = _positions(rule.method, orders, table, survivors)
    paths = tuple(orders)
    unranked = tuple(
        Unranked(
            shown[index],
            why_unranked(rule, paths, shown[index].document),
            paths,
        )
        for index in invalid
    )
    return Ranking(_entries(shown, table, orders, survivors, positions), unranked)


def _orders(rule: GrandChallengeRule) -> Orders:
    """Path to order of all that is ranked on. A path given twice counts once, in its first place,
    with the last order given: theirs is a dict too."""
    return {column.path: column.order for column in ranked_columns(rule)}


def _sort_out(table: Table, orders: Orders, count: int) -> tuple[list[int], list[int]]:
    """The indices of those with a number for every ranked metric, and of the others."""
    if all(None not in table.values[path] for path in orders):
        return list(range(count)), []
    valid: list[int] = []
    invalid: list[int] = []
    ranked = zip(*(table.values[path] for path in orders), strict=True)
    for index, numbers in zip(range(count), ranked, strict=True):
        (invalid if None in numbers else valid).append(index)
    return valid, invalid


def _positions(
    method: ScoringMethod, orders: Orders, table: Table, indices: Sequence[int]
) -> _Positions:
    per_metric = [
        competition_ranks(_pick(table.values[path], indices), order)
        for path, order in orders.items()
    ]
    ranks_per_metric = list(zip(*per_metric, strict=True))
    scores = _rank_scores(method, ranks_per_metric)
    if method is ScoringMethod.ABSOLUTE or len(per_metric) == 1:  # ranks of ranks are these
        return _Positions(per_metric[0], scores, ranks_per_metric)
    return _Positions(competition_ranks(scores, Order.ASCENDING), scores, ranks_per_metric)


def _pick(column: Sequence[metrics.Number | None], indices: Sequence[int]) -> list[metrics.Number]:
    whole = column if len(indices) == len(column) else map(column.__getitem__, indices)
    return [value for value in whole if value is not None]


def _rank_scores(method: ScoringMethod, ranks_per_metric: Sequence[tuple[int, ...]]) -> list[float]:
    match method:
        case ScoringMethod.ABSOLUTE:
            return [float(ranks[0]) for ranks in ranks_per_metric]
        case ScoringMethod.MEAN_OF_RANKS:
            return [sum(ranks) / len(ranks) for ranks in ranks_per_metric]
        case ScoringMethod.MEDIAN_OF_RANKS:
            return [_median(ranks) for ranks in ranks_per_metric]
        case _:
            assert_never(method)


def _median(ranks: Sequence[int]) -> float:
    ordered = sorted(ranks)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return float(ordered[middle])
    return (ordered[middle - 1] + ordered[middle]) / 2


def _best_per_owner(
    shown: Sequence[Contestant], valid: Sequence[int], ranks: Sequence[int]
) -> list[int]:
    """Each owner's best rank; of equal ones the most recent, as Grand Challenge keeps it."""
    best: dict[str, tuple[int, int]] = {}
    for index, rank in zip(valid, ranks, strict=True):
        held = best.get(shown[index].owner)
        if held is None or rank <= held[0]:
            best[shown[index].owner] = (rank, index)
    return sorted(index for _, index in best.values())


def _entries(
    shown: Sequence[Contestant],
    table: Table,
    orders: Orders,
    survivors: Sequence[int],
    positions: _Positions,
) -> tuple[Entry, ...]:
    """Best first. Survivors come oldest first, and sorting keeps that order among equals."""
    numbers, errors = rows(table.values, len(shown)), rows(table.errors, len(shown))
    paths, error_paths, ranked_paths = tuple(table.values), tuple(table.errors), tuple(orders)
    best_first = sorted(range(len(survivors)), key=positions.ranks.__getitem__)
    indices = list(map(survivors.__getitem__, best_first))
    return tuple(
        map(
            Entry,
            map(shown.__getitem__, indices),
            map(positions.ranks.__getitem__, best_first),
            map(positions.rank_scores.__getitem__, best_first),
            repeat(ranked_paths),
            map(positions.ranks_per_metric.__getitem__, best_first),
            repeat(paths),
            map(numbers.__getitem__, indices),
            repeat(error_paths),
            map(errors.__getitem__, indices),
        )
    )
