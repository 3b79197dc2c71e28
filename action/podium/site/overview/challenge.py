"""A challenge: what it asks, its phases and boards, and its organizers' own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from podium.challenge import keys
from podium.challenge.model import Phase
from podium.challenge.parser import IMPLIED_SPLIT, PAGES
from podium.formats import is_login
from podium.site.frame import addresses, organizer_html, participants, schedule
from podium.site.frame.board_names import BoardSummary, summarise
from podium.site.frame.drafts import Draft, Unit
from podium.site.frame.parts import Chip, Link, outside
from podium.site.frame.schedule import Deadline, PhaseState, Schedule
from podium.site.frame.scope import Scope
from podium.site.frame.texts import Texts
from podium.site.overview import combined as combined_page
from podium.site.overview import logo
from podium.site.overview.combined import CombinedSummary
from podium.site.phase import timeline
from podium.site.phase.timeline import Bar, Timeline


@dataclass(frozen=True, slots=True)
class PhaseCard:
    """``bar`` is its time on the page's line of time."""

    name: str
    address: str
    schedule: Schedule
    bar: Bar | None
    turnout: str
    limit: str
    is_open: bool
    boards: tuple[BoardSummary, ...]


@dataclass(frozen=True, slots=True)
class Invitation:
    """An open phase to hand something in to."""

    phase: str
    address: str
    deadline: Deadline | None


@dataclass(frozen=True, slots=True)
class SplitLine:
    """A part of the data that is scored by itself, and its boards."""

    name: str
    codename: str
    boards: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class OrganizerSection:
    anchor: str
    title: str
    html: Markup


@dataclass(frozen=True, slots=True)
class PrizeLine:
    rank: int
    amount: str
    description: str


@dataclass(frozen=True, slots=True)
class ChallengePage:
    title: str
    summary: str
    schedule: Schedule
    logo: str
    tags: tuple[Chip, ...]
    entries: str
    people: str
    submissions: str
    invitations: tuple[Invitation, ...]
    about_boards: str
    timeline: Timeline | None
    phases: tuple[PhaseCard, ...]
    splits: tuple[SplitLine, ...]
    combined: tuple[CombinedSummary, ...]
    sections: tuple[OrganizerSection, ...]
    prizes: tuple[PrizeLine, ...]
    sponsors: tuple[Link, ...]
    hosts: tuple[Link, ...]
    forum: Link | None
    json: str


def units(scope: Scope) -> Iterator[Unit]:
    yield Unit(addresses.challenge(scope.slug), partial(_drafts, scope))


def _drafts(scope: Scope) -> Iterator[Draft]:
    yield Draft(
        "challenge.html",
        addresses.challenge(scope.slug),
        make_challenge_page(scope),
        summary=scope.challenge.short_description,
    )


def make_challenge_page(scope: Scope) -> ChallengePage:
    """The challenge's overview, of the phases and boards that the reader may see."""
    challenge, settings, say = scope.challenge, scope.challenge.settings, scope.say
    drawn = timeline.draw(scope.phases, scope.now, say)
    return ChallengePage(
        title=challenge.title,
        summary=challenge.short_description,
        schedule=schedule.of_phases(scope.phases, scope.now, say),
        logo=logo.address(scope),
        tags=_tags(settings, say),
        entries=participants.submissions(scope.results, say),
        people=participants.people(scope.results, say),
        submissions=addresses.submissions(scope.slug),
        invitations=_invitations(scope),
        about_boards=settings.leaderboard_description,
        timeline=drawn,
        phases=tuple(_phase_card(phase, scope, drawn) for phase in scope.phases),
        splits=_splits(scope),
        combined=tuple(combined_page.summarise(board, scope) for board in scope.combined),
        sections=_sections(scope),
        prizes=tuple(
            PrizeLine(prize.rank, prize.amount, prize.description)
            for prize in sorted(settings.prizes, key=lambda prize: prize.rank)
        ),
        sponsors=tuple(outside(sponsor.website, sponsor.name) for sponsor in settings.sponsors),
        hosts=tuple(_host(name) for name in settings.podium.hosts),
        forum=outside(settings.forum_url) if settings.forum_url and settings.enable_forum else None,
        json=addresses.CHALLENGE_JSON,
    )


def _tags(settings: keys.Challenge, say: Texts) -> tuple[Chip, ...]:
    domains = {
        "CV": say("Computer vision"),
        "NLP": say("Natural language processing"),
        "RL": say("Reinforcement learning"),
        "MM": say("Multimodal"),
        "AUD": say("Audio"),
        "TAB": say("Tabular data"),
        "AL": say("Active learning"),
    }
    domain = [domains[settings.domain]] if settings.domain else []
    return tuple(Chip(tag) for tag in [*domain, *settings.tags])


def _phase_card(phase: Phase, scope: Scope, drawn: Timeline | None) -> PhaseCard:
    return PhaseCard(
        name=phase.name,
        address=addresses.phase(scope.slug, phase.codename),
        schedule=schedule.of_phase(phase, scope.now, scope.say),
        bar=None if drawn is None else drawn.bars[phase.codename],
        turnout=participants.summary(scope.results_of(phase.codename), scope.say),
        limit=schedule.limits(phase, scope.say)[0],
        is_open=schedule.phase_state(phase, scope.now) is PhaseState.OPEN,
        boards=tuple(summarise(board, scope) for board in scope.boards_of(phase.codename)),
    )


def _invitations(scope: Scope) -> tuple[Invitation, ...]:
    """Those that close first, first."""
    open_phases = [
        phase for phase in scope.phases if schedule.phase_state(phase, scope.now) is PhaseState.OPEN
    ]
    open_phases.sort(key=lambda phase: schedule.urgency([phase], scope.now))
    return tuple(
        Invitation(
            phase.name,
            addresses.phase(scope.slug, phase.codename),
            schedule.of_phase(phase, scope.now, scope.say).deadline,
        )
        for phase in open_phases
    )


def _splits(scope: Scope) -> tuple[SplitLine, ...]:
    """Of the boards that the reader sees; nothing where nobody named a split."""
    boards: dict[str, list[Link]] = {}
    names = {}
    for board in scope.boards:
        if board.split != IMPLIED_SPLIT:
            names[board.split] = board.split_name
            address = addresses.board(scope.slug, *board.key)
            boards.setdefault(board.split, []).append(Link(board.phase_name, address))
    return tuple(
        SplitLine(names[codename], codename, tuple(boards[codename])) for codename in names
    )


def _host(name: str) -> Link:
    login = name.removeprefix("@")
    return outside(f"https://github.com/{login}", login) if is_login(login) else Link(login)


def _sections(scope: Scope) -> tuple[OrganizerSection, ...]:
    pages, say = scope.challenge.pages, scope.say
    address = addresses.challenge(scope.slug)
    titles = {
        "description": say("Description"),
        "evaluation_details": say("Evaluation"),
        "submission_guidelines": say("Submission guidelines"),
        "terms_and_conditions": say("Terms and conditions"),
    }
    assert set(PAGES) == set(titles)
    sections = (
        OrganizerSection(
            anchor=page.replace("_", "-"),
            title=title,
            html=organizer_html.load(
                scope.folder, pages.get(page), say, slug=scope.slug, address=address
            ),
        )
        for page, title in titles.items()
    )
    return tuple(section for section in sections if section.html)
