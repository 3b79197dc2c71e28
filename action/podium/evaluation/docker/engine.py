"""The Docker engine: finding it, saying what is wrong with it, and leaving nothing behind in it.

Everything that Podium makes there carries its labels and a name of its own, so that one question
finds it again, even what a run that was killed could not take away.
"""

from __future__ import annotations

import hashlib
import math
import os
import socket
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import docker
from docker import DockerClient
from docker.constants import DEFAULT_UNIX_SOCKET
from docker.context import ContextAPI
from docker.errors import APIError, DockerException
from requests.exceptions import RequestException

from podium.errors import InfrastructureError

RUN, OWNER, BORN = "podium.run", "podium.owner", "podium.born"
STARTED, SECONDS = "podium.started", "podium.seconds"
_ANSWER = 5  # seconds in which a working engine says hello
_PATIENCE = 600  # seconds for one call: an upload may be large, a removal slow
_STALE = 24 * 3600.0

NOT_RUNNING = (
    "No Docker engine answers: install Docker (https://docs.docker.com/engine/install/) "
    "or start it, then run this again."
)


def connect() -> DockerClient:
    """A client of the engine that ``docker`` on the command line would use. Raises
    ``InfrastructureError`` with what to do when none answers."""
    try:
        client = _client()
    except PermissionError as error:
        raise InfrastructureError(
            "A Docker engine is there, but this user may not use it: "
            "add the user to the group `docker`, or run this as root."
        ) from error
    except (DockerException, RequestException, OSError) as error:
        raise InfrastructureError(NOT_RUNNING) from error
    client.api.timeout = _PATIENCE
    return client


def _client() -> DockerClient:
    """``DOCKER_HOST`` if it is set, else the current context: Docker Desktop and colima listen
    elsewhere than ``/var/run/docker.sock``. Asking for the API version is the first hello."""
    context = None if "DOCKER_HOST" in os.environ else ContextAPI.get_current_context()
    if context is None or not context.Host or context.name == "default":
        _knock(os.environ.get("DOCKER_HOST", DEFAULT_UNIX_SOCKET))
        return docker.from_env(version="auto", timeout=_ANSWER)
    _knock(context.Host)
    return DockerClient(
        base_url=context.Host, tls=context.TLSConfig, version="auto", timeout=_ANSWER
    )


def _knock(address: str) -> None:
    """Is anybody at that Unix socket? The SDK would say it less clearly, and leave its own open."""
    scheme, _, path = address.partition("://")
    if scheme.endswith("unix"):
        with socket.socket(socket.AF_UNIX) as door:
            door.settimeout(_ANSWER)
            door.connect(f"/{path.lstrip('/')}")


@contextmanager
def engine_errors(what: str) -> Iterator[None]:
    """Whatever goes wrong between us and the engine is nobody's evaluation's fault."""
    try:
        yield
    except APIError as error:
        raise InfrastructureError(f"{what}: {explanation(error)}") from error
    except (DockerException, RequestException) as error:
        raise InfrastructureError(f"{what}: the Docker engine does not answer ({error})") from error


def explanation(error: APIError) -> str:
    said = str(error.explanation or error)
    return f"the disk is full ({said})" if "no space left on device" in said else said


def new_labels(*, seconds: float = 0) -> dict[str, str]:
    """Labels of one new run, which may take so long. The owner is a process; another machine's
    cannot be asked for."""
    return {
        RUN: uuid.uuid4().hex[:12],
        OWNER: f"{this_place()}:{os.getpid()}",
        BORN: _born(os.getpid()),
        STARTED: str(int(time.time())),  # for whoever looks; clocks jump
        SECONDS: str(math.ceil(seconds)),
    }


def name(labels: Mapping[str, str], what: str) -> str:
    """Of something that a run makes. An image hands its labels down to whatever container is made
    of it, a name it cannot hand down: only both together say that something is ours."""
    return f"podium-{labels[RUN]}-{what}"


@cache
def this_place() -> str:
    """Where a process's number means this process: machines may share a name, clones of one what
    is on its disk, and containers number their processes anew."""
    facts = [socket.gethostname(), str(uuid.getnode())]
    with suppress(OSError):
        facts.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii"))
        facts.append(str(Path("/proc/self/ns/pid").readlink()))
    return hashlib.sha256("\0".join(facts).encode()).hexdigest()[:16]


def remove_run(client: DockerClient, labels: Mapping[str, str]) -> None:
    """Take away everything a run made, also what it never learned the name of."""
    made = [one for one in _made(client, f"{RUN}={labels[RUN]}") if one.is_ours]
    _remove(client, made)


def remove_orphans(client: DockerClient) -> None:
    """Take away what runs left that died before their end: their process in this place is gone; or
    they belong to another place, and are a day over their time by the engine's clock."""
    made = [one for one in _made(client, RUN) if one.is_ours]
    if made:
        now = datetime.fromisoformat(client.info()["SystemTime"])
        _remove(client, [one for one in made if one.is_orphan(now)])


@dataclass(frozen=True, slots=True)
class Made:
    """A container or a volume with our label, and when it was made, by the engine's clock."""

    id: str
    name: str
    labels: Mapping[str, str]
    created: datetime
    is_volume: bool = False

    @property
    def is_ours(self) -> bool:
        return RUN in self.labels and self.name.startswith(name(self.labels, ""))

    def is_orphan(self, now: datetime) -> bool:
        place, _, pid = self.labels.get(OWNER, "").rpartition(":")
        if place == this_place() and pid.isdecimal():
            return _born(int(pid)) != self.labels.get(BORN)
        seconds = self.labels.get(SECONDS, "")
        limit = int(seconds) if seconds.isdecimal() else 0
        return (now - self.created).total_seconds() > limit + _STALE


def _made(client: DockerClient, label: str) -> list[Made]:
    chosen = {"label": label}
    containers = client.api.containers(all=True, filters=chosen)
    volumes = client.api.volumes(filters=chosen)["Volumes"] or []
    return [
        Made(
            each["Id"],
            (each["Names"] or [""])[0].lstrip("/"),
            each["Labels"] or {},
            datetime.fromtimestamp(each["Created"], UTC),
        )
        for each in containers
    ] + [
        Made(
            each["Name"],
            each["Name"],
            each["Labels"] or {},
            datetime.fromisoformat(each["CreatedAt"]),
            is_volume=True,
        )
        for each in volumes
    ]


def _remove(client: DockerClient, made: Iterable[Made]) -> None:
    """All containers at once, as each takes a moment, then the volumes they held."""
    found = list(made)

    def remove_container(one: Made) -> None:
        with suppress(APIError):  # gone, or on its way: another process sweeps too
            client.api.remove_container(one.id, v=True, force=True)

    def remove_volume(one: Made) -> None:
        with suppress(APIError):
            client.api.remove_volume(one.id, force=True)

    if found:
        with ThreadPoolExecutor(max_workers=4) as pool:
            list(pool.map(remove_container, (one for one in found if not one.is_volume)))
            list(pool.map(remove_volume, (one for one in found if one.is_volume)))


def _born(pid: int) -> str:
    """When the process was started, in the kernel's ticks since it booted, so that another process
    of the same number is told apart; ``"?"`` where only that it lives is known, empty where it
    does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        return stat.rpartition(")")[2].split()[19]
    except OSError:
        return "?" if _is_alive(pid) else ""


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
