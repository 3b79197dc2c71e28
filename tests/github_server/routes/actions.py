"""Workflow runs and dispatches."""

from __future__ import annotations

from typing import Any

import yaml

from github_server.documents import Document
from github_server.documents import actions as documents
from github_server.errors import ApiError, found
from github_server.routing import ACTIONS_READ, ACTIONS_WRITE, Call, Route
from github_server.runs import add_run, find_workflow
from github_server.state import Dispatch, Run, Workflow
from github_server.wire import Response

_FILTERS = {"head_sha": "head_sha", "branch": "head_branch", "event": "event"}


def _runs(call: Call, runs: list[Run]) -> Response:
    """Newest first, as filtered."""
    query = call.request.query
    for parameter, attribute in _FILTERS.items():
        if parameter in query:
            runs = [one for one in runs if getattr(one, attribute) == query[parameter]]
    if "status" in query:
        runs = [one for one in runs if query["status"] in (one.status, one.conclusion)]
    if "actor" in query:
        runs = [one for one in runs if one.actor.login == query["actor"]]
    runs.sort(key=lambda one: one.id, reverse=True)
    return call.listing(runs, documents.run, under="workflow_runs")


def list_runs(call: Call) -> Response:
    return _runs(call, list(call.repository.runs.values()))


def list_runs_of_workflow(call: Call) -> Response:
    workflow = _workflow(call)
    return _runs(call, [one for one in call.repository.runs.values() if one.workflow is workflow])


def get_run(call: Call) -> Document:
    return documents.run(found(call.repository.runs.get(call.number("run_id"))))


def _workflow(call: Call) -> Workflow:
    return found(find_workflow(call.repository, call.parameters["workflow_id"]))


def get_workflow(call: Call) -> Document:
    return documents.workflow(_workflow(call))


def dispatch_workflow(call: Call) -> Response | None:
    """Checked as GitHub does: the ref exists, its file has the trigger and takes the inputs."""
    workflow, ref, inputs = _workflow(call), call.body["ref"], call.body.get("inputs", {})
    git = call.repository.git
    branch = ref.removeprefix("refs/heads/")
    sha = found(git.find(branch), f"No ref found for: {ref}", 422)
    entry = git.entry(sha, workflow.path)
    content = git.blob(entry.sha) if entry else None
    if content is not None:
        _check_inputs(_declared(content), inputs)
    run = add_run(workflow, sha=sha, branch=branch, actor=call.user)
    call.state.dispatches.append(
        Dispatch(call.repository.full_name, call.user.login, workflow.path, ref, inputs)
    )
    if not call.body.get("return_run_details"):
        return None
    url, html = documents.links(run)
    return Response(200, {"workflow_run_id": run.id, "run_url": url, "html_url": html})


def _declared(content: bytes) -> dict[str, Any]:
    """The inputs of ``workflow_dispatch``; YAML 1.1 reads the key ``on`` as true."""
    document = yaml.safe_load(content)
    triggers = document.get("on", document.get(True))
    if triggers == "workflow_dispatch" or (
        isinstance(triggers, list) and "workflow_dispatch" in triggers
    ):
        return {}
    if not isinstance(triggers, dict) or "workflow_dispatch" not in triggers:
        raise ApiError(422, "Workflow does not have 'workflow_dispatch' trigger")
    return (triggers["workflow_dispatch"] or {}).get("inputs") or {}


def _check_inputs(declared: dict[str, Any], given: dict[str, Any]) -> None:
    if unexpected := [name for name in given if name not in declared]:
        raise ApiError(422, f"Unexpected inputs provided: {unexpected}")
    for name, about in declared.items():
        if about and about.get("required") and "default" not in about and name not in given:
            raise ApiError(422, f"Required input '{name}' not provided")


_ROOT = "/repos/{owner}/{repo}/actions"
_WORKFLOW = f"{_ROOT}/workflows/{{workflow_id}}"
ROUTES = (
    Route("GET", f"{_ROOT}/runs", list_runs, ACTIONS_READ),
    Route("GET", f"{_ROOT}/runs/{{run_id}}", get_run, ACTIONS_READ),
    Route("GET", _WORKFLOW, get_workflow, ACTIONS_READ),
    Route("GET", f"{_WORKFLOW}/runs", list_runs_of_workflow, ACTIONS_READ),
    Route("POST", f"{_WORKFLOW}/dispatches", dispatch_workflow, ACTIONS_WRITE),
)
