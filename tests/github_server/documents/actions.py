"""Workflows and their runs."""

from __future__ import annotations

from typing import Any

from github_server.clock import stamp
from github_server.documents import accounts, commits, pulls, repositories
from github_server.documents.repositories import api_url, html_url
from github_server.state import Repository, Run, State, Workflow

Document = dict[str, Any]


def workflow(state: State, repository: Repository, one: Workflow) -> Document:
    api, html = api_url(state, repository), html_url(state, repository)
    file = one.path.rpartition("/")[2]
    return {
        "id": one.id,
        "node_id": f"W_{one.id}",
        "name": one.name,
        "path": one.path,
        "state": "active",
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.created_at),
        "url": f"{api}/actions/workflows/{one.id}",
        "html_url": f"{html}/blob/{repository.default_branch}/{one.path}",
        "badge_url": f"{html}/workflows/{file}/badge.svg",
    }


def run(state: State, repository: Repository, one: Run) -> Document:
    """``pull_requests`` is empty for a run from a fork, as it is at GitHub."""
    api = api_url(state, repository)
    url = f"{api}/actions/runs/{one.id}"
    suite = f"{api}/check-suites/{one.id}"
    own = one.head_repository is repository
    listed = [repository.pulls[number] for number in one.pull_numbers if own]
    return {
        "id": one.id,
        "name": one.workflow.name,
        "node_id": f"WFR_{one.id}",
        "check_suite_id": one.id,
        "check_suite_node_id": f"CS_{one.id}",
        "head_branch": one.head_branch,
        "head_sha": one.head_sha,
        "path": one.workflow.path,
        "run_number": one.number,
        "run_attempt": one.attempt,
        "referenced_workflows": [],
        "event": one.event,
        "status": one.status,
        "conclusion": one.conclusion,
        "workflow_id": one.workflow.id,
        "url": url,
        "html_url": f"{html_url(state, repository)}/actions/runs/{one.id}",
        "pull_requests": [pulls.minimal(repository, pull, state) for pull in listed],
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.updated_at),
        "actor": accounts.user(state, one.actor),
        "triggering_actor": accounts.user(state, one.actor),
        "run_started_at": stamp(one.created_at),
        "jobs_url": f"{url}/jobs",
        "logs_url": f"{url}/logs",
        "check_suite_url": suite,
        "artifacts_url": f"{url}/artifacts",
        "cancel_url": f"{url}/cancel",
        "rerun_url": f"{url}/rerun",
        "previous_attempt_url": None,
        "workflow_url": f"{api}/actions/workflows/{one.workflow.id}",
        "head_commit": commits.event_commit(repository.git.commit(one.head_sha)),
        "repository": repositories.minimal(state, repository),
        "head_repository": repositories.minimal(state, one.head_repository),
        "display_title": one.title,
    }
