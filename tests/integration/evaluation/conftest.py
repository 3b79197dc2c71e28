"""Images for the tests of the docker runner, all made here: there need not be a registry."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from docker import DockerClient

from podium.evaluation.docker import engine, python_image
from podium.evaluation.docker.runner import DockerRunner

MakeImage = Callable[..., str]
# What changes an image's files, not its settings alone.
FILLS = ("RUN ", "COPY ", "ADD ")


@pytest.fixture(scope="session")
def python(docker_client: DockerClient) -> str:
    """An image with a Python in it."""
    return python_image.ensure_image(docker_client, None)


@pytest.fixture(scope="session")
def make_image(docker_client: DockerClient, python: str) -> Iterator[MakeImage]:
    """Makes an image whose default command runs some Python source. Where only its settings are
    others, a container of its base is committed with them: a third of the time of a build."""
    made = []
    base = docker_client.containers.create(python)

    def make(source: str = "", *lines: str) -> str:
        instructions = [f"CMD {json.dumps(['python3', '-c', source])}", *lines]
        repository, number = "podium/test", f"{os.getpid()}-{len(made)}"
        tag = f"{repository}:{number}"
        if any(line.startswith(FILLS) for line in lines):
            dockerfile = "\n".join([f"FROM {python}", *instructions])
            docker_client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag=tag, rm=True)
        else:
            base.commit(repository, number, changes=instructions)
        made.append(tag)
        return tag

    yield make
    base.remove()
    for tag in made:
        docker_client.images.remove(tag, force=True)


@pytest.fixture
def runner(docker_client: DockerClient, tmp_path: Path) -> Iterator[DockerRunner]:
    """A runner; whatever the test does to it, nothing may be left in the engine."""
    yield DockerRunner(docker_client, cache=tmp_path / "cache")
    assert left_behind(docker_client) == []


def left_behind(
    client: DockerClient, *, pid: int | None = None, status: str | None = None
) -> list[str]:
    """What a process (this one) has in the engine, of containers only those of this status; others
    may be using it at the same time."""
    owner = f"{engine.OWNER}={engine.this_place()}:{pid or os.getpid()}"
    filters = {"label": owner} | ({"status": status} if status else {})
    containers = client.api.containers(all=True, filters=filters)
    volumes = client.api.volumes(filters={"label": owner})["Volumes"] or []
    return [each["Id"] for each in containers] + [each["Name"] for each in volumes]


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of pip's index."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    return tmp_path / "wheels"
