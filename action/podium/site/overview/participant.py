"""Who took part: a list of all, and a page of what each has sent in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from podium.boards.board import Row
from podium.site.frame import addresses, participants
from podium.site.frame.board_names import board_name, medal
from podium.site.frame.drafts import Draft, Unit
from podium.site.frame.participants import Competitor
from podium.site.frame.parts import Link, Moment, is_long, profile
from podium.site.frame.scope import Scope
from podium.site.submission.listing import SubmissionLine, submission_line


@dataclass(frozen=True, slots=True)
class BestPlace:
    """The best of a competitor's rows on one board."""

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


def units(scope: Scope) -> Iterator[Unit]:
    """The list and a page for each of them; nothing while nobody has submitted under a name."""
    competitors = participants.competitors(scope.results)
    if competitors:
        here = addresses.participants(scope.slug)
        yield Unit(here, partial(_list, competitors, scope))
        for competitor in competitors:
            here = addresses.participant(scope.slug, competitor.key)
            yield Unit(here, partial(_one, competitor, scope))


def _list(competitors: tuple[Competitor, ...], scope: Scope) -> Iterator[Draft]:
    say = scope.say
    yield Draft(
        "participants.html",
        addresses.participants(scope.slug),
        make_participants_page(competitors, scope),
        title=say("Participants"),
        summary=say("Who took part in {challenge}.", challenge=scope.challenge.title),
        crumbs=(Link(say("Participants")),),
    )


def _one(competitor: Competitor, scope: Scope) -> Iterator[Draft]:
    say = scope.say
    yield Draft(
        "participant.html",
        addresses.participant(scope.slug, competitor.key),
        make_participant_page(competitor, scope),
        title=competitor.name,
        summary=say(
            "What {participant} sent in to {challenge}, and how it did.",
            participant=competitor.name,
            challenge=scope.challenge.title,
        ),
        crumbs=(
            Link(say("Participants"), addresses.participants(scope.slug)),
            Link(competitor.name),
        ),
    )


def make_participants_page(competitors: tuple[Competitor, ...], scope: Scope) -> ParticipantsPage:
    """In the order given, each with their best rank on every board."""
    say = scope.say
    return ParticipantsPage(
        challenge=scope.challenge.title,
        counts=say.count("{n} participant", "{n} participants", len(competitors)),
        is_long=is_long(competitors),
        boards=tuple(
            Link(board_name(board), addresses.board(scope.slug, *board.key))
            for board in scope.boards
        ),
        lines=tuple(
            ParticipantLine(
                name=competitor.name,
                address=addresses.participant(scope.slug, competitor.key),
                is_team=competitor.is_team,
                submissions=say.number(len(competitor.results)),
                best=tuple(_best(competitor, scope)),
                newest=Moment.of(competitor.results[0].submission.submitted_at, say),
            )
            for competitor in competitors
        ),
    )


def make_participant_page(competitor: Competitor, scope: Scope) -> ParticipantPage:
    """All that one of them has submitted, the newest first."""
    say = scope.say
    phases = scope.phase_names
    members = {result.participant.login.casefold(): result for result in competitor.results}
    profiles = [profile(members[login].participant) for login in sorted(members)]
    return ParticipantPage(
        name=competitor.name,
        challenge=scope.challenge.title,
        is_team=competitor.is_team,
        members=tuple(link for link in profiles if link.href or competitor.is_team),
        counts=say.count("{n} submission", "{n} submissions", len(competitor.results)),
        first=Moment.of(competitor.results[-1].submission.submitted_at, say),
        best=tuple(_best(competitor, scope)),
        is_long=is_long(competitor.results),
        lines=tuple(
            submission_line(result, phases[result.submission.phase], scope)
            for result in competitor.results
        ),
    )


def _best(competitor: Competitor, scope: Scope) -> Iterator[BestPlace]:
    """In the order of the boards."""
    best: dict[tuple[str, str], Row] = {}
    for result in competitor.results:
        for line in scope.places.get(result.id, ()):
            key, row = line.board.key, line.row
            if isinstance(row, Row) and (key not in best or row.rank < best[key].rank):
                best[key] = row
    for board in scope.boards:
        if board.key in best:
            row = best[board.key]
            yield BestPlace(
                board=board_name(board),
                address=addresses.board(scope.slug, *board.key),
                rank=scope.say.number(row.rank),
                of=scope.say("of {all}", all=scope.say.number(len(board.rows))),
                medal=medal(row),
            )
