"""Runs of the written workflows killed with -9 at a step, and the sweep that repairs them all.

Each kill takes a run of its own: ``make test-all`` kills at every step in both shapes, in one shape
Podium alone and in the other the whole machine, in turns. ``pytest`` by hand, without
``PODIUM_LONG=1``, tries telling steps of one shape.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import docker
import pytest

from e2e import chains, machine
from e2e.act import Run
from e2e.chains import CHALLENGE, Chain
from github_server import ConnectionLost, Pull
from podium.cli.scaffold import Shape
from podium.evaluation.docker import engine
from properties import IS_LONG

# What a dead process leaves in the engine is taken away by whoever evaluates next.
pytestmark = [pytest.mark.alone, pytest.mark.long, pytest.mark.docker]

# The command that is killed, and its last request, which is lost with it.
STEPS = {
    "before anything": ("plan", "GET", r"/pulls(/\d+)?$"),
    "before its sizes are known": ("plan", "GET", r"/git/trees/"),
    "before it is pending": ("plan", "POST", r"/statuses/"),
    "before it is claimed": ("plan", "POST", r"/issues/\d+/comments$"),
    "before it is pushed": ("publish", "POST", r"/git-receive-pack$"),
    "before the head is read again": ("publish", "GET", r"/pulls/\d+$"),
    "before it has a status": ("publish", "POST", r"/statuses/"),
    "before it has a label": ("publish", "PUT", r"/labels$"),
    "before it is told": ("publish", "POST", r"/issues/\d+/comments$"),
    "after it is told": ("publish", "PATCH", r"/issues/comments/"),
}
# In the middle of an evaluation nothing is asked of GitHub: it begins with a container.
WHILE_EVALUATED = "while it is evaluated"
RECORDED = {
    "before the head is read again",
    "before it has a status",
    "before it has a label",
    "before it is told",
    "after it is told",
}

PODIUM, EVERYTHING = VICTIMS = ("podium", "the whole machine")
EVERY_STEP = (*STEPS, WHILE_EVALUATED)
TELLING = ("before it is claimed", "before it is pushed", "before it is told", WHILE_EVALUATED)
KILLED = EVERY_STEP if IS_LONG else TELLING
SHAPES = list(Shape) if IS_LONG else [Shape.SINGLE]


@dataclass(slots=True)
class Killer:
    """Kills one command of Podium with all that it started, or whatever runs on its machine."""

    chain: Chain
    command: str
    victim: str
    killed: list[int] = field(default_factory=list)

    def strike(self) -> bool:
        """Whether there was anything to kill; ``killed`` begins with Podium."""
        found = machine.running(self.chain.machine, self.command)
        if found and self.victim == EVERYTHING:
            found += [one.id for one in machine.processes(self.chain.machine)]
        machine.kill(found)
        self.killed += found
        return bool(found)


@contextmanager
def at_request(killer: Killer, method: str, path: str) -> Iterator[None]:
    is_over = False

    def meet(request: object) -> None:
        if is_over:
            return
        if killer.strike():
            raise ConnectionLost
        killer.chain.server.before(method, path, meet)  # it was another command's

    killer.chain.server.before(method, path, meet)
    try:
        yield
    finally:
        is_over = True


@contextmanager
def at_first_container(killer: Killer, client: docker.DockerClient) -> Iterator[None]:
    """It only holds the volumes; the evaluator's own starts a moment later."""
    events = client.events(filters={"event": "start", "label": engine.OWNER}, decode=True)

    def watch() -> None:
        for event in events:
            owner = event["Actor"]["Attributes"][engine.OWNER].rpartition(":")[2]
            if int(owner) in machine.running(killer.chain.machine, killer.command):
                killer.strike()
                return

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        events.close()
        thread.join()


@dataclass(frozen=True, slots=True)
class Left:
    """A pull request, and how a killed run left it."""

    pull: Pull
    run: Run
    victim: str
    killed: list[int]
    comments: list[str]
    evaluations: int
    in_engine: int


@dataclass(frozen=True, slots=True)
class Scene:
    chain: Chain
    left: dict[str, Left]

    def evaluations(self, pull: Pull) -> int:
        return len(self.chain.evaluations(f"pr-{pull.number}-{pull.head_sha[:7]}"))


@pytest.fixture(scope="module", params=SHAPES, ids=str)
def scene(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    docker_client: docker.DockerClient,
) -> Iterator[Scene]:
    """Nobody has looked after what the killed runs left."""
    with chains.begin(request.param, tmp_path_factory.mktemp("killed")) as chain:
        scene = Scene(chain, {})
        for number, step in enumerate(KILLED, start=1):
            pull = chain.submit(f"user{number}")
            victim = VICTIMS[(number + SHAPES.index(request.param)) % len(VICTIMS)]
            command, *asked = STEPS.get(step, ("evaluate",))
            killer = Killer(chain, command, victim)
            killing = (
                at_request(killer, *asked) if asked else at_first_container(killer, docker_client)
            )
            with killing:
                run = chain.grade(pull)
            scene.left[step] = Left(
                pull,
                run,
                victim,
                killer.killed,
                [one.body for one in chain.server.comments(CHALLENGE, pull.number)],
                scene.evaluations(pull),
                in_engine(docker_client, killer.killed),
            )
        yield scene


@pytest.fixture(scope="module")
def swept(scene: Scene) -> Run:
    return scene.chain.sweep()


def in_engine(client: docker.DockerClient, killed: list[int]) -> int:
    """How many containers and volumes are there of those who were killed."""
    chosen = {"label": engine.OWNER}
    found = client.api.containers(all=True, filters=chosen)
    found += client.api.volumes(filters=chosen)["Volumes"] or []
    owners = [one["Labels"][engine.OWNER].rpartition(":")[2] for one in found]
    return sum(int(owner) in killed for owner in owners)


every_kill = pytest.mark.parametrize("step", KILLED)


@every_kill
def test_a_run_is_killed_half_way(scene: Scene, step: str) -> None:
    left = scene.left[step]
    assert left.killed, left.run.log
    assert left.run.exit_code == (1 if left.victim == PODIUM else -9), left.run.log
    scored = [body for body in left.comments if "### Scored" in body]
    assert len(scored) == (step == "after it is told")
    assert left.evaluations == (step in RECORDED)
    assert bool(left.in_engine) is (step == WHILE_EVALUATED)


@every_kill
def test_the_sweep_repairs_it(scene: Scene, swept: Run, step: str) -> None:
    assert swept.exit_code == 0, swept.log
    chain, pull = scene.chain, scene.left[step].pull
    assert "### Scored: rank 1 of " in chain.comment(pull)
    assert scene.evaluations(pull) == 1
    assert chain.server.labels(CHALLENGE, pull.number) == ["podium: scored"]
    assert chain.server.statuses(CHALLENGE, pull.head_sha)[-1].state == "success"


def test_the_sweep_takes_away_what_an_evaluation_left_in_the_engine(
    scene: Scene, swept: Run, docker_client: docker.DockerClient
) -> None:
    killed = [process for left in scene.left.values() for process in left.killed]
    assert in_engine(docker_client, killed) == 0


def test_the_next_sweep_changes_nothing(scene: Scene, swept: Run) -> None:
    chain = scene.chain
    chain.server.requests.clear()
    again = chain.sweep()
    assert again.exit_code == 0, again.log
    asked = [one for one in chain.server.requests if not one.route.endswith("/access_tokens")]
    assert {one.method for one in asked if one.kind == "rest"} == {"GET"}
    assert "git-receive-pack" not in {one.route for one in asked}
