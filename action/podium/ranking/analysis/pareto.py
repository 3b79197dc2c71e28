"""The Pareto front of two metrics: what no other point matches in both and beats in one."""

from __future__ import annotations

import math
from collections.abc import Sequence

from podium.challenge.rules import Order

Point = tuple[float, float]


def front(points: Sequence[Point], orders: tuple[Order, Order]) -> frozenset[int]:
    """The indices of the points that none dominates. Equal points stay or fall together; one that
    holds no number (NaN) is never on the front."""
    directed = [_smaller_is_better(point, orders) for point in points]
    best_first = sorted(
        (index for index, point in enumerate(directed) if not any(map(math.isnan, point))),
        key=directed.__getitem__,
    )
    chosen: list[int] = []
    last: Point | None = None
    for index in best_first:
        point = directed[index]
        # None before it is larger in the first metric; so it must gain in the second.
        if last is None or point[1] < last[1] or point == last:
            chosen.append(index)
            last = point
    return frozenset(chosen)


def _smaller_is_better(point: Point, orders: tuple[Order, Order]) -> Point:
    first, second = (
        -value if order is Order.DESCENDING else value
        for value, order in zip(point, orders, strict=True)
    )
    return first, second
