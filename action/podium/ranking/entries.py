"""What goes into a ranking and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from podium import metrics
from podium.ranking.rules import Column, Order, Rule


@dataclass(frozen=True, slots=True)
class Contestant:
    """One result that is eligible for a board.

    ``owner`` is whoever can hold one place: a team, or a participant without one. ``document`` is
    the part of ``metrics.json`` that the board reads.
    """

    submission: str
    owner: str
    submitted_at: datetime
    document: object
    is_baseline: bool = False

    @property
    def age(self) -> tuple[datetime, str]:
        """Sorts the earlier submission first, and the same way every time."""
        return (self.submitted_at, self.submission)


@dataclass(frozen=True, slots=True)
class Entry:
    """A ranked result. ``values`` and ``errors`` are by column path; ``None`` where there is no
    finite number. ``rank_score`` is what ``rank`` was made from: a rank, or a mean or median of
    ranks, never the metric itself."""

    contestant: Contestant
    rank: int
    rank_score: float
    rank_per_metric: Mapping[str, int]
    values: Mapping[str, metrics.Number | None]
    errors: Mapping[str, metrics.Number | None]


@dataclass(frozen=True, slots=True)
class Unranked:
    """A result that cannot be ranked, and why."""

    contestant: Contestant
    reason: str


@dataclass(frozen=True, slots=True)
class Ranking:
    entries: tuple[Entry, ...]
    unranked: tuple[Unranked, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads a board's columns from documents, with the lookups prepared once."""

    columns: tuple[tuple[str, metrics.Lookup], ...]
    errors: tuple[tuple[str, metrics.Lookup], ...]

    @classmethod
    def of(cls, rule: Rule) -> Reader:
        return cls(
            columns=tuple((column.path, rule.lookup(column.path)) for column in rule.columns),
            errors=tuple(
                (column.path, rule.lookup(column.error_path))
                for column in rule.columns
                if column.error_path
            ),
        )

    def values(self, contestant: Contestant) -> dict[str, metrics.Number | None]:
        document = contestant.document
        return {path: metrics.as_number(find(document)) for path, find in self.columns}

    def error_values(self, contestant: Contestant) -> dict[str, metrics.Number | None]:
        document = contestant.document
        return {path: metrics.as_number(find(document)) for path, find in self.errors}


def why_unranked(rule: Rule, paths: Sequence[str], document: object) -> str:
    """Every path that does not lead to a finite number, with what stands there instead."""
    if not any(paths):
        return "this phase names no score: set score_jsonpath or a leaderboard"
    found = ((path, rule.lookup(path)(document)) for path in paths)
    return "; ".join(
        metrics.why_not_a_number(path, value)
        for path, value in found
        if metrics.as_number(value) is None
    )


def ranked_columns(rule: Rule) -> tuple[Column, ...]:
    return tuple(column for column in rule.columns if column.ranked)


def competition_ranks(values: Sequence[metrics.Number], order: Order) -> list[int]:
    """Ranks 1, 2, 2, 4: one more than the number of strictly better values.

    Values are compared exactly, never rounded, integers of any size with floats too.
    """
    positions = sorted(
        range(len(values)), key=values.__getitem__, reverse=order is Order.DESCENDING
    )
    ranks = [0] * len(values)
    rank, previous = 0, None
    for position, index in enumerate(positions, start=1):
        value = values[index]
        if value != previous:
            rank, previous = position, value
        ranks[index] = rank
    return ranks


def pick_per_owner(
    contestants: Sequence[Contestant], is_better: Callable[[Contestant, Contestant], bool]
) -> list[Contestant]:
    """One contestant for each owner: the first, unless a later one ``is_better`` than it."""
    kept: dict[str, Contestant] = {}
    for contestant in contestants:
        held = kept.get(contestant.owner)
        if held is None or is_better(contestant, held):
            kept[contestant.owner] = contestant
    return list(kept.values())
