"""A submission on one's own machine: who, under which id, when, when nobody says."""

from __future__ import annotations

import getpass
import re
from datetime import datetime
from pathlib import Path

from podium.challenge.model import Challenge, Phase
from podium.codes import Code
from podium.errors import ChallengeError
from podium.formats import is_login, slugify
from podium.records.model import LocalSource, Participant
from podium.submission.accept import Entrant

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")


def make_entrant(
    source: Path,
    challenge: Challenge,
    phase: Phase,
    *,
    now: datetime,
    participant: str | None = None,
    submission_id: str | None = None,
) -> Entrant:
    """Raises ``ChallengeError`` for a login or an id that cannot be one."""
    login = participant or _participant_of(source.resolve(), phase)
    if not is_login(login):
        fact = f"--participant: expected a GitHub login, found {login!r}"
        raise ChallengeError(fact, code=Code.NO_LOGIN_OR_ID)
    name = slugify(source.resolve().stem if source.is_file() else source.resolve().name)
    identity = submission_id or f"local-{login}-{name}-{phase.codename}"
    if not _ID.fullmatch(identity):
        raise ChallengeError(
            f"--id: expected letters, digits, dots, dashes and underscores, found {identity!r}",
            code=Code.NO_LOGIN_OR_ID,
        )
    team = challenge.team_of(login, None)
    return Entrant(identity, Participant(login, team=team), now, LocalSource())


def _participant_of(source: Path, phase: Phase) -> str:
    """From ``submissions/<phase>/<participant>/<name>``, else whoever is logged in here."""
    if source.parent.parent.name == phase.codename and is_login(source.parent.name):
        return source.parent.name
    try:
        return slugify(getpass.getuser())
    except (KeyError, OSError):  # no such user, as in a container with an arbitrary id
        return "local"
