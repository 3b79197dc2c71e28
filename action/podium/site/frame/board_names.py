"""What several pages say of a board: its name, and who leads it."""

from __future__ import annotations

from dataclasses import dataclass

from podium.boards import rule_text
from podium.boards.board import NO_VALUE, Board, Row
from podium.challenge.parser import IMPLIED_SPLIT
from podium.challenge.rules import Column
from podium.site.frame import addresses, parts
from podium.site.frame.parts import Link, display_name
from podium.site.frame.scope import Scope
from podium.site.frame.texts import Texts

LAST_MEDAL = 3


@dataclass(frozen=True, slots=True)
class Leader:
    """``others`` says who shares the first rank; ``score`` is what got them there. ``address`` is
    the submission's, if it has a page."""

    name: str
    address: str
    others: str
    method_name: str
    metric: str
    score: str


@dataclass(frozen=True, slots=True)
class BoardSummary:
    """A board in a list of them. ``leader`` is ``None`` while nobody is on it."""

    name: str
    address: str
    entries: str
    leader: Leader | None


def board_name(board: Board) -> str:
    """The phase and the split; the phase alone where its organizers named no split.

    It depends on nothing else, least of all on splits that the reader may not see.
    """
    return board.phase_name if is_whole_phase(board) else f"{board.phase_name}: {board.split_name}"


def is_whole_phase(board: Board) -> bool:
    return board.split == IMPLIED_SPLIT


def name_in_phase(board: Board) -> str:
    """What tells a board from the others of its phase."""
    return board.phase_name if is_whole_phase(board) else board.split_name


def board_crumbs(board: Board, scope: Scope, page: str = "") -> tuple[Link, ...]:
    """The way to a board, and to a ``page`` about it."""
    say = scope.say
    name = say("Leaderboard") if is_whole_phase(board) else board.split_name
    phase = Link(board.phase_name, addresses.phase(scope.slug, board.phase))
    if not page:
        return (phase, Link(name))
    return (phase, Link(name, addresses.board(scope.slug, *board.key)), Link(page))


def ranking_column(board: Board) -> Column | None:
    """The metric that ranks; none where a mean or median of ranks does."""
    if board.rank_score_title:
        return None
    return next((column for column in board.columns if column.ranked), None)


def score_title(board: Board, say: Texts) -> str:
    """What the board ranks by."""
    column = ranking_column(board)
    return column.title if column else rule_text.rank_score_title(board.rule, say)


def shows_metric_ranks(board: Board) -> bool:
    """With one ranked metric, its ranks are the board's."""
    return sum(column.ranked for column in board.columns) > 1


def medal(row: Row) -> int:
    """1, 2 or 3, and 0 for none. A baseline is there to be beaten; it wins nothing."""
    return row.rank if row.rank <= LAST_MEDAL and not row.is_baseline else 0


def rank_command(board: Board, scope: Scope, options: str = "") -> str:
    """What prints the board, with ``options`` as they stand behind it."""
    where = f"--phase {board.phase} --split {board.split}"
    return f"podium rank {scope.folder_name} --results RESULTS {where}{options}"


def leader_of(board: Board, scope: Scope) -> Leader | None:
    if not board.rows:
        return None
    first = board.rows[0]
    tied = sum(row.rank == first.rank for row in board.rows) - 1
    metric, score = _score(board, first, scope.say)
    return Leader(
        name=display_name(first.participant, first.team),
        address=scope.page_of(first.submission),
        others=scope.say.count("and {n} other", "and {n} others", tied) if tied else "",
        method_name=first.method_name,
        metric=metric,
        score=score,
    )


def summarise(board: Board, scope: Scope) -> BoardSummary:
    return BoardSummary(
        name=name_in_phase(board),
        address=addresses.board(scope.slug, *board.key),
        entries=entries_of(board, scope),
        leader=leader_of(board, scope),
    )


def entries_of(board: Board, scope: Scope) -> str:
    return parts.entries(len(board.rows), scope.say)


def _score(board: Board, row: Row, say: Texts) -> tuple[str, str]:
    column = ranking_column(board)
    if column is None:
        return rule_text.rank_score_title(board.rule, say), row.rank_score_text
    cell = next(cell for cell in row.cells if cell.path == column.path)
    return (column.title, cell.text) if cell.text != NO_VALUE else ("", "")
