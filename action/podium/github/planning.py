"""What stands before a machine: whether a submission is taken, as far as that can be told from its
place, its names, modes and sizes, its participant and their limits. None of its files is read."""

from __future__ import annotations

from podium.boards import visibility
from podium.challenge.model import Challenge, Phase
from podium.errors import ChallengeError, InfrastructureError, has_errors
from podium.github import acceptance
from podium.github.acceptance import RefusedError
from podium.github.context import Candidate, GradingContext
from podium.github.reading import AssetPart, PullPart, Surveyed
from podium.submission import check


def admit(
    found: Surveyed, candidate: Candidate, context: GradingContext
) -> tuple[Phase, PullPart | AssetPart]:
    """The phase, and what is to be fetched. Raises ``RefusedError`` with everything that speaks
    against what was ``found``."""
    entrant, phase = candidate.entrant, found.phase
    issues = [*found.issues, *acceptance.objections(phase, candidate, context)]
    if phase is None:
        raise RefusedError(issues, None)
    now = entrant.submitted_at
    # What hosts hand in before a phase opens is their own trial of it.
    if found.part is not None and not entrant.is_host:
        issues += check.window_issues(phase, now)
    if found.part is None or phase.window.is_open(now):  # else the window is all there is to say
        issues += acceptance.limit_issues(phase, acceptance.remaining(phase, entrant, context))
    if has_errors(issues):
        raise RefusedError(issues, phase)
    if found.part is None:
        raise InfrastructureError(f"{entrant.id}: nothing was found, and no reason why")
    if context.is_overheard:
        _require_open(context.loaded.challenge, phase)
    return phase, found.part


def _require_open(challenge: Challenge, phase: Phase) -> None:
    """What a machine has found goes to the next as an artifact, and in a public repository anybody
    can download those."""
    if not visibility.is_open(challenge, phase):
        raise ChallengeError(
            f"phase {phase.codename}: its results are not all public, and this repository is: "
            "evaluate it in a private grader (`podium init --shape private-grader`), or make its "
            "boards and results public"
        )
