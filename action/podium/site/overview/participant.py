"""Who took part: a list of all, and a page of what each has sent in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from podium.boards.board import Row
from podium.site.frame import addresses, participants
from podium.site.frame.board_names import board_name, medal
from podium.site.frame.drafts import Draft
from podium.site.frame.participants import Entrant
from podium.site.frame.parts import Link, Moment, is_long, profile
from podium.site.frame.scope import Place, Scope
from podium.site.submission.listing import SubmissionLine, submission_line


@dataclass(frozen=True, slots=True)
class BestPlace:
    """The best of an entrant's rows on one board."""

    board: str
    address: str
    rank: str
    of: str
    medal: int


@dataclass(frozen=True, slots=True)
class ParticipantLine:
    name: str
    address: str
    is_team: bool
    submissions: str
    best: tuple[BestPlace, ...]
    newest: Moment


@dataclass(frozen=True, slots=True)
class ParticipantsPage:
    challenge: str
    counts: str
    is_long: bool
    boards: tuple[Link, ...]
    lines: tuple[ParticipantLine, ...]


@dataclass(frozen=True, slots=True)
class ParticipantPage:
    """``members`` are the logins that submitted for a team, with their profiles where they are
    known; of somebody alone the profile, if it is."""

    name: str
    challenge: str
    is_team: bool
    members: tuple[Link, ...]
    counts: str
    first: Moment
    best: tuple[BestPlace, ...]
    is_long: bool
    lines: tuple[SubmissionLine, ...]


def drafts(scope: Scope) -> Iterator[Draft]:
    say = scope.say
    found = participants.entrants(scope.results)
    if not found:
        return
    here = addresses.participants(scope.slug)
    yield Draft(
        "participants.html",
        here,
        make_participants_page(found, scope),
        title=say("Participants"),
        summary=say("Who took part in {challenge}.", challenge=scope.challenge.title),
        crumbs=(Link(say("Participants")),),
    )
    for one in found:
        yield Draft(
            "participant.html",
            addresses.participant(scope.slug, one.key),
            make_participant_page(one, scope),
            title=one.name,
            summary=say(
                "What {participant} sent in to {challenge}, and how it did.",
                participant=one.name,
                challenge=scope.challenge.title,
            ),
            crumbs=(Link(say("Participants"), here), Link(one.name)),
        )


def make_participants_page(found: tuple[Entrant, ...], scope: Scope) -> ParticipantsPage:
    say = scope.say
    return ParticipantsPage(
        challenge=scope.challenge.title,
        counts=say.count("{n} participant", "{n} participants", len(found)),
        is_long=is_long(found),
        boards=tuple(
            Link(board_name(board), addresses.board(scope.slug, *board.key))
            for board in scope.boards
        ),
        lines=tuple(
            ParticipantLine(
                name=one.name,
                address=addresses.participant(scope.slug, one.key),
                is_team=one.is_team,
                submissions=say.number(len(one.results)),
                best=tuple(_best(one, scope)),
                newest=Moment.of(one.results[0].submission.submitted_at, say),
            )
            for one in found
        ),
    )


def make_participant_page(one: Entrant, scope: Scope) -> ParticipantPage:
    say = scope.say
    phases = scope.phase_names
    members = {result.participant.login.casefold(): result for result in one.results}
    profiles = [profile(members[login].participant) for login in sorted(members)]
    return ParticipantPage(
        name=one.name,
        challenge=scope.challenge.title,
        is_team=one.is_team,
        members=tuple(link for link in profiles if link.href or one.is_team),
        counts=say.count("{n} submission", "{n} submissions", len(one.results)),
        first=Moment.of(one.results[-1].submission.submitted_at, say),
        best=tuple(_best(one, scope)),
        is_long=is_long(one.results),
        lines=tuple(
            submission_line(result, phases[result.submission.phase], scope)
            for result in one.results
        ),
    )


def _best(one: Entrant, scope: Scope) -> Iterator[BestPlace]:
    """In the order of the boards."""
    best: dict[tuple[str, str], Place] = {}
    for result in one.results:
        for place in scope.places.get(result.id, ()):
            key = place.board.phase, place.board.split
            if isinstance(place.row, Row) and (
                key not in best or place.row.rank < _rank(best[key])
            ):
                best[key] = place
    for board in scope.boards:
        found = best.get(board.key)
        if found is not None and isinstance(found.row, Row):
            rank = found.row.rank
            yield BestPlace(
                board=board_name(board),
                address=addresses.board(scope.slug, *board.key),
                rank=scope.say.number(rank),
                of=scope.say("of {all}", all=scope.say.number(len(board.rows))),
                medal=medal(found.row),
            )


def _rank(place: Place) -> int:
    assert isinstance(place.row, Row)
    return place.row.rank
