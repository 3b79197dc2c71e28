"""Runs an evaluator in a container without network, privileges or anything of this machine.

Files get in and out through volumes and the engine's API, so the engine may be a remote one.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import Any

from docker import DockerClient
from docker.models.containers import Container

from podium import temporary
from podium.evaluation import ground_truth, own_files
from podium.evaluation.docker import (
    accounts,
    archives,
    engine,
    holder,
    invocation,
    metrics,
    pictures,
    programs,
    running,
    sandbox,
)
from podium.evaluation.docker.archives import TarMember
from podium.evaluation.docker.layer import kept_within
from podium.evaluation.docker.memory import held_by
from podium.evaluation.docker.programs import Program
from podium.evaluation.docker.sandbox import GROUND_TRUTH, INPUT, OUTPUT, PROGRAM, TMP, Volumes
from podium.evaluation.memory import followed
from podium.evaluation.places import Places
from podium.evaluation.verdict import End, Unreadable, conclude
from podium.evaluation.watching import EVERY_SECONDS, partial_outcomes, watching
from podium.jobs import Contract, Evaluator, Job, Outcome, Watch

_NO_GPU = "the phase asks for a GPU ({gpu}), and this machine's engine has none to give"
_AS_NOBODY = (
    "the evaluator's image names no user but root, so it ran as nobody (65534:65534): what root "
    "alone may read or write was out of its reach"
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
            temporary.folder("evaluation") as scratch,
            self._removed_afterwards(job) as labels,
            ThreadPoolExecutor(max_workers=2) as aside,
        ):
            # The engine finishes what it was asked to make, also when an interrupt ends the asking.
            # What another thread asks for is not interrupted, and is there before all is removed.
            volumes, store = aside.submit(self._create_holder, job, labels).result()
            # Starting the holder takes as long as all the rest, and waits for nothing of it.
            holding = aside.submit(store.start)
            program = programs.prepare(self._client, job, scratch, cache=self._cache)
            creating = aside.submit(self._create_containers, job, program, volumes, store, labels)
            container, caller = creating.result()
            holding.result()
            truth = _ground_truth(job, scratch)
            store.put_archive("/", archives.tar(_files(job, program, truth)))
            tell = partial_outcomes(watch, digest=program.digest)
            with (
                watching(read_metrics, tell, every=self._every),
                kept_within(self._client, container, job.limits) as layer,
                followed(partial(held_by, container)) as peak,
            ):
                end = _run(container, caller, store, seconds=job.limits.seconds)
            if layer.excess is not None:
                end = replace(end, refusal=layer.excess)
            outcome = conclude(
                end,
                contract=job.evaluator.contract,
                read_metrics=read_metrics,
                stdout=_log(container, caller, job, stderr=False),
                stderr=_log(container, caller, job, stderr=True),
                digest=program.digest,
                seconds=running.seconds_of(container),
                places=Places(names=own_files.names(job)),
            )
            ended_well = outcome.failure is None
            images = pictures.read_from_container(store, OUTPUT, job.images if ended_well else ())
            outputs = metrics.read_outputs(store, OUTPUT, job.outputs if ended_well else ())
            return replace(
                outcome,
                images=images.files,
                files=outputs.files,
                left_out=(*images.left_out, *outputs.left_out),
                notes=self._notes(job, program, outcome),
                peak_memory=job.limits.memory if end.out_of_memory else peak.bytes,
            )

    @contextmanager
    def _removed_afterwards(self, job: Job) -> Iterator[dict[str, str]]:
        """Labels for what the run makes; all that has them is gone afterwards, also when it was
        interrupted half-way through making it."""
        with engine.engine_errors("The evaluation could not be run"):
            engine.remove_orphans(self._client)
            labels = engine.new_labels(seconds=job.limits.seconds)
            try:
                yield labels
            finally:
                engine.remove_run(self._client, labels)

    def _create_holder(self, job: Job, labels: dict[str, str]) -> tuple[Volumes, Container]:
        """It has to run before the evaluator starts, which is in its process namespace."""
        volumes = sandbox.create_volumes(self._client, _places(job), job.limits, labels)
        image, seconds = holder.ensure_image(self._client), job.limits.seconds
        return volumes, sandbox.create_holder(self._client, image, volumes, labels, seconds=seconds)

    def _create_containers(
        self,
        job: Job,
        program: Program,
        volumes: Volumes,
        store: Container,
        labels: dict[str, str],
    ) -> tuple[Container, Container | None]:
        """The evaluator and, where it is a server, what calls it; neither is started."""
        declared = sandbox.create_declared(self._client, program.image, job.limits, labels)
        if declared.declared:
            image = holder.ensure_image(self._client)
            sandbox.create_holder(
                self._client, image, declared, labels, name="holder-of-declared"
            ).start()
        container = sandbox.create_evaluator(
            self._client,
            program.image,
            program.command,
            environ=program.environ,
            volumes=replace(volumes, declared=declared.declared),
            holder=store,
            limits=job.limits,
            labels=labels,
            cpus=self._cpus,
            with_gpu=bool(job.limits.gpu) and self._has_gpu,
        )
        places = [archives.folder(TMP, mode=0o1777), *accounts.missing(container, program.image)]
        container.put_archive("/", archives.tar(places))
        if program.caller is None:
            return container, None
        return container, sandbox.create_caller(
            self._client,
            program.caller,
            invocation.COMMAND,
            evaluator=container,
            holder=store,
            labels=labels,
        )

    def _notes(self, job: Job, program: Program, outcome: Outcome) -> tuple[str, ...]:
        gpu, image = job.limits.gpu, program.image
        is_own = job.evaluator.image or job.evaluator.dockerfile
        nobody = bool(is_own) and image.names_root and outcome.failure is not None
        notes = {
            image.note: bool(image.note),
            _NO_GPU.format(gpu=gpu): bool(gpu) and not self._has_gpu,
            _AS_NOBODY: nobody,
        }
        return tuple(note for note, applies in notes.items() if applies)

    @property
    def _cpus(self) -> int:
        return int(self._engine["NCPU"])

    @property
    def _has_gpu(self) -> bool:
        """NVIDIA's toolkit adds a runtime to the engine, or devices by their standard names."""
        devices = self._engine.get("DiscoveredDevices") or ()
        named = any("nvidia.com/gpu" in str(device.get("ID")) for device in devices)
        return named or "nvidia" in (self._engine.get("Runtimes") or {})

    @cached_property
    def _engine(self) -> dict[str, Any]:
        """What the engine says of itself and its machine."""
        known: dict[str, Any] = self._client.info()
        return known


