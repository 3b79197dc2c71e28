"""Workflow runs, dispatches, and the events that workflows are told."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from github.Repository import Repository

from github_server import GitHubServer, OpenApiViolation, openapi
from github_server.payloads import trim_examples
from github_server.state import Pull
from integration.github_server.clients import (
    CHALLENGE,
    PREDICTIONS,
    refused,
)


def test_a_run_from_a_fork_lists_no_pull_requests(
    server: GitHubServer, pull: Pull, repo: Repository
) -> None:
    sha = pull.head_sha
    run = server.add_run(CHALLENGE, "intake.yml", sha=sha, head="ada/challenge", pulls=(1,))
    server.add_run(CHALLENGE, "intake.yml", sha=sha, status="in_progress")
    found = repo.get_workflow_runs(head_sha=sha, status="completed")
    assert [one.id for one in found] == [run.id]
    assert found[0].pull_requests == []
    assert found[0].head_repository.full_name == "ada/challenge"
    assert repo.get_workflow_runs(head_sha="0" * 40).totalCount == 0
    assert repo.get_workflow("intake.yml").get_runs().totalCount == 2
    assert repo.get_workflow_run(run.id).conclusion == "success"


def test_a_workflow_is_dispatched_with_the_inputs_it_declares(
    server: GitHubServer, session: requests.Session, repo: Repository
) -> None:
    workflow = repo.get_workflow("evaluate.yml")
    assert workflow.create_dispatch("main", {"pr": "1"})
    asked = server.dispatches[0]
    assert (asked.workflow, asked.inputs) == (".github/workflows/evaluate.yml", {"pr": "1"})
    assert asked.by == "github-actions[bot]"
    for ref, inputs in (("main", {}), ("main", {"pr": "1", "more": "2"}), ("no", {"pr": "1"})):
        assert not workflow.create_dispatch(ref, inputs)
    refused(404, repo.get_workflow, "none.yml")


def test_a_repository_is_dispatched(server: GitHubServer, repo: Repository) -> None:
    repo.create_repository_dispatch("scored", {"id": "pr-1"})
    (asked,) = server.dispatches
    assert (asked.event_type, asked.client_payload) == ("scored", {"id": "pr-1"})


# Events


def events(server: GitHubServer) -> dict[str, dict[str, Any]]:
    opened = server.open_pull(CHALLENGE, author="ada", files={PREDICTIONS: "1"})
    before = opened.head_sha
    server.push_to_pull(CHALLENGE, 1, {PREDICTIONS: "2"})
    release = server.publish_release(CHALLENGE, "v1", assets={"a.csv": b"1"}, author="bob")
    run = server.add_run(
        CHALLENGE, "intake.yml", sha=opened.head_sha, head="ada/challenge", actor="ada"
    )
    return {
        "pull_request.opened": server.pull_request_event(CHALLENGE, 1),
        "pull_request.synchronize": server.pull_request_event(
            CHALLENGE, 1, "synchronize", before=before
        ),
        "pull_request.reopened": server.pull_request_event(CHALLENGE, 1, "reopened"),
        "pull_request.closed": server.pull_request_event(CHALLENGE, 1, "closed"),
        "workflow_run.completed": server.workflow_run_event(run),
        "workflow_run.requested": server.workflow_run_event(run, "requested"),
        "release.published": server.release_event(release),
        "workflow_dispatch": server.workflow_dispatch_event(
            CHALLENGE, "evaluate.yml", sender="bob", inputs={"pr": "1"}
        ),
    }


def test_events_are_as_github_describes_and_sends_them(server: GitHubServer) -> None:
    shapes = json.loads(trim_examples.SHAPES.read_text())
    made = events(server)
    assert set(made) == set(shapes)
    for name, payload in made.items():
        assert trim_examples.missing(payload, shapes[name]) == [], name


def test_an_event_of_a_fork_says_so(server: GitHubServer) -> None:
    made = events(server)
    head = made["pull_request.synchronize"]["pull_request"]["head"]
    assert (head["repo"]["fork"], head["repo"]["full_name"]) == (True, "ada/challenge")
    assert made["pull_request.synchronize"]["after"] == head["sha"]
    assert made["workflow_run.completed"]["workflow_run"]["pull_requests"] == []
    sender = made["workflow_run.completed"]["sender"]
    assert (sender["login"], sender["type"]) == ("ada", "User")


def test_a_scheduled_run_knows_its_schedule(server: GitHubServer) -> None:
    event = server.schedule_event(CHALLENGE, "evaluate.yml", "17 * * * *")
    assert (event["schedule"], event["workflow"]) == (
        "17 * * * *",
        ".github/workflows/evaluate.yml",
    )
    assert event["repository"]["full_name"] == CHALLENGE


def test_an_event_of_another_shape_is_found_out() -> None:
    wanted = trim_examples.shape({"a": {"b": 1}, "c": "x"})
    assert trim_examples.missing({"a": {"b": "1"}}, wanted) == [
        ".c: missing",
        ".a.b: string for integer",
    ]
    with pytest.raises(OpenApiViolation, match="no such event"):
        openapi.check_event("pull-request-exploded", {})
