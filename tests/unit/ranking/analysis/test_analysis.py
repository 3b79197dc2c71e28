"""A board's analysis as a whole."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from podium import ranking
from podium.challenge.rules import Column, Order, Rule
from podium.ranking import analysis
from podium.ranking.entries import Entry
from unit.ranking.analysis.boards import DICE, DISTANCE, absolute, document, mean_of_ranks, rank


def make_documents(entries: int, cases: int, seed: int = 1) -> dict[str, Any]:
    noise = np.random.default_rng(seed)
    hardness = noise.normal(0, 0.1, cases)
    return {
        f"s{number}": document(
            dice=(0.7 - hardness + noise.normal(0, 0.05, cases)).round(4).tolist(),
            distance=(3 + hardness + noise.normal(0, 0.05, cases)).round(4).tolist(),
        )
        for number in range(entries)
    }


def analyse(rule: Rule, documents: Mapping[str, object]) -> analysis.Analysis:
    found = analysis.analyse(rule, rank(rule, documents))
    assert isinstance(found, analysis.Analysis)
    return found


def everything(found: analysis.Analysis) -> object:
    """What can be compared: numpy's arrays as lists."""
    table, intervals = found.table, found.intervals
    assert intervals is not None
    return (
        (table.cases, table.submissions, table.ranks, table.places, table.incomplete),
        [(one.metric, one.aggregate, one.values.tolist()) for one in table.columns],
        intervals,
        found.comparisons,
        found.significance,
        (found.seed, found.resamples, found.case_count),
    )


def test_an_analysis_says_how_it_was_made() -> None:
    found = analyse(mean_of_ranks(), make_documents(6, 12))
    assert (found.seed, found.resamples, found.case_count) == (0, 1_000, 12)
    assert found.compared is found.table.columns[0]
    assert found.intervals is not None
    assert list(found.intervals.ranks) == list(found.table.submissions)
    assert list(found.intervals.stability) == list(found.table.submissions)
    assert [sum(found.intervals.stability[one].values()) for one in found.table.submissions] == (
        [1_000] * 6
    )
    assert [(one.better, one.worse) for one in found.comparisons] == list(
        zip(found.table.submissions, found.table.submissions[1:], strict=False)
    )
    assert found.significance.submissions == found.table.submissions


def test_the_order_of_keys_in_metrics_json_changes_nothing() -> None:
    documents = make_documents(8, 12)
    noise = random.Random(2)

    def shuffled(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        keys = noise.sample(list(value), len(value))
        return {key: shuffled(value[key]) for key in keys}

    others = {name: shuffled(made) for name, made in documents.items()}
    assert json.dumps(others) != json.dumps(documents)
    rule = mean_of_ranks()
    assert everything(analyse(rule, others)) == everything(analyse(rule, documents))


def test_the_same_entries_give_the_same_analysis() -> None:
    entries = rank(absolute(), make_documents(300, 12))
    one, other = (analysis.analyse(absolute(), entries) for _ in range(2))
    assert one is not None and other is not None
    assert everything(one) == everything(other)


def test_without_case_values_there_is_no_analysis() -> None:
    documents = {"a": {"aggregates": {"dice": {"mean": 0.5}}}}
    expected = analysis.Absence(analysis.Reason.NONE)
    assert analysis.analyse(absolute(), rank(absolute(), documents)) == expected
    assert analysis.analyse(absolute(), ()) == expected


def test_cases_of_a_column_that_does_not_rank_say_nothing_of_ranks() -> None:
    score = Column("Score", "score", Order.DESCENDING)
    documents = {
        name: {**document(dice=[0.9, value]), "score": 1} for name, value in (("a", 0.1), ("b", 1))
    }
    found = analyse(absolute(score, DICE), documents)
    assert [one.metric for one in found.table.columns] == ["dice"]
    assert (found.intervals, found.compared, found.comparisons) == (None, None, ())
    assert found.significance.submissions == ()


@pytest.mark.parametrize(
    ("entries", "cases", "resamples"),
    [(2, 2, 1_000), (5_000, 2_000, 1_000), (5_000, 5_000, 400), (50_000, 5_000, 100)],
)
def test_a_very_large_table_is_resampled_less_often(
    entries: int, cases: int, resamples: int
) -> None:
    assert analysis.affordable_resamples(entries, cases) == resamples


@pytest.mark.slow
def test_a_long_board_is_analysed_in_half_the_time_of_ranking_its_resamples_one_by_one() -> None:
    rule = mean_of_ranks(DICE, DISTANCE)
    entries = rank(rule, make_documents(5_000, 100))
    analysis.analyse(rule, entries[:50])  # what is imported on first use

    started = time.perf_counter()
    found = analysis.analyse(rule, entries)
    taken = time.perf_counter() - started

    assert found is not None and found.intervals is not None
    assert taken < found.resamples / 2 * _seconds_to_rank(rule, entries)


def _seconds_to_rank(rule: Rule, entries: tuple[Entry, ...]) -> float:
    """The least of three."""
    contestants = [entry.contestant for entry in entries]
    taken = []
    for _ in range(3):
        started = time.perf_counter()
        ranking.rank_results(rule, contestants)
        taken.append(time.perf_counter() - started)
    return min(taken)
