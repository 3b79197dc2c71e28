"""Wilcoxon's test and Holm's adjustment, against published values, scipy and counting by hand."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from podium.challenge.rules import Column, Order, Rule
from podium.ranking.analysis.cases import CaseTable
from podium.ranking.analysis.significance import (
    MOST_EXACT,
    Comparison,
    SignificanceMap,
    compare_neighbours,
    compared_column,
    holm,
    p_values,
    pairwise_map,
)
from unit.ranking.analysis.boards import DICE, DISTANCE, absolute, document, mean_of_ranks, table_of

OTHER = Column("Other", "other", Order.DESCENDING)


def p_of(differences: list[float], *, is_one_sided: bool = False) -> float:
    return float(p_values(np.array([differences], float), is_one_sided=is_one_sided)[0])


def compare(rule: Rule, table: CaseTable) -> tuple[Comparison, ...]:
    column = compared_column(rule, table)
    assert column is not None
    return compare_neighbours(table, column)


def test_the_example_of_hollander_and_wolfe_has_its_published_p() -> None:
    """Depression scale factors, as in R's ?wilcox.test: V = 40, p-value = 0.01953, one-sided."""
    x = np.array([1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30])
    y = np.array([0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29])
    assert p_of((x - y).tolist(), is_one_sided=True) == pytest.approx(0.01953, abs=5e-6)


@settings(deadline=None)
@given(st.lists(st.integers(-3, 3), min_size=2, max_size=9))
def test_a_few_cases_are_tested_by_counting_all_signs(differences: list[int]) -> None:
    sizes = [abs(value) for value in differences if value]
    ranks = stats.rankdata(sizes) if sizes else []
    observed = sum(
        rank for rank, value in zip(ranks, filter(None, differences), strict=True) if value > 0
    )
    sums = [
        sum(rank for rank, is_positive in zip(ranks, signs, strict=True) if is_positive)
        for signs in product((False, True), repeat=len(sizes))
    ]
    at_least = sum(one >= observed for one in sums) / len(sums)
    at_most = sum(one <= observed for one in sums) / len(sums)
    values = [float(value) for value in differences]
    assert p_of(values, is_one_sided=True) == pytest.approx(at_least)
    assert p_of(values) == pytest.approx(min(1, 2 * min(at_least, at_most)))


@pytest.mark.parametrize(("is_one_sided", "alternative"), [(True, "greater"), (False, "two-sided")])
@pytest.mark.parametrize("cases", [2, 6, 25, MOST_EXACT, MOST_EXACT + 1, 100])
def test_without_ties_and_zeros_p_is_that_of_scipy(
    cases: int, is_one_sided: bool, alternative: str
) -> None:
    rows = np.random.default_rng(cases).normal(0.2, 1, (40, cases))
    method = "exact" if cases <= MOST_EXACT else "asymptotic"
    expected = stats.wilcoxon(
        rows, axis=1, alternative=alternative, method=method, correction=True
    ).pvalue
    found = p_values(rows, is_one_sided=is_one_sided)
    assert found == pytest.approx(expected, rel=1e-9)


def test_every_row_is_tested_as_if_it_were_alone() -> None:
    """Few and many differences, ties and zeros beside one another, scipy a row at a time."""
    noise = np.random.default_rng(8)
    rows = noise.integers(-4, 6, (21, 80)).astype(float)
    rows[::3, 12:] = 0
    rows[5] = 0
    found = p_values(rows, is_one_sided=False)
    assert found[5] == 1
    for row, p in zip(np.delete(rows, 5, axis=0), np.delete(found, 5), strict=True):
        values = row[row != 0]
        method = "asymptotic" if len(values) > MOST_EXACT else stats.PermutationMethod()
        expected = stats.wilcoxon(values, method=method, correction=True).pvalue
        assert p == pytest.approx(expected, rel=1e-9)


def test_the_normal_approximation_takes_over_without_a_jump() -> None:
    rows = np.random.default_rng(9).normal(0.3, 1, (200, MOST_EXACT + 1))
    exact = stats.wilcoxon(rows, axis=1, method="exact").pvalue
    assert np.abs(p_values(rows, is_one_sided=False) - exact).max() < 0.01


def test_five_cases_won_and_none_lost_prove_nothing() -> None:
    """A normal distribution would say 0.037 here; counting says 2 of 32."""
    assert p_of([1, 1, 1, 1, 1, *[0] * 95]) == pytest.approx(2 / 32)


def test_no_difference_at_all_has_a_p_of_one() -> None:
    assert p_of([0, 0, 0]) == 1
    assert p_of([0, 0, 0], is_one_sided=True) == 1


def test_holm_adjusts_as_r_does() -> None:
    """p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") is 0.03 0.06 0.06 0.02."""
    assert holm(np.array([0.01, 0.04, 0.03, 0.005])) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm(np.array([0.9, 0.4, 0.4])) == pytest.approx([1, 1, 1])
    assert holm(np.array([])).tolist() == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_rejects_what_its_stepwise_procedure_rejects(p: list[float]) -> None:
    adjusted = holm(np.array(p))
    level = 0.05
    rejected = 0
    for step, value in enumerate(sorted(p)):
        if value * (len(p) - step) >= level:
            break
        rejected += 1
    assert int((adjusted < level).sum()) == rejected


