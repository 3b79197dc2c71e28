"""Who may submit, by what GitHub vouches for: real HTTP, and how much of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from integration.github.conftest import CHALLENGE, CONFIG, Place
from podium.github.comment import Stage

ADDRESS = "ada@uni.example"
MOST_CALLS = 13
"""Of a submission that is scored in a phase that takes everybody's."""
PROFILE = "GET /user/{account_id}"
COMMIT = "GET /repos/{owner}/{repo}/commits/{ref}"
TEAM = "GET /orgs/{org}/teams/{team_slug}"
MEMBERSHIP = f"{TEAM}/memberships/{{username}}"
ASKED = (PROFILE, COMMIT, TEAM, MEMBERSHIP)


def configure(place: Place, *, phase: str = "", podium: str = "", top: str = "") -> None:
    """The challenge's file, with more keys in the phase dev, in ``podium`` and at the top."""
    text = CONFIG.replace("name: Development,", f"name: Development, {phase}")
    text = text.replace("hosts: [hanna]", f"hosts: [hanna], {podium}".removesuffix(", "))
    (place.folder / "small/challenge_config.yaml").write_text(f"{text}{top}\n")


def accepted(place: Place, pull: Any) -> list[str]:
    """What was asked of GitHub about the person, for a submission that is scored."""
    place.server.requests.clear()
    assert place.grade() == (0, 0)
    assert "### Scored" in place.comment(pull), place.comment(pull)
    calls = place.rest_calls()
    asked = [call for call in calls if call in ASKED]
    assert len(calls) - len(asked) <= MOST_CALLS, calls
    return asked


def refused(place: Place, pull: Any) -> str:
    """The comment that refuses it; nothing is recorded."""
    before = len(place.records())
    assert place.grade() == (0, 0)
    body = place.comment(pull)
    assert "### Not accepted" in body, body
    assert len(place.records()) == before
    return body


def only_for_ada(place: Place) -> None:
    configure(place, phase=f"allowed_email_ids: [{ADDRESS}],")


def app_token(place: Place) -> dict[str, str]:
    """A GitHub App's, which may read the organization's members."""
    held = dict.fromkeys(("contents", "issues", "pull_requests", "statuses", "actions"), "write")
    token = place.server.token({CHALLENGE: held | {"members": "read"}}, name="app")
    return {"PODIUM_TOKEN": token}


# allowed_email_ids: addresses


@pytest.mark.field("allowed_email_ids")
def test_the_public_address_of_the_profile_lets_in_whatever_its_capitals(place: Place) -> None:
    only_for_ada(place)
    place.server.add_user("octocat", email="Ada@Uni.EXAMPLE")
    assert accepted(place, place.submit("octocat")) == [PROFILE]


@pytest.mark.field("allowed_email_ids")
def test_the_committers_address_of_a_verified_commit_lets_in(place: Place) -> None:
    only_for_ada(place)
    place.server.add_user("octocat", addresses=(ADDRESS,))
    pull = place.submit("octocat")
    place.server.recommit(CHALLENGE, pull.number, committer=ADDRESS)  # and does not sign it
    place.wake(pull)
    body = refused(place, pull)
    for way in (
        "make the address that the hosts have of you public in your GitHub profile",
        "push a commit that GitHub marks as verified, with that address as the committer's",
        "ask the hosts to add your login",
    ):
        assert way in body
    place.server.recommit(CHALLENGE, pull.number, committer=ADDRESS, signer="octocat")
    place.wake(pull)
    assert accepted(place, pull) == [PROFILE, COMMIT]


Recommit = Callable[[Place, Any], object]


def _unsigned(place: Place, pull: Any) -> None:
    place.server.recommit(CHALLENGE, pull.number, committer=ADDRESS)


def _signed_by_another(place: Place, pull: Any) -> None:
    place.server.recommit(CHALLENGE, pull.number, committer=ADDRESS, signer="mallory")


def _never_confirmed(place: Place, pull: Any) -> None:
    place.server.add_user("victim", email="elsewhere@uni.example")
    pull.user.unconfirmed = (ADDRESS,)
    place.server.recommit(CHALLENGE, pull.number, committer=ADDRESS, signer="mallory")


def _victims_own(place: Place, pull: Any) -> None:
    place.server.recommit(CHALLENGE, pull.number, committer=ADDRESS, signer="victim")


def _authored_only(place: Place, pull: Any) -> None:
    no_reply = f"{pull.user.id}+mallory@users.noreply.github.com"
    place.server.recommit(
        CHALLENGE, pull.number, committer=no_reply, author=ADDRESS, signer="mallory"
    )


