"""Who may take part, by what GitHub vouches for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import factories
from podium import admission
from podium.admission import Person, Questions
from podium.challenge.model import Challenge

CONFIG = """\
title: Small
{top}
podium: {{evaluator: {{image: "example:1"}}, verified: [Vera, org/Staff], minimum_account_age: 30}}
challenge_phases:
  - codename: dev
    score_jsonpath: accuracy
    {phase}
"""


def make(phase: str = "", top: str = "") -> Challenge:
    return factories.make_challenge(CONFIG.format(phase=phase, top=top))


def asked(challenge: Challenge, login: str = "ada") -> Questions:
    return admission.questions(challenge, challenge.phases[0], login)


def refused(challenge: Challenge, login: str = "ada", **person: Any) -> str:
    given = {
        key: frozenset(value) if isinstance(value, list) else value for key, value in person.items()
    }
    found = admission.find_issues(
        challenge, challenge.phases[0], Person(login, **given), now=factories.NOON
    )
    assert all(issue.is_error and issue.where == f"@{login}" for issue in found)
    return " | ".join(issue.message for issue in found)


def test_a_challenge_without_rules_asks_nothing_and_refuses_nobody() -> None:
    assert asked(make()) == Questions()
    assert refused(make()) == ""


ALLOWED = "allowed_email_ids: [ada@Example.org, '@Grace', org/Team]"


@pytest.mark.parametrize(
    ("login", "person"),
    [
        ("ada", {"addresses": ["ada@example.org"]}),
        ("GRACE", {}),
        ("ada", {"groups": ["org/team"]}),
    ],
)
def test_allowed_email_ids_takes_addresses_logins_and_teams(
    login: str, person: dict[str, Any]
) -> None:
    assert refused(make(ALLOWED), login, **person) == ""


def test_who_is_not_on_the_list_is_told_all_the_ways() -> None:
    told = refused(make(ALLOWED), addresses=["ada@elsewhere.org"], groups=["org/other"])
    for way in ("public in your GitHub profile", "marks as verified", "add your login"):
        assert way in told


def test_a_list_of_logins_only_does_not_speak_of_addresses() -> None:
    told = refused(make("allowed_email_ids: [grace]"))
    assert "ask the hosts to add your login" in told and "address" not in told


def test_only_what_the_list_needs_is_asked_of_github() -> None:
    challenge = make(ALLOWED)
    assert asked(challenge) == Questions(profile=True, addresses=True, groups=("org/team",))
    assert asked(challenge, "grace") == Questions()
    assert asked(make("allowed_email_ids: [x/y]")) == Questions(groups=("x/y",))


def test_an_empty_list_allows_everybody() -> None:
    assert refused(make("allowed_email_ids: []")) == ""


VERIFIED = "creator_must_be_verified: true"


@pytest.mark.parametrize(
    ("login", "person"),
    [
        ("vera", {}),
        ("ada", {"groups": ["org/staff"]}),
        ("ada", {"created_at": factories.NOON - timedelta(days=30)}),
    ],
)
def test_verified_is_who_is_listed_or_whose_account_is_old_enough(
    login: str, person: dict[str, Any]
) -> None:
    assert refused(make(VERIFIED), login, **person) == ""


def test_an_account_that_is_too_young_is_told_when_it_will_do() -> None:
    told = refused(make(VERIFIED), created_at=factories.NOON - timedelta(days=29))
    assert "when your GitHub account is 30 days old" in told
    assert "30 days old" in refused(make(VERIFIED))


def test_domains_are_those_of_vouched_addresses() -> None:
    challenge = make(top="allowed_email_domains: [example.org]")
    assert refused(challenge, addresses=["ada@example.org"]) == ""
    assert "addresses of example.org" in refused(challenge, addresses=["ada@sub.example.org"])
    assert "addresses of example.org" in refused(challenge)
    blocked = make(top="blocked_email_domains: ['@evil.org']")
    assert "nobody with an address of evil.org" in refused(blocked, addresses=["a@evil.org"])
    assert refused(blocked) == ""
    assert asked(blocked).addresses


def test_a_complete_profile_has_a_name_and_an_affiliation() -> None:
    challenge = make(top="require_complete_profile: true")
    assert asked(challenge) == Questions(profile=True)
    assert refused(challenge, has_name=True, has_affiliation=True) == ""
    assert "your company or university" in refused(challenge, has_name=True)


def test_a_banned_address_excludes() -> None:
    challenge = make(top="banned_email_ids: [a@b.org, mallory]")
    assert "excluded" in refused(challenge, addresses=["a@b.org"])
    assert refused(challenge, addresses=["c@b.org"]) == ""


def test_closed_registration_keeps_out_who_is_new() -> None:
    challenge = make(top="is_registration_open: false")
    assert "no new participants" in refused(challenge)
    assert refused(challenge, is_known=True) == ""
    assert refused(challenge, has_team=True) == ""


def test_manual_approval_is_a_line_in_teams_yaml() -> None:
    challenge = make(top="manual_participant_approval: true")
    assert "teams.yaml" in refused(challenge, is_known=True)
    assert refused(challenge, has_team=True) == ""


def test_everything_is_told_at_once() -> None:
    challenge = make(f"{ALLOWED}\n    {VERIFIED}", "require_complete_profile: true")
    assert refused(challenge).count(" | ") == 2
