"""The columns of a board: what each says, how wide it is and what is drawn in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from podium.boards import rule_text
from podium.boards.board import Board, Cell
from podium.challenge.rules import Column, Order
from podium.site.board.cell_scales import Scale
from podium.site.board.rows import Drawing
from podium.site.frame.board_names import ranking_column
from podium.site.frame.texts import Texts

# In digits; the style has a class for each.
_NARROWEST, _WIDEST = 6, 32


@dataclass(frozen=True, slots=True)
class Heading:
    """A metric's column. ``sort`` is its ``aria-sort``; only the one that ranks has any. ``first``
    is the direction in which a reader wants it sorted, ``width`` what its longest text needs, in
    digits, ``drawn`` what its bars mean."""

    title: str
    path: str
    better: str
    arrow: str
    sort: str
    first: str
    decimals: int
    width: int
    role: str
    drawn: str
    description: str
    is_ranked: bool


@dataclass(frozen=True, slots=True)
class AttributeColumn:
    name: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """Which columns the table has beside the metrics'."""

    metric_ranks: bool
    execution_time: bool
    papers: bool
    code: bool
    comments: bool


def headings(board: Board, drawing: Drawing, say: Texts) -> tuple[Heading, ...]:
    ranking = ranking_column(board)
    has_places = sum(column.ranked for column in board.columns) > 1
    made = []
    for index, column in enumerate(board.columns):
        width = _width(column, [row.cells[index] for row in board.rows], has_places=has_places)
        made.append(_heading(column, ranking, drawing.by_path.get(column.path), width, say))
    return tuple(made)


def _width(column: Column, cells: Sequence[Cell], *, has_places: bool) -> int:
    """Error bars and positions are in smaller print than the value."""
    needed = _title_width(column.title)
    for cell in cells:
        error = 0.8 * len(f" ± {cell.error_text}") if cell.error_text else 0.0
        place = 0.75 * len(f" #{cell.rank}") + 0.5 if has_places and cell.rank is not None else 0.0
        needed = max(needed, len(cell.text) + error + place)
    return _bounded(needed)


def rank_score_width(title: str, board: Board) -> int:
    """In bold print."""
    texts = (1.1 * len(row.rank_score_text) for row in board.rows)
    return _bounded(max(texts, default=0.0), _title_width(title))


def _title_width(title: str) -> float:
    return max((len(word) + 2.0 for word in title.split()), default=0.0)


def _bounded(*needed: float) -> int:
    return min(max(math.ceil(max(needed)), _NARROWEST), _WIDEST)


def _heading(
    column: Column, ranking: Column | None, scale: Scale | None, width: int, say: Texts
) -> Heading:
    is_descending = column.order is Order.DESCENDING
    direction = "descending" if is_descending else "ascending"
    if column is ranking:
        role = say("ranks")
    elif column.ranked:
        role = say("counts towards the rank") if ranking is None else say("ranked by itself")
    else:
        role = say("shown only")
    return Heading(
        title=column.title,
        path=column.path,
        better=rule_text.better(column.order, say),
        arrow="↑" if is_descending else "↓",
        sort=direction if column is ranking else "",
        first="desc" if is_descending else "asc",
        decimals=column.decimals,
        width=width,
        role=role,
        drawn=drawn_range(scale, say),
        description=column.description,
        is_ranked=column.ranked,
    )


def drawn_range(scale: Scale | None, say: Texts) -> str:
    if scale is None:
        return ""
    low, high = scale.range
    if scale.is_bar:
        text = say("bars from {low} to {high}", low=low, high=high)
    else:
        text = say("dots from {low} to {high}", low=low, high=high)
    if not scale.beyond:
        return text
    beyond = say.count(
        "{n} value beyond, at the edge", "{n} values beyond, at the edge", scale.beyond
    )
    return f"{text}; {beyond}"
