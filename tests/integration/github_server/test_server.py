"""The server itself: start and end, limits, its log, faults, and that it says what GitHub says."""

from __future__ import annotations

import ast
import gc
import re
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from github import Github, GithubException, GithubRetry, UnknownObjectException
from github.PullRequest import PullRequest
from github.Repository import Repository

from github_server import GitHubServer, OpenApiViolation, openapi
from github_server.routes import ROUTES
from github_server.routing import Call, Route
from github_server.state import Pull
from github_server.wire import Request, Response
from integration.github_server.clients import (
    CHALLENGE,
    EVERYTHING,
    FILES,
    PREDICTIONS,
    RESULTS,
    Clone,
    Connect,
    commit_file,
    git,
    refused,
)

PACKAGE = openapi.DESCRIPTION.parent


def test_ids_are_the_same_in_every_run(tmp_path: Path) -> None:
    def setup(folder: Path) -> tuple[object, ...]:
        with GitHubServer(folder) as server:
            user = server.add_user("ada")
            server.add_repository(CHALLENGE, files=FILES)
            opened = server.open_pull(CHALLENGE, author="ada", files={PREDICTIONS: "1"})
            comment = server.comment(CHALLENGE, 1, author="ada", body="x")
            token = server.token(permissions={})
            return (user.id, opened.id, opened.head_sha, opened.merge_sha, comment.id, token)

    assert setup(tmp_path / "one") == setup(tmp_path / "two")


def test_stopping_hangs_up_on_everybody_and_leaves_nothing_open(tmp_path: Path) -> None:
    before = threading.active_count()
    with GitHubServer(tmp_path) as server, requests.Session() as session:
        session.get(f"{server.api_url}/rate_limit", timeout=10)
        assert threading.active_count() > before
        server.fail_next("GET", "/rate_limit", "timeout", seconds=60)
        waiting = threading.Thread(target=swallow, args=(f"{server.api_url}/rate_limit",))
        waiting.start()
        while server.faults_waiting:
            time.sleep(0.01)
    waiting.join(5)
    assert threading.active_count() == before
    gc.collect()


def swallow(url: str) -> None:
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=30)


def test_an_unknown_repository_is_not_found(connect: Connect) -> None:
    with pytest.raises(UnknownObjectException):
        connect().get_repo("org/nothing")


# A package of its own


def test_the_package_imports_nothing_of_ours() -> None:
    allowed = {"cryptography", "github_server", "jsonschema", "jwt", "yaml"}
    allowed |= {"openapi_schema_validator", "referencing", *sys.stdlib_module_names}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            named = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            named += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            roots = {name.partition(".")[0] for name in named}
            assert roots <= allowed, path


def test_the_readme_lists_the_routes_that_are_served() -> None:
    blocks = re.findall(r"```\n(/.*?)```", (PACKAGE / "README.md").read_text(), re.DOTALL)
    others, below = (set(block.split()) for block in blocks)
    repository = "/repos/{owner}/{repo}"
    listed = {repository, *others, *(f"{repository}{path}" for path in below)}
    assert listed == {route.template for route in ROUTES}


def test_the_readmes_example_holds(tmp_path: Path) -> None:
    example = re.search(r"```python\n(.*?)```", (PACKAGE / "README.md").read_text(), re.DOTALL)
    assert example is not None
    exec(example[1], {"folder": tmp_path})


# Headers, limits, the log


def test_a_known_etag_gives_304_and_costs_nothing(
    server: GitHubServer, job_token: str, session: requests.Session
) -> None:
    url, headers = f"{server.api_url}/repos/{CHALLENGE}", {"Authorization": f"token {job_token}"}
    first = session.get(url, headers=headers, timeout=10)
    headers["If-None-Match"] = first.headers["ETag"]
    second = session.get(url, headers=headers, timeout=10)
    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["X-RateLimit-Used"] == first.headers["X-RateLimit-Used"] == "1"
    server.commit(CHALLENGE, {"more": "more"})
    server.fork(CHALLENGE, "ada")
    assert session.get(url, headers=headers, timeout=10).status_code == 200


