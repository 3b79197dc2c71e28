"""The bell of a private grader: started by a number and a SHA, by tokens that may do no more than
that, whatever the event says and whatever participants wrote."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from github_server import Dispatch
from integration.github.conftest import CHALLENGE, Place
from podium import resources
from podium.cli import scaffold
from podium.cli.scaffold import Names, Shape

GRADER = "org/small-grader"
WORKFLOW = ".github/workflows/evaluate.yml"
BELL = "podium-bell[bot]"
READING = {CHALLENGE: {"pull_requests": "read"}}
STARTING = {GRADER: {"actions": "write"}}
HOSTILE = 'x";echo${IFS}PWNED;"'  # what git takes for a branch

Event = dict[str, Any]


@pytest.fixture
def bell(place: Place) -> Place:
    """The public side with the tokens of its workflow, and a grader as it is written."""
    templates = scaffold.read_templates(resources.bundled("init_templates"))
    names = Names(title="Small", repository="small", owner="org", commit="0123456789" * 4)
    written = scaffold.make_repository(templates, shape=Shape.PRIVATE_GRADER, names=names)
    files = {
        path.removeprefix("grader/"): text
        for path, text in written.items()
        if path.startswith("grader/")
    }
    place.server.add_repository(GRADER, files=files, private=True)
    place.server.add_user(BELL, kind="Bot")
    place.environ |= {
        "PODIUM_TOKEN": place.server.token(READING, name="reading"),
        "PODIUM_RESULTS_TOKEN": "",
        "PODIUM_GRADER_REPOSITORY": GRADER,
        "PODIUM_GRADER_TOKEN": place.server.token(STARTING, name="starting", login=BELL),
    }
    return place


def started(**inputs: str) -> Dispatch:
    """What arrives at the grader."""
    inputs = {name.replace("_", "-"): value for name, value in inputs.items()}
    return Dispatch(GRADER, BELL, WORKFLOW, "main", inputs)


def event_of(bell: Place, pull: Any) -> Event:
    run = bell.wake(pull)
    return bell.server.workflow_run_event(run)


def test_a_pull_request_starts_the_grader_by_its_number_and_its_commit(bell: Place) -> None:
    bell.submit("ada")
    pull = bell.submit("bela")
    assert bell.run("notify") == 0
    expected = started(pull_request=str(pull.number), head_sha=pull.head_sha)
    assert bell.server.dispatches == [expected]
    assert bell.outputs["state"] == "notified"


def test_what_the_grader_is_started_with_is_what_it_evaluates(bell: Place) -> None:
    bell.submit("ada")
    pull = bell.submit("bela")
    assert bell.run("notify") == 0
    ((_, number), (_, sha)) = bell.server.dispatches[0].inputs.items()
    bell.event("workflow_dispatch", {"inputs": bell.server.dispatches[0].inputs})
    bell.environ |= {"PODIUM_TOKEN": bell.token, "PODIUM_RESULTS_TOKEN": bell.token}
    assert bell.grade(PODIUM_PULL_REQUEST=number, PODIUM_HEAD_SHA=sha) == (0, 0)
    (record,) = bell.records()
    assert record.submission.source.head_sha == pull.head_sha
    assert "### Scored" in bell.comment(pull)


def test_a_release_starts_a_sweep(bell: Place) -> None:
    tip = bell.server.git(CHALLENGE).read_ref("refs/heads/main")
    run = bell.server.add_run(
        CHALLENGE, "intake.yml", sha=tip, event="release", branch="v1", actor="octocat"
    )
    bell.event("workflow_run", bell.server.workflow_run_event(run))
    assert bell.run("notify") == 0
    assert bell.server.dispatches == [started()]


def test_whoever_starts_it_by_hand_starts_a_sweep(bell: Place) -> None:
    bell.submit("ada")
    bell.event("workflow_dispatch", {"inputs": {}, "repository": {"full_name": CHALLENGE}})
    assert bell.run("notify") == 0
    assert bell.server.dispatches == [started()]


# What participants try


def changed(**run: Any) -> Callable[[Event], Event]:
    return lambda event: {**event, "workflow_run": {**event["workflow_run"], **run}}


def elsewhere(event: Event) -> Event:
    return {**event, "repository": {**event["repository"], "full_name": "mallory/small"}}


@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(changed(head_sha="f" * 40), id="another commit"),
        pytest.param(changed(head_branch="nowhere"), id="a branch without a pull request"),
        pytest.param(
            changed(head_branch="nowhere", pull_requests=[{"number": 1}]), id="a list of its own"
        ),
        pytest.param(changed(head_branch="submission&state=all"), id="a filter of its own"),
        pytest.param(changed(head_repository={"full_name": "mallory/other"}), id="another fork"),
        pytest.param(changed(head_repository=None), id="a fork that is gone"),
        pytest.param(changed(event="pull_request_review"), id="a trigger that was added"),
        pytest.param(elsewhere, id="another repository"),
    ],
)
def test_a_forged_event_starts_nothing(bell: Place, forge: Callable[[Event], Event]) -> None:
    event = event_of(bell, bell.submit("mallory"))
    bell.event("workflow_run", forge(event))
    assert bell.run("notify") == 0
    assert bell.server.dispatches == []
    assert bell.outputs["state"] == "none"
    bell.event("workflow_run", event)
    assert bell.run("notify") == 0
    assert len(bell.server.dispatches) == 1


def test_a_forged_event_starts_the_grader_for_an_open_pull_request_at_its_own_head_at_most(
    bell: Place,
) -> None:
    victim, own = bell.submit("ada"), bell.submit("mallory")
    forged = changed(
        head_sha=victim.head_sha,
        head_branch=victim.head_branch,
        head_repository={"full_name": "ada/small"},
    )
    bell.event("workflow_run", forged(event_of(bell, own)))
    assert bell.run("notify") == 0
    expected = started(pull_request=str(victim.number), head_sha=victim.head_sha)
    assert bell.server.dispatches == [expected]


def test_a_closed_pull_request_starts_nothing(bell: Place) -> None:
    pull = bell.submit("ada")
    bell.server.close_pull(CHALLENGE, pull.number)
    assert bell.run("notify") == 0
    assert bell.run("notify", PODIUM_PULL_REQUEST=str(pull.number)) == 0
    assert bell.server.dispatches == []


def test_a_head_that_has_moved_is_for_the_run_of_the_new_one(bell: Place) -> None:
    pull = bell.submit("ada", score="0.1")
    old = event_of(bell, pull)
    new = bell.push(pull, "0.2")
    assert bell.run("notify") == 0
    bell.event("workflow_run", old)
    assert bell.run("notify") == 0
    expected = started(pull_request=str(pull.number), head_sha=new)
    assert bell.server.dispatches == [expected]


def test_nothing_that_a_participant_wrote_is_said_to_anybody(bell: Place, capfd: Any) -> None:
    pull = bell.submit(
        "mallory",
        {f"submissions/small/dev/mallory/{HOSTILE.replace('/', '')}/answer.txt": "0.5"},
        title=f"{HOSTILE}\n::set-output name=state::forged",
        body=HOSTILE,
        branch=HOSTILE,
        message=HOSTILE,
    )
    assert bell.run("notify") == 0
    expected = started(pull_request=str(pull.number), head_sha=pull.head_sha)
    assert bell.server.dispatches == [expected]
    left = Path(bell.environ["GITHUB_OUTPUT"]).read_text()
    said = "".join(capfd.readouterr()) + left
    assert f"pull request {pull.number} at {pull.head_sha[:12]}" in said
    for text in ("PWNED", "mallory", "forged", "set-output"):
        assert text not in said


# Tokens


def test_each_token_is_for_its_own_repository_and_asks_little(bell: Place) -> None:
    bell.submit("ada")
    bell.server.requests.clear()
    assert bell.run("notify") == 0
    assert [(one.token, one.route) for one in bell.server.requests] == [
        ("reading", "GET /repos/{owner}/{repo}/pulls"),
        ("starting", "GET /repos/{owner}/{repo}"),
        ("starting", "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches"),
    ]
    assert bell.server.permissions("reading") == READING
    assert bell.server.permissions("starting") == STARTING


@pytest.mark.parametrize(
    ("permissions", "status"),
    [
        pytest.param({GRADER: {"actions": "read"}}, "403", id="may not start"),
        pytest.param({GRADER: {"contents": "write"}}, "403", id="may something else"),
        pytest.param({CHALLENGE: {"actions": "write"}}, "404", id="of another repository"),
    ],
)
def test_a_token_that_may_not_start_the_grader_is_a_red_run_and_no_more(
    bell: Place, permissions: dict[str, dict[str, str]], status: str, capfd: Any
) -> None:
    bell.submit("ada")
    token = bell.server.token(permissions, login=BELL)
    assert bell.run("notify", PODIUM_GRADER_TOKEN=token) == 3
    assert bell.server.dispatches == []
    assert bell.outputs["state"] == "failed"
    said = "".join(capfd.readouterr())
    assert f"{GRADER}: {status}" in said
    assert "Nothing is lost" in said
    assert token not in said
    assert [bell.server.comments(CHALLENGE, 1), bell.writes()[1:]] == [[], []]


def test_a_token_that_ran_out_is_in_no_log(bell: Place, capfd: Any) -> None:
    bell.submit("ada")
    secret = "ghs_" + "s" * 36
    assert bell.run("notify", PODIUM_GRADER_TOKEN=secret) == 3
    said = "".join(capfd.readouterr())
    assert "401" in said and secret not in said


@pytest.mark.parametrize("name", ["PODIUM_GRADER_REPOSITORY", "PODIUM_GRADER_TOKEN"])
def test_without_a_grader_there_is_nobody_to_start(bell: Place, name: str, capfd: Any) -> None:
    bell.submit("ada")
    assert bell.run("notify", **{name: ""}) == 2
    assert name in "".join(capfd.readouterr())
    assert bell.server.dispatches == []


# When GitHub fails


DISPATCHES = r"/actions/workflows/evaluate\.yml/dispatches$"


@pytest.mark.parametrize("kind", ["502", "reset", "secondary_limit"])
def test_a_failure_that_passes_is_waited_out(bell: Place, kind: Any) -> None:
    pull = bell.submit("ada")
    bell.server.fail_next("POST", DISPATCHES, kind, times=2, seconds=0)
    assert bell.run("notify") == 0
    expected = started(pull_request=str(pull.number), head_sha=pull.head_sha)
    assert bell.server.dispatches == [expected]
    assert bell.server.faults_waiting == 0


def test_a_start_whose_answer_is_lost_is_made_again_and_says_the_same(bell: Place) -> None:
    bell.submit("ada")
    bell.server.fail_next("POST", DISPATCHES, "502", applied=True)
    assert bell.run("notify") == 0
    first, second = bell.server.dispatches
    assert first == second


def test_a_failure_that_stays_is_given_up_with_a_plain_sentence(bell: Place, capfd: Any) -> None:
    bell.submit("ada")
    bell.server.fail_next("POST", DISPATCHES, "502", times=100)
    assert bell.run("notify") == 3
    assert bell.server.faults_waiting == 95
    assert bell.server.dispatches == []
    said = "".join(capfd.readouterr())
    assert "starting evaluate.yml of org/small-grader: 502" in said
    assert "its next sweep takes up what waits" in said


def test_pull_requests_that_cannot_be_listed_are_a_red_run(bell: Place, capfd: Any) -> None:
    bell.submit("ada")
    bell.server.fail_next("GET", r"/pulls$", "500", times=100)
    assert bell.run("notify") == 3
    assert bell.outputs["state"] == "failed"
    assert "Nothing is lost" in "".join(capfd.readouterr())
    assert bell.server.dispatches == []


def test_one_start_that_fails_does_not_hold_back_the_next(bell: Place) -> None:
    first = bell.submit("ada")
    second = bell.server.open_pull_of(CHALLENGE, "ada/small", first.head_branch, author="ada")
    bell.server.fail_next("POST", DISPATCHES, "500", times=5)
    assert bell.run("notify") == 3
    expected = started(pull_request=str(second.number), head_sha=second.head_sha)
    assert bell.server.dispatches == [expected]
