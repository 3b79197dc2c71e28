"""Rank intervals, tie groups and Kendall's tau, against ranking each resample as a board."""

from __future__ import annotations

import math
import random
import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from podium import ranking
from podium.challenge.rules import (
    Column,
    EvalAIRule,
    GrandChallengeRule,
    Order,
    Rule,
    ScoringMethod,
)
from podium.ranking.analysis.absence import Reason
from podium.ranking.analysis.aggregates import Aggregate
from podium.ranking.analysis.cases import CaseColumn, CaseTable
from podium.ranking.analysis.intervals import Intervals, RankInterval, rank_intervals, tie_groups
from podium.ranking.analysis.resampling import draw
from podium.ranking.entries import Contestant
from unit.ranking.analysis.boards import (
    DICE,
    DISTANCE,
    START,
    absolute,
    document,
    mean_of_ranks,
    table_of,
)

RESAMPLES = 200
OTHER = Column("Other", "other", Order.DESCENDING)


def intervals_of(rule: Rule, table: CaseTable, resamples: int = RESAMPLES) -> Intervals:
    found = rank_intervals(rule, table, resamples=resamples, seed=7)
    assert found is not None
    return found


# The reference: whole numbers, fractions and the board's own rule, a resample at a time.


@dataclass(frozen=True)
class Slow:
    """By resample, and there by submission."""

    ranks: list[dict[str, int]]
    scores: list[dict[str, Fraction | float]]


# Ten times a case's value, by column and submission.
Tenths = dict[str, dict[str, list[int]]]
EXACT: dict[Aggregate, Callable[[Sequence[int]], int]] = {
    Aggregate.MEAN: sum,  # as many cases for all: sums are in the order of means
    Aggregate.SUM: sum,
    Aggregate.MEDIAN: lambda values: int(2 * statistics.median(values)),
    Aggregate.MIN: min,
    Aggregate.MAX: max,
}


def slow_ranks(rule: Rule, tenths: Tenths, how: Aggregate, drawn: list[list[int]]) -> Slow:
    ranks: list[dict[str, int]] = []
    scores: list[dict[str, Fraction | float]] = []
    names = list(next(iter(tenths.values())))
    for cases in drawn:
        made = {
            name: {
                column.path: EXACT[how]([tenths[column.path][name][case] for case in cases])
                for column in rule.columns
            }
            for name in names
        }
        contestants = [Contestant(name, name, START, made[name]) for name in names]
        entries = ranking.rank_results(rule, contestants).entries
        ranks.append({entry.contestant.submission: entry.rank for entry in entries})
        first = rule.columns[0]
        sign = -1 if first.order is Order.DESCENDING else 1
        is_absolute = isinstance(rule, EvalAIRule) or rule.method is ScoringMethod.ABSOLUTE
        scores.append(
            {name: Fraction(sign * made[name][first.path]) for name in names}
            if is_absolute
            else {entry.contestant.submission: entry.rank_score for entry in entries}
        )
    return Slow(ranks, scores)


def slow_groups(order: Sequence[str], scores: list[dict[str, Fraction | float]]) -> dict[str, int]:
    groups: dict[str, int] = {}
    first = order[0]
    for name in order:
        differences = [float(one[name] - one[first]) for one in scores]
        low = np.percentile(differences, 2.5, method="lower")
        high = np.percentile(differences, 97.5, method="higher")
        if low <= 0 <= high:
            groups[name] = groups[first] if groups else 1
        else:
            groups[name], first = groups[first] + 1, name
    return groups


def slow_tau(one: Sequence[int], other: Sequence[int]) -> float:
    """Tau-b by its definition, pair by pair."""
    agreement, untied_here, untied_there = 0, 0, 0
    for (a, b), (c, d) in combinations(zip(one, other, strict=True), 2):
        here, there = (a > c) - (a < c), (b > d) - (b < d)
        agreement += here * there
        untied_here += abs(here)
        untied_there += abs(there)
    if not untied_here or not untied_there:
        return float(untied_here == untied_there)
    return agreement / math.sqrt(untied_here * untied_there)


