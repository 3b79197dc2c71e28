"""Boards of cases in the shapes that people publish: intervals where they are due, else why not."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from podium.challenge.rules import CaseKeys, Column, GrandChallengeRule, Order
from podium.ranking import analysis
from podium.ranking.analysis import Absence, Analysis, Reason
from podium.ranking.cases import reader_for
from unit.ranking.analysis import shapes
from unit.ranking.analysis.boards import absolute, mean_of_ranks, rank

DICE = Column("Dice", "aggregates.dice", Order.DESCENDING)
HD95 = Column("HD95", "aggregates.hd95", Order.ASCENDING)
Documents = Mapping[str, dict[str, Any]]


def analysed(
    rule: GrandChallengeRule, documents: Documents, declared: CaseKeys | None = None
) -> Analysis | Absence:
    entries = rank(rule, documents)
    reader = reader_for(
        [entry.contestant.document for entry in entries],
        paths=[column.path for column in rule.columns],
        declared=declared or CaseKeys(),
    )
    return analysis.analyse(rule, entries, reader)


def told(rule: GrandChallengeRule, documents: Documents) -> Any:
    found = analysed(rule, documents)
    assert isinstance(found, Analysis), found
    assert found.intervals is not None, found.absence
    return (
        {name: (one.low, one.high) for name, one in found.intervals.ranks.items()},
        found.intervals.groups,
        [(one.p, one.wins) for one in found.comparisons],
    )


def why_not(rule: GrandChallengeRule, documents: Documents) -> Absence:
    found = analysed(rule, documents)
    if isinstance(found, Analysis):
        assert found.intervals is None
        assert found.absence is not None
        return found.absence
    return found


EVALUTILS = shapes.documents(shapes.NAMED["evalutils"])


@pytest.mark.parametrize("shape", shapes.NAMED.values(), ids=shapes.NAMED)
@pytest.mark.parametrize("rule", [absolute(DICE), mean_of_ranks(DICE, HD95)], ids=["abs", "avg"])
def test_every_shape_gives_the_same_intervals_groups_and_tests(
    shape: shapes.Shape, rule: GrandChallengeRule
) -> None:
    expected = told(rule, EVALUTILS)
    assert told(rule, shapes.documents(shape)) == expected
    intervals, groups, _ = expected
    assert intervals["ada"][1] < 3 <= intervals["cai"][0]
    assert groups["ada"] == groups["ben"] < groups["cai"] == groups["dee"]


def test_a_list_without_names_is_not_paired_and_the_board_says_so() -> None:
    documents = shapes.documents(lambda values: {"results": [dict(row) for row in values.values()]})
    found = why_not(absolute(DICE), documents)
    assert found == Absence(Reason.NAMELESS, "results", shapes.CASES)


def test_cases_of_one_name_are_not_paired_and_the_board_says_so() -> None:
    documents = shapes.documents(
        lambda values: {"results": [{"case": "a", **row} for row in values.values()]}
    )
    assert why_not(absolute(DICE), documents).reason is Reason.AMBIGUOUS


def made(make: Callable[[list[float]], float], name: str = "dice") -> Documents:
    """evalutils' documents, with the aggregate of dice as somebody else writes it."""
    documents = shapes.documents(shapes.NAMED["evalutils"])
    for document in documents.values():
        document["aggregates"] = {name: make(list(document["case"]["dice"].values()))}
    return documents


@pytest.mark.parametrize(
    ("make", "name", "order"),
    [
        pytest.param(lambda v: round(statistics.fmean(v), 4), "dice", "desc", id="rounded"),
        pytest.param(lambda v: round(statistics.fmean(v), 2), "dice", "desc", id="two decimals"),
        pytest.param(lambda v: 100 * statistics.fmean(v), "dice_percent", "desc", id="percent"),
        pytest.param(
            lambda v: round(100 * statistics.fmean(v), 2), "Dice [%]", "desc", id="rounded percent"
        ),
        pytest.param(lambda v: 1 - statistics.fmean(v), "dice_loss", "asc", id="the loss"),
        pytest.param(lambda v: 2.54 * statistics.fmean(v), "dice_inch", "desc", id="a factor"),
        pytest.param(lambda v: 1e6 * statistics.fmean(v), "score", "desc", id="without its name"),
    ],
)
def test_the_mean_is_recognised_in_what_people_make_of_it(
    make: Callable[[list[float]], float], name: str, order: str
) -> None:
    column = Column("Dice", f"aggregates.{name}", Order(order))
    found = analysed(absolute(column), made(make, name))
    assert isinstance(found, Analysis) and found.intervals is not None
    expected = told(absolute(DICE), EVALUTILS)[0]
    assert {n: (one.low, one.high) for n, one in found.intervals.ranks.items()} == expected
    (matched,) = found.table.columns
    of_board = [entry.values[column.path] for entry in rank(absolute(column), made(make, name))]
    assert np.allclose(matched.values.mean(axis=1), np.array(of_board, float), rtol=0.01)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        pytest.param(lambda v: round(statistics.fmean(v)), "dice", id="no decimal left"),
        pytest.param(lambda v: round(statistics.fmean(v), 1), "dice", id="one decimal of a share"),
        pytest.param(lambda v: statistics.fmean(v) ** 2, "dice", id="a square"),
        pytest.param(lambda v: statistics.fmean(v) - 0.01 * (v[0] < 0.9), "dice", id="a penalty"),
        pytest.param(lambda v: statistics.fmean(v[:-1]), "dice", id="another subset"),
    ],
)
def test_what_is_no_mean_is_not_taken_for_one(
    make: Callable[[list[float]], float], name: str
) -> None:
    column = Column("Dice", f"aggregates.{name}", Order.DESCENDING)
    assert why_not(absolute(column), made(make, name)).reason is Reason.MIXTURE


