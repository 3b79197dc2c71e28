"""What a participant may still submit to a phase, by all that is recorded: one answer for the
command line and for the comment on GitHub."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from podium.challenge.model import Challenge, Phase
from podium.records.model import Participant, SubmissionRecord
from podium.submission import limits, uses
from podium.submission.limits import Allowance


def remaining(
    challenge: Challenge,
    records: Sequence[SubmissionRecord],
    *,
    phase: Phase,
    participant: Participant,
    at: datetime,
    is_host: bool | None = None,
    sees_later: bool = False,
) -> Allowance:
    """``is_host`` where more is known of them than the challenge's file says. ``sees_later`` also
    counts what was handed in after ``at``, against every limit that holds then or later: commits
    are not looked at in the order of their time, and a participant could choose that order."""
    host = challenge.is_host(participant.login, participant.id) if is_host is None else is_host
    awaited = uses.awaited_parent(challenge, records, phase=phase, participant=participant, at=at)
    return limits.allowance(
        phase,
        uses.find_uses(
            challenge,
            records,
            phase=phase,
            participant=participant,
            at=None if sees_later else at,
        ),
        now=at,
        is_host=host,
        is_banned=challenge.is_banned(participant.login, participant.id)
        or participant.team in challenge.banned_teams(),
        awaits=_public_name(challenge, awaited),
        failures=uses.find_failures(challenge, records, participant),
        most_failures=challenge.settings.podium.failures.per_day,
    )


def _public_name(challenge: Challenge, codename: str | None) -> str | None:
    """A comment on GitHub must not name a phase that the public may not know of."""
    phase = challenge.phase(codename) if codename else None
    if phase is None:
        return None
    return f"the phase {phase.codename}" if phase.is_public else "an earlier phase"
