"""The bell of a private grader: the written caller and the reusable workflow under `act`, with the
real action, an App's token that is really made and really limited, and the dispatch that arrives.
What it starts is the grader's own workflow, up to the comment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docker
import pytest

from e2e import act_shim, chains
from e2e.act import Run
from e2e.chains import CHALLENGE, GRADER, Chain
from e2e.repositories import ROOT
from github_server import App, Dispatch, Pull, make_key
from podium.cli.scaffold import Shape

pytestmark = pytest.mark.slow

HOSTILE = 'x";echo${IFS}PWNED;"'
EVALUATE = ".github/workflows/evaluate.yml"

Event = dict[str, Any]


@dataclass(slots=True)
class Bell:
    """A public challenge whose admin has followed the step on answers in minutes."""

    chain: Chain
    app: App
    key: str

    def ended(self, pull: Pull, conclusion: str = "success") -> Event:
        """The event of a pull request's intake run, which only begins without a conclusion."""
        run = self.chain.server.add_run(
            CHALLENGE,
            "intake.yml",
            sha=pull.head_sha,
            branch=pull.head_branch,
            head=f"{pull.user.login}/shapes",
            actor=pull.user.login,
            status="completed" if conclusion else "queued",
            conclusion=conclusion,
        )
        return self.chain.server.workflow_run_event(run, "completed" if conclusion else "requested")

    def held(self, pull: Pull) -> Event:
        """All that is heard of an intake run that waits for somebody to approve it."""
        run = self.chain.server.hold_run(CHALLENGE, "intake.yml", pull)
        return self.chain.server.workflow_run_event(run, "requested")

    def ring(self, event: Event, *, is_set_up: bool = True) -> Run:
        return self.run("notify.yml", "workflow_run", event, is_set_up=is_set_up)

    def run(self, workflow: str, name: str, event: Event, *, is_set_up: bool = True) -> Run:
        app = {"PODIUM_BELL_CLIENT_ID": self.app.client_id, "PODIUM_BELL_PRIVATE_KEY": self.key}
        return self.chain.run_with(app if is_set_up else {}, CHALLENGE, workflow, name, event)

    def arrived(self) -> list[Dispatch]:
        return self.chain.server.dispatches


@pytest.fixture(scope="module")
def bell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bell]:
    public, private = make_key()
    with chains.begin(Shape.PRIVATE_GRADER, tmp_path_factory.mktemp("bell")) as chain:
        app = chain.server.add_app("podium-bell", public_key=public)
        chain.server.install(app, (GRADER,), {"actions": "write"})
        yield Bell(chain, app, private)


@pytest.fixture(scope="module")
def pull(bell: Bell) -> Pull:
    """The second of two that are open."""
    bell.chain.submit("bob")
    return bell.chain.submit("ada", title=HOSTILE)


@pytest.fixture(scope="module")
def rung(bell: Bell, pull: Pull) -> Run:
    return bell.ring(bell.ended(pull, "failure"))


@pytest.fixture(scope="module")
def dispatch(bell: Bell, pull: Pull, rung: Run) -> Dispatch:
    """What arrived at the grader; nothing else did."""
    assert rung.exit_code == 0, rung.log
    (found,) = [one for one in bell.arrived() if one.inputs]
    return found


def test_the_end_of_an_intake_starts_the_grader_for_its_pull_request(
    pull: Pull, dispatch: Dispatch
) -> None:
    inputs = {"pull-request": str(pull.number), "head-sha": pull.head_sha}
    assert dispatch == Dispatch(GRADER, "podium-bell[bot]", EVALUATE, "main", inputs)


def test_each_token_is_for_one_repository_and_one_permission(
    bell: Bell, dispatch: Dispatch
) -> None:
    server = bell.chain.server
    assert server.permissions("podium-bell-1") == {GRADER: {"actions": "write"}}
    asked = [(one.token, one.route) for one in server.requests.matching(kind="rest")]
    job = f"{CHALLENGE}: notify.yml"
    assert [route for token, route in asked if token == job] == ["GET /repos/{owner}/{repo}/pulls"]
    assert [route for token, route in asked if token == "podium-bell-1"] == [
        "GET /repos/{owner}/{repo}",
        "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches",
    ]


