"""How a board's best value moved."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

import factories
from podium.boards import progress, standings
from podium.boards.progress import Point, Progress
from podium.boards.readers import Public
from podium.challenge.model import Ruling
from podium.challenge.rules import Column, EvalAIRule, GrandChallengeRule, Order, ScoringMethod
from podium.ranking.entries import Contestant
from podium.records import results

UP = Column("Accuracy", "accuracy", Order.DESCENDING)
DOWN = Column("Loss", "loss", Order.ASCENDING)
ACCURACY = GrandChallengeRule((UP, DOWN))


def contestant(name: str, minutes: float = 0, **values: Any) -> Contestant:
    at = factories.NOON + timedelta(minutes=minutes)
    is_baseline = values.pop("is_baseline", False)
    return Contestant(name, f"id:{name}", at, values, is_baseline)


def told(found: Progress) -> tuple[list[tuple[str, float]], list[str]]:
    points = [(point.submission, point.value) for point in found.points]
    return points, [point.submission for point in found.records]


def test_a_record_is_strictly_better_than_everything_before() -> None:
    values = {"a": 0.5, "b": 0.4, "c": 0.5, "d": 0.6, "e": 0.6, "f": 0.55}
    contestants = [
        contestant(name, minutes, accuracy=value)
        for minutes, (name, value) in enumerate(values.items())
    ]
    points, records = told(progress.record_line(ACCURACY, contestants))
    assert points == list(values.items())
    assert records == ["a", "d"]


def test_where_less_is_better_a_record_is_smaller() -> None:
    rule = GrandChallengeRule((DOWN,))
    contestants = [contestant(str(n), n, loss=loss) for n, loss in enumerate((3, 4, -1, -1, -2))]
    found = progress.record_line(rule, contestants)
    assert told(found)[1] == ["0", "2", "4"]
    assert found.column == DOWN


def test_the_order_in_which_contestants_come_does_not_matter() -> None:
    # b and c at the same moment: by their names.
    contestants = [
        contestant("a", 2, accuracy=0.9),
        contestant("c", 1, accuracy=0.5),
        contestant("b", 1, accuracy=0.5),
        contestant("d", 0, accuracy=0.1),
    ]
    for shuffled in permutations(contestants):
        points, records = told(progress.record_line(ACCURACY, shuffled))
        assert [name for name, _ in points] == ["d", "b", "c", "a"]
        assert records == ["d", "b", "a"]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(float("nan"), id="nan"),
        pytest.param(float("inf"), id="infinity"),
        pytest.param(-float("inf"), id="minus infinity"),
        pytest.param(None, id="null"),
        pytest.param("0.9", id="text"),
        pytest.param({"mean": 0.9}, id="an object"),
        pytest.param(10**400, id="an integer that no float can hold"),
        pytest.param(-(10**400), id="a negative integer that no float can hold"),
    ],
)
def test_what_has_no_finite_number_is_no_point(value: object) -> None:
    contestants = [
        contestant("a", 0, accuracy=value),
        contestant("b", 1, accuracy=0.2),
        contestant("c", 2, accuracy=value),
        contestant("d", 3, loss=0.1),
        contestant("e", 4, accuracy=0.3),
    ]
    points, records = told(progress.record_line(ACCURACY, contestants))
    assert points == [("b", 0.2), ("e", 0.3)]
    assert records == ["b", "e"]


def test_integers_that_are_one_float_are_told_apart_as_ranking_does() -> None:
    big = 2**60
    values = {"a": big, "b": big + 1, "c": big + 1}
    contestants = [contestant(name, accuracy=value) for name, value in values.items()]
    found = progress.record_line(ACCURACY, contestants)
    assert [point.value for point in found.points] == [float(big)] * 3
    assert told(found)[1] == ["a", "b"]


def test_truth_counts_as_one() -> None:
    found = progress.record_line(ACCURACY, [contestant("a", accuracy=True)])
    assert [(point.value, type(point.value)) for point in found.points] == [(1.0, float)]


def test_baselines_are_points_and_records_and_are_told() -> None:
    contestants = [
        contestant("base", 0, accuracy=0.5, is_baseline=True),
        contestant("a", 1, accuracy=0.4),
        contestant("b", 2, accuracy=0.6),
    ]
    found = progress.record_line(ACCURACY, contestants)
    assert [point.is_baseline for point in found.points] == [True, False, False]
    assert found.records == (
        Point("base", factories.NOON, 0.5, True),
        Point("b", factories.NOON + timedelta(minutes=2), 0.6, False),
    )


def test_without_contestants_there_is_a_column_and_no_point() -> None:
    assert progress.record_line(ACCURACY, []) == Progress(UP, (), ())


@pytest.mark.parametrize("method", list(ScoringMethod))
def test_of_several_ranked_metrics_the_line_is_of_the_first(method: ScoringMethod) -> None:
    shown = Column("Seconds", "seconds", Order.ASCENDING, ranked=False)
    rule = GrandChallengeRule((shown, UP, DOWN), method)
    assert progress.record_line(rule, []).column == UP


def test_a_path_that_is_given_twice_has_the_last_order_as_in_ranking() -> None:
    again = Column("Again", "accuracy", Order.ASCENDING)
    contestants = [contestant(str(n), n, accuracy=value) for n, value in enumerate((3, 4, 2))]
    found = progress.record_line(GrandChallengeRule((UP, DOWN, again)), contestants)
    assert found.column.order is Order.ASCENDING
    assert told(found)[1] == ["0", "2"]


def test_an_evalai_board_is_told_by_what_it_is_ordered_by() -> None:
    # A label is taken literally, dots and all.
    dotted = Column("a.b", "a.b", Order.ASCENDING)
    rule = EvalAIRule((UP, dotted), order_by="a.b")
    contestants = [
        contestant("a", 0, **{"a.b": 3, "accuracy": 0.1}),
        contestant("b", 1, **{"a.b": 2, "accuracy": 0.9}),
        contestant("c", 2, a={"b": 1}),
    ]
    found = progress.record_line(rule, contestants)
    assert found.column == dotted
    assert told(found) == ([("a", 3.0), ("b", 2.0)], ["a", "b"])


def test_the_contestants_of_a_board_are_all_that_its_rule_chooses_from() -> None:
    challenge = factories.make_challenge(
        factories.SMALL_CONFIG + "    result_display_choice: bst\n",
        moderation=(factories.make_ruling("s3", Ruling.DISQUALIFY),),
    )
    records = [
        factories.make_record({"accuracy": value}, id=f"s{n}")
        for n, value in enumerate((0.5, 0.4, 0.6, 0.9), start=1)
    ]
    records.append(factories.make_record({"loss": 1}, id="s5"))
    (phase,) = challenge.phases
    (split,) = phase.splits
    found = results.results_at(challenge, records)
    chosen_from = standings.contestants(phase, split, iter(found), Public())
    assert [one.submission for one in chosen_from] == ["s1", "s2", "s4", "s5"]
    assert told(progress.record_line(split.rule, chosen_from)) == (
        [("s1", 0.5), ("s2", 0.4), ("s4", 0.9)],
        ["s1", "s4"],
    )
    ranked = standings.rank_split(phase, split, found, Public())
    assert [entry.contestant.submission for entry in ranked.entries] == ["s4"]
