"""What several pages say of a board: its name, and who leads it."""

from __future__ import annotations

from dataclasses import dataclass

from podium.board import NO_VALUE, Board, Row
from podium.challenge.model import Challenge
from podium.ranking.rules import Column
from podium.site import addresses
from podium.site.parts import counted, display_name
from podium.site.scope import Scope


@dataclass(frozen=True, slots=True)
class Leader:
    """``others`` says who shares the first rank; ``score`` is what got them there."""

    name: str
    others: str
    method_name: str
    metric: str
    score: str


@dataclass(frozen=True, slots=True)
class BoardSummary:
    name: str
    address: str
    entries: str
    leader: Leader | None


def has_one_board(challenge: Challenge, phase_codename: str) -> bool:
    phase = challenge.phase(phase_codename)
    return phase is None or len(phase.splits) == 1


def board_name(board: Board, challenge: Challenge) -> str:
    """A phase with one board gives it its name; among several the split tells them apart."""
    if has_one_board(challenge, board.phase):
        return board.phase_name
    return f"{board.phase_name}: {board.split_name}"


def ranking_column(board: Board) -> Column | None:
    """The metric that ranks; none where a mean or median of ranks does."""
    if board.rank_score_title:
        return None
    return next((column for column in board.columns if column.ranked), None)


def leader_of(board: Board) -> Leader | None:
    if not board.rows:
        return None
    first = board.rows[0]
    tied = sum(row.rank == first.rank for row in board.rows) - 1
    metric, score = _score(board, first)
    return Leader(
        name=display_name(first.participant, first.team),
        others=f"and {counted(tied, 'other')}" if tied else "",
        method_name=first.method_name,
        metric=metric,
        score=score,
    )


def summarise(board: Board, scope: Scope) -> BoardSummary:
    alone = has_one_board(scope.challenge, board.phase)
    return BoardSummary(
        name=board.phase_name if alone else board.split_name,
        address=addresses.board(scope.slug, board.phase, board.split),
        entries=counted(len(board.rows), "entry", "entries"),
        leader=leader_of(board),
    )


def _score(board: Board, row: Row) -> tuple[str, str]:
    column = ranking_column(board)
    if column is None:
        return board.rank_score_title, row.rank_score_text
    cell = next(cell for cell in row.cells if cell.path == column.path)
    return (column.title, cell.text) if cell.text != NO_VALUE else ("", "")
