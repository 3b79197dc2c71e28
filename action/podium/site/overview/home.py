"""The first page: every challenge on a card, open ones first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from podium.challenge.model import Phase
from podium.site.frame import addresses, participants, schedule
from podium.site.frame.board_names import BoardSummary, summarise
from podium.site.frame.drafts import Draft
from podium.site.frame.parts import Chip
from podium.site.frame.schedule import Deadline, PhaseState, Schedule
from podium.site.frame.scope import Scope
from podium.site.frame.texts import Texts
from podium.site.overview import logo

_MOST_PHASES = 4


@dataclass(frozen=True, slots=True)
class CardPhase:
    """A phase and the board that its organizers put on top. ``chip`` is there where the phase's
    state is not the challenge's."""

    name: str
    address: str
    chip: Chip | None
    deadline: Deadline | None
    board: BoardSummary | None


@dataclass(frozen=True, slots=True)
class Card:
    """``more`` says how many phases are not listed."""

    title: str
    address: str
    summary: str
    logo: str
    tags: tuple[Chip, ...]
    schedule: Schedule
    turnout: str
    phases: tuple[CardPhase, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Group:
    """Challenges in one state. ``title`` is empty where it is not known what time it is."""

    anchor: str
    title: str
    count: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class HomePage:
    """``is_single`` where one challenge has the page for itself."""

    groups: tuple[Group, ...]
    is_single: bool


def draft(scopes: Sequence[Scope], say: Texts) -> Draft:
    return Draft("home.html", addresses.HOME, make_home_page(scopes, say))


def make_home_page(scopes: Sequence[Scope], say: Texts) -> HomePage:
    """Among equals the order given."""
    ordered = sorted(scopes, key=lambda scope: schedule.urgency(scope.phases, scope.now))
    groups = tuple(
        Group(
            anchor=state.value if state else "all",
            title=schedule.state_name(state, say) if state else "",
            count=say.number(len(members)),
            cards=tuple(_card(scope) for scope in members),
        )
        for state, members in ((key, list(found)) for key, found in groupby(ordered, _state))
    )
    return HomePage(groups, is_single=len(scopes) == 1)


def _state(scope: Scope) -> PhaseState | None:
    return schedule.joint_state(scope.phases, scope.now)


def _card(scope: Scope) -> Card:
    say, challenge = scope.say, scope.challenge
    shown = _first_phases(scope)
    hidden = len(scope.phases) - len(shown)
    return Card(
        title=challenge.title,
        address=addresses.challenge(scope.slug),
        summary=challenge.short_description,
        logo=logo.address(scope),
        tags=tuple(Chip(tag) for tag in challenge.settings.tags),
        schedule=schedule.of_phases(scope.phases, scope.now, say),
        turnout=participants.summary(scope.results, say),
        phases=tuple(_line(phase, scope) for phase in shown),
        more=say.count("{n} more phase", "{n} more phases", hidden) if hidden else "",
    )


def _first_phases(scope: Scope) -> Sequence[Phase]:
    """The liveliest ones, in the organizers' order."""
    states = list(PhaseState)

    def rank(phase: Phase) -> int:
        return states.index(schedule.phase_state(phase, scope.now) or PhaseState.OPEN)

    chosen = {phase.codename for phase in sorted(scope.phases, key=rank)[:_MOST_PHASES]}
    return [phase for phase in scope.phases if phase.codename in chosen]


def _line(phase: Phase, scope: Scope) -> CardPhase:
    own = schedule.of_phase(phase, scope.now, scope.say)
    differs = schedule.phase_state(phase, scope.now) is not _state(scope)
    board = next(iter(scope.boards_of(phase.codename)), None)
    return CardPhase(
        name=phase.name,
        address=addresses.phase(scope.slug, phase.codename),
        chip=own.chip if differs else None,
        deadline=own.deadline,
        board=None if board is None else summarise(board, scope),
    )
