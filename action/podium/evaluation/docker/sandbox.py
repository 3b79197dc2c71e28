"""The container an evaluator runs in: what it may see, what it may use, and nothing else.

It is what ``docker run --network none`` gives, less every right and with a bound on everything that
can be used up: an image that was made for Grand Challenge finds what it finds there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from docker import DockerClient
from docker.errors import APIError
from docker.models.containers import Container
from docker.types import DeviceRequest, LogConfig, Mount, Ulimit

from podium.errors import ChallengeError
from podium.evaluation.docker import engine
from podium.evaluation.docker.engine import explanation
from podium.evaluation.docker.images import ReadyImage
from podium.jobs import MIB, Limits

INPUT = PurePosixPath("/input")
GROUND_TRUTH = PurePosixPath("/opt/ml/input/data/ground_truth")
PROGRAM = PurePosixPath("/opt/podium")
OUTPUT = PurePosixPath("/output")
TMP = PurePosixPath("/tmp")

# The engine copies each stream by itself: after the last line of stderr it may still write all that
# was waiting in stdout's pipe, 64 KiB or, as lines of JSON, some MiB. When both files are full it
# drops the older one, so this is large enough that the last line survives.
_BOUNDED_LOG = LogConfig(type="json-file", config={"max-size": "8m", "max-file": "2"})
_HOSTNAME = "evaluation"
_ALL_GPUS = DeviceRequest(count=-1, capabilities=[["gpu"]])
# Seconds that Podium, which knows the limit as well and can say that it was passed, has to end a
# run itself.
_GRACE = 5
_CALLER = "65533:65533"  # nobody's neighbour: what an evaluator runs as cannot touch it
# Of every container: nothing that leads out of it.
_CONTAINED: Mapping[str, Any] = {
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges:true"],
    "log_config": _BOUNDED_LOG,
    "healthcheck": {"test": ["NONE"]},
}


@dataclass(frozen=True, slots=True)
class Volumes:
    """The names of one run's volumes, by where they are mounted. Of ``names`` the evaluator reads
    all and writes ``OUTPUT``. It may write those that the image itself declares (``declared``):
    bounded like ``OUTPUT``, and filled from the image, as the engine's own would be."""

    names: Mapping[PurePosixPath, str]
    declared: Mapping[PurePosixPath, str] = field(default_factory=dict)

    def mounts(self, *, writable: bool) -> list[Mount]:
        """Without the engine's habit of filling an empty volume from the image (``no_copy``)."""
        own = [
            Mount(
                str(place),
                name,
                type="volume",
                read_only=not (writable or place == OUTPUT),
                no_copy=True,
            )
            for place, name in self.names.items()
        ]
        return own + [Mount(str(at), name, type="volume") for at, name in self.declared.items()]


def create_volumes(
    client: DockerClient, places: Sequence[PurePosixPath], limits: Limits, labels: dict[str, str]
) -> Volumes:
    names = {}
    for place in places:
        name = engine.name(labels, str(place).strip("/").replace("/", "-"))
        options = _bounded(limits) if place == OUTPUT else None
        client.api.create_volume(name, driver="local", driver_opts=options, labels=labels)
        names[place] = name
    return Volumes(names)


def create_declared(
    client: DockerClient, image: ReadyImage, limits: Limits, labels: dict[str, str]
) -> Volumes:
    """In place of the volumes that the engine makes for an image that declares some: those have no
    bound. They have to be held when the evaluator is created, or what fills them is lost."""
    names = {}
    for number, place in enumerate(image.volumes):
        if place not in (INPUT, GROUND_TRUTH, OUTPUT):
            names[place] = engine.name(labels, f"declared-{number}")
            options = _bounded(limits)
            client.api.create_volume(names[place], "local", driver_opts=options, labels=labels)
    return Volumes({}, names)


