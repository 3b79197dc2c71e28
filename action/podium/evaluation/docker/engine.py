"""The Docker engine: finding it, saying what is wrong with it, and leaving nothing behind in it.

Everything that Podium makes there carries its labels, so that one question finds it again, even
what a run that was killed could not take away.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from uuid import uuid4

import docker
from docker import DockerClient
from docker.constants import DEFAULT_UNIX_SOCKET
from docker.context import ContextAPI
from docker.errors import APIError, DockerException
from requests.exceptions import RequestException

from podium.errors import InfrastructureError

RUN, OWNER, STARTED = "podium.run", "podium.owner", "podium.started"
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


def new_labels() -> dict[str, str]:
    """Labels of one new run. The owner is a process; another machine's cannot be asked for."""
    owner = f"{socket.gethostname()}:{os.getpid()}"
    return {RUN: uuid4().hex[:12], OWNER: owner, STARTED: str(int(time.time()))}


def remove_run(client: DockerClient, labels: dict[str, str]) -> None:
    """Take away everything a run made, also what it never learned the name of."""
    chosen = f"{RUN}={labels[RUN]}"
    _remove(client, containers=_containers(client, chosen), volumes=_volumes(client, chosen))


def remove_orphans(client: DockerClient) -> None:
    """Take away what runs left that died before their end: over a day old, or their process on
    this machine is gone."""
    _remove(
        client,
        containers=[found for found in _containers(client, RUN) if _is_orphan(found[1])],
        volumes=[found for found in _volumes(client, RUN) if _is_orphan(found[1])],
    )


_Found = tuple[str, dict[str, str]]


def _containers(client: DockerClient, label: str) -> list[_Found]:
    listed = client.api.containers(all=True, filters={"label": label})
    return [(each["Id"], each["Labels"]) for each in listed]


def _volumes(client: DockerClient, label: str) -> list[_Found]:
    listed = client.api.volumes(filters={"label": label})["Volumes"] or []
    return [(each["Name"], each["Labels"]) for each in listed]


def _remove(client: DockerClient, *, containers: list[_Found], volumes: list[_Found]) -> None:
    """All containers at once, as each takes a moment, then the volumes they held."""

    def remove_container(found: _Found) -> None:
        with suppress(APIError):  # gone, or on its way: another process sweeps too
            client.api.remove_container(found[0], v=True, force=True)

    def remove_volume(found: _Found) -> None:
        with suppress(APIError):
            client.api.remove_volume(found[0], force=True)

    if containers or volumes:
        with ThreadPoolExecutor(max_workers=4) as pool:
            list(pool.map(remove_container, containers))
            list(pool.map(remove_volume, volumes))


def _is_orphan(labels: dict[str, str]) -> bool:
    started = labels.get(STARTED, "0")
    if not started.isdecimal() or time.time() - int(started) > _STALE:
        return True
    host, _, pid = labels.get(OWNER, "").rpartition(":")
    return host == socket.gethostname() and pid.isdecimal() and not _is_alive(int(pid))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
