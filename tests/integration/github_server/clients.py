"""Clients of the server under test: its repositories by name, PyGithub and git."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from github import Github, GithubException

CHALLENGE, RESULTS = "org/challenge", "org/results"
EVERYTHING = dict.fromkeys(("contents", "pull_requests", "issues", "statuses", "actions"), "write")
WORKFLOW = """\
on: {workflow_dispatch: {inputs: {pr: {required: true}, sha: {default: ""}}}}
jobs: {}
"""
FILES = {
    "README.md": "A challenge\n",
    "templates/page.html": "<p>\n",
    ".github/workflows/evaluate.yml": WORKFLOW,
}
PREDICTIONS = "submissions/digits/dev/ada/first/predictions.csv"

Connect = Callable[..., Github]
"""A PyGithub client for a token, or for nobody."""
Clone = Callable[..., Path]
"""A clone of a repository, with more flags and ``token``."""


def refused(status: int, ask: Callable[..., object], *given: object, **named: object) -> None:
    with pytest.raises(GithubException, check=lambda error: error.status == status):
        ask(*given, **named)


def git(folder: Path, *arguments: str, token: str | None = None, fails: bool = False) -> str:
    """Output of git, or with ``fails`` what it complained of."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | _IDENTITY | (_credentials(token) if token else {}),
    )
    assert (done.returncode != 0) is fails, done.stderr
    return (done.stderr if fails else done.stdout).strip()


_PEOPLE = [f"GIT_{role}_{what}" for what in ("NAME", "EMAIL") for role in ("AUTHOR", "COMMITTER")]
_IDENTITY = {"GIT_TERMINAL_PROMPT": "0"} | dict.fromkeys(_PEOPLE, "ada@example.org")


def _credentials(token: str) -> dict[str, str]:
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "http.extraHeader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {basic}",
    }


def commit_file(folder: Path, name: str, content: str = "x") -> str:
    (folder / name).write_text(content)
    git(folder, "add", name)
    git(folder, "commit", "--quiet", "--message", name)
    return git(folder, "rev-parse", "HEAD")
