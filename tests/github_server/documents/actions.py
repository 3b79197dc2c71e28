"""Workflows and their runs."""

from __future__ import annotations

from github_server.clock import stamp
from github_server.documents import (
    Document,
    accounts,
    commits,
    pulls,
    record,
    repositories,
    times,
    urls,
)
from github_server.state import Run, Workflow


def workflow(one: Workflow) -> Document:
    html, file = one.repository.html, one.path.rpartition("/")[2]
    return record("W", one, "name path") | {
        "state": "active",
        **times(one),
        "url": f"{one.repository.api}/actions/workflows/{one.id}",
        "html_url": f"{html}/blob/{one.repository.default_branch}/{one.path}",
        "badge_url": f"{html}/workflows/{file}/badge.svg",
    }


def links(one: Run) -> tuple[str, str]:
    """Where the API and where a browser finds a run."""
    place, repository = f"actions/runs/{one.id}", one.workflow.repository
    return f"{repository.api}/{place}", f"{repository.html}/{place}"


def run(one: Run) -> Document:
    """``pull_requests`` is empty for a run from a fork, as it is at GitHub."""
    repository = one.workflow.repository
    url, html = links(one)
    own = one.head_repository is repository
    listed = [repository.pulls[number] for number in one.pull_numbers if own]
    return record("WFR", one, "head_branch head_sha event status conclusion") | {
        "name": one.workflow.name,
        "check_suite_id": one.id,
        "check_suite_node_id": f"CS_{one.id}",
        "path": one.workflow.path,
        "run_number": one.number,
        "run_attempt": one.attempt,
        "referenced_workflows": [],
        "workflow_id": one.workflow.id,
        "url": url,
        "html_url": html,
        "pull_requests": [pulls.minimal(pull) for pull in listed],
        **times(one),
        "actor": accounts.user(one.actor),
        "triggering_actor": accounts.user(one.actor),
        "run_started_at": stamp(one.created_at),
        **urls(url, "jobs logs artifacts cancel rerun"),
        "check_suite_url": f"{repository.api}/check-suites/{one.id}",
        "previous_attempt_url": None,
        "workflow_url": f"{repository.api}/actions/workflows/{one.workflow.id}",
        "head_commit": commits.event_commit(repository.git.commit(one.head_sha)),
        "repository": repositories.minimal(repository),
        "head_repository": repositories.minimal(one.head_repository),
        "display_title": one.title,
    }
