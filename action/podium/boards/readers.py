"""Who reads a board: anybody, the hosts, or one participant as far as they are known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from podium.challenge.model import Challenge
from podium.records.model import Participant, Submission, same_person


@dataclass(frozen=True, slots=True)
class Public:
    """Anybody: the site on the open web."""


@dataclass(frozen=True, slots=True)
class Hosts:
    """The organizers: everything."""


@dataclass(frozen=True, slots=True)
class OneParticipant:
    """A participant: what is public, and what is their own or their team's. ``id`` and ``team``
    as far as they are known."""

    login: str
    id: int | None = None
    team: str | None = None


# ``resolve`` has found out who a reader is; until then it is whoever somebody asked for.
Reader = Public | Hosts | OneParticipant


def parse_reader(text: str) -> Reader:
    """``public``, ``hosts``, or a login, with or without its ``@``."""
    match text:
        case "public":
            return Public()
        case "hosts":
            return Hosts()
        case _:
            return OneParticipant(text.removeprefix("@"))


def resolve(reader: Reader, challenge: Challenge, submissions: Iterable[Submission] = ()) -> Reader:
    """A participant who is a host reads as a host. Any other is, of those who ever used the login,
    whoever used it last, in the team that ``teams.yaml`` names; where there is no such file, in
    that of their last submission."""
    if not isinstance(reader, OneParticipant):
        return reader
    if challenge.is_host(reader.login, reader.id):
        return Hosts()
    named = Participant(reader.login)
    own = [one for one in submissions if same_person(one.participant, named)]
    last = max(own, key=lambda one: (one.submitted_at, one.id), default=None)
    by = named if last is None else last.participant
    team = challenge.team_of(by.login, by.id) if challenge.teams else reader.team or by.team
    return OneParticipant(reader.login, reader.id or by.id, team)


def is_own(participant: Participant, reader: Reader) -> bool:
    """Whether what a participant handed in is the reader's, or their team's."""
    if not isinstance(reader, OneParticipant):
        return False
    if reader.team is not None and participant.team == reader.team:
        return True
    return same_person(participant, Participant(reader.login, reader.id))
