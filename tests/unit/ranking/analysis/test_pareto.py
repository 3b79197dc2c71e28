"""The Pareto front, against its definition."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podium.challenge.rules import Order
from podium.ranking.analysis import pareto

UP, DOWN = Order.DESCENDING, Order.ASCENDING


def dominates(one: pareto.Point, other: pareto.Point, orders: tuple[Order, Order]) -> bool:
    pairs = [
        (mine, its) if order is UP else (its, mine)
        for mine, its, order in zip(one, other, orders, strict=True)
    ]
    return all(mine >= its for mine, its in pairs) and any(mine > its for mine, its in pairs)


@given(
    st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), max_size=30),
    st.tuples(st.sampled_from(Order), st.sampled_from(Order)),
)
def test_the_front_is_what_no_other_point_dominates(
    points: list[tuple[int, int]], orders: tuple[Order, Order]
) -> None:
    assert pareto.front(points, orders) == {
        index
        for index, point in enumerate(points)
        if not any(dominates(other, point, orders) for other in points)
    }


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        pytest.param((UP, UP), {2, 3}, id="both large"),
        pytest.param((DOWN, DOWN), {0, 1}, id="both small"),
        pytest.param((UP, DOWN), {1, 3}, id="large and small"),
        pytest.param((DOWN, UP), {0, 2}, id="small and large"),
    ],
)
def test_each_metric_has_its_own_direction(orders: tuple[Order, Order], expected: set[int]) -> None:
    assert pareto.front([(0, 1), (1, 0), (1, 3), (3, 1)], orders) == expected


def test_equal_points_stay_together() -> None:
    assert pareto.front([(1, 1), (0, 0), (1, 1)], (UP, UP)) == {0, 2}


def test_what_is_no_number_is_not_on_the_front_and_pushes_nothing_off_it() -> None:
    points = [(math.nan, 9.0), (1.0, 1.0), (9.0, math.nan), (math.inf, 0.0), (-0.0, 2.0)]
    assert pareto.front(points, (UP, UP)) == {1, 3, 4}


def test_no_points_have_no_front() -> None:
    assert pareto.front([], (UP, DOWN)) == frozenset()
