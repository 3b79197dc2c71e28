"""Telling a private grader, from the public side, that something waits: its workflow is started by
a token that may do no more than that."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tenacity import wait_exponential

from podium.errors import InfrastructureError, Issue
from podium.github import events
from podium.github.api import pulls
from podium.github.api.client import Connection, GitHubError, retrying
from podium.github.events import Dispatch, Request

WORKFLOW = "evaluate.yml"  # of the grader, as `podium init` writes it

_ATTEMPTS = 5

Pause = Callable[[float], None]
"""Waits for so many units of the connection's patience."""


def open_heads(connection: Connection, request: Request) -> dict[int, str]:
    """The open pull requests that a request may be about, each with its head, as GitHub says."""
    match request:
        case events.PushedTo():
            found = pulls.find(
                connection, request.head_repository, request.head_branch, request.head_sha
            )
        case events.OnePull():
            found = [pulls.get(connection, request.number)]
        case _:
            found = []
    return {pull.number: pull.head_sha for pull in found if pull.is_open}


def send_all(
    grader: Connection, wanted: Iterable[Dispatch], *, pause: Pause, log: Callable[[str], None]
) -> None:
    """One that fails does not hold back the others; what failed is raised at the end."""
    issues: list[Issue] = []
    for one in wanted:
        name = f"pull request {one.number} at {one.head_sha[:12]}" if one.number else "a sweep"
        try:
            send(grader, one, pause=pause)
        except GitHubError as error:
            issues += error.issues
        else:
            log(f"the grader was started for {name}")
    if issues:
        raise InfrastructureError(issues=issues)


def send(grader: Connection, dispatch: Dispatch, *, pause: Pause) -> None:
    """A dispatch whose answer is lost is sent again: of two for the same commit the second one
    finds that everything is done."""
    with grader.asking(f"the default branch of {grader.name}"):
        branch = grader.repository.default_branch
    document = {"ref": branch, "inputs": dispatch.inputs}
    for attempt in retrying(_ATTEMPTS, wait=wait_exponential(), sleep=pause):
        with attempt, grader.asking(f"starting {WORKFLOW} of {grader.name}"):
            # Repository.get_workflow would fetch the workflow first.
            grader.repository.requester.requestJsonAndCheck(
                "POST",
                f"{grader.repository.url}/actions/workflows/{WORKFLOW}/dispatches",
                input=document,
            )