def test_neither_a_participants_text_nor_a_key_is_printed(rung: Run, pull: Pull) -> None:
    assert f"the grader was started for pull request {pull.number}" in rung.printed
    for text in ("PWNED", "ghs_", "PRIVATE KEY"):
        assert text not in rung.printed


@pytest.mark.docker
def test_what_was_started_answers_the_pull_request(
    bell: Bell, pull: Pull, dispatch: Dispatch, docker_client: docker.DockerClient
) -> None:
    event = bell.chain.server.workflow_dispatch_event(
        GRADER, "evaluate.yml", sender="octo-org", inputs=dispatch.inputs
    )
    run = bell.chain.run(GRADER, "evaluate.yml", "workflow_dispatch", event)
    assert run.exit_code == 0, run.log
    assert "### Scored: rank 1 of 1" in bell.chain.comment(pull)


def test_the_end_of_a_releases_intake_starts_a_sweep(bell: Bell) -> None:
    intake = bell.chain.server.add_run(
        CHALLENGE, "intake.yml", sha=bell.chain.tip, event="release", branch="v1"
    )
    run = bell.ring(bell.chain.server.workflow_run_event(intake))
    assert run.exit_code == 0, run.log
    (found,) = [one for one in bell.arrived() if not one.inputs]
    assert found == Dispatch(GRADER, "podium-bell[bot]", EVALUATE, "main", {})


@pytest.mark.parametrize(
    ("conclusion", "is_set_up"),
    [
        pytest.param("success", False, id="no bell is set up"),
        pytest.param("cancelled", True, id="a newer intake took its place"),
        pytest.param("", True, id="it only begins"),
    ],
)
def test_nothing_is_asked_of_anybody(
    bell: Bell, pull: Pull, conclusion: str, is_set_up: bool
) -> None:
    event, before = bell.ended(pull, conclusion), len(bell.chain.server.requests)
    run = bell.ring(event, is_set_up=is_set_up)
    assert run.exit_code == 0, run.log
    assert run.printed == ""
    assert len(bell.chain.server.requests) == before


def test_a_release_of_the_challenge_only_wakes_up(bell: Bell) -> None:
    release = bell.chain.server.publish_release(CHALLENGE, "v2", author="octo-org")
    event = bell.chain.server.release_event(release)
    before = len(bell.chain.server.requests)
    run = bell.run("intake.yml", "release", event, is_set_up=False)
    assert run.exit_code == 0, run.log
    assert "The grader takes the release." in run.printed
    assert len(bell.chain.server.requests) == before


def test_an_intake_that_is_held_starts_it_as_well(bell: Bell, pull: Pull) -> None:
    run = bell.ring(bell.held(pull))
    assert run.exit_code == 0, run.log
    inputs = {"pull-request": str(pull.number), "head-sha": pull.head_sha}
    assert bell.arrived()[-1] == Dispatch(GRADER, "podium-bell[bot]", EVALUATE, "main", inputs)


def test_the_token_that_is_asked_for_may_start_the_grader_and_nothing_else() -> None:
    text = (ROOT / ".github/workflows/notify.yml").read_text(encoding="utf-8")
    (job,) = act_shim.load(text)["jobs"].values()
    token, step = job["steps"]
    assert {key: value for key, value in token["with"].items() if "key" not in key} == {
        "client-id": "${{ inputs.app-client-id }}",
        "owner": "${{ inputs.owner }}",
        "repositories": "${{ inputs.grader-repository }}",
        "permission-actions": "write",
    }
    assert "token" not in step["with"], "the run's own reads the pull requests"
    assert job["permissions"] == {"pull-requests": "read"}


def test_a_start_is_never_pushed_out_of_the_queue_by_another(bell: Bell) -> None:
    path: Path = bell.chain.written(CHALLENGE) / ".github/workflows/notify.yml"
    document = act_shim.load(path.read_text(encoding="utf-8"))
    assert document["concurrency"] == {"group": "podium-notify", "queue": "max"}
    assert document["on"] == {
        "workflow_run": {"workflows": ["intake"], "types": ["requested", "completed"]}
    }
