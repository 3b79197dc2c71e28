"""Commit statuses, each and combined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from github_server.clock import stamp
from github_server.documents import accounts
from github_server.documents.repositories import api_url, minimal
from github_server.state import Repository, State, Status

Document = dict[str, Any]


def status(state: State, repository: Repository, one: Status) -> Document:
    return _simple_status(state, repository, one) | {"creator": accounts.user(state, one.creator)}


def _simple_status(state: State, repository: Repository, one: Status) -> Document:
    return {
        "url": f"{api_url(state, repository)}/statuses/{one.sha}",
        "avatar_url": f"{state.url}/avatars/u/{one.creator.id}?v=4",
        "id": one.id,
        "node_id": f"SC_{one.id}",
        "state": one.state,
        "description": one.description,
        "target_url": one.target_url,
        "context": one.context,
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.created_at),
    }


def combined_status(
    state: State, repository: Repository, sha: str, statuses: Sequence[Status], shown: slice
) -> Document:
    """``statuses`` are the latest of each context."""
    api = f"{api_url(state, repository)}/commits/{sha}"
    states = {one.state for one in statuses}
    overall = "failure" if states & {"error", "failure"} else "pending"
    return {
        "state": "success" if states == {"success"} else overall,
        "statuses": [_simple_status(state, repository, one) for one in statuses[shown]],
        "sha": sha,
        "total_count": len(statuses),
        "repository": minimal(state, repository),
        "commit_url": api,
        "url": f"{api}/status",
    }
