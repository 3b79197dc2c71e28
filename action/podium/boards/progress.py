"""How a board's best value moved: every result as a point in time, and the records among them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from podium import metrics
from podium.challenge.rules import Column, EvalAIRule, GrandChallengeRule, Order, Rule
from podium.ranking.entries import Contestant, by_age, ranked_columns


@dataclass(frozen=True, slots=True)
class Point:
    """What a submission reached; ``at`` is when it was handed in."""

    submission: str
    at: datetime
    value: float
    is_baseline: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """``points`` are in the order of time. ``records`` are those that were strictly better than
    everything before them, so the first point is one."""

    column: Column
    points: tuple[Point, ...]
    records: tuple[Point, ...]


def record_line(rule: Rule, contestants: Iterable[Contestant]) -> Progress:
    """The column is the one that ranks; where a mean or median of ranks does, the first of those
    that take part in it.

    Baselines count like any other. What has no finite number, or one that no float can hold, is
    no point. Numbers are compared as they are ranked: exactly, integers of any size.
    """
    column = _column(rule)
    points, records = [], []
    best: metrics.Number | None = None
    for point, number in _points(rule, column, contestants):
        points.append(point)
        if best is None or _is_better(number, best, column.order):
            best = number
            records.append(point)
    return Progress(column, tuple(points), tuple(records))


def _column(rule: Rule) -> Column:
    match rule:
        case EvalAIRule():
            return rule.sort_column
        case GrandChallengeRule():
            ranked = ranked_columns(rule) or rule.columns
            # Of a path that is given twice, ranking takes the last order.
            last = {column.path: column for column in ranked}[ranked[0].path]
            return ranked[0] if last.order is ranked[0].order else last
        case _:
            assert_never(rule)


def _points(
    rule: Rule, column: Column, contestants: Iterable[Contestant]
) -> Iterator[tuple[Point, metrics.Number]]:
    find = rule.lookup(column.path)
    for contestant in by_age(contestants):
        number = metrics.as_number(find(contestant.document))
        value = None if number is None else _as_float(number)
        if number is not None and value is not None:
            yield (
                Point(
                    contestant.submission, contestant.submitted_at, value, contestant.is_baseline
                ),
                number,
            )


def _as_float(number: metrics.Number) -> float | None:
    try:
        value = float(number)
    except OverflowError:
        return None
    return value if math.isfinite(value) else None


def _is_better(number: metrics.Number, best: metrics.Number, order: Order) -> bool:
    return number > best if order is Order.DESCENDING else number < best
