"""Who is who on the GitHub server of the tests: profiles, teams, and what a signature is worth."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from github_server import GitHubServer

CHALLENGE = "org/challenge"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[GitHubServer]:
    with GitHubServer(tmp_path) as running:
        running.add_user("ada", addresses=("ada@uni.example",), company="Uni", email="a@b.example")
        running.add_user("bob")
        running.add_repository(CHALLENGE, files={"README.md": "A challenge\n"})
        running.add_team("org", "staff", members=["ada"], invited=["bob"])
        running.add_team("org", "inner", members=["ada"], is_secret=True)
        yield running


def ask(server: GitHubServer, path: str, token: str) -> tuple[int, dict[str, Any]]:
    answer = requests.get(
        f"{server.api_url}{path}", headers={"Authorization": f"Bearer {token}"}, timeout=10
    )
    return answer.status_code, answer.json()


def app_token(server: GitHubServer, repository: str = CHALLENGE, **permissions: str) -> str:
    return server.token({repository: {"contents": "read", **permissions}})


def test_a_profile_shows_the_company_and_only_the_public_address(server: GitHubServer) -> None:
    status, shown = ask(server, "/users/ada", app_token(server))
    assert (status, shown["company"], shown["email"]) == (200, "Uni", "a@b.example")
    assert "uni.example" not in str(shown)


def test_a_team_is_shown_to_an_app_that_may_read_members(server: GitHubServer) -> None:
    token = app_token(server, members="read")
    for team, members in (("staff", 1), ("inner", 1)):
        status, shown = ask(server, f"/orgs/org/teams/{team}", token)
        assert (status, shown["slug"], shown["members_count"]) == (200, team, members)
    states = {
        login: ask(server, f"/orgs/org/teams/staff/memberships/{login}", token)
        for login in ("ada", "bob", "nobody")
    }
    assert states["ada"][1]["state"] == "active" and states["bob"][1]["state"] == "pending"
    assert states["nobody"][0] == 404
    assert ask(server, "/orgs/org/teams/none", token)[0] == 404


def test_a_workflows_own_token_sees_no_team(server: GitHubServer) -> None:
    for path in ("/orgs/org/teams/staff", "/orgs/org/teams/staff/memberships/ada"):
        assert ask(server, path, app_token(server))[0] == 403


def test_an_app_of_another_organization_is_told_nothing(server: GitHubServer) -> None:
    server.add_repository("other/repository", files={"a": "b"})
    token = app_token(server, "other/repository", members="read")
    assert ask(server, "/orgs/org/teams/staff", token)[0] == 404


def test_people_see_the_teams_of_their_own_organizations(server: GitHubServer) -> None:
    server.add_team("org", "new", members=["carl"])
    for login, team, expected in (
        ("ada", "inner", 200),
        ("carl", "staff", 200),
        ("carl", "inner", 404),
        ("bob", "staff", 404),
    ):
        assert ask(server, f"/orgs/org/teams/{team}", server.user_token(login))[0] == expected


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
    server: GitHubServer, committer: str, signer: str | None, reason: str, account: str | None
) -> None:
    pull = server.open_pull(CHALLENGE, author="bob", files={"a.csv": "1"})
    pull.user.unconfirmed = ("not-yet@bob.example",)
    sha = server.recommit(CHALLENGE, pull.number, committer=committer, signer=signer)
    assert pull.head_sha == sha
    _, shown = ask(server, f"/repos/{CHALLENGE}/commits/{sha}", app_token(server))
    verification = shown["commit"]["verification"]
    assert (verification["verified"], verification["reason"]) == (reason == "valid", reason)
    assert (shown["committer"] or {}).get("login") == account


def test_a_commit_made_in_a_browser_is_githubs_own(server: GitHubServer) -> None:
    pull = server.open_pull(CHALLENGE, author="bob", files={"a.csv": "1"})
    sha = server.recommit_in_browser(CHALLENGE, pull.number, author="ada@uni.example")
    _, shown = ask(server, f"/repos/{CHALLENGE}/commits/{sha}", app_token(server))
    assert shown["commit"]["verification"]["verified"]
    assert (shown["committer"]["login"], shown["author"]["login"]) == ("web-flow", "ada")


def test_a_renamed_account_keeps_its_number(server: GitHubServer) -> None:
    token = app_token(server)
    before = ask(server, "/users/ada", token)[1]["id"]
    server.rename("ada", "lovelace")
    server.add_user("ada")
    assert ask(server, f"/user/{before}", token)[1]["login"] == "lovelace"
    assert ask(server, "/users/ada", token)[1]["id"] != before
