"""What events ask for, from GitHub's own payloads down to forged ones."""

from __future__ import annotations

from typing import Any

import pytest

from podium import formats
from podium.errors import ChallengeError
from podium.github import events
from podium.github.events import Dispatch, Nothing, OnePull, OneRelease, PushedTo, Request, Sweep

SHA = "3f2a9c1" + "0" * 33
RUN = {
    "event": "pull_request",
    "head_sha": SHA,
    "head_branch": "main",
    "head_repository": {"full_name": "octocat/small"},
    "created_at": "2026-07-01T12:00:00Z",
    "pull_requests": [],
}
EVENT = {"action": "completed", "workflow_run": RUN, "repository": {"full_name": "org/small"}}


def decide(name: str, event: Any = None, **inputs: str) -> Request:
    return events.decide(name, event or {}, repository="org/small", **inputs)


def run(**changes: Any) -> dict[str, Any]:
    return {**EVENT, "workflow_run": {**RUN, **changes}}


def test_a_run_of_the_intake_names_its_branch_its_head_and_githubs_time() -> None:
    at = formats.parse_time("2026-07-01T12:00:00Z")
    assert decide("workflow_run", EVENT) == PushedTo("octocat/small", "main", SHA, at)


@pytest.mark.parametrize("conclusion", ["success", "failure", "action_required", None])
def test_how_the_run_ended_is_not_believed(conclusion: str | None) -> None:
    assert isinstance(decide("workflow_run", run(conclusion=conclusion)), PushedTo)


def test_pull_requests_that_a_run_lists_are_not_believed() -> None:
    forged = [{"number": 1, "head": {"sha": "f" * 40}}]
    assert decide("workflow_run", run(pull_requests=forged)) == decide("workflow_run", EVENT)


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(run(event="push"), id="not of a pull request"),
        pytest.param(run(event="pull_request_review"), id="a trigger that a fork has added"),
        pytest.param(run(head_repository=None), id="the fork is gone"),
        pytest.param({**EVENT, "repository": {"full_name": "mallory/small"}}, id="elsewhere"),
        pytest.param(
            {**run(event="release"), "repository": {"full_name": "mallory/small"}},
            id="a release elsewhere",
        ),
    ],
)
def test_other_runs_ask_for_nothing(event: dict[str, Any]) -> None:
    assert isinstance(decide("workflow_run", event), Nothing)


@pytest.mark.parametrize(
    ("name", "event", "expected"),
    [
        ("schedule", {"schedule": "17 * * * *"}, Sweep()),
        ("workflow_dispatch", {"inputs": {}}, Sweep()),
        ("repository_dispatch", {"client_payload": {"pr": 1}}, Sweep()),
        ("release", {"action": "published", "release": {"id": 7}}, OneRelease(7)),
        ("workflow_run", run(event="release", head_repository=None), Sweep()),
    ],
)
def test_events_that_name_no_pull_request(name: str, event: Any, expected: Request) -> None:
    assert decide(name, event) == expected


@pytest.mark.parametrize("name", ["push", "issue_comment", "pull_request_target", "::x::", ""])
def test_other_events_ask_for_nothing(name: str) -> None:
    found = decide(name, {"issue": {"number": 1}})
    assert isinstance(found, Nothing) and ":" not in found.reason


def test_a_release_that_is_not_published_asks_for_nothing() -> None:
    assert isinstance(decide("release", {"action": "created", "release": {"id": 7}}), Nothing)


def test_an_input_names_a_pull_request_and_without_a_sha_it_is_by_hand() -> None:
    assert decide("workflow_dispatch", pull_request="12") == OnePull(12)
    assert decide("schedule", pull_request="12", head_sha=SHA) == OnePull(12, SHA)


@pytest.mark.parametrize("text", ["0", "-1", "1 ", "1\n2", "²", "12; echo", "9" * 11])
def test_a_number_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ChallengeError, match="expected a number"):
        decide("workflow_dispatch", pull_request=text)


@pytest.mark.parametrize("text", ["main", SHA[:39], SHA.upper(), f"{SHA}\n", "$(id)" * 8])
def test_a_sha_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ChallengeError, match="expected 40 hex digits"):
        decide("workflow_run", run(head_sha=text))


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"workflow_run": None},
        run(head_branch=None),
        run(head_sha=7),
        run(created_at="yesterday"),
        run(head_repository={"full_name": True}),
    ],
)
def test_an_event_that_is_none_is_refused(event: dict[str, Any]) -> None:
    with pytest.raises(ChallengeError, match="event"):
        decide("workflow_run", event or {"x": 1})


@pytest.mark.parametrize("text", ["org", "org/", "/x", "a/b/c", "a/..", "a/b c", "a/b?x", "../b"])
def test_a_repository_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ChallengeError, match="expected owner/name"):
        events.parse_repository(text)


PUSHED = PushedTo("octocat/small", "main", SHA, formats.parse_time("2026-07-01T12:00:00Z"))
OTHER = "f" * 40


@pytest.mark.parametrize(
    ("request_", "open_heads", "expected"),
    [
        pytest.param(PUSHED, {7: SHA}, [Dispatch(7, SHA)], id="its pull request"),
        pytest.param(PUSHED, {9: SHA, 7: SHA}, [Dispatch(7, SHA), Dispatch(9, SHA)], id="of two"),
        pytest.param(PUSHED, {7: OTHER, 9: SHA}, [Dispatch(9, SHA)], id="the head has moved"),
        pytest.param(PUSHED, {}, [], id="no pull request is open"),
        pytest.param(OnePull(7), {7: SHA}, [Dispatch(7, SHA)], id="by hand"),
        pytest.param(OnePull(7), {}, [], id="by hand, closed"),
        pytest.param(OneRelease(1), {}, [Dispatch()], id="a release"),
        pytest.param(Sweep(), {}, [Dispatch()], id="all"),
        pytest.param(Nothing("x"), {}, [], id="nothing"),
    ],
)
def test_a_grader_is_started_for_open_pull_requests_at_their_own_heads(
    request_: Request, open_heads: dict[int, str], expected: list[Dispatch]
) -> None:
    assert list(events.dispatches(request_, open_heads)) == expected


def test_a_grader_is_told_a_number_and_a_sha_or_nothing() -> None:
    assert Dispatch(7, SHA).inputs == {"pull-request": "7", "head-sha": SHA}
    assert Dispatch().inputs == {}


def test_a_grader_is_told_no_head_that_is_none() -> None:
    with pytest.raises(ChallengeError, match="expected 40 hex digits"):
        _ = Dispatch(7, "$(id)").inputs


def test_the_number_of_a_pull_request_event() -> None:
    assert events.pull_request_number({"pull_request": {"number": 3}}) == 3
    with pytest.raises(ChallengeError):
        events.pull_request_number({"pull_request": {"number": "3"}})
