"""Who is reading: what a reader may not see never enters a board made for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import assert_never

from podium.challenge.model import Challenge, Phase, Split, Visibility
from podium.challenge.rules import EvalAIRule
from podium.records.model import Participant, Submission


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


Audience = Public | Hosts | OneParticipant


def parse_audience(text: str) -> Audience:
    match text:
        case "public":
            return Public()
        case "hosts":
            return Hosts()
        case _:
            return OneParticipant(text.removeprefix("@"))


def for_reader(
    audience: Audience, challenge: Challenge, submissions: Iterable[Submission] = ()
) -> Audience:
    """A participant who is a host reads as a host. Any other is, of those who ever used the login,
    whoever used it last, in the team that ``teams.yaml`` names; where there is no such file, in
    that of their last submission."""
    if not isinstance(audience, OneParticipant):
        return audience
    if challenge.is_host(audience.login):
        return Hosts()
    named = Participant(audience.login)
    own = [one for one in submissions if _is_same(one.participant, named)]
    last = max(own, key=lambda one: (one.submitted_at, one.id), default=None)
    by = named if last is None else last.participant
    team = challenge.team_of(named.login) if challenge.teams else audience.team or by.team
    return OneParticipant(audience.login, audience.id or by.id, team)


def is_own(participant: Participant, reader: Audience) -> bool:
    """Whether what a participant handed in is the reader's, or their team's."""
    if not isinstance(reader, OneParticipant):
        return False
    if reader.team is not None and participant.team == reader.team:
        return True
    return _is_same(participant, Participant(reader.login, reader.id))


def _is_same(one: Participant, other: Participant) -> bool:
    """GitHub's numeric id tells people apart; a login can be renamed and taken by another."""
    if one.id is not None and other.id is not None:
        return one.id == other.id
    return one.login.casefold() == other.login.casefold()


def may_see_challenge(challenge: Challenge, audience: Audience) -> bool:
    """EvalAI's ``published``: only one that is written down, and false, holds a challenge back."""
    settings = challenge.settings
    is_published = settings.published or "published" not in settings.model_fields_set
    return is_published or isinstance(audience, Hosts)


def may_see_phase(phase: Phase, audience: Audience) -> bool:
    return phase.is_public or isinstance(audience, Hosts)


def known_phases(challenge: Challenge, *, is_host: bool) -> tuple[Phase, ...] | None:
    """The phases that somebody who submits may know of: to all but hosts, one that is not public
    is like one that does not exist. ``None`` where the challenge is not published to them."""
    reader = Hosts() if is_host else Public()
    if not may_see_challenge(challenge, reader):
        return None
    return tuple(phase for phase in challenge.phases if may_see_phase(phase, reader))


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


def shows_all_metrics(phase: Phase) -> bool:
    """Grand Challenge's ``display_all_metrics``. EvalAI shows no more than the leaderboard's
    labels; a phase of its kind shows all where the key is written down."""
    settings = phase.settings
    is_evalai = any(isinstance(split.rule, EvalAIRule) for split in phase.splits)
    is_written = "display_all_metrics" in settings.model_fields_set
    return settings.display_all_metrics and (is_written or not is_evalai)


def hidden_splits(phase: Phase, seen: Collection[str]) -> tuple[Split, ...]:
    """Those whose numbers the reader does not see; ``seen`` are the codenames of the boards that
    they do."""
    return tuple(s for s in phase.splits if s.codename not in seen or not s.show_scores)


def shows_cases(
    challenge: Challenge,
    phase: Phase,
    split: Split,
    seen: Collection[str],
    documents: Iterable[object],
    *,
    is_for_hosts: bool,
) -> bool:
    """Whether the values case by case behind a board may be read, of all that is published there.
    ``documents`` are the results'. Where another split is hidden, only the part that is named
    after this one is open: anything else could be of the hidden one."""
    if is_for_hosts:
        return True
    if challenge.settings.anonymous_leaderboard or not shows_all_metrics(phase):
        return False
    hidden = hidden_splits(phase, seen)
    if split in hidden:
        return False
    return not hidden or all(
        isinstance(document, dict) and split.codename in document for document in documents
    )
