"""Grand Challenge's ranking, case by case, as its own code gave it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import vector_cases
from podium import metrics, ranking
from podium.challenge.keys import Phase as PhaseSettings
from podium.challenge.parser import grand_challenge_rule
from podium.ranking.entries import Contestant, Ranking

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("case", vector_cases.cases("grand_challenge_ranking"))
@pytest.mark.field("score_jsonpath", "score_default_sort", "extra_results_columns")
@pytest.mark.field("scoring_method_choice", "result_display_choice")
@pytest.mark.field("path", "order", "exclude_from_ranking", of="extra_results_columns")
def test_ranks_as_grand_challenge_does(case: dict[str, Any]) -> None:
    ranked = _rank(case)
    entries = {entry.contestant.submission: entry for entry in ranked.entries}
    expected = _departed(case) if "depart" in case else case["expected"]
    for result, rank in expected["ranks"].items():
        entry = entries.get(result)
        assert (entry.rank if entry else 0) == rank
        assert (entry.rank_score if entry else 0.0) == pytest.approx(
            expected["rank_scores"][result], rel=1e-12
        )
        assert (dict(entry.rank_per_metric) if entry else {}) == (
            expected["rank_per_metric"][result]
        )


# Where a path means something else here, what is invalid is different too.
AS_THEY_DO = [
    case for case in vector_cases.cases("grand_challenge_ranking") if "depart" not in case.values[0]
]


@pytest.mark.parametrize("case", AS_THEY_DO)
def test_names_every_invalid_metric_of_an_unranked_result(case: dict[str, Any]) -> None:
    invalid = case["expected"].get("invalid_metrics", {})
    for unranked in _rank(case).unranked:
        for path in filter(None, invalid[unranked.contestant.submission]):
            assert path in unranked.reason


def _rank(case: dict[str, Any]) -> Ranking:
    phase = case["phase"]
    settings = PhaseSettings.model_validate({"codename": "dev", **phase})
    contestants = [
        _contestant(result)
        for result in case["results"]
        if result["status"] == "success" and result["published"]
    ]
    return ranking.rank_results(grand_challenge_rule(settings), contestants)


def _contestant(result: dict[str, Any]) -> Contestant:
    raw = result.get("metrics_raw", json.dumps(result.get("metrics")))
    return Contestant(
        submission=result["id"],
        owner=result["creator"],
        submitted_at=START + timedelta(hours=result["created"]),
        document=metrics.parse_metrics(raw.encode()).document,
    )


def _departed(case: dict[str, Any]) -> dict[str, Any]:
    """``a[0]`` and ``a.*`` are keys where there are such keys, as on Grand Challenge; where there
    are none they are JSONPath, and find what stands there."""
    path = case["phase"]["score_jsonpath"]
    assert path in ("a[0]", "a.*")
    return {
        "ranks": {"r1": 1, "r0": 2},
        "rank_scores": {"r1": 1.0, "r0": 2.0},
        "rank_per_metric": {"r1": {path: 1}, "r0": {path: 2}},
    }
