"""The rule of combined leaderboards: Grand Challenge's cases, and where they leave off."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import vector_cases
from podium.challenge.rules import CombinationMethod
from podium.ranking import combined
from podium.ranking.combined import CombinedEntry, Placement

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.field("combined_leaderboards", of="functions")
@pytest.mark.field("combination_method", of="podium.combined_leaderboards")
@pytest.mark.parametrize(
    "case", vector_cases.cases("grand_challenge_rules", "combined_leaderboard")
)
def test_combines_as_grand_challenge_does(case: dict[str, Any]) -> None:
    boards = [
        [
            Placement(one["id"], one["user"], one["rank"], START + timedelta(hours=one["created"]))
            for one in case["evaluations"]
            if one["phase"] == phase
        ]
        for phase in case["phases"]
    ]
    found = combined.combine(boards, CombinationMethod(case["combination_method"]))
    expected = sorted(case["expected"], key=lambda one: (one["rank"], one["user"]))
    assert [_as_theirs(entry, case["phases"]) for entry in found.entries] == expected
    assert found.left_out == ()


def _as_theirs(entry: CombinedEntry, phases: list[str]) -> dict[str, Any]:
    return {
        "user": entry.owner,
        "combined_rank": entry.rank_score,
        "created": (entry.newest - START) / timedelta(hours=1),
        "evaluations": {
            phase: {"pk": placement.submission, "rank": placement.rank}
            for phase, placement in zip(phases, entry.placements, strict=True)
        },
        "rank": entry.rank,
    }


# Where they leave off


def place(owner: str, rank: int, *, day: int = 0, baseline: bool = False) -> Placement:
    name = f"{owner}-{rank}-{day}"
    return Placement(name, owner, rank, START + timedelta(days=day), is_baseline=baseline)


def board(**ranks: int) -> list[Placement]:
    return [place(owner, rank) for owner, rank in ranks.items()]


def ranks(ranking: combined.CombinedRanking) -> dict[str, tuple[int, float]]:
    return {entry.owner: (entry.rank, entry.rank_score) for entry in ranking.entries}


THREE = (
    board(ada=1, bela=2, chidi=3),
    board(ada=4, bela=2, chidi=1),
    board(ada=9, bela=3, chidi=3),
)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        pytest.param("MEAN", {"ada": (3, 14 / 3), "bela": (1, 7 / 3), "chidi": (1, 7 / 3)}, id="m"),
        pytest.param("MEDIAN", {"ada": (3, 4), "bela": (1, 2), "chidi": (2, 3)}, id="median"),
        pytest.param("SUM", {"ada": (3, 14), "bela": (1, 7), "chidi": (1, 7)}, id="sum"),
    ],
)
def test_mean_median_and_sum_of_three_boards(
    method: str, expected: dict[str, tuple[int, float]]
) -> None:
    assert ranks(combined.combine(THREE, CombinationMethod(method))) == expected


def test_median_of_two_ranks_is_between_them() -> None:
    found = combined.combine([board(ada=1), board(ada=2)], CombinationMethod.MEDIAN)
    assert ranks(found) == {"ada": (1, 1.5)}


def test_equal_values_share_a_rank_and_the_next_is_left_out() -> None:
    boards = [board(a=1, b=2, c=2, d=3)] * 2
    found = combined.combine(boards, CombinationMethod.SUM)
    assert [entry.rank for entry in found.entries] == [1, 2, 2, 4]


def test_a_tie_lists_first_whoever_was_complete_earlier() -> None:
    first = [place("late", 1, day=5), place("soon", 2, day=1)]
    second = [place("soon", 1, day=2), place("late", 2, day=0)]
    found = combined.combine([first, second], CombinationMethod.SUM)
    assert [(entry.owner, entry.rank) for entry in found.entries] == [("soon", 1), ("late", 1)]
    assert [entry.newest for entry in found.entries] == [
        START + timedelta(days=2),
        START + timedelta(days=5),
    ]


def test_who_misses_a_board_is_left_out_and_it_is_known_which() -> None:
    boards = [board(ada=1, bela=2), board(ada=1, chidi=2), board(ada=1, bela=5, dana=0)]
    found = combined.combine(boards, CombinationMethod.MEAN)
    assert ranks(found) == {"ada": (1, 1.0)}
    assert [(one.owner, [bool(place) for place in one.placements]) for one in found.left_out] == [
        ("bela", [True, False, True]),
        ("chidi", [False, True, False]),
    ]


def test_a_baseline_does_not_help_its_own_team() -> None:
    boards = [
        [place("hosts", 1, baseline=True), place("hosts", 3), place("ada", 2)],
        [place("hosts", 3), place("ada", 1), place("hosts", 2, baseline=True)],
    ]
    found = combined.combine(boards, CombinationMethod.SUM)
    listed = [(one.owner, one.placements[0].is_baseline, one.rank) for one in found.entries]
    assert listed == [("ada", False, 1), ("hosts", True, 1), ("hosts", False, 3)]


def test_order_in_which_owners_come_in_does_not_matter() -> None:
    expected = combined.combine(THREE, CombinationMethod.SUM)
    for order in itertools.permutations(range(3)):
        shuffled = [[one[index] for index in order] for one in THREE]
        assert combined.combine(shuffled, CombinationMethod.SUM) == expected
