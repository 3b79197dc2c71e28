"""The container an evaluator runs in: what it may see, what it may use, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from docker import DockerClient
from docker.errors import APIError
from docker.models.containers import Container
from docker.types import LogConfig, Mount, Ulimit

from podium.errors import ChallengeError
from podium.evaluation.docker.engine import RUN, explanation
from podium.evaluation.docker.images import ReadyImage
from podium.jobs import Limits

INPUT = PurePosixPath("/input")
GROUND_TRUTH = PurePosixPath("/opt/ml/input/data/ground_truth")
PROGRAM = PurePosixPath("/opt/podium")
OUTPUT = PurePosixPath("/output")

# The engine copies each stream by itself: after the last line of stderr it may still write all that
# was waiting in stdout's pipe, 64 KiB or, as lines of JSON, some MiB. When both files are full it
# drops the older one, so this is large enough that the last line survives.
_BOUNDED_LOG = LogConfig(type="json-file", config={"max-size": "8m", "max-file": "2"})


@dataclass(frozen=True, slots=True)
class Volumes:
    """The names of one run's volumes, by where they are mounted. The evaluator reads all of them
    and writes only the last, ``OUTPUT``."""

    names: Mapping[PurePosixPath, str]

    def mounts(self, *, writable: bool) -> list[Mount]:
        """Without the engine's habit of filling an empty volume from the image (``no_copy``)."""
        return [
            Mount(
                str(place),
                name,
                type="volume",
                read_only=not (writable or place == OUTPUT),
                no_copy=True,
            )
            for place, name in self.names.items()
        ]


def create_volumes(
    client: DockerClient, places: Sequence[PurePosixPath], limits: Limits, labels: dict[str, str]
) -> Volumes:
    names = {}
    for place in places:
        name = f"podium-{labels[RUN]}{str(place).replace('/', '-')}"
        options = _bounded(limits.output) if place == OUTPUT else None
        client.api.create_volume(name, driver="local", driver_opts=options, labels=labels)
        names[place] = name
    return Volumes(names)


def _bounded(size: int) -> dict[str, str]:
    """A plain volume has no limit; one in memory has, for bytes and for files."""
    options = f"size={size},nr_inodes=4096,mode=0777,noexec,nosuid,nodev"
    return {"type": "tmpfs", "device": "tmpfs", "o": options}


def create_holder(
    client: DockerClient, image: str, volumes: Volumes, labels: dict[str, str]
) -> Container:
    """The one container that may write all volumes. It runs a few bytes of ours, so it has no
    limits: they would only have to be large enough for the engine to start it."""
    return client.containers.create(
        image,
        mounts=volumes.mounts(writable=True),
        network_mode="none",
        cap_drop=["ALL"],
        security_opt=["no-new-privileges:true"],
        labels=labels,
    )


def create_evaluator(
    client: DockerClient,
    image: ReadyImage,
    command: Sequence[str] | None,
    *,
    environ: Mapping[str, str],
    volumes: Volumes,
    limits: Limits,
    labels: dict[str, str],
    cpus: int,
) -> Container:
    """The evaluator's container, not started. ``command`` takes the place of the image's own;
    ``cpus`` is what the engine has: it refuses a promise of more."""
    memory = limits.memory
    try:
        return client.containers.create(
            image.reference,
            entrypoint=list(command) if command else None,
            user=image.user,
            environment=dict(environ),
            mounts=volumes.mounts(writable=False),
            hostname="evaluation",
            network_mode="none",
            read_only=True,
            cap_drop=["ALL"],
            security_opt=["no-new-privileges:true"],
            init=True,
            oom_score_adj=500,
            pids_limit=limits.processes,
            mem_limit=memory,
            memswap_limit=memory,  # memory and swap together: no swap
            shm_size=max(64 << 20, memory // 4),
            nano_cpus=math.floor(min(limits.cpus, cpus) * 1e9),
            ulimits=_ulimits(limits),
            tmpfs={"/tmp": f"rw,noexec,nosuid,nodev,size={limits.scratch},mode=1777"},
            log_config=_BOUNDED_LOG,
            healthcheck={"test": ["NONE"]},
            labels=labels,
        )
    except APIError as error:
        if error.is_client_error():  # no command, a malformed user: what the image itself says
            raise ChallengeError(
                f"{image.reference}: a container of this image cannot be made: {explanation(error)}"
            ) from error
        raise


def _ulimits(limits: Limits) -> list[Ulimit]:
    """A file system's limit counts blocks; only ``fsize`` stops a sparse file."""
    return [
        Ulimit(name="nofile", soft=1024, hard=1024),
        Ulimit(name="core", soft=0, hard=0),
        Ulimit(name="fsize", soft=limits.scratch, hard=limits.scratch),
    ]
