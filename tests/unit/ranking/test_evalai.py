"""EvalAI's boards, case by case, as its own code gave them; where we depart, what we do instead."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

import factories
import vector_cases
from podium import formats
from podium.boards import standings
from podium.boards.readers import Hosts, OneParticipant, Public, Reader
from podium.boards.visibility import may_see_board
from podium.challenge.model import Challenge, Moderation, Ruling
from podium.challenge.rules import EvalAIRule
from podium.ranking.entries import Ranking
from podium.records import results
from podium.records.model import EvaluationRecord, Participant, Status, SubmissionRecord

# What stands instead of the peer's order, for the cases that we depart from. Ranks where shared.
DEPARTURES: dict[str, list[str]] = {
    "latest_mode_newest_per_team_even_if_worse": ["s2"],
    "latest_mode_rank_is_recency_not_score": ["s1", "s3", "s2"],
    "latest_mode_ignores_direction": ["s1", "s3", "s2"],
    "latest_mode_ignores_order_by": ["s1", "s3", "s2"],
    "latest_mode_uses_evaluation_time": ["s3", "s2"],
    "tie_desc_newest_first": ["s1", "s2", "s3"],
    "tie_asc_newest_first": ["s1", "s2", "s3"],
    "tie_within_team_shows_newest": ["s1"],
    "tie_by_evaluation_time_not_upload_time": ["s1", "s2"],
    "error_bar_tie_asc_large_error_first": ["s2", "s1"],
    "error_dict_without_sort_metric_key": ["s1"],
    "error_dict_without_other_label_key": ["s1"],
    "visibility_2_denied_to_participant": ["s1"],
    "baseline_below_own_regular_row_dropped": ["s2", "s1", "b1"],
    "missing_sort_metric_is_zero_desc": ["s3", "s2"],
    "missing_sort_metric_is_zero_asc_ranks_first": ["s3", "s2"],
    "null_sort_metric_is_zero": ["s3", "s2"],
    "numeric_string_sorts_as_number": ["s2"],
    "text_sort_metric": ["s2"],
    "boolean_sort_metric": ["s1"],
    "metadata_without_direction_means_ascending": ["s1", "s3", "s2"],
    "deleted_by_participant_still_listed": ["s2"],
    "latest_mode_skips_failed_private_flagged_newest": ["s1", "s5"],
    "latest_mode_baselines_by_recency": ["s1", "b1", "b2"],
}
SHARED_RANKS = {
    "tie_desc_newest_first",
    "tie_asc_newest_first",
    "tie_by_evaluation_time_not_upload_time",
}


@pytest.mark.parametrize("case", vector_cases.cases("evalai_boards"))
@pytest.mark.field("is_partial_submission_evaluation_enabled", "is_public")
@pytest.mark.field("is_leaderboard_order_descending", "visibility", of="challenge_phase_splits")
@pytest.mark.field("show_leaderboard_by_latest_submission", of="challenge_phase_splits")
@pytest.mark.field("default_order_by", "metadata", "sort_ascending", of="leaderboard")
@pytest.mark.field("banned_email_ids", of="challenge")
def test_orders_the_board(case: dict[str, Any]) -> None:
    ranked = _rank(case)
    if "depart" in case:
        expected = DEPARTURES[case["name"]]
    elif case.get("expected_denied"):
        expected = None
    else:
        expected = case["expected_order"]
    order = ranked and [entry.contestant.submission for entry in ranked.entries]
    assert order == expected
    if case["name"] in SHARED_RANKS:
        assert ranked is not None
        assert {entry.rank for entry in ranked.entries} == {1}


@pytest.mark.parametrize("case", vector_cases.cases("evalai_boards"))
def test_shows_values_and_errors(case: dict[str, Any]) -> None:
    ranked = _rank(case)
    if "depart" in case or ranked is None:
        return
    labels = case["split"]["labels"]
    for entry, cells, errors in zip(
        ranked.entries, case["expected_cells"], case["expected_errors"], strict=True
    ):
        shown = [None if cell == "#" else cell for cell in cells]
        assert [entry.values[label] for label in labels] == shown
        assert [entry.errors[label] for label in labels] == (errors or [None] * len(labels))


@pytest.mark.parametrize("case", vector_cases.cases("evalai_boards"))
def test_every_departure_is_spelled_out(case: dict[str, Any]) -> None:
    assert ("depart" in case) == (case["name"] in DEPARTURES)


def _rank(case: dict[str, Any]) -> Ranking | None:
    challenge = _challenge(case)
    phase = challenge.phases[0]
    split = phase.splits[0]
    audience = _audience(case)
    found = results.results_at(challenge, [_record(one) for one in case["submissions"]])
    submitted = isinstance(audience, OneParticipant) and any(
        result.participant.team == audience.login for result in found
    )
    if not may_see_board(phase, split, audience, has_submitted=submitted):
        return None
    assert isinstance(split.rule, EvalAIRule)
    rule = _ordered_by(split.rule, case["split"].get("order_by"))
    return standings.rank_split(phase, split, found, audience, rule=rule)


def _ordered_by(rule: EvalAIRule, label: str | None) -> EvalAIRule:
    """The same board by another of its labels, as EvalAI's ``?order_by=`` asks for it."""
    if label not in {column.path for column in rule.columns}:
        return rule
    columns = tuple(replace(column, ranked=column.path == label) for column in rule.columns)
    return replace(rule, columns=columns, order_by=label)


