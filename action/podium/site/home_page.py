"""The first page: every challenge on a card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from podium.board import Board
from podium.site import addresses, schedule
from podium.site.boards import Leader, board_name, leader_of
from podium.site.drafts import Draft
from podium.site.parts import counted
from podium.site.schedule import Schedule, State
from podium.site.scope import Scope
from podium.site.texts import Texts

_MOST_LEADERS = 4


@dataclass(frozen=True, slots=True)
class BoardLead:
    """Who leads one board. ``leader`` is ``None`` while nobody is on it."""

    board: str
    address: str
    leader: Leader | None


@dataclass(frozen=True, slots=True)
class Card:
    title: str
    address: str
    summary: str
    schedule: Schedule
    phases: str
    entries: str
    participants: str
    leads: tuple[BoardLead, ...]


@dataclass(frozen=True, slots=True)
class HomePage:
    cards: tuple[Card, ...]


def draft(scopes: Sequence[Scope], say: Texts) -> Draft:
    return Draft("home.html", addresses.HOME, make_home_page(scopes))


def make_home_page(scopes: Sequence[Scope]) -> HomePage:
    """Open challenges first, then those to come; among equals the order given."""
    states = list(State)
    ordered = sorted(
        scopes,
        key=lambda scope: states.index(
            schedule.joint_state(scope.phases, scope.now) or State.OPEN,
        ),
    )
    return HomePage(tuple(_card(scope) for scope in ordered))


def _card(scope: Scope) -> Card:
    return Card(
        title=scope.challenge.title,
        address=addresses.challenge(scope.slug),
        summary=scope.challenge.short_description,
        schedule=schedule.of_phases(scope.phases, scope.now),
        phases=counted(len(scope.phases), "phase"),
        entries=counted(len(scope.results), "submission"),
        participants=counted(len({result.owner for result in scope.results}), "participant"),
        leads=tuple(_lead(board, scope) for board in _main_boards(scope)[:_MOST_LEADERS]),
    )


def _main_boards(scope: Scope) -> list[Board]:
    """The first board of each phase: the one its organizers put on top."""
    firsts: dict[str, Board] = {}
    for board in scope.boards:
        firsts.setdefault(board.phase, board)
    return list(firsts.values())


def _lead(board: Board, scope: Scope) -> BoardLead:
    return BoardLead(
        board=board_name(board),
        address=addresses.board(scope.slug, board.phase, board.split),
        leader=leader_of(board),
    )
