"""A challenge: what it asks, its phases and boards, and its organizers' own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from podium.challenge import document
from podium.challenge.model import Phase
from podium.challenge.parser import PAGES
from podium.site import addresses, combined_page, logo, organizer_html, schedule
from podium.site.boards import BoardSummary, summarise
from podium.site.combined_page import CombinedSummary
from podium.site.drafts import Draft
from podium.site.parts import Chip, Link, counted, outside
from podium.site.schedule import Schedule
from podium.site.scope import Scope

_TITLES = {
    "description": "Description",
    "evaluation_details": "Evaluation",
    "submission_guidelines": "Submission guidelines",
    "terms_and_conditions": "Terms and conditions",
}

_DOMAINS = {
    "CV": "Computer vision",
    "NLP": "Natural language processing",
    "RL": "Reinforcement learning",
    "MM": "Multimodal",
    "AUD": "Audio",
    "TAB": "Tabular data",
    "AL": "Active learning",
}


@dataclass(frozen=True, slots=True)
class PhaseCard:
    name: str
    address: str
    schedule: Schedule
    limits: tuple[str, ...]
    boards: tuple[BoardSummary, ...]


@dataclass(frozen=True, slots=True)
class Section:
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
    participants: str
    submissions: str
    about_boards: str
    phases: tuple[PhaseCard, ...]
    combined: tuple[CombinedSummary, ...]
    ledger: str
    statistics: str
    sections: tuple[Section, ...]
    prizes: tuple[PrizeLine, ...]
    sponsors: tuple[Link, ...]
    forum: Link | None


def drafts(scope: Scope) -> Iterator[Draft]:
    yield Draft(
        "challenge.html",
        addresses.challenge(scope.slug),
        make_challenge_page(scope),
        summary=scope.challenge.short_description,
    )


def make_challenge_page(scope: Scope) -> ChallengePage:
    challenge, settings = scope.challenge, scope.challenge.settings
    return ChallengePage(
        title=challenge.title,
        summary=challenge.short_description,
        schedule=schedule.of_phases(scope.phases, scope.now),
        logo=logo.address(scope),
        tags=_tags(settings),
        entries=counted(len(scope.results), "submission"),
        participants=counted(len({result.owner for result in scope.results}), "participant"),
        submissions=addresses.submissions(scope.slug),
        about_boards=settings.leaderboard_description,
        phases=tuple(_phase_card(phase, scope) for phase in scope.phases),
        combined=tuple(combined_page.summarise(board, scope) for board in scope.combined),
        ledger=addresses.ledger(scope.slug),
        statistics=addresses.statistics(scope.slug),
        sections=_sections(scope),
        prizes=tuple(
            PrizeLine(prize.rank, prize.amount, prize.description)
            for prize in sorted(settings.prizes, key=lambda prize: prize.rank)
        ),
        sponsors=tuple(outside(sponsor.website, sponsor.name) for sponsor in settings.sponsors),
        forum=outside(settings.forum_url) if settings.forum_url and settings.enable_forum else None,
    )


def _tags(settings: document.Challenge) -> tuple[Chip, ...]:
    domain = [_DOMAINS[settings.domain]] if settings.domain else []
    return tuple(Chip(tag) for tag in [*domain, *settings.tags])


def _phase_card(phase: Phase, scope: Scope) -> PhaseCard:
    return PhaseCard(
        name=phase.name,
        address=addresses.phase(scope.slug, phase.codename),
        schedule=schedule.of_phase(phase, scope.now),
        limits=schedule.limits(phase),
        boards=tuple(summarise(board, scope) for board in scope.boards_of(phase.codename)),
    )


def _sections(scope: Scope) -> tuple[Section, ...]:
    pages = scope.challenge.pages
    assert set(PAGES) == set(_TITLES)
    sections = (
        Section(
            anchor=page.replace("_", "-"),
            title=title,
            html=organizer_html.load(scope.folder, pages.get(page)),
        )
        for page, title in _TITLES.items()
    )
    return tuple(section for section in sections if section.html)
