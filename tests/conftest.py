"""Real components for the tests that need one: present, or skipped and counted, or (with
``CI=true``) a failure."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import docker
import pytest
from docker.errors import DockerException


def missing(component: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(f"{component} is missing, and CI=true takes no skips", pytrace=False)
    pytest.skip(f"{component} is missing")


BENCHMARKS = Path(__file__).parent / "benchmarks"


def pytest_itemcollected(item: pytest.Item) -> None:
    """Every benchmark measures time, and takes some."""
    if item.path.is_relative_to(BENCHMARKS):
        item.add_marker("alone")
        item.add_marker("long")


@pytest.fixture(scope="session")
def docker_client() -> Iterator[docker.DockerClient]:
    """A client of the engine on this machine."""
    try:
        client = docker.from_env(timeout=60)
        client.ping()
    except DockerException:
        missing("a Docker engine")
    yield client
    client.close()


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser of the distribution; nothing is downloaded."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        missing("Chromium")
    return Path(found)


@pytest.fixture(autouse=True)
def _no_git_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Git as on a new machine: no configuration of whoever runs the tests."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
