"""Which runner does an evaluation: Docker whenever an engine answers."""

from __future__ import annotations

from podium.errors import ChallengeError, InfrastructureError
from podium.evaluation.process.runner import NEEDS_DOCKER, ProcessRunner
from podium.jobs import Contract, Runner


def choose_runner(name: str | None, contract: Contract) -> Runner:
    """The runner called ``name``, or the best there is for ``contract``. Raises
    ``InfrastructureError`` with what to install when there is none."""
    match name:
        case "docker":
            return _docker()
        case "process":
            if contract is not Contract.EVALAI:
                raise InfrastructureError(
                    "The process runner runs EvalAI scripts only, and this evaluator is a "
                    "container: install Docker (https://docs.docker.com/engine/install/), "
                    "start it, and run this again with --runner docker."
                )
            return ProcessRunner()
        case None:
            try:
                return _docker()
            except InfrastructureError as error:
                if contract is Contract.EVALAI:
                    return ProcessRunner()
                raise InfrastructureError(NEEDS_DOCKER) from error
        case _:
            raise ChallengeError(f"There is no runner called {name}; expected docker or process")


def _docker() -> Runner:
    # The SDK takes a while to import, and the process runner does without.
    from podium.evaluation.docker import engine
    from podium.evaluation.docker.runner import DockerRunner

    return DockerRunner(engine.connect())