def _audience(case: dict[str, Any]) -> Reader:
    viewer = case.get("viewer", case["split"].get("viewer", "anonymous"))
    if viewer == "host":
        return Hosts()
    if viewer.startswith("participant:"):
        return OneParticipant(viewer.removeprefix("participant:"))
    return Public()


def _challenge(case: dict[str, Any]) -> Challenge:
    split = case["split"]
    schema = {"labels": split["labels"], "default_order_by": split["default_order_by"]}
    if "metadata" in split:
        schema["metadata"] = split["metadata"]
    partial = split.get("partial_evaluation", False)
    config = {
        "title": "Board",
        "banned_email_ids": case.get("banned_teams", split.get("banned_teams", [])),
        "podium": {"evaluator": {"image": "example:1"}, "hosts": ["host"]},
        "leaderboard": [{"id": 1, "schema": schema}],
        "dataset_splits": [{"id": 1, "codename": "all"}],
        "challenge_phases": [
            {
                "id": 1,
                "codename": "dev",
                "is_public": split.get("phase_is_public", True),
                "leaderboard_public": True,
                "is_partial_submission_evaluation_enabled": partial,
            }
        ],
        "challenge_phase_splits": [
            {
                "challenge_phase_id": 1,
                "leaderboard_id": 1,
                "dataset_split_id": 1,
                "visibility": split.get("visibility", 3),
                "leaderboard_decimal_precision": split["precision"],
                "is_leaderboard_order_descending": split["order_descending"],
                "show_leaderboard_by_latest_submission": split["latest"],
            }
        ],
    }
    rulings = tuple(ruling for submission in case["submissions"] for ruling in _rulings(submission))
    return factories.make_challenge(json.dumps(config), moderation=rulings)


def _rulings(submission: dict[str, Any]) -> list[Moderation]:
    actions = {
        Ruling.BASELINE: submission["is_baseline"],
        Ruling.FLAG: submission["is_flagged"],
        Ruling.WITHDRAW: submission.get("is_deleted", False),
    }
    at = formats.parse_time(submission["submitted_at"])
    return [
        Moderation(submission["id"], action, "as the case says", "host", at)
        for action, holds in actions.items()
        if holds
    ]


def _record(submission: dict[str, Any]) -> SubmissionRecord:
    known = {status.value for status in Status}
    # Statuses of the peer that a record does not have all mean that nothing is finished yet.
    status = submission["status"] if submission["status"] in known else "submitted"
    metrics = dict(submission["metrics"], **(submission.get("error") or {}))
    submitted_at = formats.parse_time(submission["submitted_at"])
    evaluated_at = formats.parse_time(submission.get("evaluated_at", submission["submitted_at"]))
    return SubmissionRecord(
        factories.make_submission(
            submission["id"],
            participant=Participant(
                login=submission.get("created_by", submission["team"]), team=submission["team"]
            ),
            submitted_at=submitted_at,
            is_public=submission["is_public"],
        ),
        (
            EvaluationRecord(
                factories.make_evaluation(status=Status(status), created_at=evaluated_at),
                factories.make_metrics({"all": metrics}),
            ),
        ),
    )
