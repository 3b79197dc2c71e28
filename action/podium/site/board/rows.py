"""The lines of a board: its entries, and who is not ranked and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from urllib.parse import urlsplit

from podium.boards.board import Board, Cell, Row, UnrankedRow
from podium.challenge.model import Ruling
from podium.metrics import Number
from podium.records.results import Result
from podium.site.board.cell_scales import Scale, make_scale
from podium.site.board.rank_certainty import Certainty, RankCertainty
from podium.site.frame.board_names import medal
from podium.site.frame.parts import (
    Chip,
    Fact,
    Link,
    Moment,
    answer_text,
    display_name,
    outside,
    ruling_chip,
)
from podium.site.frame.scope import Scope
from podium.site.frame.texts import Texts

NEW = timedelta(days=7)
_LONGEST_COMMENT = 200
_LONGEST_DESCRIPTION = 400
# Of descriptions and of comments, so that a long board stays light: on one of a thousand entries
# each has a hundred characters, and the submission's page has it all.
_MOST_CHARACTERS = 100_000
_FEWEST_CHARACTERS = 60
_OFF_THE_BOARD = (Ruling.DISQUALIFY, Ruling.WITHDRAW, Ruling.FLAG)


@dataclass(frozen=True, slots=True)
class BoardCell:
    """``drawn`` are the style's classes for the bar behind it. ``place`` orders the column's exact
    values where their texts do not."""

    cell: Cell
    drawn: str
    place: int | None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """``medal`` is 1, 2 or 3; 0 for none. ``address`` is empty where the submission has no page.
    ``kinds`` are the chips', for the script."""

    submission: str
    rank: int
    medal: int
    is_shared: bool
    certainty: Certainty
    name: str
    method_name: str
    address: str
    chips: tuple[Chip, ...]
    kinds: str
    rank_score: str
    rank_score_drawn: str
    cells: tuple[BoardCell, ...]
    execution: str
    execution_seconds: float | None
    paper: Link | None
    code: Link | None
    comment: str
    supplement: Link | None
    attributes: tuple[str, ...]
    submitted: Moment
    description: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class UnrankedEntry:
    """``chip`` is the ruling's word where the hosts took the entry off the board."""

    name: str
    method_name: str
    address: str
    chip: Chip | None
    reason: str
    submitted: Moment


@dataclass(frozen=True, slots=True)
class Drawing:
    """The scales of a board, by the column's path and for the rank score."""

    by_path: Mapping[str, Scale] = field(default_factory=dict)
    rank_score: Scale | None = None


def draw(board: Board, ranking_path: str | None) -> Drawing:
    """Bars for what ranks, dots for what has an error bar, nothing for the rest."""
    scales = {}
    for index, column in enumerate(board.columns):
        if column.path == ranking_path or column.error_path:
            marks = [(row.cells[index].value, row.cells[index].error) for row in board.rows]
            scale = make_scale(marks, may_be_bar=column.path == ranking_path)
            if scale is not None:
                scales[column.path] = scale
    ranks = [(row.rank_score, None) for row in board.rows] if board.rank_score_title else []
    return Drawing(scales, make_scale(ranks, may_be_bar=True))


def entries(
    board: Board, scope: Scope, drawing: Drawing, certainty: RankCertainty
) -> tuple[EntryRow, ...]:
    """In the board's order. Long texts are cut, the more the longer the board is."""
    sharing = Counter(row.rank for row in board.rows)
    places = _places(board)
    share = _MOST_CHARACTERS // len(board.rows) if board.rows else 0
    made = []
    for index, row in enumerate(board.rows):
        rank_mark = (row.rank_score, None)
        shown = chips(row, scope.now, scope.say)
        made.append(
            EntryRow(
                submission=row.submission,
                rank=row.rank,
                medal=medal(row),
                is_shared=sharing[row.rank] > 1,
                certainty=certainty.of(row.submission),
                name=display_name(row.participant, row.team),
                method_name=row.method_name,
                address=scope.page_of(row.submission),
                chips=shown,
                kinds=" ".join(chip.kind for chip in shown),
                rank_score=row.rank_score_text,
                rank_score_drawn=drawing.rank_score.classes(rank_mark)
                if drawing.rank_score
                else "",
                cells=tuple(
                    _cell(cell, drawing.by_path.get(cell.path), column_places, index)
                    for cell, column_places in zip(row.cells, places, strict=True)
                ),
                execution=row.execution_text,
                execution_seconds=row.execution_seconds,
                paper=_outside(row.publication_url),
                code=_outside(row.project_url),
                comment=_beginning(row.comment, min(share, _LONGEST_COMMENT)),
                supplement=_outside(row.supplementary_url),
                attributes=tuple(
                    _answer(row, name, _LONGEST_COMMENT, scope.say) for name in board.attributes
                ),
                submitted=Moment.of(row.submitted_at, scope.say),
                description=_beginning(row.method_description, min(share, _LONGEST_DESCRIPTION)),
                facts=tuple(_facts(board, row, scope.say, min(share, _LONGEST_COMMENT))),
            )
        )
    return tuple(made)


