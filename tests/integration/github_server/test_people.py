"""Who asks: users and their roles, tokens, apps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

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
