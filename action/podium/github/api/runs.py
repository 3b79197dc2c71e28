"""Workflow runs: whether one that holds submissions still works on them."""

from __future__ import annotations

from podium.github.api.client import Connection, GitHubError


def is_over(connection: Connection, run: int) -> bool:
    """One that GitHub does not know any more is."""
    try:
        with connection.asking(f"run {run}"):
            url = f"{connection.repository.url}/actions/runs/{run}"
            _, found = connection.repository.requester.requestJsonAndCheck("GET", url)
    except GitHubError as error:
        if error.status == 404:
            return True
        raise
    return bool(found.get("status") == "completed")
