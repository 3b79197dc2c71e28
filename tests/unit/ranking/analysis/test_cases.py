"""Which case values a board's columns are made of."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from podium.challenge.rules import Column, EvalAIRule, Order, Rule
from podium.ranking import analysis
from podium.ranking.analysis import case_values
from podium.ranking.analysis.absence import Absence, Reason
from podium.ranking.analysis.aggregates import Aggregate
from podium.ranking.analysis.cases import CaseTable, read_cases
from unit.ranking.analysis.boards import (
    DICE,
    DISTANCE,
    MEANS,
    absolute,
    document,
    mean_of_ranks,
    rank,
    read,
    table_of,
)


def why_not(rule: Rule, documents: Mapping[str, object]) -> Reason:
    found = read(rule, documents)
    assert isinstance(found, Absence), found
    return found.reason


MEDIANS = {"median": statistics.median, "p50": statistics.median}


def test_a_table_holds_the_entries_in_board_order_and_their_values_case_by_case() -> None:
    table = table_of(
        absolute(), {"low": document(dice=[0.1, 0.2]), "high": document(dice=[0.9, 0.4])}
    )
    assert table.cases == ("0", "1")
    assert table.submissions == ("high", "low")
    assert (table.ranks, table.places, table.incomplete) == ((1, 2), (1, 2), 0)
    (column,) = table.columns
    assert (column.column, column.metric, column.aggregate) == (DICE, "dice", Aggregate.MEAN)
    assert column.values.tolist() == [[0.9, 0.4], [0.1, 0.2]]


def test_cases_are_in_natural_order_whatever_their_order_in_the_file() -> None:
    names = ["10", "2", "case-2", "case-010", "9" * 5_000, "case-1", "²"]
    made: Any = document(dice=[0.5, 0.25])
    made["case"]["dice"] = dict.fromkeys(names, 0.375)
    table = table_of(absolute(), {"one": made})
    expected = ("2", "10", "9" * 5_000, "case-1", "case-2", "case-010", "²")
    assert table.cases == expected


@pytest.mark.parametrize(
    ("path", "aggregates", "how"),
    [
        pytest.param("aggregates.dice.mean", MEANS, Aggregate.MEAN, id="mean"),
        pytest.param("aggregates.dice.median", MEDIANS, Aggregate.MEDIAN, id="median"),
        pytest.param("aggregates.dice.p50", MEDIANS, Aggregate.MEDIAN, id="median by another name"),
        pytest.param("aggregates.dice.total", {"total": sum}, Aggregate.SUM, id="sum"),
        pytest.param("aggregates.dice.min", {"min": min}, Aggregate.MIN, id="smallest"),
        pytest.param("aggregates.dice.MAX", {"MAX": max}, Aggregate.MAX, id="largest"),
        pytest.param('$.aggregates["dice"].mean', MEANS, Aggregate.MEAN, id="a JSONPath"),
    ],
)
def test_the_aggregate_is_found_by_computing_it(path: str, aggregates: Any, how: Aggregate) -> None:
    rule = absolute(replace(DICE, path=path))
    documents = {
        "one": document(aggregates, dice=[0.9, 0.8, 0.1]),
        "two": document(aggregates, dice=[0.3, 0.8, 0.2]),
    }
    assert table_of(rule, documents).columns[0].aggregate is how


def test_of_two_cases_whose_mean_is_their_median_the_path_says_which_it_is() -> None:
    documents = {"one": document({"mean": statistics.fmean, **MEDIANS}, dice=[0.1, 0.7])}
    columns = [replace(DICE, path=f"aggregates.dice.{name}") for name in ("mean", "median", "p50")]
    found = table_of(absolute(*columns), documents).columns
    assert [column.aggregate for column in found] == ["mean", "median", "mean"]


@pytest.mark.parametrize(
    ("value", "is_matched"),
    [
        pytest.param(0.5, True, id="equal"),
        pytest.param(0.5 * (1 + 9e-7), True, id="equal to six digits"),
        pytest.param(0.5 * (1 + 2e-6), False, id="another in the sixth digit"),
        pytest.param(0.51, False, id="rounded or penalised"),
        pytest.param(10**400, False, id="larger than any float"),
    ],
)
def test_one_entry_whose_column_is_another_number_refuses_the_match(
    value: float, is_matched: bool
) -> None:
    odd: Any = document(dice=[0.25, 0.75])
    odd["aggregates"]["dice"]["mean"] = value
    documents = {"odd": odd, **{f"s{n}": document(dice=[0.5, n / 10]) for n in range(9)}}
    assert isinstance(read(absolute(), documents), CaseTable) is is_matched


def test_a_sum_whose_terms_cancel_out_is_recognised() -> None:
    values = [0.1, 0.2, -0.3]
    made: Any = document(dice=values)
    made["aggregates"]["dice"]["mean"] = 0.0  # 9e-18 in floats
    assert sum(values) != 0.0
    assert table_of(absolute(), {"one": made}).columns[0].metric == "dice"


def test_a_name_alone_is_no_proof() -> None:
    """The metric that is named like the column is not what the column is made of."""
    made: Any = document(dice=[0.2, 0.4], jaccard=[0.1, 0.3])
    made["aggregates"]["dice"]["mean"] = 0.2
    assert table_of(absolute(), {"one": made}).columns[0].metric == "jaccard"


@pytest.mark.parametrize("path", ["aggregates.dice.worst", "smallest.min"])
def test_an_extreme_that_the_path_does_not_name_is_a_number_like_any_other(path: str) -> None:
    rule = absolute(replace(DICE, path=path))
    made = document({"worst": min}, dice=[0.9, 0.8, 0.1])
    assert why_not(rule, {"one": {**made, "smallest": {"min": 0.1}}}) is Reason.MIXTURE


def test_of_several_that_fit_the_one_that_is_a_key_of_the_path_is_taken() -> None:
    same = [0.2, 0.4]
    documents = {"one": document(copy=same, dice=same, ice=same, gregates=same)}
    found = table_of(absolute(), documents)
    assert found.columns[0].metric == "dice"


def test_the_longest_of_the_names_in_a_path_is_taken() -> None:
    rule = absolute(replace(DICE, path="aggregates.dicecoefficient_mean"))
    same = [0.2, 0.4]
    made: Any = document(dice=same, dicecoefficient=same)
    made["aggregates"]["dicecoefficient_mean"] = statistics.fmean(same)
    assert table_of(rule, {"one": made}).columns[0].metric == "dicecoefficient"


def test_several_that_fit_without_a_name_are_no_match() -> None:
    rule = absolute(replace(DICE, path="score"))
    documents = {"one": {**document(first=[0.2, 0.4], second=[0.4, 0.2]), "score": 0.3}}
    assert why_not(rule, documents) is Reason.MIXTURE
    del documents["one"]["case"]["second"]  # type: ignore[attr-defined]
    assert table_of(rule, documents).columns[0].metric == "first"


def test_an_entry_that_lacks_a_case_is_left_out_and_counted() -> None:
    documents = {
        "best": document(dice=[0.9, 0.9, 0.9]),
        "partial": document(dice=[0.8, 0.8]),
        "worst": document(dice=[0.1, 0.2, 0.3]),
        "none": {"aggregates": {"dice": {"mean": 0.05}}},
    }
    table = table_of(absolute(), documents)
    assert table.submissions == ("best", "worst")
    assert (table.incomplete, table.ranks, table.places) == (2, (1, 3), (1, 3))


def test_what_an_incomplete_entry_claims_refuses_nothing() -> None:
    """An evaluator may count a missing case as zero: that is no mean of those that are there."""
    penalised: Any = document(dice=[0.8, 0.8])
    penalised["aggregates"]["dice"]["mean"] = 1.6 / 3
    whole = {name: document(dice=[0.9, 0.5, value]) for name, value in (("a", 0.3), ("b", 0.4))}
    table = table_of(absolute(), {**whole, "partial": penalised})
    assert table.submissions == ("b", "a")


def test_one_entry_with_more_cases_does_not_make_all_others_incomplete() -> None:
    documents = {name: document(dice=[0.5, 0.6]) for name in ("a", "b")}
    table = table_of(absolute(), {**documents, "odd": document(dice=[0.5, 0.6, 0.7])})
    assert table.cases == ("0", "1")
    assert (table.submissions, table.incomplete) == (("a", "b"), 1)


def test_of_two_sets_of_cases_with_as_many_entries_the_larger_counts() -> None:
    table = table_of(absolute(), {"a": document(dice=[0.5, 0.6]), "b": document(dice=[0.1] * 3)})
    assert (table.cases, table.submissions) == (("0", "1", "2"), ("b",))


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), "0.5", [], {}, 10**400])
def test_a_case_that_is_a_number_for_nobody_is_no_case(value: object) -> None:
    """As where the reference is empty: pandas writes null, and leaves it out of the mean."""
    documents = {name: document(dice=[0.25, high]) for name, high in (("a", 0.75), ("b", 0.5))}
    for made in documents.values():
        made["case"]["dice"]["2"] = value  # type: ignore[index]
    table = table_of(absolute(), documents)
    assert (table.cases, table.incomplete) == (("0", "1"), 0)


def test_true_counts_as_one_and_false_as_zero() -> None:
    made: Any = document(dice=[1, 0, 1, 1])
    made["case"]["dice"] = {"0": True, "1": False, "2": True, "3": 1.0}
    assert table_of(absolute(), {"one": made}).columns[0].values.tolist() == [[1, 0, 1, 1]]


def test_columns_that_rank_share_their_cases() -> None:
    rule = mean_of_ranks()
    documents = {
        "a": document(dice=[0.9, 0.8], distance=[1, 2]),
        "b": document(dice=[0.5, 0.6], distance=[2, 3]),
        "c": document(dice=[0.4, 0.6, 0.1], distance=[4, 3]),
    }
    table = table_of(rule, documents)
    assert (table.submissions, table.incomplete) == (("a", "b"), 1)
    assert [column.values.shape for column in table.columns] == [(2, 2), (2, 2)]


def test_a_column_of_other_cases_is_left_out() -> None:
    documents = {name: document(dice=[0.9, 0.8], distance=[1, 2, 3]) for name in ("a", "b")}
    table = table_of(mean_of_ranks(), documents)
    assert [column.metric for column in table.columns] == ["dice"]


def test_a_column_that_does_not_rank_takes_no_entry_out_of_the_table() -> None:
    rule = absolute(replace(DISTANCE, ranked=False), DICE)
    documents = {
        "a": document(dice=[0.9, 0.8], distance=[1, 2]),
        "b": document(dice=[0.5, 0.6], distance=[2, 3]),
        "old": document(dice=[0.4, 0.6]),
    }
    table = table_of(rule, documents)
    assert (table.submissions, table.incomplete) == (("a", "b", "old"), 0)
    assert [column.metric for column in table.columns] == ["dice"]
    del documents["old"]
    assert [one.metric for one in table_of(rule, documents).columns] == ["distance", "dice"]


def test_an_evalai_board_is_read_by_its_labels() -> None:
    rule = EvalAIRule((Column("Dice", "Dice.mean", Order.DESCENDING),), "Dice.mean")
    documents = {"one": {"Dice.mean": 0.5, "case": {"dice": {"a": 0.25, "b": 0.75}}}}
    assert table_of(rule, documents).columns[0].metric == "dice"


@pytest.mark.parametrize(("values", "reason"), [([], Reason.NONE), ([0.5], Reason.FEW_CASES)])
def test_fewer_than_two_cases_are_no_table(values: list[float], reason: Reason) -> None:
    made: Any = document(dice=[0.5, 0.5])
    made["case"]["dice"] = {str(number): value for number, value in enumerate(values)}
    assert why_not(absolute(), {"one": made}) is reason


def test_a_board_without_entries_has_no_table() -> None:
    assert read_cases(absolute(), (), ()) == Absence(Reason.NONE)


@pytest.mark.parametrize("more", [0, 1])
def test_a_metric_of_too_many_cases_is_passed_over(more: int) -> None:
    made = document(dice=[0.5] * (case_values.MOST_CASES + more))
    found = read(absolute(), {"one": made})
    assert isinstance(found, Absence) is bool(more)
    if more:
        assert found == Absence(Reason.TOO_MANY, "case", 5_001, entries=1, titles=("Dice",))


@pytest.mark.parametrize("path", [DICE.path, "the_final_score"])
@pytest.mark.parametrize("numbers", [0, 100_000])
def test_made_up_metrics_of_one_entry_push_out_nothing(path: str, numbers: int) -> None:
    """Every part of the path is one, and the path need not name the metric that it is made of."""
    documents: dict[str, Any] = {
        name: document(dice=[0.5, value]) for name, value in (("a", 0.1), ("b", 0.2))
    }
    for made in documents.values():
        made["the_final_score"] = made["aggregates"]["dice"]["mean"]
    parts = {path[i:j] for i in range(len(path)) for j in range(i + 1, len(path))}
    assert len(parts) > case_values.MOST_METRICS
    made_up = (parts | set(map(str, range(numbers)))) - {"dice"}
    documents["a"]["case"] |= {name: {"0": 1, "1": 2} for name in made_up}
    table = table_of(absolute(replace(DICE, path=path)), documents)
    assert [column.metric for column in table.columns] == ["dice"]
    assert table.submissions == ("b", "a")


def test_of_many_metrics_that_all_entries_have_those_in_a_path_are_looked_at() -> None:
    made: Any = document(dice=[0.5, 0.25])
    made["case"] |= {f"a{number}": {"0": 9, "1": 9} for number in range(900)}
    assert table_of(absolute(), {"one": made}).columns[0].metric == "dice"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from([0.5, 1, -0.0, 1e308, -1e308, 5e-324, 10**400, -(10**400)])
    | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["dice", "0", "1", "2", "case", ""]), inner, max_size=4)
    ),
    max_leaves=12,
)
# As what an evaluator writes, but for some of its values.
NEARLY = st.fixed_dictionaries(
    {"dice": st.dictionaries(st.sampled_from("012"), JSON | st.floats(0, 1), min_size=2)}
)


ZEROS = {"dice": {"0": 0.0, "1": 0.0}}


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@example([(ZEROS, 1e200), (ZEROS, 1e200)])
@given(st.lists(st.tuples(JSON | NEARLY, JSON), min_size=1, max_size=4))
def test_no_document_makes_an_analysis_raise(parts: list[tuple[object, object]]) -> None:
    documents: dict[str, object] = {}
    for number, (case, value) in enumerate(parts):
        documents[f"s{number}"] = {"case": case, "aggregates": {"dice": {"mean": value}}}
    entries = rank(absolute(), documents)
    found = analysis.analyse(absolute(), entries)
    if isinstance(found, analysis.Analysis):
        assert len(found.table.submissions) + found.table.incomplete == len(entries)
        assert np.isfinite(found.table.columns[0].values).all()


@settings(deadline=None)
@given(
    st.lists(
        st.lists(
            st.floats(allow_nan=False, allow_infinity=False, min_value=-1e100, max_value=1e100),
            min_size=3,
            max_size=3,
        ),
        min_size=2,
        max_size=4,
    )
)
def test_values_of_any_size_give_intervals_and_tests(values: list[list[float]]) -> None:
    entries = rank(absolute(), {f"s{n}": document(dice=one) for n, one in enumerate(values)})
    found = analysis.analyse(absolute(), entries)
    assert isinstance(found, analysis.Analysis)
    assert found.intervals is not None
    assert len(found.comparisons) == len(values) - 1
    assert all(0 <= one.p <= one.p_adjusted <= 1 for one in found.comparisons)
    for entry in entries:
        interval = found.intervals.ranks[entry.contestant.submission]
        assert 1 <= interval.low <= entry.rank <= interval.high <= len(entries)
