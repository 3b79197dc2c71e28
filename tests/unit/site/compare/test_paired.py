"""Two entries case by case."""

from __future__ import annotations

import math
import random
import statistics

import pytest

from podium.challenge.rules import Order
from podium.site.compare import paired

HIGHER, LOWER = Order.DESCENDING, Order.ASCENDING


def test_a_difference_is_the_entrys_value_minus_the_references() -> None:
    found = paired.pair({"a": 0.25}, {"a": 0.75}, HIGHER)
    assert found.differences == (paired.CaseDifference("a", 0.25, 0.75, 0.5),)


def test_the_largest_differences_come_first_and_equal_ones_by_name() -> None:
    reference = {"b": 1.0, "a": 1.0, "c": 1.0, "d": 1.0}
    found = paired.pair(reference, {"a": 2.0, "b": 0.0, "c": 5.0, "d": 1.0}, HIGHER)
    assert [one.case for one in found.differences] == ["c", "a", "b", "d"]
    assert found.reach == 4.0


@pytest.mark.parametrize(
    ("order", "wins", "losses"),
    [pytest.param(HIGHER, 2, 1, id="higher"), pytest.param(LOWER, 1, 2, id="lower")],
)
def test_the_metrics_order_says_which_cases_are_won(order: Order, wins: int, losses: int) -> None:
    reference = {"a": 0.0, "b": 0.0, "c": 0.0, "d": 0.0}
    found = paired.pair(reference, {"a": 1.0, "b": 1.0, "c": -1.0, "d": 0.0}, order)
    assert (found.wins, found.ties, found.losses) == (wins, 1, losses)


def test_a_tie_is_exactly_the_same_value() -> None:
    found = paired.pair({"a": 0.3, "b": 0.3}, {"a": 0.1 + 0.2, "b": 0.3}, HIGHER)
    assert (found.wins, found.ties, found.losses) == (1, 1, 0)


def test_the_standard_error_is_the_sample_deviation_by_the_root_of_the_cases() -> None:
    noise = random.Random(3)
    reference = {str(case): noise.random() for case in range(50)}
    entry = {case: value + noise.gauss(0.1, 0.2) for case, value in reference.items()}
    found = paired.pair(reference, entry, HIGHER)
    differences = [entry[case] - reference[case] for case in reference]
    assert found.mean == pytest.approx(statistics.fmean(differences), rel=1e-12)
    expected = statistics.stdev(differences) / math.sqrt(50)
    assert found.standard_error == pytest.approx(expected, rel=1e-12)


def test_cases_that_one_of_them_lacks_are_left_out_and_counted() -> None:
    found = paired.pair({"a": 1.0, "b": 1.0, "c": 9.0}, {"b": 2.0, "a": 2.0, "d": 9.0}, HIGHER)
    assert [one.case for one in found.differences] == ["a", "b"]
    assert found.left_out == 2 and found.mean == 1.0


def test_nothing_is_worked_out_without_a_case_in_common() -> None:
    found = paired.pair({"a": 1.0}, {"b": 1.0}, HIGHER)
    assert found.differences == () and found.left_out == 2
    assert found.mean is None and found.standard_error is None and found.reach == 0


def test_one_case_has_a_mean_and_no_standard_error() -> None:
    found = paired.pair({"a": 1.0}, {"a": 3.0}, LOWER)
    assert found.mean == 2.0 and found.standard_error is None


def test_identical_entries_tie_in_every_case() -> None:
    values = {str(case): case / 7 for case in range(20)}
    found = paired.pair(values, dict(values), HIGHER)
    assert (found.wins, found.ties, found.losses) == (0, 20, 0)
    assert found.mean == 0 and found.standard_error == 0 and found.reach == 0


def test_the_order_of_the_cases_in_the_files_does_not_matter() -> None:
    noise = random.Random(4)
    reference = {str(case): noise.random() for case in range(30)}
    entry = {case: noise.random() for case in reference}
    expected = paired.pair(reference, entry, HIGHER)
    for _ in range(5):
        cases = list(reference)
        noise.shuffle(cases)
        shuffled = {case: reference[case] for case in cases}
        assert paired.pair(shuffled, entry, HIGHER) == expected


def test_swapping_the_two_swaps_wins_and_losses_and_turns_the_mean() -> None:
    noise = random.Random(5)
    one = {str(case): noise.random() for case in range(30)}
    other = {case: noise.random() for case in one}
    there, back = paired.pair(one, other, LOWER), paired.pair(other, one, LOWER)
    assert (there.wins, there.losses) == (back.losses, back.wins)
    assert there.mean is not None and back.mean == pytest.approx(-there.mean)
    assert back.standard_error == pytest.approx(there.standard_error)
