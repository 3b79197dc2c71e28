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
from github_server.state import Pull, Release, Repository, Run, User

Payload = dict[str, Any]


def _settings() -> Payload:
    """What a repository is set to about merging."""
    off = "allow_auto_merge delete_branch_on_merge allow_update_branch"
    allowed = ("allow_squash_merge", "allow_merge_commit", "allow_rebase_merge")
    return {
        "custom_properties": {},
        **dict.fromkeys(allowed, True),
        **openapi.empty("repository", f"{off} use_squash_pr_title_as_default"),
        "squash_merge_commit_title": "COMMIT_OR_PR_TITLE",
        "squash_merge_commit_message": "COMMIT_MESSAGES",
        "merge_commit_title": "MERGE_MESSAGE",
        "merge_commit_message": "PR_TITLE",
    }


def _event(repository: Repository, sender: User | None, **payload: Any) -> Payload:
    payload["repository"] = repositories.item(repository) | {"custom_properties": {}}
    if sender is not None:
        payload["sender"] = accounts.user(sender)
    if repository.owner.kind == "Organization":
        payload["organization"] = accounts.organization(repository.owner)
    return payload


def _described(event: str, payload: Payload) -> Payload:
    openapi.check_event(event, payload)
    return payload


def pull_request(pull: Pull, action: str, *, before: str | None = None) -> Payload:
    """``before`` is the head that a ``synchronize`` came from."""
    document = pulls.full(pull)
    for side in ("head", "base"):
        if document[side]["repo"] is not None:  # a deleted fork
            document[side]["repo"] |= _settings()
    payload = {"action": action, "number": pull.number, "pull_request": document}
    if action == "synchronize":
        payload |= {"before": before or pull.base_sha, "after": pull.head_sha}
    return _described(f"pull-request-{action}", _event(pull.repository, pull.user, **payload))


def workflow_run(run: Run, action: str) -> Payload:
    shown = {"workflow_run": actions.run(run), "workflow": actions.workflow(run.workflow)}
    payload = _event(run.workflow.repository, run.actor, action=action, **shown)
    return _described(f"workflow-run-{action}", payload)


def release(one: Release, action: str) -> Payload:
    payload = _event(one.repository, one.author, action=action, release=releases.release(one))
    return _described(f"release-{action}", payload)


def workflow_dispatch(
    repository: Repository, workflow: str, sender: User, inputs: Mapping[str, Any]
) -> Payload:
    ref, path = f"refs/heads/{repository.default_branch}", f"{FOLDER}/{workflow}"
    payload = _event(repository, sender, inputs=dict(inputs), ref=ref, workflow=path)
    return _described("workflow-dispatch", payload)


def schedule(repository: Repository, workflow: str, cron: str) -> Payload:
    """No webhook has it; this is what the event file of a scheduled run holds."""
    return _event(repository, None, schedule=cron, workflow=f"{FOLDER}/{workflow}")
