"""Who asks and who is asked for: users, roles, teams, signatures, tokens, apps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import requests
from github import Auth, GithubIntegration
from github.Repository import Repository

from github_server import GitHubServer, make_key
from github_server.state import Pull
from integration.github_server.clients import (
    CHALLENGE,
    EVERYTHING,
    RESULTS,
    Connect,
    refused,
)


def test_users_are_found_by_name_and_by_number(server: GitHubServer, connect: Connect) -> None:
    ada = connect().get_user("Ada")
    assert (ada.login, ada.email, ada.type) == ("ada", "ada@example.org", "User")
    assert connect().get_user_by_id(ada.id).login == "ada"
    assert [one.key for one in ada.get_keys()] == ["ssh-ed25519 AAAA"]
    assert connect(server.user_token("ada")).get_user().login == "ada"
    refused(404, connect().get_user, "nobody")


def test_a_commit_is_attributed_to_whoever_has_the_address(
    server: GitHubServer, repo: Repository
) -> None:
    server.add_user("mallory", email="mallory@example.org", name="Ada Lovelace")
    sha = server.commit(CHALLENGE, {"x": "1"}, author="ada")
    assert repo.get_commit(sha).author.login == "ada"
    sha = server.commit(CHALLENGE, {"x": "2"}, author="bob")
    assert repo.get_commit(sha).author.login == "bob"


def test_a_role_is_a_permission(server: GitHubServer, repo: Repository) -> None:
    assert repo.has_in_collaborators("bob")
    assert not repo.has_in_collaborators("ada")
    assert repo.get_collaborator_permission("bob") == "write"
    assert repo.get_collaborator_permission("ada") == "read"
    server.set_role(CHALLENGE, "ada", "maintain")
    assert repo.get_collaborator_role_name("ada") == "maintain"
    server.set_role(CHALLENGE, "ada", "none")
    assert not repo.has_in_collaborators("ada")
    refused(404, repo.get_collaborator_permission, "nobody")


# Profiles, teams, and what a signature is worth


@pytest.fixture
def staffed(server: GitHubServer) -> GitHubServer:
    """With teams, and with what of ada only some may know."""
    ada = server.add_user(
        "ada", email="ada@example.org", company="Uni", addresses=("ada@uni.example",)
    )
    server.add_team("org", "staff", members=[ada.login], invited=["bob"])
    server.add_team("org", "inner", members=[ada.login], is_secret=True)
    return server


def ask(server: GitHubServer, path: str, token: str) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {token}"}
    answer = requests.get(f"{server.api_url}{path}", headers=headers, timeout=10)
    return answer.status_code, answer.json()


def app_token(server: GitHubServer, repository: str = CHALLENGE, **permissions: str) -> str:
    return server.token({repository: {"contents": "read", **permissions}})


def test_a_profile_shows_the_company_and_only_the_public_address(staffed: GitHubServer) -> None:
    status, shown = ask(staffed, "/users/ada", app_token(staffed))
    assert (status, shown["company"], shown["email"]) == (200, "Uni", "ada@example.org")
    assert "uni.example" not in str(shown)


def test_a_team_is_shown_to_an_app_that_may_read_members(staffed: GitHubServer) -> None:
    token = app_token(staffed, members="read")
    for team, members in (("staff", 1), ("inner", 1)):
        status, shown = ask(staffed, f"/orgs/org/teams/{team}", token)
        assert (status, shown["slug"], shown["members_count"]) == (200, team, members)
    states = {
        login: ask(staffed, f"/orgs/org/teams/staff/memberships/{login}", token)
        for login in ("ada", "bob", "nobody")
    }
    assert states["ada"][1]["state"] == "active" and states["bob"][1]["state"] == "pending"
    assert states["nobody"][0] == 404
    assert ask(staffed, "/orgs/org/teams/none", token)[0] == 404


def test_a_workflows_own_token_sees_no_team(staffed: GitHubServer) -> None:
    for path in ("/orgs/org/teams/staff", "/orgs/org/teams/staff/memberships/ada"):
        assert ask(staffed, path, app_token(staffed))[0] == 403


def test_an_app_of_another_organization_is_told_nothing(staffed: GitHubServer) -> None:
    staffed.add_repository("other/repository", files={"a": "b"})
    token = app_token(staffed, "other/repository", members="read")
    assert ask(staffed, "/orgs/org/teams/staff", token)[0] == 404


def test_people_see_the_teams_of_their_own_organizations(staffed: GitHubServer) -> None:
    staffed.add_team("org", "new", members=["carl"])
    for login, team, expected in (
        ("ada", "inner", 200),
        ("carl", "staff", 200),
        ("carl", "inner", 404),
        ("bob", "staff", 404),
    ):
        assert ask(staffed, f"/orgs/org/teams/{team}", staffed.user_token(login))[0] == expected


@pytest.mark.parametrize(
    ("committer", "signer", "reason", "account"),
    [
        ("ada@uni.example", "ada", "valid", "ada"),
        ("ada@uni.example", None, "unsigned", "ada"),
        ("ada@uni.example", "bob", "bad_email", "ada"),
        ("who@nowhere.example", "bob", "no_user", None),
        ("not-yet@bob.example", "bob", "unverified_email", "bob"),
    ],
)
def test_a_signature_vouches_for_the_signers_own_address_only(
    staffed: GitHubServer, committer: str, signer: str | None, reason: str, account: str | None
) -> None:
    pull = staffed.open_pull(CHALLENGE, author="bob", files={"a.csv": "1"})
    pull.user.unconfirmed = ("not-yet@bob.example",)
    sha = staffed.recommit(CHALLENGE, pull.number, committer=committer, signer=signer)
    assert pull.head_sha == sha
    _, shown = ask(staffed, f"/repos/{CHALLENGE}/commits/{sha}", app_token(staffed))
    verification = shown["commit"]["verification"]
    assert (verification["verified"], verification["reason"]) == (reason == "valid", reason)
    assert (shown["committer"] or {}).get("login") == account


def test_a_commit_made_in_a_browser_is_githubs_own(staffed: GitHubServer) -> None:
    pull = staffed.open_pull(CHALLENGE, author="bob", files={"a.csv": "1"})
    sha = staffed.recommit_in_browser(CHALLENGE, pull.number, author="ada@uni.example")
    _, shown = ask(staffed, f"/repos/{CHALLENGE}/commits/{sha}", app_token(staffed))
    assert shown["commit"]["verification"]["verified"]
    assert (shown["committer"]["login"], shown["author"]["login"]) == ("web-flow", "ada")


def test_a_renamed_account_keeps_its_number(staffed: GitHubServer) -> None:
    token = app_token(staffed)
    before = ask(staffed, "/users/ada", token)[1]["id"]
    staffed.rename("ada", "lovelace")
    staffed.add_user("ada")
    assert ask(staffed, f"/user/{before}", token)[1]["login"] == "lovelace"
    assert ask(staffed, "/users/ada", token)[1]["id"] != before


# Tokens and apps


def test_what_one_may_not_see_is_404_and_what_one_may_not_do_is_403(
    server: GitHubServer, connect: Connect, pull: Pull
) -> None:
    refused(404, connect().get_repo, RESULTS)
    refused(404, connect(server.token(permissions={CHALLENGE: EVERYTHING})).get_repo, RESULTS)
    reader = connect(server.token(permissions={RESULTS: {"contents": "read"}}))
    results = reader.get_repo(RESULTS)
    assert results.get_contents("results/.keep").size == 0
    refused(403, results.create_file, "x", "x", "x")
    refused(403, lambda: results.get_pulls().totalCount)
    refused(403, reader.get_repo(CHALLENGE).get_pull(1).create_issue_comment, "x")


def test_a_missing_a_wrong_and_an_expired_token_are_401(
    server: GitHubServer, connect: Connect, pull: Pull
) -> None:
    refused(401, connect().get_repo(CHALLENGE).get_pull(1).create_issue_comment, "x")
    refused(401, connect("ghs_wrong").get_repo, CHALLENGE)
    hour = server.clock.now + timedelta(hours=1)
    short = connect(server.token(permissions={CHALLENGE: EVERYTHING}, expires_at=hour))
    assert short.get_repo(CHALLENGE).id
    server.clock.advance(minutes=60)
    refused(401, short.get_repo, CHALLENGE)
    revoked = server.token(permissions={})
    server.revoke(revoked)
    refused(401, connect(revoked).get_repo, CHALLENGE)


def test_an_app_gets_a_token_for_no_more_than_it_has(
    server: GitHubServer, connect: Connect
) -> None:
    public, private = make_key()
    app = server.add_app("podium", public_key=public)
    installed = server.install(app, (RESULTS,), {"contents": "write"})
    at_once: dict[str, Any] = {"seconds_between_requests": 0, "seconds_between_writes": 0}
    at_once |= {"base_url": server.api_url, "retry": None}
    integration = GithubIntegration(auth=Auth.AppAuth(app.client_id, private), **at_once)
    found = integration.get_repo_installation("org", "results")
    assert (found.id, integration.get_org_installation("org").id) == (installed.id, installed.id)
    granted = integration.get_access_token(found.id, permissions={"contents": "write"})
    assert granted.expires_at == server.clock.now + timedelta(hours=1)
    results = connect(granted.token).get_repo(RESULTS)
    created = results.create_file("x.json", "x", "x")
    assert created["commit"].author.name == "podium[bot]"
    refused(
        422,
        integration.get_access_token,
        found.id,
        permissions={"contents": "write", "issues": "write"},
    )
    refused(404, integration.get_repo_installation, "org", "challenge")
    _, other = make_key()
    forged = GithubIntegration(auth=Auth.AppAuth(app.id, other), **at_once)
    refused(401, forged.get_access_token, found.id)
    integration.close()
    forged.close()