def test_neighbours_are_compared_case_by_case() -> None:
    documents = {
        "a": document(dice=[0.9, 0.8, 0.7, 0.6]),
        "b": document(dice=[0.8, 0.8, 0.5, 0.7]),
        "c": document(dice=[0.1, 0.1, 0.1, 0.1]),
    }
    first, second = compare(absolute(), table_of(absolute(), documents))
    # Ranks of 0.1, 0.2, -0.1 are 1.5, 3, 1.5: a sum of 4.5 or more has 3 of 8 ways.
    assert (first.better, first.worse) == ("a", "b")
    assert (first.wins, first.ties, first.losses) == (2, 1, 1)
    assert first.difference == pytest.approx(0.05)
    assert first.p == pytest.approx(2 * 3 / 8)
    # All four won: 1 of 16 ways, from both sides; the smaller of two, so doubled.
    assert (second.p, second.p_adjusted) == (2 / 16, 4 / 16)
    assert (second.wins, second.ties, second.losses) == (4, 0, 0)
    assert not second.is_significant


def test_where_lower_is_better_the_difference_is_negative_and_the_wins_are_the_betters() -> None:
    rule = absolute(DISTANCE)
    near, far = [float(n) for n in range(1, 9)], [float(2 * n) for n in range(1, 9)]
    documents = {"far": document(distance=far), "near": document(distance=near)}
    (found,) = compare(rule, table_of(rule, documents))
    assert (found.better, found.worse) == ("near", "far")
    assert found.difference == -4.5
    assert (found.wins, found.losses) == (8, 0)
    assert found.p == 2 / 2**8
    assert found.is_significant


def test_a_test_may_speak_for_the_entry_below() -> None:
    """A few cases that weigh much make the mean, most cases the test."""
    rule = absolute(DISTANCE)
    documents = {
        "steady": document(distance=[1.0 + n / 100 for n in range(20)]),
        "mostly better": document(distance=[0.5 + n / 100 for n in range(18)] + [40.0, 60.0]),
    }
    (found,) = compare(rule, table_of(rule, documents))
    assert (found.better, found.worse) == ("steady", "mostly better")
    assert (found.wins, found.losses) == (2, 18)
    assert found.is_significant and found.is_reversed


def test_neighbours_are_adjusted_over_the_whole_board() -> None:
    noise = np.random.default_rng(2)
    documents: dict[str, object] = {
        f"s{n}": document(dice=(0.5 - 0.01 * n + noise.normal(0, 0.02, 40)).tolist())
        for n in range(15)
    }
    found = compare(absolute(), table_of(absolute(), documents))
    assert [one.p_adjusted for one in found] == pytest.approx(
        holm(np.array([one.p for one in found]))
    )
    assert {one.is_significant for one in found} == {True, False}
    assert all(one.is_significant == (one.p_adjusted < 0.05) for one in found)


def test_identical_neighbours_are_not_told_apart() -> None:
    same = document(dice=[0.9, 0.8])
    (found,) = compare(absolute(), table_of(absolute(), {"a": same, "b": same}))
    assert found == Comparison("a", "b", 0.0, 1.0, 1.0, False, False, 0, 2, 0)


def test_differences_that_are_equal_but_for_their_last_bit_tie() -> None:
    assert 0.9 - 0.8 != 0.4 - 0.3
    documents = {"a": document(dice=[0.4, 0.8, 0.9]), "b": document(dice=[0.3, 0.9, 0.7])}
    (found,) = compare(absolute(), table_of(absolute(), documents))
    # 0.1 and -0.1 share rank 1.5 beside 0.2: 4.5 or more comes 3 times of 8. Untied, they would
    # have 2 and 1, and a sum of 5 or more comes 2 times.
    assert found.p == pytest.approx(6 / 8)


@pytest.mark.parametrize(
    ("rule", "metric"),
    [
        pytest.param(absolute(DICE, DISTANCE), "dice", id="the score"),
        pytest.param(mean_of_ranks(DISTANCE, DICE), "distance", id="the first of several"),
        pytest.param(mean_of_ranks(OTHER, DICE), "dice", id="the first that has cases"),
        pytest.param(absolute(OTHER, DICE), None, id="none, for the score has no cases"),
    ],
)
def test_the_column_that_is_tested(rule: Rule, metric: str | None) -> None:
    documents = {"a": {**document(dice=[0.9, 0.8], distance=[1, 2]), "other": 1}}
    column = compared_column(rule, table_of(rule, documents))
    assert (column.metric if column else None) == metric


def test_the_map_tells_who_is_better_than_whom() -> None:
    """Six ordered pairs. Of eight cases all won have a p of 1 / 256; three such pairs stay below
    5 % when it is multiplied by 6."""
    base = np.linspace(0.1, 0.8, 8)
    documents = {name: document(dice=(base + gain).tolist()) for name, gain in GAINS.items()}
    table = table_of(absolute(), documents)
    column = table.columns[0]
    assert pairwise_map(table, column) == SignificanceMap(
        ("high", "middle", "low"),
        ((False, True, True), (False, False, True), (False, False, False)),
    )


GAINS = {"low": 0.0, "middle": 0.05, "high": 0.1}


def test_the_map_is_adjusted_over_all_its_tests() -> None:
    """Of five cases all won have a p of 1 / 32: below 5 % alone, not times six."""
    documents = {name: document(dice=[gain] * 5) for name, gain in GAINS.items()}
    table = table_of(absolute(), documents)
    assert not any(map(any, pairwise_map(table, table.columns[0]).is_better))


def test_the_map_shows_the_first_entries_only() -> None:
    documents = {f"s{n}": document(dice=[n / 40, n / 50]) for n in range(30)}
    table = table_of(absolute(), documents)
    found = pairwise_map(table, table.columns[0])
    assert found.submissions == tuple(f"s{n}" for n in range(29, 4, -1))
    assert {len(row) for row in found.is_better} == {len(found.is_better)} == {25}


def test_a_board_of_one_entry_has_nobody_to_be_compared_with() -> None:
    table = table_of(absolute(), {"a": document(dice=[0.9, 0.8])})
    assert compare(absolute(), table) == ()
    assert pairwise_map(table, table.columns[0]) == SignificanceMap(("a",), ((False,),))
