"""A phase: when it is open, what it takes, how to submit, and its boards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from podium.boards.timeline import PhaseDates
from podium.challenge.model import Phase
from podium.site.frame import addresses, organizer_html, participants, schedule
from podium.site.frame.board_names import BoardSummary, summarise
from podium.site.frame.drafts import Draft, Unit
from podium.site.frame.parts import Link, Moment
from podium.site.frame.schedule import Schedule
from podium.site.frame.scope import Scope
from podium.site.phase import how_to_submit
from podium.site.phase.how_to_submit import HowToSubmit


@dataclass(frozen=True, slots=True)
class OtherPhase:
    name: str
    address: str
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class PhasePage:
    """``note`` and ``plain_note`` are the organizers' words on submitting."""

    name: str
    challenge: str
    schedule: Schedule
    description: Markup
    boards: tuple[BoardSummary, ...]
    turnout: str
    submissions: str
    note: Markup
    plain_note: str
    how: HowToSubmit
    others: tuple[OtherPhase, ...]
    created: Moment | None
    modified: Moment | None


def units(scope: Scope) -> Iterator[Unit]:
    for phase in scope.phases:
        here = addresses.phase(scope.slug, phase.codename)
        yield Unit(here, partial(_drafts, phase, scope))


def _drafts(phase: Phase, scope: Scope) -> Iterator[Draft]:
    yield Draft(
        "phase.html",
        addresses.phase(scope.slug, phase.codename),
        make_phase_page(phase, scope),
        title=phase.name,
        summary=scope.say(
            "{phase} of {challenge}: dates, limits, how to submit.",
            phase=phase.name,
            challenge=scope.challenge.title,
        ),
        crumbs=(Link(phase.name),),
    )


def make_phase_page(phase: Phase, scope: Scope) -> PhasePage:
    """Dates, rules, boards and how to submit; ``created`` and ``modified`` as far as git knows."""
    say, settings = scope.say, phase.settings
    dates = scope.dates.get(phase.codename, PhaseDates()).until(scope.now)
    return PhasePage(
        name=phase.name,
        challenge=scope.challenge.title,
        schedule=schedule.of_phase(phase, scope.now, say),
        description=organizer_html.load(
            scope.folder,
            settings.description,
            say,
            slug=scope.slug,
            address=addresses.phase(scope.slug, phase.codename),
        ),
        boards=tuple(summarise(board, scope) for board in scope.boards_of(phase.codename)),
        turnout=participants.summary(scope.results_of(phase.codename), say),
        submissions=addresses.submissions(scope.slug),
        note=organizer_html.sanitise(settings.submission_page_html, scope.say),
        plain_note=settings.submission_page_markdown,
        how=how_to_submit.explain(phase, scope),
        others=_others(phase, scope),
        created=Moment.of_any(dates.created, say),
        modified=Moment.of_any(dates.modified, say),
    )


def _others(phase: Phase, scope: Scope) -> tuple[OtherPhase, ...]:
    return tuple(
        OtherPhase(
            other.name,
            addresses.phase(scope.slug, other.codename),
            schedule.of_phase(other, scope.now, scope.say),
        )
        for other in scope.phases
        if other is not phase
    )