def _bounded(limits: Limits) -> dict[str, str]:
    """A plain volume has no limit; one in memory has, for bytes and for files. One inode is the
    folder itself."""
    size = f"size={limits.output},nr_inodes={limits.output_files + 1}"
    return {"type": "tmpfs", "device": "tmpfs", "o": f"{size},mode=0777,nosuid,nodev"}


def create_holder(
    client: DockerClient,
    image: str,
    volumes: Volumes,
    labels: dict[str, str],
    *,
    seconds: float = 0,
    name: str = "holder",
) -> Container:
    """The one container that may write all volumes. It runs a few bytes of ours, so it has no
    limits: they would only have to be large enough for the engine to start it. What runs in its
    process namespace it ends after ``seconds``, for which it has the one right that this takes."""
    return client.containers.create(
        image,
        command=[str(math.ceil(seconds) + _GRACE)],
        mounts=volumes.mounts(writable=True),
        network_mode="none",
        cap_add=["KILL"],
        name=engine.name(labels, name),
        labels=labels,
        **_CONTAINED,
    )


def create_evaluator(
    client: DockerClient,
    image: ReadyImage,
    command: Sequence[str] | None,
    *,
    environ: Mapping[str, str],
    volumes: Volumes,
    holder: Container,
    limits: Limits,
    labels: dict[str, str],
    cpus: int,
    with_gpu: bool = False,
) -> Container:
    """The evaluator's container, not started. ``command`` takes the place of the image's own;
    ``cpus`` is what the engine has: it refuses a promise of more. Its processes are the
    ``holder``'s to end, and to take away.

    Its root can be written, where the image lets its user: whoever starts it watches that it stays
    within ``limits.scratch``, as few of the engine's storage drivers can be told a bound."""
    memory = limits.memory
    try:
        return client.containers.create(
            image.reference,
            entrypoint=list(command) if command else None,
            user=image.user,
            environment=dict(environ),
            mounts=volumes.mounts(writable=False),
            hostname=_HOSTNAME,
            # What asks for the address of its own host gets one, without a network.
            extra_hosts={_HOSTNAME: "127.0.0.1"},
            network_mode="none",
            pid_mode=f"container:{holder.id}",
            oom_score_adj=500,
            pids_limit=limits.processes,
            mem_limit=memory,
            memswap_limit=memory,  # memory and swap together: no swap
            shm_size=limits.shared_memory or max(64 * MIB, memory // 2),
            nano_cpus=math.floor(min(limits.cpus, cpus) * 1e9),
            ulimits=_ulimits(limits),
            device_requests=[_ALL_GPUS] if with_gpu else None,
            name=engine.name(labels, "evaluator"),
            labels=labels,
            **_CONTAINED,
        )
    except APIError as error:
        if error.is_client_error():  # no command, a malformed user: what the image itself says
            raise ChallengeError(
                f"{image.reference}: a container of this image cannot be made: {explanation(error)}"
            ) from error
        raise


def create_caller(
    client: DockerClient,
    image: str,
    command: Sequence[str],
    *,
    evaluator: Container,
    holder: Container,
    labels: dict[str, str],
) -> Container:
    """A container that sees the evaluator's loopback network, and no other. Its processes are in
    the same namespace, and end with them."""
    return client.containers.create(
        image,
        entrypoint=list(command),
        user=_CALLER,
        network_mode=f"container:{evaluator.id}",
        pid_mode=f"container:{holder.id}",
        read_only=True,
        pids_limit=64,
        mem_limit=256 * MIB,
        memswap_limit=256 * MIB,
        name=engine.name(labels, "caller"),
        labels=labels,
        **_CONTAINED,
    )


def _ulimits(limits: Limits) -> list[Ulimit]:
    """A bound on a folder is noticed when it is passed; ``fsize`` stops a single file, a sparse one
    too, before."""
    largest = max(limits.scratch, limits.output)
    return [
        Ulimit(name="core", soft=0, hard=0),
        Ulimit(name="fsize", soft=largest, hard=largest),
    ]
