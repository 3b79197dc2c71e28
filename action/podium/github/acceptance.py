"""Whether a submission is taken: who may submit, what speaks against the files, what is left of the
limits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from podium import pipeline, temporary
from podium.challenge.folder import LoadedChallenge
from podium.challenge.model import Phase
from podium.codes import Code
from podium.errors import Issue, SubmissionError, has_errors
from podium.github.context import Candidate, GradingContext
from podium.github.reading import HandedIn, Reader
from podium.submission import accept, admission, allowance, uses
from podium.submission.accept import Accepted, Entrant
from podium.submission.limits import Allowance


class RefusedError(SubmissionError):
    """A submission that is not taken, with the phase for which it was meant."""

    def __init__(self, issues: list[Issue], phase: Phase | None) -> None:
        self.phase = phase
        super().__init__(issues=issues)


def remaining(phase: Phase | None, entrant: Entrant, context: GradingContext) -> Allowance | None:
    """What the participant may still submit, this submission not counted."""
    if phase is None:
        return None
    others = [record for record in context.records if record.submission.id != entrant.id]
    return allowance.remaining(
        context.loaded.challenge,
        others,
        phase=phase,
        participant=entrant.participant,
        at=entrant.submitted_at,
        is_host=entrant.is_host,
        sees_later=True,
    )


def objections(phase: Phase | None, candidate: Candidate, context: GradingContext) -> list[Issue]:
    """What keeps this person, whatever they submit, from the phase; nothing keeps hosts."""
    entrant, challenge = candidate.entrant, context.loaded.challenge
    if phase is None or entrant.is_host:
        return []
    asked = admission.questions(challenge, phase, entrant.participant.login, entrant.participant.id)
    person = replace(
        context.reader.identify(candidate.files, entrant.participant, asked),
        has_team=entrant.participant.team is not None,
        is_known=uses.has_submitted(context.records, entrant.participant),
    )
    return admission.find_issues(challenge, phase, person, now=entrant.submitted_at)


def check(
    handed_in: HandedIn, entrant: Entrant, loaded: LoadedChallenge, scratch: Path
) -> Accepted:
    """Raises ``RefusedError`` with everything that speaks against the submission: its place and
    files, what it says of itself, and the phase's window, at GitHub's time."""
    issues = list(handed_in.issues)
    phase, folder = handed_in.phase, handed_in.folder
    if phase is None or folder is None:
        raise RefusedError(issues, phase)
    # What hosts hand in before a phase opens is their own trial of it.
    is_trial, now = entrant.is_host, entrant.submitted_at
    if has_errors(issues):
        issues += accept.check_statement(phase, folder, now=now, is_trial=is_trial)
        raise RefusedError(issues, phase)
    try:
        return pipeline.check(
            loaded,
            phase,
            folder,
            scratch=scratch / "checked",
            entrant=entrant,
            now=now,
            is_trial=is_trial,
            files_url=handed_in.files_url,
        )
    except SubmissionError as error:
        raise RefusedError([*issues, *error.issues], phase) from None


def check_format(
    candidate: Candidate, loaded: LoadedChallenge, reader: Reader
) -> tuple[Issue, ...]:
    """The check without limits and without who they are, which nobody asks in public; gives the
    warnings."""
    with temporary.folder("submission") as scratch:
        handed_in = reader.read(candidate.files, scratch)
        return check(handed_in, candidate.entrant, loaded, scratch).warnings


def limit_issues(phase: Phase, allowed: Allowance | None) -> list[Issue]:
    if allowed is None or (allowed.open and allowed.remaining):
        return []
    where = f"phase {phase.codename}"
    return [Issue.error(reason, code=Code.LIMIT_REACHED, where=where) for reason in allowed.reasons]
