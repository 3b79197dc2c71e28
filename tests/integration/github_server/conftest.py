"""A server with people and repositories, and clients of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from github import Auth, Github
from github.PullRequest import PullRequest
from github.Repository import Repository

from github_server import GitHubServer, Pull
from integration.github_server.clients import (
    CHALLENGE,
    EVERYTHING,
    FILES,
    PREDICTIONS,
    RESULTS,
    Clone,
    Connect,
    git,
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[GitHubServer]:
    """With people, a public challenge and a private results repository."""
    with GitHubServer(tmp_path) as running:
        running.add_organization("org")
        running.add_user("ada", email="ada@example.org", keys=("ssh-ed25519 AAAA",))
        running.add_user("bob")
        running.add_repository(CHALLENGE, files=FILES, collaborators={"bob": "write"})
        running.add_repository(RESULTS, files={"results/.keep": ""}, private=True)
        yield running


@pytest.fixture
def pull(server: GitHubServer) -> Pull:
    return server.open_pull(
        CHALLENGE, author="ada", files={PREDICTIONS: "1,2\n"}, title="First", branch="first"
    )


@pytest.fixture
def connect(server: GitHubServer) -> Iterator[Connect]:
    """A PyGithub client for a token, closed when the test ends."""
    clients: list[Github] = []

    def client(token: str | None = None, **options: Any) -> Github:
        settings: dict[str, Any] = {
            "base_url": server.api_url,
            "api_version": "2022-11-28",
            "per_page": 100,
            "retry": None,
            "seconds_between_requests": 0,
            "seconds_between_writes": 0,
        }
        auth = Auth.Token(token) if token else None
        clients.append(Github(auth=auth, **{**settings, **options}))
        return clients[-1]

    yield client
    for one in clients:
        one.close()


@pytest.fixture
def job_token(server: GitHubServer) -> str:
    return server.token(permissions={CHALLENGE: EVERYTHING}, name="job")


@pytest.fixture
def job(connect: Connect, job_token: str) -> Github:
    return connect(job_token)


@pytest.fixture
def repo(job: Github) -> Repository:
    """The challenge, as a job with every permission asks for it."""
    return job.get_repo(CHALLENGE)


@pytest.fixture
def found(repo: Repository, pull: Pull) -> PullRequest:
    return repo.get_pull(pull.number)


@pytest.fixture
def writer(server: GitHubServer) -> str:
    """A token that may push results."""
    return server.token(permissions={RESULTS: {"contents": "write"}})


@pytest.fixture
def clone(server: GitHubServer, tmp_path: Path) -> Clone:
    def make(repository: str, *flags: str, token: str | None = None) -> Path:
        url = server.clone_url(repository)
        git(tmp_path, "clone", "--quiet", *flags, url, "copy", token=token)
        return tmp_path / "copy"

    return make


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as one:
        one.trust_env = False
        yield one
