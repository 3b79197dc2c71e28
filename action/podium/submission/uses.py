"""Which submissions use up a participant's quota in a phase; what that leaves is for ``limits``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from podium.challenge.model import Challenge, Phase
from podium.jobs import Fault
from podium.records import results
from podium.records.model import Participant, Status, SubmissionRecord, same_person

_NO_QUOTA = frozenset({Status.FAILED, Status.CANCELLED})
_IN_PROGRESS = frozenset({Status.SUBMITTED, Status.RUNNING})


@dataclass(frozen=True, slots=True)
class Use:
    """A submission that counts. ``is_own`` is false for one that somebody else of the team
    handed in; ``is_in_progress`` is true while its evaluation waits or runs."""

    submitted_at: datetime
    is_own: bool = True
    is_in_progress: bool = False


def find_uses(
    challenge: Challenge,
    records: Iterable[SubmissionRecord],
    *,
    phase: Phase,
    participant: Participant,
    at: datetime | None = None,
) -> tuple[Use, ...]:
    """What a participant and their team have submitted to a phase that counts, once each.

    A submission is what the evaluation that stands for it is (``results.results_at``): one that
    failed before it succeeded counts, one that failed alone or was cancelled does not, unless
    numbers of it were there to be seen before. One without any evaluation is waiting for it.
    Rulings change nothing: withdrawing gives nothing back.

    Whoever is named by login only is the person who used it last, in the team that they were in
    then. ``at`` is a moment to look back to: what came later is left out.
    """
    known = [
        record
        for record in records
        if record.submission.challenge == challenge.slug
        and (at is None or record.submission.submitted_at <= at)
    ]
    who = _identified(challenge, participant, known)
    theirs = [
        record
        for record in known
        if record.submission.phase == phase.codename and _is_theirs(record, who)
    ]
    statuses = {
        result.id: result.evaluation.status for result in results.results_at(challenge, theirs, at)
    }
    uses = []
    for record in theirs:
        status = statuses.get(record.submission.id, Status.SUBMITTED)
        if status not in _NO_QUOTA or _was_seen(record, at):
            uses.append(
                Use(
                    record.submission.submitted_at,
                    is_own=same_person(record.submission.participant, who),
                    is_in_progress=status in _IN_PROGRESS,
                )
            )
    return tuple(sorted(uses, key=lambda use: use.submitted_at))


def _was_seen(record: SubmissionRecord, at: datetime | None) -> bool:
    """Partial metrics are shown as they come, whatever comes of the rest."""
    return any(
        one.evaluation.status.has_metrics and (at is None or one.evaluation.created_at <= at)
        for one in record.evaluations
    )


def find_failures(
    challenge: Challenge, records: Iterable[SubmissionRecord], participant: Participant
) -> tuple[datetime, ...]:
    """When submissions of a participant and their team failed by their own fault, in any phase. One
    that was evaluated well before failed by what the hosts changed since."""
    known = [one for one in records if one.submission.challenge == challenge.slug]
    who = _identified(challenge, participant, known)
    failed = (_first_failure(record) for record in known if _is_theirs(record, who))
    return tuple(moment for moment in failed if moment is not None)


def _first_failure(record: SubmissionRecord) -> datetime | None:
    for one in record.evaluations:
        error = one.evaluation.error
        if one.evaluation.status is Status.FINISHED:
            return None
        if error is not None and error.by is Fault.PARTICIPANT:
            return one.evaluation.created_at
    return None


def awaited_parent(
    challenge: Challenge,
    records: Iterable[SubmissionRecord],
    *,
    phase: Phase,
    participant: Participant,
    at: datetime | None = None,
) -> str | None:
    """The codename of the phase's parent, until the participant, or somebody of their team, has a
    finished submission there."""
    if phase.parent is None:
        return None
    known = list(records)
    who = _identified(challenge, participant, known)
    theirs = [
        record
        for record in known
        if record.submission.phase == phase.parent and _is_theirs(record, who)
    ]
    finished = any(
        result.evaluation.status is Status.FINISHED
        for result in results.results_at(challenge, theirs, at)
    )
    return None if finished else phase.parent


def has_submitted(records: Iterable[SubmissionRecord], participant: Participant) -> bool:
    return any(same_person(record.submission.participant, participant) for record in records)


def _identified(
    challenge: Challenge, participant: Participant, records: Iterable[SubmissionRecord]
) -> Participant:
    """The participant with what the latest of their own records adds: an id, and, where no
    ``teams.yaml`` says who is in which, a team."""
    submissions = (record.submission for record in records)
    own = [one for one in submissions if same_person(one.participant, participant)]
    if not own:
        return participant
    latest = max(own, key=lambda one: (one.submitted_at, one.id)).participant
    return Participant(
        participant.login,
        id=latest.id if participant.id is None else participant.id,
        team=participant.team if challenge.teams else participant.team or latest.team,
    )


def _is_theirs(record: SubmissionRecord, who: Participant) -> bool:
    by = record.submission.participant
    return same_person(by, who) or (by.team is not None and by.team == who.team)
