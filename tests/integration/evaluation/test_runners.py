from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest
from docker import DockerClient

from podium.errors import ChallengeError, InfrastructureError
from podium.evaluation.docker import engine
from podium.evaluation.runners import choose_runner
from podium.jobs import Contract

GC, EVALAI = Contract.GRAND_CHALLENGE, Contract.EVALAI


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no.sock")


@pytest.mark.usefixtures("no_engine")
def test_without_an_engine_scripts_run_in_a_process() -> None:
    assert choose_runner(None, EVALAI).name == "process"


@pytest.mark.usefixtures("no_engine")
@pytest.mark.parametrize("name", [None, "docker"])
def test_without_an_engine_a_container_cannot_run_and_it_says_why(name: str | None) -> None:
    with pytest.raises(InfrastructureError, match="install Docker"):
        choose_runner(name, GC)


def test_process_runner_never_runs_a_container() -> None:
    with pytest.raises(InfrastructureError, match="install Docker"):
        choose_runner("process", GC)


def test_unknown_runner_is_the_command_lines_fault() -> None:
    with pytest.raises(ChallengeError, match="expected docker or process"):
        choose_runner("podman", EVALAI)


@pytest.mark.docker
@pytest.mark.parametrize("contract", list(Contract))
def test_engine_is_used_when_it_answers(docker_client: DockerClient, contract: Contract) -> None:
    runner = choose_runner(None, contract)
    assert (runner.name, runner.notice) == ("docker", "")
    runner.close()


def test_something_else_at_the_engines_address_is_no_engine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            server.accept()[0].close()

        threading.Thread(target=hang_up, daemon=True).start()
        monkeypatch.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{server.getsockname()[1]}")
        with pytest.raises(InfrastructureError, match="No Docker engine answers"):
            engine.connect()
