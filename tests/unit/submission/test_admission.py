"""Who may take part, by what GitHub vouches for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import factories
from podium.challenge.model import Challenge
from podium.submission import admission
from podium.submission.admission import Person, Questions

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
@pytest.mark.field("allowed_email_ids")
def test_allowed_email_ids_takes_addresses_logins_and_teams(
    login: str, person: dict[str, Any]
) -> None:
    assert refused(make(ALLOWED), login, **person) == ""


@pytest.mark.field("allowed_email_ids")
def test_who_is_not_on_the_list_is_told_all_the_ways() -> None:
    told = refused(make(ALLOWED), addresses=["ada@elsewhere.org"], groups=["org/other"])
    for way in ("public in your GitHub profile", "marks as verified", "add your login"):
        assert way in told


def test_a_list_of_logins_only_does_not_speak_of_addresses() -> None:
    told = refused(make("allowed_email_ids: [grace]"))
    assert "ask the hosts to add your login" in told and "address" not in told


def test_only_what_the_list_needs_is_asked_of_github() -> None:
    challenge = make(ALLOWED)
    whole, ada = asked(challenge), Person("ada")
    assert whole.needs_profile(ada) and whole.needs_addresses(ada)
    assert whole.groups == ("org/team",) and whole.needs_group("org/team", ada)
    assert asked(challenge, "grace") == Questions()
    team = asked(make("allowed_email_ids: ['@X/y']"))
    assert not team.needs_profile(ada) and team.groups == ("x/y",)


def test_an_answer_that_settles_a_list_spares_the_other_questions() -> None:
    whole = asked(make(ALLOWED))
    known = Person("ada", addresses=frozenset(["ada@example.org"]))
    assert not whole.needs_addresses(known) and not whole.needs_group("org/team", known)


def test_one_list_that_is_settled_does_not_settle_another() -> None:
    whole = asked(make(f"{ALLOWED}\n    {VERIFIED}"))
    known = Person("ada", addresses=frozenset(["ada@example.org"]))
    assert whole.groups == ("org/team", "org/staff")
    assert [whole.needs_group(group, known) for group in whole.groups] == [False, True]


@pytest.mark.field("allowed_email_ids")
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
@pytest.mark.field("creator_must_be_verified")
@pytest.mark.field("verified", "minimum_account_age", of="podium")
def test_verified_is_who_is_listed_or_whose_account_is_old_enough(
    login: str, person: dict[str, Any]
) -> None:
    assert refused(make(VERIFIED), login, **person) == ""


@pytest.mark.field("creator_must_be_verified")
@pytest.mark.field("minimum_account_age", of="podium")
def test_an_account_that_is_too_young_is_told_when_it_will_do() -> None:
    told = refused(make(VERIFIED), created_at=factories.NOON - timedelta(days=29))
    assert "when your GitHub account is 30 days old" in told
    assert "30 days old" in refused(make(VERIFIED))


@pytest.mark.field("allowed_email_domains", "blocked_email_domains", of="challenge")
def test_domains_are_those_of_vouched_addresses() -> None:
    challenge = make(top="allowed_email_domains: [example.org]")
    assert refused(challenge, addresses=["ada@example.org"]) == ""
    assert refused(challenge, addresses=["ada@cs.example.org"]) == ""
    for other in ("ada@anexample.org", "ada@example.org.evil.net", "example.org@evil.net"):
        assert "addresses of example.org" in refused(challenge, addresses=[other])
    assert "addresses of example.org" in refused(challenge)
    assert refused(make(top="allowed_email_domains: [.edu]"), addresses=["a@mit.edu"]) == ""
    blocked = make(top="blocked_email_domains: ['@evil.org']")
    assert "nobody with an address of evil.org" in refused(blocked, addresses=["a@evil.org"])
    assert refused(blocked) == ""
    assert asked(blocked).addresses


NO_REPLY = "583231+octocat@users.noreply.github.com"


@pytest.mark.field("allowed_email_domains", "blocked_email_domains", of="challenge")
@pytest.mark.parametrize("domain", ["users.noreply.github.com", "github.com"])
def test_an_address_that_github_gives_to_everybody_is_of_no_domain(domain: str) -> None:
    allowed = make(top=f"allowed_email_domains: [{domain}]")
    assert f"addresses of {domain}" in refused(allowed, id=583231, addresses=[NO_REPLY])
    assert refused(make(top=f"blocked_email_domains: [{domain}]"), addresses=[NO_REPLY]) == ""


@pytest.mark.field("allowed_email_ids")
def test_a_no_reply_address_in_a_list_is_the_account_of_its_number_whatever_its_login() -> None:
    challenge = make(f"allowed_email_ids: [{NO_REPLY}]")
    assert refused(challenge, login="renamed", id=583231) == ""
    assert "add your login" in refused(challenge, login="octocat", id=7)
    assert "add your login" in refused(challenge, login="octocat", id=7, addresses=[NO_REPLY])
    assert not asked(challenge).needs_profile(Person("octocat", id=583231))
    assert "commit" not in refused(challenge, id=7), "there is nothing to show"


@pytest.mark.field("banned_email_ids", of="challenge")
def test_a_no_reply_address_bans_the_account_of_its_number() -> None:
    challenge = make(top=f"banned_email_ids: [{NO_REPLY}]")
    assert asked(challenge) == Questions()
    assert "excluded" in refused(challenge, login="renamed", id=583231)
    assert refused(challenge, login="octocat", id=7) == ""


@pytest.mark.field("require_complete_profile", of="challenge")
def test_a_complete_profile_has_a_name_and_an_affiliation() -> None:
    challenge = make(top="require_complete_profile: true")
    assert asked(challenge) == Questions(profile=True)
    assert refused(challenge, has_name=True, has_affiliation=True) == ""
    assert "your company or university" in refused(challenge, has_name=True)


@pytest.mark.field("banned_email_ids", of="challenge")
def test_a_banned_address_excludes() -> None:
    challenge = make(top="banned_email_ids: [a@b.org, mallory]")
    assert "excluded" in refused(challenge, addresses=["a@b.org"])
    assert refused(challenge, addresses=["c@b.org"]) == ""


@pytest.mark.field("is_registration_open", of="challenge")
def test_closed_registration_keeps_out_who_is_new() -> None:
    challenge = make(top="is_registration_open: false")
    assert "no new participants" in refused(challenge)
    assert refused(challenge, is_known=True) == ""
    assert refused(challenge, has_team=True) == ""


@pytest.mark.field("manual_participant_approval", of="challenge")
def test_manual_approval_is_a_line_in_teams_yaml() -> None:
    challenge = make(top="manual_participant_approval: true")
    assert "teams.yaml" in refused(challenge, is_known=True)
    assert refused(challenge, has_team=True) == ""


def test_everything_is_told_at_once() -> None:
    challenge = make(f"{ALLOWED}\n    {VERIFIED}", "require_complete_profile: true")
    assert refused(challenge).count(" | ") == 2
