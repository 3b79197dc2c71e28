"""EvalAI's board: one metric ranks, a smaller error bar breaks a tie, one place for each team.

The starting point is Cloud-CV/EvalAI, ``calculate_distinct_sorted_leaderboard_data``. Where we
leave it: an entry without a number is unranked instead of 0, equal entries share a rank, the
smaller error wins in both directions, "latest" is ranked by score, and a baseline never hides.
"""

from __future__ import annotations

from collections.abc import Sequence

from podium import metrics
from podium.challenge.rules import Column, EvalAIRule, Order
from podium.ranking.entries import (
    Contestant,
    Entry,
    Ranking,
    Table,
    Unranked,
    by_age,
    latest_per_owner,
    rows,
    why_unranked,
)

# What a row is sorted by, the smaller the better: the directed score, then its error bar.
Key = tuple[metrics.Number, metrics.Number]


def rank_results(rule: EvalAIRule, contestants: Sequence[Contestant]) -> Ranking:
    """By ``rule.order_by``, then by the smaller error bar: of each owner the best (with
    ``rule.latest``, the latest), and every baseline. Equals share a rank ("1, 1, 3"), the earlier
    submission first; ``rank_score`` is the rank. Whoever has no number to be ranked by is unranked,
    with the reason."""
    shown = by_age(contestants)
    if rule.latest:
        shown = _latest(shown)
    table = Table.read(rule, shown)
    keys = _keys(rule.sort_column, table)
    # Stable: the earlier submission stays first among equals.
    best_first = sorted(keys, key=keys.__getitem__)
    listed = _one_per_owner(shown, best_first)
    numbers, errors = rows(table.values, len(shown)), rows(table.errors, len(shown))
    paths, error_paths = tuple(table.values), tuple(table.errors)
    entries = []
    rank, previous = 0, None
    for place, index in enumerate(listed, start=1):
        if keys[index] != previous:
            rank, previous = place, keys[index]
        entries.append(
            Entry(
                contestant=shown[index],
                rank=rank,
                rank_score=float(rank),
                ranked_paths=(rule.order_by,),
                metric_ranks=(rank,),
                paths=paths,
                numbers=numbers[index],
                error_paths=error_paths,
                error_numbers=errors[index],
            )
        )
    unranked = tuple(
        Unranked(
            contestant,
            why_unranked(rule, (rule.order_by,), contestant.document),
            (rule.order_by,),
        )
        for index, contestant in enumerate(shown)
        if index not in keys
    )
    return Ranking(tuple(entries), unranked)


def _keys(column: Column, table: Table) -> dict[int, Key]:
    """By index, for those with a number; a missing error bar counts as 0."""
    values = table.values[column.path]
    errors = table.errors.get(column.path, [None] * len(values))
    sign = -1 if column.order is Order.DESCENDING else 1
    return {
        index: (sign * value, error or 0)
        for index, (value, error) in enumerate(zip(values, errors, strict=True))
        if value is not None
    }


def _latest(contestants: Sequence[Contestant]) -> list[Contestant]:
    """Each owner's newest, and every baseline; ``contestants`` come oldest first."""
    baselines = [contestant for contestant in contestants if contestant.is_baseline]
    others = [contestant for contestant in contestants if not contestant.is_baseline]
    return by_age([*baselines, *latest_per_owner(others)])


def _one_per_owner(shown: Sequence[Contestant], best_first: Sequence[int]) -> list[int]:
    """The first row of each owner, and every baseline; a baseline takes nobody's place."""
    listed: list[int] = []
    placed: set[str] = set()
    for index in best_first:
        contestant = shown[index]
        if not contestant.is_baseline:
            if contestant.owner in placed:
                continue
            placed.add(contestant.owner)
        listed.append(index)
    return listed
