"""The ways between the pages of a challenge, and between the pages of a board."""

from __future__ import annotations

from dataclasses import dataclass

from podium.boards.board import Board
from podium.site.frame import addresses
from podium.site.frame.board_names import is_whole_phase, name_in_phase
from podium.site.frame.parts import Tab
from podium.site.frame.scope import Scope


@dataclass(frozen=True, slots=True)
class SiblingGroup:
    """The boards of a phase; ``phase`` is empty where the one board is named after it."""

    phase: str
    boards: tuple[Tab, ...]


def challenge_tabs(scope: Scope, here: str) -> tuple[Tab, ...]:
    """The pages that every challenge has; ``here`` is the address of the page they stand on."""
    say, slug = scope.say, scope.slug
    pages = [(say("Overview"), addresses.challenge(slug))]
    if scope.results:
        pages.append((say("Submissions"), addresses.submissions(slug)))
    if any(not result.is_anonymous for result in scope.results):
        pages.append((say("Participants"), addresses.participants(slug)))
    pages += [
        (say("Statistics"), addresses.statistics(slug)),
        (say("Ledger"), addresses.ledger(slug)),
    ]
    return tuple(Tab(text, address, address == here) for text, address in pages)


def board_tabs(board: Board, scope: Scope, here: str) -> tuple[Tab, ...]:
    """The pages about one board, as far as there is anything on them."""
    say = scope.say
    pages = [(say("Leaderboard"), addresses.board(scope.slug, *board.key))]
    if board.rows:
        pages.append((say("Analysis"), addresses.analysis(scope.slug, *board.key)))
    if len(board.rows) > 1:
        pages.append((say("Compare"), addresses.compare(scope.slug, *board.key)))
    if board.key in scope.past and scope.past[board.key].days:
        pages.append((say("History"), addresses.history(scope.slug, *board.key)))
    if len(pages) == 1:
        return ()
    return tuple(Tab(text, address, address == here) for text, address in pages)


def sibling_boards(board: Board, scope: Scope) -> tuple[SiblingGroup, ...]:
    """All boards of the challenge, phase by phase; none where there is only this one."""
    groups = []
    for phase in scope.phases:
        boards = scope.boards_of(phase.codename)
        if boards:
            tabs = tuple(
                Tab(
                    name_in_phase(other),
                    addresses.board(scope.slug, *other.key),
                    other is board,
                )
                for other in boards
            )
            groups.append(SiblingGroup("" if is_whole_phase(boards[0]) else phase.name, tabs))
    return tuple(groups) if len(scope.boards) > 1 else ()