def test_headers_tell_version_time_and_what_is_left(
    server: GitHubServer, session: requests.Session
) -> None:
    url = f"{server.api_url}/repos/{CHALLENGE}"
    headers = session.get(url, headers={"X-GitHub-Api-Version": "2026-03-10"}, timeout=10).headers
    assert headers["X-GitHub-Api-Version-Selected"] == "2026-03-10"
    assert headers["Date"] == "Wed, 01 Jul 2026 12:00:00 GMT"
    assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("60", "59")
    wrong = session.get(url, headers={"X-GitHub-Api-Version": "1999-01-01"}, timeout=10)
    assert wrong.status_code == 400
    assert [one.api_version for one in server.requests] == ["2026-03-10", "1999-01-01"]


def test_a_used_up_limit_refuses_until_the_next_hour(
    server: GitHubServer, connect: Connect
) -> None:
    client = connect(server.token(permissions={CHALLENGE: EVERYTHING}, limit=2))
    client.get_repo(CHALLENGE)
    client.get_repo(CHALLENGE)
    assert client.get_rate_limit().rate.remaining == 0
    refused(403, client.get_repo, CHALLENGE)
    server.clock.advance(minutes=60)
    assert client.get_repo(CHALLENGE).id


def test_too_many_writes_in_a_minute_have_to_wait(server: GitHubServer, found: PullRequest) -> None:
    server.limits.writes_per_minute = 2
    found.create_issue_comment("1")
    found.create_issue_comment("2")
    with pytest.raises(GithubException) as refused:
        found.create_issue_comment("3")
    assert refused.value.headers["retry-after"] == "60"
    server.clock.advance(seconds=60)
    found.create_issue_comment("3")


def test_the_clock_runs_only_when_told(server: GitHubServer) -> None:
    still = server.clock.now
    assert server.clock.now == still
    server.clock.run(3600)
    time.sleep(0.01)
    assert server.clock.now - still >= timedelta(seconds=36)


def test_the_log_counts_by_token_and_route_and_holds_no_token(
    server: GitHubServer, job: Github, job_token: str, pull: Pull, session: requests.Session
) -> None:
    found = job.get_repo(CHALLENGE).get_pull(1)
    found.create_issue_comment("x")
    session.get(f"{server.api_url}/repos/{CHALLENGE}/labels/{job_token}", timeout=10)
    assert server.requests.by_token() == {"job": 3, "anonymous": 1}
    assert server.requests.by_route(token="job") == {
        "GET /repos/{owner}/{repo}": 1,
        "GET /repos/{owner}/{repo}/pulls/{pull_number}": 1,
        "POST /repos/{owner}/{repo}/issues/{issue_number}/comments": 1,
    }
    assert job_token not in str(list(server.requests))
    server.requests.clear()
    assert len(server.requests) == 0


# Faults


@pytest.mark.parametrize("kind", ["500", "502", "503"])
def test_a_failing_server_recovers(server: GitHubServer, job: Github, kind: Any) -> None:
    server.fail_next("GET", rf"/repos/{CHALLENGE}$", kind)
    refused(int(kind), job.get_repo, CHALLENGE)
    assert job.get_repo(CHALLENGE).id
    assert server.requests.count(kind="fault", route=kind) == 1


def test_a_lost_answer_to_a_write_that_was_done(server: GitHubServer, found: PullRequest) -> None:
    server.fail_next("POST", "/comments", "502", applied=True)
    refused(502, found.create_issue_comment, "once")
    assert [one.body for one in server.comments(CHALLENGE, 1)] == ["once"]


def test_refusals_on_request(server: GitHubServer, repo: Repository) -> None:
    server.fail_next("PUT", "/contents/", "stale_sha")
    refused(409, repo.create_file, "x", "x", "x")
    main = repo.get_git_ref("heads/main")
    server.fail_next("PATCH", "/git/refs/", "not_fast_forward")
    refused(422, main.edit, main.object.sha)
    server.fail_next("*", ".", "primary_limit")
    refused(403, repo.get_branch, "main")


def test_a_secondary_limit_says_how_long_to_wait(
    server: GitHubServer, connect: Connect, job_token: str
) -> None:
    server.fail_next("GET", "/repos", "secondary_limit", seconds=1)
    patient = connect(job_token, retry=GithubRetry(total=2, secondary_rate_wait=1))
    started = time.monotonic()
    assert patient.get_repo(CHALLENGE).id
    assert time.monotonic() - started >= 1