def plain_column(path: str, order: Order) -> Column:
    return Column(path.title(), path, order)


COLUMNS = (
    plain_column("dice", Order.DESCENDING),
    plain_column("distance", Order.ASCENDING),
    plain_column("recall", Order.DESCENDING),
    plain_column("time", Order.ASCENDING),
)
RULES = [
    pytest.param(GrandChallengeRule(COLUMNS[:1]), id="absolute, largest first"),
    pytest.param(GrandChallengeRule(COLUMNS[1:2]), id="absolute, smallest first"),
    pytest.param(GrandChallengeRule(COLUMNS, ScoringMethod.MEAN_OF_RANKS), id="mean of ranks"),
    pytest.param(
        GrandChallengeRule(COLUMNS[:3], ScoringMethod.MEDIAN_OF_RANKS), id="median of three ranks"
    ),
    pytest.param(
        GrandChallengeRule(COLUMNS, ScoringMethod.MEDIAN_OF_RANKS), id="median of four ranks"
    ),
    pytest.param(EvalAIRule(COLUMNS[:1], "dice"), id="EvalAI"),
]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("how", Aggregate)
@pytest.mark.parametrize("cases", [2, 7, 10])
def test_every_resample_is_ranked_as_the_board_itself_would_be(
    rule: Rule, how: Aggregate, cases: int
) -> None:
    """On tenths, so that many entries tie, and floats would tell some of them apart."""
    noise = random.Random(f"{rule}{how}{cases}")
    names = [f"s{number}" for number in range(9)]
    tenths: Tenths = {
        column.path: {
            name: [noise.randint(0, 3 + number // 2) for _ in range(cases)]
            for number, name in enumerate(names)
        }
        for column in rule.columns
    }
    for of_name in tenths.values():
        of_name["s8"] = of_name["s4"]
        of_name["s5"] = of_name["s4"][::-1]
    everything = [list(range(cases))]
    board = slow_ranks(rule, tenths, how, everything).ranks[0]
    order = sorted(names, key=board.__getitem__)
    table = CaseTable(
        cases=tuple(map(str, range(cases))),
        submissions=tuple(order),
        columns=tuple(
            CaseColumn(
                column,
                column.path,
                how,
                np.array([[value / 10 for value in tenths[column.path][name]] for name in order]),
            )
            for column in rule.columns
        ),
        incomplete=0,
        ranks=tuple(board[name] for name in order),
        places=tuple(range(1, len(order) + 1)),
    )

    found = intervals_of(rule, table)
    slow = slow_ranks(rule, tenths, how, draw(cases, RESAMPLES, 7).tolist())

    for name in names:
        ranks = [one[name] for one in slow.ranks]
        assert found.stability[name] == dict(sorted(Counter(ranks).items()))
        low = int(np.percentile(ranks, 2.5, method="lower"))
        high = int(np.percentile(ranks, 97.5, method="higher"))
        assert found.ranks[name] == RankInterval(min(low, board[name]), max(high, board[name]))
    assert dict(found.groups) == slow_groups(order, slow.scores)
    ranked = [[ranks[name] for name in order] for ranks in (board, *slow.ranks)]
    taus = [slow_tau(ranked[0], ranks) for ranks in ranked[1:]]
    low_tau = np.percentile(taus, 2.5, method="lower")
    high_tau = np.percentile(taus, 97.5, method="higher")
    assert found.kendall == pytest.approx((low_tau, statistics.median(taus), high_tau), abs=1e-12)


def test_two_cases_can_be_drawn_in_four_ways() -> None:
    """``a`` leads when its good case is drawn as often as the other, or more: three ways of four;
    in one of these both tie."""
    documents = {"a": document(dice=[0.9, 0.1]), "b": document(dice=[0.5, 0.5])}
    found = intervals_of(absolute(), table_of(absolute(), documents), 4_000)
    assert found.ranks == {"a": RankInterval(1, 2), "b": RankInterval(1, 2)}
    assert found.stability["a"][2] / 4_000 == pytest.approx(1 / 4, abs=0.03)
    assert found.stability["b"][2] / 4_000 == pytest.approx(1 / 4, abs=0.03)
    assert found.groups == {"a": 1, "b": 1}


def test_an_entry_that_is_better_in_every_case_has_its_rank_for_sure() -> None:
    documents = {
        "best": document(dice=[0.9, 0.8, 0.7]),
        "middle": document(dice=[0.8, 0.7, 0.6]),
        "last": document(dice=[0.7, 0.6, 0.5]),
    }
    found = intervals_of(absolute(), table_of(absolute(), documents))
    assert [found.ranks[name] for name in documents] == [RankInterval(n, n) for n in (1, 2, 3)]
    assert found.stability["middle"] == {2: RESAMPLES}
    assert list(found.groups.values()) == [1, 2, 3]
    assert found.kendall == (1, 1, 1)


def test_identical_entries_share_their_interval_their_counts_and_their_group() -> None:
    """Exactly, in the last bit: among hundreds, where a matrix product is cut into blocks."""
    noise = np.random.default_rng(4)
    shared = noise.random(37).tolist()
    documents: dict[str, object] = {
        f"s{number}": document(dice=shared if number % 5 == 0 else noise.random(37).tolist())
        for number in range(603)
    }
    found = intervals_of(absolute(), table_of(absolute(), documents))
    alike = [f"s{number}" for number in range(0, 603, 5)]
    assert len({found.ranks[name] for name in alike}) == 1
    assert all(found.stability[name] == found.stability["s0"] for name in alike)
    assert len({found.groups[name] for name in alike}) == 1


def test_a_group_begins_at_its_first_entry_and_has_no_gaps() -> None:
    """The third is apart from the first, though not from the second; the fourth is compared with
    the third."""
    scores = np.array([[0.0, 1.0, 2.0, 2.0], [0.0, -1.0, 1.0, 2.0], [0.0, 1.0, 2.0, 1.0]])
    assert tie_groups(scores) == [1, 1, 2, 2]


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    ("against", "groups"),
    [pytest.param(1, [1, 2], id="2.4 %"), pytest.param(2, [1, 1], id="4.9 %")],
)
def test_two_are_apart_when_less_than_a_fortieth_of_the_resamples_speaks_against_it(
    sign: int, against: int, groups: list[int]
) -> None:
    differences = sign * np.array([1.0] * (41 - against) + [-1.0] * against)
    assert tie_groups(np.column_stack([np.zeros(41), differences])) == groups


def test_groups_of_a_long_board_are_those_found_one_by_one() -> None:
    noise = np.random.default_rng(5)
    skills = np.sort(noise.normal(0, 1, 300))
    scores = skills + noise.normal(0, 0.05, (101, 300))
    names = [str(number) for number in range(300)]
    slow = slow_groups(names, [dict(zip(names, row, strict=True)) for row in scores.tolist()])
    assert tie_groups(scores) == list(slow.values())
    assert len(set(slow.values())) > 5


def test_an_interval_holds_the_rank_on_the_board_even_if_an_error_bar_made_it() -> None:
    """EvalAI's tie-break cannot be drawn anew; equal scores share a rank in every resample."""
    column = Column("Dice", "dice", Order.DESCENDING, error_path="error_dice")
    rule = EvalAIRule((column,), "dice")
    documents = {
        name: {"dice": 0.5, "error_dice": error, "case": {"dice": {"0": 0.25, "1": 0.75}}}
        for name, error in (("a", 0.1), ("b", 0.2))
    }
    found = intervals_of(rule, table_of(rule, documents))
    assert found.ranks == {"a": RankInterval(1, 1), "b": RankInterval(1, 2)}
    assert found.groups == {"a": 1, "b": 1}


def test_entries_without_cases_keep_their_places_on_the_board() -> None:
    documents = {
        "first": {"aggregates": {"dice": {"mean": 0.99}}},
        "a": document(dice=[0.9, 0.1, 0.8]),
        "between": {"aggregates": {"dice": {"mean": 0.595}}},
        "b": document(dice=[0.5, 0.6, 0.65]),
        "last": document(dice=[0.01, 0.02, 0.03]),
    }
    table = table_of(absolute(), documents)
    assert (table.submissions, table.places) == (("a", "b", "last"), (2, 4, 5))
    found = intervals_of(absolute(), table)
    assert found.ranks["a"] == found.ranks["b"] == RankInterval(2, 4)
    assert found.ranks["last"] == RankInterval(5, 5)
    assert set(found.stability["a"]) == {2, 4}


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(absolute(OTHER, DICE), id="the score"),
        pytest.param(mean_of_ranks(DICE, OTHER), id="one of the metrics whose ranks are averaged"),
    ],
)
def test_without_the_cases_of_a_column_that_ranks_there_are_no_intervals(rule: Rule) -> None:
    documents = {
        name: {**document(dice=[0.9, value]), "other": 1}
        for name, value in (("a", 0.1), ("b", 0.2))
    }
    table = table_of(rule, documents)
    assert [column.metric for column in table.columns] == ["dice"]
    assert rank_intervals(rule, table) is None


