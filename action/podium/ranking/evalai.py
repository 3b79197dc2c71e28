"""EvalAI's board: one metric ranks, a smaller error bar breaks a tie, one place for each team.

The starting point is Cloud-CV/EvalAI, ``calculate_distinct_sorted_leaderboard_data``. Where we
leave it: an entry without a number is unranked instead of 0, equal entries share a rank, the
smaller error wins in both directions, "latest" is ranked by score, and a baseline never hides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from podium import metrics
from podium.ranking.entries import (
    Contestant,
    Entry,
    Ranking,
    Reader,
    Unranked,
    pick_per_owner,
    why_unranked,
)
from podium.ranking.rules import EvalAIRule, Order


@dataclass(frozen=True, slots=True)
class _Scored:
    """A contestant with what it is sorted by; the smaller key is the better one."""

    contestant: Contestant
    key: tuple[metrics.Number, metrics.Number]


def rank_results(rule: EvalAIRule, contestants: Sequence[Contestant]) -> Ranking:
    reader = Reader.of(rule)
    shown = sorted(contestants, key=lambda contestant: contestant.age)
    if rule.latest:
        shown = _latest_per_owner(shown)
    scored, unranked = _score(rule, shown)
    # Stable: the earlier submission stays first among equals.
    scored.sort(key=lambda item: item.key)
    listed = _best_per_owner(scored)
    entries = []
    rank, previous = 0, None
    for place, item in enumerate(listed, start=1):
        if item.key != previous:
            rank, previous = place, item.key
        entries.append(
            Entry(
                contestant=item.contestant,
                rank=rank,
                rank_score=float(rank),
                rank_per_metric={rule.order_by: rank},
                values=reader.values(item.contestant),
                errors=reader.error_values(item.contestant),
            )
        )
    return Ranking(tuple(entries), tuple(unranked))


def _score(
    rule: EvalAIRule, contestants: Sequence[Contestant]
) -> tuple[list[_Scored], list[Unranked]]:
    column = rule.sort_column
    find_value = rule.lookup(column.path)
    find_error = rule.lookup(column.error_path or f"error_{column.path}")
    scored: list[_Scored] = []
    unranked: list[Unranked] = []
    for contestant in contestants:
        value = metrics.as_number(find_value(contestant.document))
        if value is None:
            reason = why_unranked(rule, (column.path,), contestant.document)
            unranked.append(Unranked(contestant, reason))
            continue
        error = metrics.as_number(find_error(contestant.document)) or 0
        directed = -value if column.order is Order.DESCENDING else value
        scored.append(_Scored(contestant, (directed, error)))
    return scored, unranked


def _latest_per_owner(contestants: Sequence[Contestant]) -> list[Contestant]:
    """Each owner's newest, and every baseline; ``contestants`` come oldest first."""
    baselines = [contestant for contestant in contestants if contestant.is_baseline]
    others = [contestant for contestant in contestants if not contestant.is_baseline]
    newest = pick_per_owner(others, lambda new, held: True)
    return sorted([*baselines, *newest], key=lambda contestant: contestant.age)


def _best_per_owner(scored: Sequence[_Scored]) -> list[_Scored]:
    """The first row of each owner, and every baseline; a baseline takes nobody's place."""
    listed: list[_Scored] = []
    placed: set[str] = set()
    for item in scored:
        if not item.contestant.is_baseline:
            if item.contestant.owner in placed:
                continue
            placed.add(item.contestant.owner)
        listed.append(item)
    return listed
