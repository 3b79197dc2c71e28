"""Who is reading: what a reader may not see never enters a board made for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from podium.challenge.model import Challenge, Phase, Split, Visibility


@dataclass(frozen=True, slots=True)
class Public:
    """Anybody: the site on the open web."""


@dataclass(frozen=True, slots=True)
class Hosts:
    """The organizers: everything."""


@dataclass(frozen=True, slots=True)
class OneParticipant:
    """A participant: what is public, and what is their own."""

    login: str


Audience = Public | Hosts | OneParticipant


def parse_audience(text: str) -> Audience:
    match text:
        case "public":
            return Public()
        case "hosts":
            return Hosts()
        case _:
            return OneParticipant(text.removeprefix("@"))


def for_reader(audience: Audience, challenge: Challenge) -> Audience:
    """A participant who is a host reads as a host."""
    if isinstance(audience, OneParticipant) and challenge.is_host(audience.login):
        return Hosts()
    return audience


def may_see_phase(phase: Phase, audience: Audience) -> bool:
    return phase.is_public or isinstance(audience, Hosts)


def may_see_board(phase: Phase, split: Split, audience: Audience, *, has_submitted: bool) -> bool:
    """EvalAI's visibility as its document words it: 2 is for hosts and whoever submitted."""
    match audience:
        case Hosts():
            return True
        case OneParticipant():
            if not phase.is_public:
                return False
            if split.visibility is Visibility.HOSTS_AND_SUBMITTERS:
                return has_submitted
            return phase.leaderboard_public and split.visibility is Visibility.PUBLIC
        case Public():
            listed = split.visibility is Visibility.PUBLIC
            return phase.is_public and phase.leaderboard_public and listed
        case _:
            assert_never(audience)