def test_a_timeout_and_a_reset_end_in_no_answer(
    server: GitHubServer, session: requests.Session
) -> None:
    url = f"{server.api_url}/repos/{CHALLENGE}"
    server.fail_next("GET", "/repos", "timeout", seconds=30)
    with pytest.raises(requests.Timeout):
        session.get(url, timeout=0.2)
    server.fail_next("GET", "/repos", "reset")
    with pytest.raises(requests.ConnectionError):
        session.get(url, timeout=10)
    assert session.get(url, timeout=10).status_code == 200


def test_git_meets_faults_too(server: GitHubServer, tmp_path: Path) -> None:
    server.fail_next("GET", r"\.git/info/refs", "502")
    url = server.clone_url(CHALLENGE)
    assert "502" in git(tmp_path, "clone", "--quiet", url, "copy", fails=True)
    git(tmp_path, "clone", "--quiet", url, "copy")


def test_a_push_may_be_done_and_its_answer_lost(
    server: GitHubServer, clone: Clone, writer: str
) -> None:
    copy = clone(RESULTS, token=writer)
    pushed = commit_file(copy, "a.json")
    server.fail_next("POST", "/git-receive-pack", "502", applied=True)
    git(copy, "push", "--quiet", token=writer, fails=True)
    assert server.git(RESULTS).find("main") == pushed


def test_an_unknown_fault_is_told_at_once(server: GitHubServer) -> None:
    with pytest.raises(ValueError, match="no such fault"):
        server.fail_next("GET", ".", "earthquake")  # type: ignore[arg-type]


# Against GitHub's description


def test_a_wrong_answer_is_a_violation(tmp_path: Path, session: requests.Session) -> None:
    found = r"(?s)'archive_url' is a required.*undocumented status"
    with pytest.raises(OpenApiViolation, match=found), GitHubServer(tmp_path) as server:
        server.add_repository(CHALLENGE, files=FILES)
        url = f"{server.api_url}/repos/{CHALLENGE}"
        serve_instead(server, lambda call: Response(200, {"name": "challenge"}))
        assert session.get(url, timeout=10).status_code == 501
        serve_instead(server, lambda call: Response(418, {"message": "teapot"}))
        assert session.get(url, timeout=10).status_code == 501


def serve_instead(server: GitHubServer, answer: Callable[[Call], Response]) -> None:
    """A server whose route is broken."""
    server._api.rest.routes = (Route("GET", "/repos/{owner}/{repo}", answer),)


def test_an_unknown_route_is_a_violation(server: GitHubServer, session: requests.Session) -> None:
    answer = session.get(f"{server.api_url}/repos/{CHALLENGE}/stargazers", timeout=10)
    assert answer.status_code == 404
    assert server.violations == [
        f"GET /repos/{CHALLENGE}/stargazers: this server has no such route"
    ]
    server.violations.clear()


def test_a_failure_of_the_server_is_a_violation(
    server: GitHubServer, session: requests.Session
) -> None:
    def stumble(request: Request) -> None:
        raise LookupError("oh")

    server.before("GET", "/repos", stumble)
    with pytest.raises(requests.ConnectionError):
        session.get(f"{server.api_url}/repos/{CHALLENGE}", timeout=10)
    assert server.violations == ["the server itself: LookupError: oh"]
    server.violations.clear()


def test_a_wrong_request_is_422(
    server: GitHubServer, job_token: str, pull: Pull, session: requests.Session
) -> None:
    url = f"{server.api_url}/api/v3/repos/{CHALLENGE}/issues/1/comments"
    headers = {"Authorization": f"Bearer {job_token}"}
    answer = session.post(url, json={"body": 1}, headers=headers, timeout=10)
    assert answer.status_code == 422
    assert "1 is not of type 'string'" in answer.json()["message"]
    assert session.post(url, data=b"{", headers=headers, timeout=10).status_code == 400


def test_every_route_is_one_of_github(server: GitHubServer) -> None:
    described = openapi.description()["paths"]
    for route in server._api.rest.routes:
        assert route.method.lower() in described[route.template], route.name
