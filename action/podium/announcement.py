"""What the boards say of one submission, for its participant to read in public."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from podium.board import Board, Cell, Row
from podium.comment import BoardLine, Value
from podium.records import Submission
from podium.site import addresses


def board_lines(
    boards: Iterable[Board], submission: Submission, *, site_url: str = ""
) -> tuple[BoardLine, ...]:
    """One line a board of the submission's phase. ``boards`` are those of the reader: what they
    may not see is not there."""
    return tuple(
        _line(board, submission, site_url) for board in boards if board.phase == submission.phase
    )


def _line(board: Board, submission: Submission, site_url: str) -> BoardLine:
    page = addresses.board(board.challenge, board.phase, board.split)
    address = addresses.canonical(site_url, page)
    row = next((row for row in board.rows if row.submission == submission.id), None)
    if row is None:
        return BoardLine(board.split_name, address, note=_why_not_listed(board, submission))
    return BoardLine(
        title=board.split_name,
        address=address,
        rank=row.rank,
        entries=len(board.rows),
        values=tuple(_values(board, row)),
    )


def _values(board: Board, row: Row) -> Iterator[Value]:
    for column, cell in zip(board.columns, row.cells, strict=True):
        if cell.value is not None:
            yield Value(column.title, _with_error(cell))


def _with_error(cell: Cell) -> str:
    return f"{cell.text} ± {cell.error_text}" if cell.error_text else cell.text


def _why_not_listed(board: Board, submission: Submission) -> str:
    for unranked in board.unranked:
        if unranked.submission == submission.id:
            return f"not ranked: {unranked.reason}"
    if not submission.is_public:
        return "not listed, because the submission is not public"
    for row in board.rows:
        if row.participant == submission.participant.login:
            return f"your entry there stays {row.submission}, at rank {row.rank}"
    return "not listed now"
