"""What goes into a ranking and what comes out of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from podium import metrics
from podium.challenge.rules import (
    Column,
    EvalAIRule,
    GrandChallengeRule,
    Order,
    Rule,
    ScoringMethod,
)


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


def by_age(contestants: Iterable[Contestant]) -> list[Contestant]:
    """The earlier submission first, and the same way every time."""
    return sorted(contestants, key=attrgetter("submitted_at", "submission"))


Numbers = tuple[metrics.Number | None, ...]

# Names in a reason that boards show.
_MOST_NAMES = 8
_MOST_KNOWN = 200
_LONGEST_NAME = 60


class Entry(NamedTuple):
    """A ranked result. ``rank_score`` is what ``rank`` was made from: a rank, or a mean or median
    of ranks, never the metric itself.

    Numbers are kept beside the paths that all entries share, and become mappings when asked for:
    a board of ten thousand would be mostly mappings otherwise, and wait for them.
    """

    contestant: Contestant
    rank: int
    rank_score: float
    ranked_paths: tuple[str, ...]
    metric_ranks: tuple[int, ...]
    paths: tuple[str, ...]
    numbers: Numbers
    error_paths: tuple[str, ...]
    error_numbers: Numbers

    @property
    def rank_per_metric(self) -> dict[str, int]:
        """By column path, for what is ranked on."""
        return dict(zip(self.ranked_paths, self.metric_ranks, strict=True))

    @property
    def values(self) -> dict[str, metrics.Number | None]:
        """By column path; ``None`` where there is no finite number."""
        return dict(zip(self.paths, self.numbers, strict=True))

    @property
    def errors(self) -> dict[str, metrics.Number | None]:
        """As ``values``, for the columns that have an error bar."""
        return dict(zip(self.error_paths, self.error_numbers, strict=True))


@dataclass(frozen=True, slots=True)
class Unranked:
    """A result that cannot be ranked, and why. ``paths`` are those that it would be ranked by."""

    contestant: Contestant
    reason: str
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    entries: tuple[Entry, ...]
    unranked: tuple[Unranked, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What a board's columns read from some contestants: a list a path, an item a contestant.

    Columns and not rows, because ranking goes column by column, and boards can be long.
    """

    values: Mapping[str, Sequence[metrics.Number | None]]
    errors: Mapping[str, Sequence[metrics.Number | None]]

    @classmethod
    def read(cls, rule: Rule, contestants: Sequence[Contestant]) -> Table:
        documents = [contestant.document for contestant in contestants]
        return cls(
            values={column.path: _numbers(rule, column.path, documents) for column in rule.columns},
            errors={
                column.path: _numbers(rule, column.error_path, documents)
                for column in rule.columns
                if column.error_path
            },
        )


def rows(columns: Mapping[str, Sequence[metrics.Number | None]], count: int) -> list[Numbers]:
    """The same numbers, a tuple a contestant; ``count`` of them, even without a column."""
    return list(zip(*columns.values(), strict=True)) if columns else [()] * count


def _numbers(rule: Rule, path: str, documents: Sequence[object]) -> list[metrics.Number | None]:
    return metrics.find_numbers(rule.lookup(path), documents)


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


def what_is_there(rule: Rule, paths: Sequence[str], document: object) -> str:
    """For a document in which one of the paths is missing, what it has in its place: the end of
    ``why_unranked``'s sentence. It names keys that a reader may not be meant to see."""
    missing = [path for path in paths if path and rule.lookup(path)(document) is metrics.MISSING]
    if not missing:
        return ""
    known = tuple(islice(_known(rule, document), _MOST_KNOWN))
    shown = ", ".join(name[:_LONGEST_NAME] for name in known[:_MOST_NAMES])
    more = ", …" if len(known) > _MOST_NAMES else ""
    near = _nearest(missing[0], known)
    meant = f"; did you mean {near[:_LONGEST_NAME]}?" if near else ""
    return f"; there are: {shown}{more}{meant}" if known else "; there are no numbers"


@lru_cache(maxsize=64)
def _nearest(path: str, known: tuple[str, ...]) -> str | None:
    """Results of one evaluator have the same keys, and there may be thousands."""
    return metrics.nearest(path, known)


def _known(rule: Rule, document: object) -> Iterable[str]:
    match rule:
        case GrandChallengeRule():
            return metrics.number_paths(document)
        case EvalAIRule():
            members = document.items() if isinstance(document, dict) else ()
            return (key for key, one in members if metrics.as_number(one) is not None)


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


def latest_per_owner(contestants: Iterable[Contestant]) -> list[Contestant]:
    """The last contestant of each owner, of those that come oldest first."""
    return list({contestant.owner: contestant for contestant in contestants}.values())


def ranking_columns(rule: Rule) -> tuple[Column, ...]:
    """The score alone, or all that take part in a mean or median of ranks. A path that is given
    twice counts once, in its first place, with the last order given, as in the ranking."""
    match rule:
        case EvalAIRule():
            return (rule.sort_column,)
        case GrandChallengeRule(method=ScoringMethod.ABSOLUTE):
            return _by_path(rule)[:1]
        case _:
            return _by_path(rule)


def _by_path(rule: GrandChallengeRule) -> tuple[Column, ...]:
    return tuple({column.path: column for column in ranked_columns(rule)}.values())
