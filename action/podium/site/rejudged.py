"""The page, and the table for a terminal, on which hosts see what evaluating a phase again would
change, before it is recorded. It is no page of the site: it lies on the disk of whoever made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from podium.boards.board import NO_VALUE
from podium.boards.rejudged import BoardChange, Move, Place
from podium.site.frame import templates


@dataclass(frozen=True, slots=True)
class MoveLine:
    """``values`` are before and after of each ranked column, in turn."""

    before: str
    after: str
    participant: str
    submission: str
    values: tuple[str, ...]
    remark: str
    is_moved: bool


@dataclass(frozen=True, slots=True)
class BoardLines:
    name: str
    columns: tuple[str, ...]
    lines: tuple[MoveLine, ...]


@dataclass(frozen=True, slots=True)
class StaleLine:
    submission: str
    participant: str
    changed: str
    outcome: str


@dataclass(frozen=True, slots=True)
class RejudgedPage:
    title: str
    summary: tuple[str, ...]
    boards: tuple[BoardLines, ...]
    stale: tuple[StaleLine, ...]


def make_page(
    title: str,
    summary: Sequence[str],
    changes: Sequence[BoardChange],
    stale: Sequence[StaleLine],
) -> RejudgedPage:
    boards = tuple(
        BoardLines(one.name, one.columns, tuple(_line(move, one) for move in one.moves))
        for one in changes
    )
    return RejudgedPage(title, tuple(summary), boards, tuple(stale))


def _line(move: Move, board: BoardChange) -> MoveLine:
    blank = (NO_VALUE,) * len(board.columns)
    before, after = (place.texts if place and place.texts else blank for place in _both(move))
    return MoveLine(
        before=_rank(move.before),
        after=_rank(move.after),
        participant=move.participant,
        submission=move.submission,
        values=tuple(text for pair in zip(before, after, strict=True) for text in pair),
        remark="" if move.after is None else move.after.reason,
        is_moved=move.is_moved,
    )


def _both(move: Move) -> tuple[Place | None, Place | None]:
    return move.before, move.after


def _rank(place: Place | None) -> str:
    return NO_VALUE if place is None or place.rank is None else str(place.rank)


def to_html(page: RejudgedPage) -> str:
    template = templates.environment().get_template("rejudged.html.j2")
    return templates.clean(template.render(page=page))


def to_table(board: BoardLines) -> list[list[str]]:
    """A head and a line an entry."""
    titles = [f"{column} {when}" for column in board.columns for when in ("before", "after")]
    head = ["before", "after", "participant", "submission", *titles]
    lines = [
        [line.before, line.after, line.participant, line.submission, *line.values]
        for line in board.lines
    ]
    return [head, *lines]
