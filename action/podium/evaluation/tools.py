"""What an evaluation of a phase would be made with today, by its digests."""

from __future__ import annotations

from podium.challenge.folder import LoadedChallenge
from podium.challenge.model import Phase
from podium.errors import ChallengeError
from podium.evaluation import attempt, configuration, ground_truth
from podium.jobs import Runner
from podium.records.staleness import Tools


def find_tools(loaded: LoadedChallenge, phase: Phase, runner: Runner) -> Tools:
    """The evaluator is made ready on the way: images, packages. Raises ``ChallengeError`` where it
    or the ground truth cannot be had here, ``InfrastructureError`` where the machine fails."""
    if phase.evaluator.is_elsewhere or phase.is_external:
        raise ChallengeError(f"phase {phase.codename}: its hosts evaluate elsewhere, not here")
    truth = ground_truth.find_ground_truth(loaded, phase)
    return Tools(
        evaluator=runner.identify(attempt.find_evaluator(loaded, phase)),
        ground_truth=ground_truth.digest_ground_truth(loaded, truth),
        config=configuration.digest(loaded.challenge, phase),
    )