def _made_in_a_browser(place: Place, pull: Any) -> None:
    place.server.recommit_in_browser(CHALLENGE, pull.number, author=ADDRESS)


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param(_unsigned, id="an unverified commit that claims the address"),
        pytest.param(_signed_by_another, id="the address under the signature of my own key"),
        pytest.param(_never_confirmed, id="an address that I added and never confirmed"),
        pytest.param(_victims_own, id="a victim's verified commit in my pull request"),
        pytest.param(_authored_only, id="my verified commit with the victim as its author"),
        pytest.param(_made_in_a_browser, id="GitHub's own commit with the victim as its author"),
    ],
)
@pytest.mark.field("allowed_email_ids")
def test_another_persons_address_lets_nobody_in(place: Place, attack: Recommit) -> None:
    only_for_ada(place)
    place.server.add_user("victim", addresses=(ADDRESS,))
    pull = place.submit("mallory")
    attack(place, pull)
    place.wake(pull)
    body = refused(place, pull)
    assert "takes submissions only of people on a list" in body
    assert ADDRESS not in body, "a comment is public, a list of addresses is not"


@pytest.mark.field("allowed_email_ids")
def test_a_login_that_was_taken_over_meanwhile_lends_no_address(place: Place) -> None:
    """The profile is that of the account that opened the pull request, by its number."""
    only_for_ada(place)

    def take_over(request: object) -> None:
        place.server.rename("mallory", "gone")
        place.server.add_user("mallory", email=ADDRESS)

    pull = place.submit("mallory")
    place.server.before("GET", r"/users?/", take_over)
    assert "people on a list" in refused(place, pull)
    assert place.server.faults_waiting == 0


@pytest.mark.field("allowed_email_ids")
def test_a_no_reply_address_is_the_account_of_its_number(place: Place) -> None:
    """Which GitHub gives to everybody who keeps theirs private; nothing has to be asked."""
    octocat = place.server.add_user("octocat")
    configure(place, phase=f"allowed_email_ids: [{octocat.id}+before@users.noreply.github.com],")
    assert "people on a list" in refused(place, place.submit("mallory"))
    assert accepted(place, place.submit("octocat")) == []


@pytest.mark.field("allowed_email_domains", of="challenge")
def test_a_no_reply_address_vouches_for_no_domain(place: Place) -> None:
    configure(place, top="allowed_email_domains: [github.com, users.noreply.github.com]\n")
    pull = place.submit("octocat")
    no_reply = f"{pull.user.id}+octocat@users.noreply.github.com"
    place.server.recommit(CHALLENGE, pull.number, committer=no_reply, signer="octocat")
    place.wake(pull)
    assert "the challenge is for addresses of github.com" in refused(place, pull)


# allowed_email_ids: logins and teams


@pytest.mark.field("allowed_email_ids")
def test_a_login_lets_in_and_nothing_is_asked_of_github(place: Place) -> None:
    configure(place, phase=f"allowed_email_ids: ['@OctoCat', org/unseen, {ADDRESS}],")
    assert accepted(place, place.submit("octocat")) == []


@pytest.mark.field("allowed_email_ids")
def test_a_member_of_a_team_is_let_in(place: Place) -> None:
    configure(place, phase="allowed_email_ids: ['@Org/Staff'],")
    place.server.add_team("org", "staff", members=["octocat"])
    place.environ |= app_token(place)
    assert accepted(place, place.submit("octocat")) == [MEMBERSHIP]


@pytest.mark.parametrize(
    ("login", "account", "expected"),
    [
        ("tim", {}, [MEMBERSHIP]),
        ("ada", {"email": ADDRESS}, [MEMBERSHIP, PROFILE]),
        ("ada", {"addresses": (ADDRESS,)}, [MEMBERSHIP, PROFILE, COMMIT]),
    ],
)
@pytest.mark.field("allowed_email_ids")
def test_a_list_of_teams_and_addresses_takes_sixteen_calls_at_most(
    place: Place, login: str, account: dict[str, Any], expected: list[str]
) -> None:
    configure(place, phase=f"allowed_email_ids: [{ADDRESS}, org/staff],")
    place.server.add_user(login, **account)
    place.server.add_team("org", "staff", members=["tim"])
    place.environ |= app_token(place)
    pull = place.submit(login)
    if "addresses" in account:
        place.server.recommit(CHALLENGE, pull.number, committer=ADDRESS, signer=login)
        place.wake(pull)
    assert accepted(place, pull) == expected
    assert len(place.rest_calls()) <= 16


