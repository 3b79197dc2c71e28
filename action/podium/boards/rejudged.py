"""What evaluating a phase again does to its boards: each entry's place before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from podium.boards.board import Board
from podium.metrics import Number


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands; ``rank`` is ``None`` with a ``reason`` for one without. ``values``
    are those of the ranked columns by their paths, ``texts`` as the board shows them."""

    rank: int | None
    values: Mapping[str, Number | None]
    texts: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """``None`` is not on the board at all."""

    submission: str
    participant: str
    before: Place | None
    after: Place | None

    @property
    def is_moved(self) -> bool:
        return _rank(self.before) != _rank(self.after)

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class BoardChange:
    """``columns`` are the titles of the ranked ones. ``moves`` are in the order of the new board,
    then who is not ranked on it."""

    phase: str
    split: str
    name: str
    columns: tuple[str, ...]
    moves: tuple[Move, ...]


def compare(before: Sequence[Board], after: Sequence[Board], phase: str) -> tuple[BoardChange, ...]:
    """The boards of the phase, of one reader, in the order of the file."""
    was = {board.key: board for board in before}
    return tuple(_compare(was.get(board.key), board) for board in after if board.phase == phase)


def _compare(before: Board | None, after: Board) -> BoardChange:
    old = {} if before is None else _places(before)
    new = _places(after)
    names = {**({} if before is None else _names(before)), **_names(after)}
    moves = [Move(name, names[name], old.get(name), new.get(name)) for name in names]
    return BoardChange(
        phase=after.phase,
        split=after.split,
        name=f"{after.phase_name} · {after.split_name}",
        columns=tuple(column.title for column in after.columns if column.ranked),
        moves=tuple(sorted(moves, key=_in_order)),
    )


def _in_order(move: Move) -> tuple[bool, int, bool, int, str]:
    after, before = _rank(move.after), _rank(move.before)
    return (after is None, after or 0, before is None, before or 0, move.submission)


def _rank(place: Place | None) -> int | None:
    return None if place is None else place.rank


def _places(board: Board) -> dict[str, Place]:
    ranked = {column.path for column in board.columns if column.ranked}
    places = {row.submission: Place(None, {}, (), row.reason) for row in board.unranked}
    for row in board.rows:
        cells = [cell for cell in row.cells if cell.path in ranked]
        values = {cell.path: cell.value for cell in cells}
        places[row.submission] = Place(row.rank, values, tuple(cell.text for cell in cells))
    return places


def _names(board: Board) -> dict[str, str]:
    names = {row.submission: row.team or row.participant for row in board.rows}
    return names | {row.submission: row.team or row.participant for row in board.unranked}


def to_document(change: BoardChange) -> dict[str, object]:
    """Ranks and unrounded values; nothing in it depends on when or where it was made."""
    return {
        "phase": change.phase,
        "split": change.split,
        "entries": [
            {
                "submission": move.submission,
                "participant": move.participant,
                "before": _document(move.before),
                "after": _document(move.after),
            }
            for move in change.moves
        ],
    }


def _document(place: Place | None) -> dict[str, object] | None:
    if place is None:
        return None
    return {
        "rank": place.rank,
        "values": {path: place.values[path] for path in sorted(place.values)},
        "reason": place.reason or None,
    }
