"""Commit statuses, each and combined."""

from __future__ import annotations

from collections.abc import Sequence

from github_server.documents import Document, accounts, record, times
from github_server.documents.repositories import minimal
from github_server.state import Repository, Status


def status(one: Status) -> Document:
    return _simple_status(one) | {"creator": accounts.user(one.creator)}


def _simple_status(one: Status) -> Document:
    return record("SC", one, "state description target_url context") | {
        "url": f"{one.repository.api}/statuses/{one.sha}",
        "avatar_url": accounts.avatar(one.creator),
        **times(one),
    }


def combined_status(
    repository: Repository, sha: str, statuses: Sequence[Status], shown: slice
) -> Document:
    """``statuses`` are the latest of each context."""
    api = f"{repository.api}/commits/{sha}"
    states = {one.state for one in statuses}
    overall = "failure" if states & {"error", "failure"} else "pending"
    return {
        "state": "success" if states == {"success"} else overall,
        "statuses": [_simple_status(one) for one in statuses[shown]],
        "sha": sha,
        "total_count": len(statuses),
        "repository": minimal(repository),
        "commit_url": api,
        "url": f"{api}/status",
    }
