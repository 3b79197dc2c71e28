"""Where a submission stands on each board: its rank, its values, and its rank on each metric."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from podium.boards import rule_text
from podium.boards.board import Board, Cell, Row
from podium.site.frame import addresses
from podium.site.frame.board_names import board_name, medal, shows_metric_ranks
from podium.site.frame.parts import Fact, Link, submission_title
from podium.site.frame.scope import PlaceOnBoard, Scope


@dataclass(frozen=True, slots=True)
class Score:
    title: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Position:
    """One board that the submission is on. ``reason`` says why it is not ranked there, ``spread``
    between which ranks it lies. ``neighbours`` are the entries just above and below it, ``versus``
    where it is compared with the leader."""

    board: str
    address: str
    rank: str
    of: str
    medal: int
    spread: str
    rank_score: Fact | None
    scores: tuple[Score, ...]
    show_metric_ranks: bool
    reason: str
    above: Link
    below: Link
    compare: str
    versus: str


def make_positions(places: Iterable[PlaceOnBoard], scope: Scope) -> tuple[Position, ...]:
    return tuple(_position(place, scope) for place in places)


def _position(line: PlaceOnBoard, scope: Scope) -> Position:
    board, row = line.board, line.row
    say, name = scope.say, board_name(board)
    address = addresses.board(scope.slug, *board.key)
    nowhere = Link("")
    if not isinstance(row, Row):
        return Position(
            name, address, "", "", 0, "", None, (), False, row.reason, nowhere, nowhere, "", ""
        )
    title = rule_text.rank_score_title(board.rule, say)
    above, below = _neighbours(board, row, scope)
    return Position(
        board=name,
        address=address,
        rank=say.number(row.rank),
        of=say.count("of {n} entry", "of {n} entries", len(board.rows)),
        medal=medal(row),
        spread=_spread(board, row, scope),
        rank_score=Fact(title, row.rank_score_text) if title else None,
        scores=tuple(
            Score(column.title, cell) for column, cell in zip(board.columns, row.cells, strict=True)
        ),
        show_metric_ranks=shows_metric_ranks(board),
        reason="",
        above=above,
        below=below,
        compare=addresses.compare(scope.slug, *board.key),
        versus=_versus(board, row, scope),
    )


def _spread(board: Board, row: Row, scope: Scope) -> str:
    interval = scope.rank_interval(board, row.submission)
    if interval is None:
        return ""
    if interval.low == interval.high:
        return scope.say("95 % rank interval: {low}", low=interval.low)
    return scope.say("95 % rank interval: {low}–{high}", low=interval.low, high=interval.high)


def _neighbours(board: Board, row: Row, scope: Scope) -> tuple[Link, Link]:
    index = scope.order_on(board)[row.submission]
    above = board.rows[index - 1] if index else None
    below = board.rows[index + 1] if index + 1 < len(board.rows) else None
    return _link(above, scope), _link(below, scope)


def _link(row: Row | None, scope: Scope) -> Link:
    if row is None or not scope.page_of(row.submission):
        return Link("")
    title = submission_title(row.method_name, row.submission)
    return Link(title, scope.page_of(row.submission))


def _versus(board: Board, row: Row, scope: Scope) -> str:
    """What stands behind the compare page's address."""
    leader = board.rows[0]
    if len(board.rows) < 2 or leader.submission == row.submission:
        return ""
    return f"?e={leader.submission}&e={row.submission}"
