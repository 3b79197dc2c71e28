"""Two machines at once do nearly twice the work of one: the written workflows under `act`, with an
evaluator that takes most of a minute."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import docker
import pytest

from e2e import act_shim, chains
from e2e.chains import CHALLENGE, EXAMPLE, PREDICTIONS, STATEMENT, Chain
from github_server import Pull
from podium import formats
from podium.cli.scaffold import Shape

pytestmark = [pytest.mark.alone, pytest.mark.long, pytest.mark.docker]

SECONDS = 45
EVALUATOR = "evaluator/evaluate.py"
GAIN = 1.8


@pytest.fixture(scope="module")
def chain(
    tmp_path_factory: pytest.TempPathFactory, docker_client: docker.DockerClient
) -> Iterator[Chain]:
    """Whose image is built: a submission that cannot be scored has been there. Its duration does
    not count, so that each of those to come is given a machine of its own."""
    with chains.begin(Shape.SINGLE, tmp_path_factory.mktemp("machines")) as chain:
        text = chain.example(EVALUATOR).decode()
        slow = text.replace(
            "        metrics = score",
            f"        __import__('time').sleep({SECONDS})\n        metrics = score",
        )
        assert slow != text
        chain.server.commit(CHALLENGE, {EVALUATOR: slow})
        broken = submit(chain, "nobody", b"id,label\n")
        assert chain.sweep().exit_code == 0
        assert "### Evaluation failed" in chain.comment(broken)
        yield chain


def submit(chain: Chain, author: str, predictions: bytes | None = None) -> Pull:
    folder = f"submissions/shapes/test/{author}/threshold"
    files = {
        path.replace(EXAMPLE, folder): chain.example(path) for path in (PREDICTIONS, STATEMENT)
    }
    if predictions is not None:
        files[PREDICTIONS.replace(EXAMPLE, folder)] = predictions
    return chain.server.open_pull(CHALLENGE, author=author, files=files)


def spread(chain: Chain, machines: int) -> None:
    """As the plan's word on it would, had it stayed an expression for act."""
    path = chain.podium / ".github/workflows/evaluate.yml"
    document = act_shim.load(path.read_text(encoding="utf-8"))
    document["jobs"]["item"]["strategy"]["max-parallel"] = machines
    path.write_text(json.dumps(document), encoding="utf-8")


def seconds(chain: Chain, machines: int) -> float:
    """Of two submissions, from when the first is evaluated to when both are told."""
    spread(chain, machines)
    pulls = [submit(chain, f"user{machines}{number}") for number in range(2)]
    swept = chain.sweep()
    ended = datetime.now(UTC)
    assert swept.exit_code == 0, swept.log
    assert all("### Scored" in chain.comment(pull) for pull in pulls)
    begun = []
    for pull in pulls:
        (files,) = chain.evaluations(f"pr-{pull.number}-{pull.head_sha[:7]}")
        begun.append(formats.parse_time(json.loads(files["evaluation.json"])["started_at"]))
    return (ended - min(begun)).total_seconds()


def test_two_machines_take_hardly_more_than_half_the_time_of_one(chain: Chain) -> None:
    one, two = seconds(chain, 1), seconds(chain, 2)
    sys.stdout.write(f"\none machine {one:.0f} s, two {two:.0f} s: {one / two:.2f} times\n")
    assert one / two >= GAIN