@pytest.mark.parametrize("standing", ["invited", "of another team", "a stranger"])
@pytest.mark.field("allowed_email_ids")
def test_who_is_not_a_member_of_the_team_is_refused(place: Place, standing: str) -> None:
    configure(place, phase="allowed_email_ids: [org/staff],")
    place.server.add_team("org", "staff", invited=["mallory"] if standing == "invited" else [])
    others = ["mallory"] if standing == "of another team" else []
    place.server.add_team("org", "others", members=others)
    place.environ |= app_token(place)
    body = refused(place, place.submit("mallory"))
    assert "ask the hosts to add your login" in body and "profile" not in body


def _unseen(place: Place) -> None:
    place.server.add_team("org", "staff", members=["octocat"])


def _missing(place: Place) -> None:
    place.environ |= app_token(place)


def _elsewhere(place: Place) -> None:
    """A team of an organization that the token is not for at all."""
    place.server.add_organization("org2")
    configure(place, phase="allowed_email_ids: [org2/staff],")
    place.server.add_team("org2", "staff", members=["octocat"])
    place.environ |= app_token(place)


@pytest.mark.parametrize("prepare", [_unseen, _missing, _elsewhere])
@pytest.mark.field("allowed_email_ids")
def test_a_team_that_the_token_may_not_see_is_the_hosts_business(
    place: Place, prepare: Callable[[Place], None], capfd: Any
) -> None:
    configure(place, phase="allowed_email_ids: [org/staff],")
    prepare(place)
    pull = place.submit("octocat")
    assert place.grade() == (2, 0)
    body = place.comment(pull)
    assert "This was not your fault" in body and "Nothing was counted" in body
    assert "staff" not in body
    logged = "".join(capfd.readouterr())
    assert "/staff: the token may not see this team, or there is none" in logged
    assert "GitHub App that may read the organization's members" in logged
    assert place.records() == []
    assert place.server.labels(CHALLENGE, pull.number) == [f"podium: {Stage.BROKEN.value}"]


@pytest.mark.field("allowed_email_ids")
def test_a_team_that_nobody_can_see_keeps_out_no_one_who_is_let_in_otherwise(place: Place) -> None:
    configure(place, phase=f"allowed_email_ids: [org/unseen, {ADDRESS}],")
    place.server.add_user("octocat", email=ADDRESS)
    assert accepted(place, place.submit("octocat")) == [MEMBERSHIP, PROFILE]


def test_a_rate_limit_is_not_taken_for_a_team_that_cannot_be_seen(place: Place) -> None:
    configure(place, phase="allowed_email_ids: [org/staff],")
    place.server.add_team("org", "staff", members=["octocat"])
    place.environ |= app_token(place)
    pull = place.submit("octocat")
    place.server.fail_next("GET", "/orgs/", "primary_limit", times=9, seconds=3600)
    assert place.grade() == (3, 0)
    body = place.comment(pull)
    assert "a machine failed" in body and "retried" in body


# creator_must_be_verified


@pytest.mark.field("creator_must_be_verified")
@pytest.mark.field("verified", "minimum_account_age", of="podium")
def test_verified_are_those_listed_in_the_team_and_of_age(place: Place) -> None:
    configure(
        place,
        phase="creator_must_be_verified: true,",
        podium="verified: [vera, org/staff], minimum_account_age: 30",
    )
    now = place.server.clock.now
    for login, days in (("vera", 1), ("tim", 1), ("young", 29), ("old", 31)):
        place.server.add_user(login, created_at=now - timedelta(days=days))
    place.server.add_team("org", "staff", members=["tim"])
    place.environ |= app_token(place)
    body = refused(place, place.submit("young"))
    assert "takes submissions only of verified participants" in body
    assert "ask the hosts to add your login to podium.verified" in body
    assert "or come back when your GitHub account is 30 days old" in body
    assert accepted(place, place.submit("vera")) == []
    assert accepted(place, place.submit("tim")) == [MEMBERSHIP, PROFILE]
    assert accepted(place, place.submit("old")) == [MEMBERSHIP, PROFILE, TEAM]
    assert len(place.rest_calls()) <= 16


# What holds for the whole challenge


ALL_RULES = """\
allowed_email_domains: [uni.example]
blocked_email_domains: [evil.example]
banned_email_ids: [eve@uni.example]
require_complete_profile: true
is_registration_open: false
"""