def test_a_column_that_does_not_rank_needs_no_cases() -> None:
    rule = absolute(DICE, replace(OTHER, ranked=False))
    documents = {name: {**document(dice=[0.9, 0.8]), "other": 1} for name in "ab"}
    assert rank_intervals(rule, table_of(rule, documents)) is not None


def test_one_entry_has_nobody_to_be_compared_with() -> None:
    table = table_of(absolute(), {"a": document(dice=[0.9, 0.1])})
    assert rank_intervals(absolute(), table) is None
    assert table.absent is not None
    assert table.absent.reason is Reason.ALONE


def test_a_board_on_which_all_tie_is_no_order_to_agree_with() -> None:
    documents = {"a": document(dice=[0.9, 0.1]), "b": document(dice=[0.1, 0.9])}
    found = intervals_of(absolute(), table_of(absolute(), documents))
    assert found.kendall == (0, 0.0, 1)  # both cases drawn once: all tie there too
    assert found.ranks == {"a": RankInterval(1, 2), "b": RankInterval(1, 2)}


def test_the_same_seed_draws_the_same_cases_and_another_one_others() -> None:
    noise = random.Random(3)
    rule = mean_of_ranks(DICE, DISTANCE)
    documents = {
        f"s{n}": document(
            dice=[noise.random() for _ in range(9)], distance=[noise.random() for _ in range(9)]
        )
        for n in range(12)
    }
    table = table_of(rule, documents)
    one, same, other = (rank_intervals(rule, table, resamples=50, seed=n) for n in (1, 1, 2))
    assert one == same != other


def test_the_interval_of_a_mean_is_as_wide_as_the_normal_distribution_says() -> None:
    """Two entries, one of which differs from the other by noise of a known size: how often they
    change places is known, too."""
    cases, gain, spread = 400, 0.01, 0.1
    quantiles = stats.norm.ppf((np.arange(cases) + 0.5) / cases)
    base = np.full(cases, 0.5)
    documents = {
        "better": document(dice=(base + gain + spread * quantiles).tolist()),
        "worse": document(dice=base.tolist()),
    }
    found = intervals_of(absolute(), table_of(absolute(), documents), 20_000)
    expected = stats.norm.sf(gain / (spread / np.sqrt(cases)))
    assert found.stability["better"][2] / 20_000 == pytest.approx(expected, abs=0.005)
