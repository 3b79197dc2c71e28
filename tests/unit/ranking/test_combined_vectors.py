"""Combined leaderboards, case by case, as Grand Challenge's own code gave them."""

from __future__ import annotations

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
