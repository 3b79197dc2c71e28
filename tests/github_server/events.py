"""The payloads of events, built from state in the shape of GitHub's webhooks.

``payloads/shapes.json`` says which keys there are, the OpenAPI description what they hold; a
payload that does not fit it raises ``OpenApiViolation``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from github_server import openapi
from github_server.documents import accounts, actions, pulls, releases, repositories
from github_server.runs import FOLDER
from github_server.state import Pull, Release, Repository, Run, State, User

Payload = dict[str, Any]


_SETTINGS = {
    "custom_properties": {},
    "allow_squash_merge": True,
    "allow_merge_commit": True,
    "allow_rebase_merge": True,
    "allow_auto_merge": False,
    "delete_branch_on_merge": False,
    "allow_update_branch": False,
    "use_squash_pr_title_as_default": False,
    "squash_merge_commit_title": "COMMIT_OR_PR_TITLE",
    "squash_merge_commit_message": "COMMIT_MESSAGES",
    "merge_commit_title": "MERGE_MESSAGE",
    "merge_commit_message": "PR_TITLE",
}


def _common(state: State, repository: Repository, sender: User) -> Payload:
    document: Payload = {
        "repository": repositories.item(state, repository) | {"custom_properties": {}},
        "sender": accounts.user(state, sender),
    }
    if repository.owner.kind == "Organization":
        document["organization"] = accounts.organization(state, repository.owner)
    return document


def _described(event: str, payload: Payload) -> Payload:
    openapi.check_event(event, payload)
    return payload


def pull_request(
    state: State, repository: Repository, pull: Pull, action: str, *, before: str | None = None
) -> Payload:
    """``before`` is the head that a ``synchronize`` came from."""
    document = pulls.full(state, repository, pull)
    for side in ("head", "base"):
        if document[side]["repo"] is not None:  # a deleted fork
            document[side]["repo"] |= _SETTINGS
    payload = {
        "action": action,
        "number": pull.number,
        "pull_request": document,
        **_common(state, repository, pull.user),
    }
    if action == "synchronize":
        payload |= {"before": before or pull.base_sha, "after": pull.head_sha}
    return _described(f"pull-request-{action}", payload)


def workflow_run(state: State, repository: Repository, run: Run, action: str) -> Payload:
    payload = {
        "action": action,
        "workflow_run": actions.run(state, repository, run),
        "workflow": actions.workflow(state, repository, run.workflow),
        **_common(state, repository, run.actor),
    }
    return _described(f"workflow-run-{action}", payload)


def release(state: State, repository: Repository, one: Release, action: str) -> Payload:
    payload = {
        "action": action,
        "release": releases.release(state, repository, one),
        **_common(state, repository, one.author),
    }
    return _described(f"release-{action}", payload)


def workflow_dispatch(
    state: State,
    repository: Repository,
    workflow: str,
    sender: User,
    inputs: Mapping[str, Any],
) -> Payload:
    payload = {
        "inputs": dict(inputs),
        "ref": f"refs/heads/{repository.default_branch}",
        "workflow": f"{FOLDER}/{workflow}",
        **_common(state, repository, sender),
    }
    return _described("workflow-dispatch", payload)


def schedule(state: State, repository: Repository, workflow: str, cron: str) -> Payload:
    """No webhook has it; this is what the event file of a scheduled run holds."""
    common = _common(state, repository, repository.owner)
    del common["sender"]
    return {"schedule": cron, "workflow": f"{FOLDER}/{workflow}", **common}
