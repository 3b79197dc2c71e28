"""A GitHub server for tests: real HTTP, real git repositories, state, and GitHub's own
description to hold every response against. ``GitHubServer`` is all that a test needs:

    with GitHubServer(tmp_path) as server:
        server.add_user("ada")
        server.add_repository("org/challenge", files={"README.md": "A challenge"})
        pull = server.open_pull("org/challenge", author="ada", files={"a.csv": "1"})
        token = server.token(permissions={"org/challenge": {"pull_requests": "write"}}, name="job")
        server.fail_next("GET", "/pulls/1$", "502")
        ...  # clients: server.api_url, server.clone_url("org/challenge")
        assert server.requests.count(kind="rest", token="job") <= 10

A request comes in through ``wire``, passes ``api`` (hooks, faults, log) and goes to ``rest``
(``routes`` answer it with ``documents``), ``git_http`` or ``storage``. ``state`` is what there is,
``setup`` how a test makes it, ``events`` what a workflow is told of it.
"""

from github_server.apps import make_key
from github_server.git.values import EXECUTABLE, FILE, LINK, SUBMODULE, Entry
from github_server.openapi import OpenApiViolation
from github_server.server import GitHubServer
from github_server.state import App, Dispatch, Mail, Pull, Release, Run, Status
from github_server.wire import ConnectionLost, Request

__all__ = [
    "EXECUTABLE",
    "FILE",
    "LINK",
    "SUBMODULE",
    "App",
    "ConnectionLost",
    "Dispatch",
    "Entry",
    "GitHubServer",
    "Mail",
    "OpenApiViolation",
    "Pull",
    "Release",
    "Request",
    "Run",
    "Status",
    "make_key",
]
