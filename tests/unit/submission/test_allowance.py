"""What is left to a participant, by everything that is recorded of them and their team."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import factories
from podium.challenge.model import Challenge
from podium.records.model import Participant, SubmissionRecord
from podium.submission import allowance
from podium.submission.limits import Allowance

CONFIG = """\
title: Small
{top}
podium: {{evaluator: {{image: "example:1"}}}}
challenge_phases:
  - codename: dev
    score_jsonpath: accuracy
    max_submissions_per_day: 2
    {dev}
  - codename: final
    score_jsonpath: accuracy
    parent: dev
"""
LATER = factories.NOON + timedelta(minutes=2)  # when what was submitted at noon is evaluated
BLUE = {"ada": "Blue", "grace": "Blue"}


def make(teams: dict[str, str] | None = None, *, top: str = "", dev: str = "") -> Challenge:
    return factories.make_challenge(CONFIG.format(top=top, dev=dev), teams=teams or {})


def person(challenge: Challenge, login: str) -> Participant:
    return Participant(
        login, id=int.from_bytes(login.encode()), team=challenge.team_of(login, None)
    )


def by(challenge: Challenge, login: str, id: str, **changes: Any) -> SubmissionRecord:
    """A submission of the login, for the team that ``challenge`` has it in."""
    who = person(challenge, login)
    return factories.make_record({"accuracy": 1}, id=id, participant=who, **changes)


def left(
    challenge: Challenge, login: str, records: list[SubmissionRecord], phase: str = "dev"
) -> Allowance:
    chosen = challenge.phase(phase)
    assert chosen is not None
    return allowance.remaining(
        challenge,
        records,
        phase=chosen,
        participant=person(challenge, login),
        at=LATER,
    )


@pytest.mark.field("max_submissions_per_day")
def test_a_team_shares_its_limit_and_nobody_else_has_part_in_it() -> None:
    challenge = make({**BLUE, "linus": "Red"})
    records = [by(challenge, "ada", "s1"), by(challenge, "grace", "s2")]
    assert [left(challenge, login, records).remaining for login in ("ada", "grace")] == [0, 0]
    assert left(challenge, "linus", records).remaining == 2


@pytest.mark.field("max_submissions_per_day")
def test_who_leaves_a_team_takes_along_only_what_they_submitted_themselves() -> None:
    before = make(BLUE)
    records = [by(before, "ada", "s1"), by(before, "ada", "s2")]
    after = make({"ada": "Blue", "linus": "Red"})
    assert left(before, "grace", records).remaining == 0
    assert left(after, "grace", records).remaining == 2
    assert left(after, "ada", records).remaining == 0


@pytest.mark.field("max_submissions_per_day")
def test_what_was_submitted_for_a_team_stays_the_teams() -> None:
    records = [by(make(BLUE), "ada", "s1"), by(make(BLUE), "ada", "s2")]
    after = make({"ada": "Red", "grace": "Blue"})
    assert left(after, "grace", records).remaining == 0
    assert left(after, "ada", records).remaining == 0, "a new team is no new limit"


@pytest.mark.field("banned_email_ids", of="challenge")
def test_a_banned_login_keeps_out_the_whole_team() -> None:
    challenge = make({**BLUE, "linus": "Red"}, top="banned_email_ids: ['@Grace']")
    for login in ("ada", "grace"):
        assert "excluded" in " ".join(left(challenge, login, []).reasons)
    assert left(challenge, "linus", []).remaining == 2
    assert left(challenge, "nobodys", []).remaining == 2


@pytest.mark.field("parent")
def test_a_team_mates_finished_submission_to_the_parent_will_do() -> None:
    challenge = make(BLUE)
    records = [by(challenge, "ada", "s1")]
    assert left(challenge, "grace", records, "final").remaining > 0
    assert left(challenge, "linus", records, "final").reasons[0] == (
        "a finished submission to the phase dev comes first"
    )


@pytest.mark.field("parent")
def test_a_failed_submission_to_the_parent_will_not_do() -> None:
    challenge = make()
    failed = by(challenge, "ada", "s1")
    failed = factories.make_record(
        submission=failed.submission, evaluation=factories.make_failure()
    )
    assert left(challenge, "ada", [failed], "final").remaining == 0
    assert left(challenge, "ada", [failed, by(challenge, "ada", "s2")], "final").remaining > 0


@pytest.mark.field("parent")
def test_a_parent_that_the_public_may_not_know_of_is_not_named() -> None:
    (reason, *_) = left(make(dev="is_public: false"), "ada", [], "final").reasons
    assert reason == "a finished submission to an earlier phase comes first"