def _places(job: Job) -> list[PurePosixPath]:
    """Nothing is mounted over what an image may have there itself unless there is something."""
    places = [INPUT]
    if job.ground_truth is not None:
        places.append(GROUND_TRUTH)
    if job.evaluator.contract is Contract.EVALAI:
        places.append(PROGRAM)
    return [*places, OUTPUT]


def _ground_truth(job: Job, scratch: Path) -> Path | None:
    """EvalAI hands its annotation file over as it is."""
    if job.ground_truth is None or job.evaluator.contract is Contract.EVALAI:
        return job.ground_truth
    return ground_truth.unpack(job.ground_truth, scratch / "ground_truth")


def _files(job: Job, program: Program, truth: Path | None) -> Iterator[TarMember]:
    yield from archives.tree(job.submission, INPUT)
    if truth is not None:
        place = GROUND_TRUTH if truth.is_dir() else GROUND_TRUTH / truth.name
        yield from archives.tree(truth, place, with_links=True)
    yield from program.files


def _run(
    container: Container, caller: Container | None, store: Container, *, seconds: float
) -> End:
    store.kill(signal=holder.SIGNAL)  # from now on it keeps the time, too
    if caller is None:
        return running.run_to_its_end(container, seconds=seconds)
    return running.run_to_its_answer(container, caller, seconds=seconds)


def _log(container: Container, caller: Container | None, job: Job, *, stderr: bool) -> bytes:
    said = running.log(container, size=job.limits.log, stderr=stderr)
    return said if caller is None else invocation.without_own_calls(said)