@pytest.mark.parametrize(
    ("account", "said"),
    [
        ({"email": "m@gmail.example"}, "the challenge is for addresses of uni.example"),
        ({"email": None}, "the challenge is for addresses of uni.example"),
        ({"email": "m@evil.example"}, "takes nobody with an address of evil.example"),
        ({"email": "eve@uni.example"}, "the hosts have excluded this participant"),
        ({"company": None}, "put your name and your company or university into your"),
        ({"company": " "}, "put your name and your company or university into your"),
        ({"name": None}, "put your name and your company or university into your"),
        ({}, "the challenge takes no new participants any more; ask its hosts"),
    ],
)
@pytest.mark.field(
    "allowed_email_domains",
    "blocked_email_domains",
    "banned_email_ids",
    "require_complete_profile",
    "is_registration_open",
    of="challenge",
)
def test_each_rule_of_the_challenge_is_told_with_what_to_do(
    place: Place, account: dict[str, Any], said: str
) -> None:
    configure(place, top=ALL_RULES)
    whole = {"email": "m@cs.uni.example", "company": "Uni", "name": "Mo"}
    place.server.add_user("mo", **{**whole, **account})
    assert said in refused(place, place.submit("mo"))


@pytest.mark.field("manual_participant_approval", "is_registration_open", of="challenge")
def test_a_line_in_teams_yaml_lets_in_who_keeps_all_the_rules(place: Place) -> None:
    configure(place, top=f"{ALL_RULES}manual_participant_approval: true\n")
    place.server.add_user("mo", email="m@uni.example", company="Uni", name="Mo")
    pull = place.submit("mo")
    assert "ask them to add your login to teams.yaml" in refused(place, pull)
    (place.folder / "small/teams.yaml").write_text("Mo alone: [Mo]\n")
    place.push(pull, "0.75")
    assert accepted(place, pull) == [PROFILE, COMMIT]
    (record,) = place.records()
    assert record.submission.participant.team == "Mo alone"


@pytest.mark.field("is_registration_open", of="challenge")
def test_closed_registration_keeps_those_who_were_there_before(place: Place) -> None:
    before = place.submit("octocat")
    assert accepted(place, before) == []
    configure(place, top="is_registration_open: false\n")
    assert "no new participants" in refused(place, place.submit("hubot"))
    place.push(before, "0.75")
    assert accepted(place, before) == []


@pytest.mark.field("allowed_email_ids", "creator_must_be_verified")
def test_hosts_are_asked_nothing_and_pass(place: Place) -> None:
    configure(
        place,
        phase="allowed_email_ids: [nobody, org/unseen], creator_must_be_verified: true,",
        podium="minimum_account_age: 9999",
        top=f"{ALL_RULES}manual_participant_approval: true\n",
    )
    assert accepted(place, place.submit("hanna")) == []


@pytest.mark.field("allowed_email_ids")
def test_an_asset_of_a_release_is_of_whoever_put_it_there(place: Place) -> None:
    configure(place, phase="allowed_email_ids: [ada],")
    for tag, login, count in (("v1", "grace", 0), ("v2", "ada", 1)):
        assets = {"dev--answer.txt": b"0.5"}
        release = place.server.publish_release(CHALLENGE, tag, assets=assets, author=login)
        place.event("release", place.server.release_event(release))
        assert place.grade() == (0, 0)
        assert len(place.records()) == count
    assert "takes submissions only of people on a list" in place.summary


def test_what_the_file_and_the_person_break_is_told_at_once(place: Place) -> None:
    configure(place, phase="allowed_email_ids: [nobody],", top="require_complete_profile: true\n")
    files = {"submissions/small/dev/mallory/first/answer.exe": "1", "README.md": "x"}
    body = refused(place, place.submit("mallory", files))
    for part in ("README.md", "people on a list", "a complete profile"):
        assert part in body


def test_the_intake_run_in_public_asks_nobody_who_they_are(place: Place) -> None:
    configure(place, phase="allowed_email_ids: [nobody, org/unseen],", top=ALL_RULES)
    pull = place.submit("mallory")
    place.event("pull_request", place.server.pull_request_event(CHALLENGE, pull.number))
    reader = place.server.token({CHALLENGE: {"contents": "read", "pull_requests": "read"}})
    place.server.requests.clear()
    assert place.run("intake", PODIUM_TOKEN=reader) == 0
    assert not set(ASKED) & set(place.rest_calls())
    assert "on a list" not in place.summary