def composite() -> Documents:
    documents = shapes.documents(shapes.NAMED["evalutils"])
    for number, document in enumerate(documents.values()):
        case = document["case"]
        case["axis"] = {
            name: (number * 7 + index) % 11 / 20 for index, name in enumerate(case["dice"])
        }
        means = [statistics.fmean(case[name].values()) for name in ("dice", "axis")]
        document["aggregates"]["score"] = 0.8 * means[0] + 0.2 * (1 - means[1])
    return documents


SCORE = Column("Score", "aggregates.score", Order.DESCENDING)


def test_a_composite_score_is_said_to_be_a_mixture_and_of_what() -> None:
    found = why_not(absolute(SCORE), composite())
    assert (found.reason, found.titles) == (Reason.MIXTURE, ("Score",))
    assert found.mixture == "0.8 × dice - 0.2 × axis + 0.2"


def test_beside_a_composite_score_the_columns_that_are_means_have_intervals() -> None:
    found = analysed(absolute(SCORE, replace(DICE, ranked=False)), composite())
    assert isinstance(found, Analysis) and found.intervals is None
    (alone,) = found.by_column
    assert alone.column.column.title == "Dice"
    expected = told(absolute(DICE), EVALUTILS)
    intervals = {name: (one.low, one.high) for name, one in alone.intervals.ranks.items()}
    assert (intervals, alone.intervals.groups) == expected[:2]
    assert alone.table.ranks == (1, 2, 3, 4)


def test_nan_in_another_case_for_each_entry_compares_nobody_and_says_so() -> None:
    documents = shapes.documents(shapes.NAMED["evalutils"])
    for number, document in enumerate(documents.values()):
        distances = document["case"]["hd95"]
        distances[f"c{number:02d}.mha"] = float("nan")
        finite = [value for value in distances.values() if value == value]
        document["aggregates"]["hd95"] = statistics.fmean(finite)
    found = why_not(absolute(HD95), documents)
    assert (found.reason, found.compared, found.entries) == (Reason.FEW_ENTRIES, 1, 4)


@pytest.mark.parametrize(("cases", "is_analysed"), [(5_000, True), (5_001, False)])
def test_more_than_five_thousand_cases_are_not_analysed_and_it_is_said(
    cases: int, is_analysed: bool
) -> None:
    documents: dict[str, dict[str, Any]] = {}
    for number, name in enumerate("ab"):
        rows = [{"id": str(case), "dice": (case * 7 + number) % 100 / 100} for case in range(cases)]
        mean = statistics.fmean(row["dice"] for row in rows)  # type: ignore[misc]
        documents[name] = {"results": rows, "aggregates": {"dice": mean}}
    if is_analysed:
        told(absolute(DICE), documents)
    else:
        found = why_not(absolute(DICE), documents)
        assert (found.reason, found.cases, found.where) == (Reason.TOO_MANY, cases, "results")


def test_cases_in_groups_are_drawn_by_group() -> None:
    """Twenty cases of which each four are copies tell no more than five."""

    def copies(values: shapes.Values) -> Any:
        five = dict(sorted(values.items())[:5])
        return {
            "lesions": [
                {"lesion_id": f"{name}-{copy}", "patient": name, **row}
                for name, row in five.items()
                for copy in range(4)
            ]
        }

    documents = shapes.documents(copies)
    for document in documents.values():
        document["aggregates"]["dice"] = statistics.fmean(
            row["dice"] for row in document["lesions"]
        )
    plain = analysed(absolute(DICE), documents)
    grouped = analysed(absolute(DICE), documents, CaseKeys(group="patient"))
    assert isinstance(plain, Analysis) and isinstance(grouped, Analysis)
    assert (plain.table.drawn, grouped.table.drawn) == (20, 5)
    for one in grouped.comparisons:
        assert one.wins + one.ties + one.losses == 5
    pairs = zip(plain.comparisons, grouped.comparisons, strict=True)
    assert all(alone.p <= together.p for alone, together in pairs)
    assert grouped.intervals is not None
    assert plain.comparisons[0].difference == pytest.approx(grouped.comparisons[0].difference)


def test_an_entry_without_cases_is_left_out_and_the_others_are_compared() -> None:
    documents = dict(EVALUTILS)
    documents["old"] = {"aggregates": {"dice": 0.1, "hd95": 9.0}}
    found = analysed(absolute(DICE), documents)
    assert isinstance(found, Analysis) and found.intervals is not None
    assert found.table.incomplete == 1 and "old" not in found.intervals.ranks