def chips(row: Row, now: datetime | None, say: Texts) -> tuple[Chip, ...]:
    made = []
    if row.is_baseline:
        made.append(Chip(say("Baseline"), "baseline"))
    if row.is_verified:
        made.append(Chip(say("Verified"), "verified"))
    if row.is_partial:
        made.append(Chip(say("Partial"), "partial"))
    if now is not None and now - NEW < row.submitted_at <= now:
        made.append(Chip(say("New"), "new"))
    return tuple(made)


def unranked(board: Board, scope: Scope) -> tuple[UnrankedEntry, ...]:
    """Those that could not be ranked, then those that the hosts took off."""
    return (
        *(_unranked(row, scope) for row in board.unranked),
        *(
            _off_the_board(result, scope)
            for result in scope.results_of(board.phase)
            if result.standing.is_off_the_board and result.has_metrics and result.is_published
        ),
    )


def _places(board: Board) -> tuple[Sequence[int | None], ...]:
    return tuple(
        places_of([row.cells[index] for row in board.rows]) for index in range(len(board.columns))
    )


def places_of(cells: Sequence[Cell]) -> Sequence[int | None]:
    """Where each value stands among the column's, the smallest first; all ``None`` where the
    texts, read as numbers, say the same: rounding can make equal what is not."""
    values = sorted({cell.value for cell in cells if cell.value is not None})
    shown: dict[Number, str] = {cell.value: cell.text for cell in cells if cell.value is not None}
    read = [float(shown[value]) for value in values]
    if all(before < after for before, after in pairwise(read)):
        return [None] * len(cells)
    places = {value: place for place, value in enumerate(values)}
    return [None if cell.value is None else places[cell.value] for cell in cells]


def _cell(cell: Cell, scale: Scale | None, places: Sequence[int | None], index: int) -> BoardCell:
    drawn = scale.classes((cell.value, cell.error)) if scale else ""
    return BoardCell(cell, drawn, places[index])


def _facts(board: Board, row: Row, say: Texts, most: int) -> Iterator[Fact]:
    """What a row opens to, beside the description: what its participant was asked."""
    for name in board.attributes:
        text = _answer(row, name, most, say)
        if text:
            yield Fact(name, text)


def _answer(row: Row, name: str, most: int, say: Texts) -> str:
    return _beginning(answer_text(row.attributes.get(name, ""), say), most)


def _beginning(text: str, most: int) -> str:
    """As much as there is place for."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return f"{line[:most].rstrip()}…" if most >= _FEWEST_CHARACTERS else ""


def _outside(url: str) -> Link | None:
    """A link that says where it leads, in few words; an address that is not followed, in full."""
    if not url:
        return None
    link = outside(url)
    return Link(urlsplit(url).hostname or url, link.href) if link.href else link


def _unranked(row: UnrankedRow, scope: Scope) -> UnrankedEntry:
    return UnrankedEntry(
        name=display_name(row.participant, row.team),
        method_name=row.method_name,
        address=scope.page_of(row.submission),
        chip=None,
        reason=row.reason,
        submitted=Moment.of(row.submitted_at, scope.say),
    )


def _off_the_board(result: Result, scope: Scope) -> UnrankedEntry:
    said = dict(result.standing.reasons)
    ruling = next(ruling for ruling in _OFF_THE_BOARD if ruling in said)
    return UnrankedEntry(
        name=display_name(result.participant.login, result.participant.team),
        method_name=result.submission.metadata.method_name,
        address=scope.page_of(result.id),
        chip=ruling_chip(ruling, scope.say),
        reason=said[ruling],
        submitted=Moment.of(result.submission.submitted_at, scope.say),
    )
