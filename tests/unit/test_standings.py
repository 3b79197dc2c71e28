"""Who is on a board, and who may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

import factories
from podium import results, standings
from podium.audience import Audience, Hosts, OneParticipant, Public
from podium.challenge.model import Challenge, Moderation, Ruling
from podium.records import EvaluationRecord, Participant, Status, SubmissionRecord

TWO_SPLITS = """\
title: Two splits
evaluation_script: evaluation_script.zip
podium: {hosts: [Hostess]}
leaderboard: [{id: 1, schema: {labels: [accuracy], default_order_by: accuracy}}]
dataset_splits: [{id: 1, codename: easy}, {id: 2, codename: hard}]
challenge_phases:
  - {id: 1, codename: dev, is_public: true, leaderboard_public: true, is_submission_public: true}
challenge_phase_splits:
  - {challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 1}
  - {challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 2, visibility: 2}
"""


def boards(
    challenge: Challenge,
    records: Sequence[SubmissionRecord],
    audience: Audience | None = None,
    **moment: Any,
) -> dict[str, list[str]]:
    """The ranked submissions of each visible board, by split."""
    found = results.results_at(challenge, records, **moment)
    ranked = standings.rank_challenge(challenge, found, audience or Public())
    return {
        one.split.codename: [entry.contestant.submission for entry in one.ranking.entries]
        for one in ranked
    }


def both(name: str, easy: float, hard: float, **changes: Any) -> SubmissionRecord:
    metrics = {"easy": {"accuracy": easy}, "hard": {"accuracy": hard}}
    return factories.make_record(metrics, id=name, login=name, **changes)


@pytest.fixture
def challenge() -> Challenge:
    return factories.make_challenge(TWO_SPLITS)


def test_each_split_reads_its_own_part(challenge: Challenge) -> None:
    records = [both("ada", 0.9, 0.1), both("bela", 0.8, 0.2)]
    assert boards(challenge, records, Hosts()) == {"easy": ["ada", "bela"], "hard": ["bela", "ada"]}


def test_a_split_that_the_evaluator_leaves_out_has_no_row(challenge: Challenge) -> None:
    record = factories.make_record({"easy": {"accuracy": 1}}, id="ada")
    assert boards(challenge, [record], Hosts()) == {"easy": ["ada"], "hard": []}


@pytest.mark.parametrize(
    ("audience", "seen"),
    [
        (Public(), {"easy"}),
        (OneParticipant("ada"), {"easy", "hard"}),
        (OneParticipant("ADA"), {"easy", "hard"}),
        (OneParticipant("nobody"), {"easy"}),
        (OneParticipant("hostess"), {"easy", "hard"}),
        (Hosts(), {"easy", "hard"}),
    ],
)
def test_visibility_2_is_for_hosts_and_whoever_submitted(
    challenge: Challenge, audience: Audience, seen: set[str]
) -> None:
    assert boards(challenge, [both("ada", 1, 1)], audience).keys() == seen


def test_a_private_submission_is_its_participants_and_the_hosts(challenge: Challenge) -> None:
    records = [both("ada", 0.9, 0.9, is_public=False), both("bela", 0.8, 0.8)]
    assert boards(challenge, records)["easy"] == ["bela"]
    assert boards(challenge, records, OneParticipant("ada"))["easy"] == ["ada", "bela"]
    assert boards(challenge, records, OneParticipant("bela"))["easy"] == ["bela"]
    assert boards(challenge, records, Hosts())["easy"] == ["ada", "bela"]


@pytest.mark.parametrize("action", [Ruling.FLAG, Ruling.WITHDRAW, Ruling.DISQUALIFY, Ruling.HIDE])
def test_a_ruling_takes_a_submission_off_the_board_from_its_day_on(
    challenge: Challenge, action: Ruling
) -> None:
    at = factories.NOON + timedelta(days=2)
    ruled = replace(challenge, moderation=(Moderation("ada", action, "why", "hostess", at),))
    records = [both("ada", 0.9, 0.9), both("bela", 0.8, 0.8)]
    assert boards(ruled, records)["easy"] == ["bela"]
    assert boards(ruled, records, at=at - timedelta(days=1))["easy"] == ["ada", "bela"]


def test_publish_brings_back_what_the_phase_holds_back(challenge: Challenge) -> None:
    unpublished = factories.make_evaluation(published=False)
    records = [both("ada", 0.9, 0.9, evaluation=unpublished)]
    assert boards(challenge, records, Hosts())["easy"] == []
    ruling = Moderation("ada", Ruling.PUBLISH, "checked", "hostess", factories.NOON)
    assert boards(replace(challenge, moderation=(ruling,)), records)["easy"] == ["ada"]


def test_a_host_is_on_a_public_evalai_board_only_as_a_baseline(challenge: Challenge) -> None:
    record = both("hostess", 0.9, 0.9)
    assert boards(challenge, [record])["easy"] == []
    ruling = Moderation("hostess", Ruling.BASELINE, "baseline", "hostess", factories.NOON)
    assert boards(replace(challenge, moderation=(ruling,)), [record])["easy"] == ["hostess"]


def test_a_team_has_one_place(challenge: Challenge) -> None:
    records = [
        both("ada", 0.9, 0.9, participant=Participant("ada", 1, "otters")),
        both("bela", 0.8, 0.8, participant=Participant("bela", 2, "otters")),
    ]
    assert boards(challenge, records)["easy"] == ["ada"]


def test_a_renamed_login_is_the_same_participant(challenge: Challenge) -> None:
    records = [
        both("old", 0.9, 0.9, participant=Participant("old-name", 7)),
        both("new", 0.8, 0.8, participant=Participant("new-name", 7)),
    ]
    assert boards(challenge, records)["easy"] == ["old"]


def test_a_re_evaluation_takes_the_place_of_the_one_before(challenge: Challenge) -> None:
    first, second = both("ada", 0.9, 0.9), both("ada", 0.1, 0.1)
    again = replace(second.evaluations[0].evaluation, number=2)
    record = replace(
        first,
        evaluations=(first.evaluations[0], EvaluationRecord(again, second.evaluations[0].metrics)),
    )
    (found,) = results.results_at(challenge, [record])
    assert found.document == {"easy": {"accuracy": 0.1}, "hard": {"accuracy": 0.1}}


def test_a_failed_re_evaluation_takes_nobodys_place(challenge: Challenge) -> None:
    first = both("ada", 0.9, 0.9)
    record = replace(
        first,
        evaluations=(*first.evaluations, EvaluationRecord(factories.make_failure(number=2))),
    )
    assert boards(challenge, [record])["easy"] == ["ada"]


def test_a_failure_is_on_no_board(challenge: Challenge) -> None:
    record = factories.make_record(id="ada", evaluation=factories.make_failure())
    assert boards(challenge, [record])["easy"] == []


def test_partial_results_show_only_where_the_phase_says_so(challenge: Challenge) -> None:
    partial = factories.make_evaluation(status=Status.PARTIALLY_EVALUATED)
    record = both("ada", 0.9, 0.9, evaluation=partial)
    assert boards(challenge, [record])["easy"] == []
    told = factories.make_challenge(
        TWO_SPLITS.replace(
            "codename: dev,", "codename: dev, is_partial_submission_evaluation_enabled: true,"
        )
    )
    assert boards(told, [record])["easy"] == ["ada"]


def test_a_score_called_as_the_split_is_read_from_the_whole_document() -> None:
    challenge = factories.make_challenge(
        factories.SMALL_CONFIG.replace("score_jsonpath: accuracy", "score_jsonpath: overall")
    )
    assert boards(challenge, [factories.make_record({"overall": 0.5}, id="ada")]) == {
        "overall": ["ada"]
    }
