"""Runs an evaluator in a container without network, privileges or anything of this machine.

Files get in and out through volumes and the engine's API, so the engine may be a remote one.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path, PurePosixPath

from docker import DockerClient
from docker.errors import APIError
from docker.models.containers import Container
from requests.exceptions import RequestException

from podium.errors import ChallengeError
from podium.evaluation import output
from podium.evaluation.docker import archives, engine, holder, metrics, programs, sandbox
from podium.evaluation.docker.archives import TarMember
from podium.evaluation.docker.programs import Program
from podium.evaluation.docker.sandbox import GROUND_TRUTH, INPUT, OUTPUT, PROGRAM, Volumes
from podium.evaluation.verdict import End, Unreadable, conclude
from podium.evaluation.watching import EVERY_SECONDS, Tail, partial_outcomes, watching
from podium.jobs import Contract, Evaluator, Job, Outcome, Watch

_GRACE = 30  # seconds the engine has to report the end of a container that was killed

# What the engine says, with a server's error code, of an image that cannot run.
_IMAGE_AT_FAULT = (
    "unable to find user",
    "no matching entries in",
    "executable file not found",
    "exec format error",
)


class DockerRunner:
    """Both contracts, isolated."""

    name = "docker"
    notice = ""

    def __init__(
        self, client: DockerClient, *, cache: Path | None = None, every: float = EVERY_SECONDS
    ) -> None:
        """``every`` so many seconds a watch is told what is new."""
        self._client = client
        self._cache = cache
        self._every = every

    def identify(self, evaluator: Evaluator) -> str:
        return programs.identify(self._client, evaluator, cache=self._cache)

    def close(self) -> None:
        self._client.close()

    def run(self, job: Job, *, watch: Watch | None = None) -> Outcome:
        """See ``jobs.Runner``. All that it makes in the engine is gone afterwards. Whatever the
        evaluator does is a failure in the outcome; what the engine refuses is raised."""

        def read_metrics() -> bytes | Unreadable:
            return metrics.read_from_container(store, OUTPUT)

        with (
            tempfile.TemporaryDirectory(prefix="podium-") as scratch,
            self._removed_afterwards() as labels,
            ThreadPoolExecutor(max_workers=2) as aside,
        ):
            # The engine finishes what it was asked to make, also when an interrupt ends the asking.
            # What another thread asks for is not interrupted, and is there before all is removed.
            volumes = aside.submit(self._create_volumes, job, labels).result()
            # Starting the holder takes as long as all the rest, and waits for nothing of it.
            holding = aside.submit(self._start_holder, volumes, labels)
            program = programs.prepare(self._client, job, Path(scratch), cache=self._cache)
            creating = aside.submit(self._create_evaluator, job, program, volumes, labels)
            container, store = creating.result(), holding.result()
            store.put_archive("/", archives.tar(_files(job, program)))
            tell = partial_outcomes(watch, digest=program.digest)
            with watching(read_metrics, tell, every=self._every):
                end = _run_to_its_end(container, seconds=job.limits.seconds)
            return conclude(
                end,
                contract=job.evaluator.contract,
                read_metrics=read_metrics,
                read_images=partial(output.read_from_container, store, OUTPUT, job.images),
                stdout=_log(container, job, stderr=False),
                stderr=_log(container, job, stderr=True),
                digest=program.digest,
                seconds=_seconds(container),
            )

    @contextmanager
    def _removed_afterwards(self) -> Iterator[dict[str, str]]:
        """Labels for what the run makes; all that has them is gone afterwards, also when it was
        interrupted half-way through making it."""
        with engine.engine_errors("The evaluation could not be run"):
            engine.remove_orphans(self._client)
            labels = engine.new_labels()
            try:
                yield labels
            finally:
                engine.remove_run(self._client, labels)

    def _create_volumes(self, job: Job, labels: dict[str, str]) -> Volumes:
        return sandbox.create_volumes(self._client, _places(job), job.limits, labels)

    def _start_holder(self, volumes: Volumes, labels: dict[str, str]) -> Container:
        """It has to run before the evaluator ends, or the output, in memory, ends with that."""
        image = holder.ensure_image(self._client)
        store = sandbox.create_holder(self._client, image, volumes, labels)
        store.start()
        return store

    def _create_evaluator(
        self, job: Job, program: Program, volumes: Volumes, labels: dict[str, str]
    ) -> Container:
        return sandbox.create_evaluator(
            self._client,
            program.image,
            program.command,
            environ=program.environ,
            volumes=volumes,
            limits=job.limits,
            labels=labels,
            cpus=self._cpus,
        )

    @cached_property
    def _cpus(self) -> int:
        return int(self._client.info()["NCPU"])


def _places(job: Job) -> list[PurePosixPath]:
    """Nothing is mounted over what an image may have there itself unless there is something."""
    places = [INPUT]
    if job.ground_truth is not None:
        places.append(GROUND_TRUTH)
    if job.evaluator.contract is Contract.EVALAI:
        places.append(PROGRAM)
    return [*places, OUTPUT]


def _files(job: Job, program: Program) -> Iterator[TarMember]:
    yield from archives.tree(job.submission, INPUT)
    if job.ground_truth is not None:
        place = GROUND_TRUTH
        if not job.ground_truth.is_dir():
            place /= job.ground_truth.name
        yield from archives.tree(job.ground_truth, place)
    yield from program.files


def _run_to_its_end(container: Container, *, seconds: float) -> End:
    """Start it, wait as long as it may run, and kill it then, because the engine has no limit of
    its own. No thread keeps the time: one would outlive an interrupt, and hold the process."""
    _start(container)
    deadline = time.monotonic() + seconds
    out_of_time = False
    try:
        exit_code = container.wait(timeout=seconds)["StatusCode"]
    except RequestException:  # no answer yet, or none ever if the engine is gone
        if time.monotonic() < deadline:
            raise
        out_of_time = True
        with suppress(APIError):  # it may have ended by itself just now
            container.kill()
        exit_code = container.wait(timeout=_GRACE)["StatusCode"]
    container.reload()
    return End(
        exit_code=exit_code,
        out_of_time=out_of_time,
        out_of_memory=bool(container.attrs["State"]["OOMKilled"]),
    )


def _start(container: Container) -> None:
    try:
        container.start()
    except APIError as error:
        said = engine.explanation(error)
        if error.is_client_error() or any(sign in said for sign in _IMAGE_AT_FAULT):
            raise ChallengeError(f"The evaluator could not be started: {said}") from error
        raise


def _log(container: Container, job: Job, *, stderr: bool) -> bytes:
    tail = Tail(job.limits.log)
    for chunk in container.logs(stdout=not stderr, stderr=stderr, stream=True):
        tail.add(chunk)
    return tail.content


def _seconds(container: Container) -> float:
    """By the engine's clock: without the time to set up the container."""
    state = container.attrs["State"]
    started, finished = (datetime.fromisoformat(state[key]) for key in ("StartedAt", "FinishedAt"))
    return max(0.0, (finished - started).total_seconds())
