"""What the boards say of one submission, for its participant to read in public."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from podium.boards.board import Board, Cell, Row
from podium.github.comment import BoardLine, Value
from podium.records.model import Submission
from podium.records.results import Result
from podium.site.frame import addresses

UNDER_REVIEW = "under review: the hosts publish each result of this phase themselves"


def board_lines(
    boards: Iterable[Board],
    submission: Submission,
    *,
    site_url: str = "",
    result: Result | None = None,
    shown_as: str = "",
) -> tuple[BoardLine, ...]:
    """One line a board of the submission's phase. ``boards`` are those of the reader: what they
    may not see is not there. ``result`` is what the submission came to, whoever may see that;
    ``shown_as`` its id on these boards, where they name nobody."""
    about = _About(submission, shown_as or submission.id, result)
    return tuple(_line(board, about, site_url) for board in boards if board.phase == about.phase)


@dataclass(frozen=True, slots=True)
class _About:
    submission: Submission
    identity: str
    result: Result | None

    @property
    def phase(self) -> str:
        return self.submission.phase


def _line(board: Board, about: _About, site_url: str) -> BoardLine:
    page = addresses.board(board.challenge, board.phase, board.split)
    address = addresses.canonical(site_url, page)
    row = next((row for row in board.rows if row.submission == about.identity), None)
    if row is None:
        return BoardLine(board.split_name, address, note=_why_not_listed(board, about))
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


def _why_not_listed(board: Board, about: _About) -> str:
    submission, result = about.submission, about.result
    for unranked in board.unranked:
        if unranked.submission == about.identity:
            return f"not ranked: {unranked.reason}"
    if result is not None and result.submission.is_withdrawn:
        return "withdrawn by you; take withdraw out of submission.yaml, and it comes back"
    if result is not None and not result.is_published:
        return UNDER_REVIEW if result.standing.is_hidden is None else "hidden by the hosts"
    if not submission.is_public:
        return "not listed, because the submission is not public"
    by = submission.participant
    for row in board.rows:
        if row.participant == by.login:
            return f"your entry there stays {row.submission}, at rank {row.rank}"
        if by.team is not None and row.team == by.team:
            return f"your team's entry there stays {row.submission}, at rank {row.rank}"
    return "not listed now"
