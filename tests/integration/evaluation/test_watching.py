"""Metrics that come one split after the other, seen while the evaluator still runs."""

from __future__ import annotations

import resource
from dataclasses import replace
from pathlib import Path

import pytest
from docker import DockerClient

from integration.evaluation.conftest import MakeImage, left_behind
from integration.evaluation.scripts import make_job, write_script
from podium.evaluation.docker.runner import DockerRunner
from podium.evaluation.process.runner import ProcessRunner
from podium.jobs import Contract, Evaluator, Job, Limits, Outcome, Runner

IN_PARTS = """
    import time

    def evaluate(annotation, submission, phase, **kwargs):
        yield {"result": [{"train_split": {"Right": 1}}]}
        time.sleep(2)
        yield {"result": [{"test_split": {"Right": 2}}]}
"""
THEN_FAILS = """
    import time

    def evaluate(annotation, submission, phase, **kwargs):
        yield {"result": [{"test_split": {"Right": 1}}]}
        time.sleep(1)
        raise ValueError("row 3 is not a number")
"""
HALF_WRITTEN = """
import time
from pathlib import Path
place = Path("/output/metrics.json")
place.write_text('{"a": ')
time.sleep(1)
place.write_text('{"a": 1}')
time.sleep(1)
place.write_text('{"a": 1, "b": 2}')
"""
EXCHANGED = """
import ctypes, os, time
os.chdir("/output")
lib = ctypes.CDLL(None)
with open("metrics.json", "w") as file:
    file.write('{"a": 1}')
with open("large", "wb") as file:
    file.write(b"{")
    file.truncate(1 << 30)
end = time.monotonic() + 3
while time.monotonic() < end:
    lib.renameat2(-100, b"metrics.json", -100, b"large", 2)
"""
EVERY = 0.1


def scripted(folder: Path, main: str) -> Job:
    job = make_job(folder, write_script(folder / "evaluation_script", main))
    return replace(job, splits=("train_split", "test_split"))


def run(runner: Runner, job: Job) -> tuple[list[object], Outcome]:
    told: list[Outcome] = []
    outcome = runner.run(job, watch=told.append)
    assert all(one.failure is None and one.exit_code is None for one in told)
    assert all(one.digest == outcome.digest for one in told)
    return [one.metrics and one.metrics.document for one in told], outcome


TRAIN = {"train_split": {"Right": 1}}
ALL = {**TRAIN, "test_split": {"Right": 2}}


def test_a_generator_tells_each_split_as_it_comes(tmp_path: Path) -> None:
    told, outcome = run(ProcessRunner(every=EVERY), scripted(tmp_path, IN_PARTS))
    assert told[0] == TRAIN
    assert outcome.metrics and outcome.metrics.document == ALL


def test_what_was_told_before_a_failure_does_not_make_it_a_success(tmp_path: Path) -> None:
    told, outcome = run(ProcessRunner(every=EVERY), scripted(tmp_path, THEN_FAILS))
    assert told == [{"test_split": {"Right": 1}}]
    assert outcome.metrics is None
    assert outcome.failure is not None
    assert outcome.failure.message == "ValueError: row 3 is not a number"


def test_what_a_watch_raises_is_not_lost(tmp_path: Path) -> None:
    def watch(outcome: Outcome) -> None:
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        ProcessRunner(every=EVERY).run(scripted(tmp_path, IN_PARTS), watch=watch)


@pytest.mark.docker
def test_a_script_in_a_container_is_seen_too(docker_client: DockerClient, tmp_path: Path) -> None:
    runner = DockerRunner(docker_client, cache=tmp_path / "cache", every=EVERY)
    told, outcome = run(runner, scripted(tmp_path, IN_PARTS))
    assert told[0] == TRAIN
    assert outcome.metrics and outcome.metrics.document == ALL
    assert left_behind(docker_client) == []


def in_container(image: str, folder: Path) -> Job:
    submission = folder / "submission"
    submission.mkdir()
    (submission / "predictions.csv").write_text("1\n")
    return Job(
        evaluator=Evaluator(Contract.GRAND_CHALLENGE, image=image),
        submission=submission,
        ground_truth=None,
        phase="dev",
        splits=("overall",),
        limits=Limits(seconds=30),
    )


@pytest.mark.docker
def test_half_a_document_is_not_told(
    docker_client: DockerClient, make_image: MakeImage, tmp_path: Path
) -> None:
    runner = DockerRunner(docker_client, cache=tmp_path / "cache", every=EVERY)
    told, outcome = run(runner, in_container(make_image(HALF_WRITTEN), tmp_path))
    assert told[0] == {"a": 1}
    assert outcome.metrics and outcome.metrics.document == {"a": 1, "b": 2}


@pytest.mark.docker
@pytest.mark.long
def test_a_file_that_is_exchanged_while_it_is_read_is_bounded(
    docker_client: DockerClient, make_image: MakeImage, tmp_path: Path
) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    runner = DockerRunner(docker_client, cache=tmp_path / "cache", every=0.02)
    told, _ = run(runner, in_container(make_image(EXCHANGED), tmp_path))
    assert all(one == {"a": 1} for one in told)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 << 10  # KiB
