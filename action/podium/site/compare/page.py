"""Two to four entries of a board side by side, and case by case against the first of them.

The page shows the best of the board. Its script puts any others in their place, by the same sums
and in the same words: what is worked out here is worked out there too, from ``submission.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from podium.boards import rule_text
from podium.boards.board import Board, Cell, Row
from podium.challenge.rules import Column, Order
from podium.site.board import absence_words, rank_certainty
from podium.site.board import rows as board_rows
from podium.site.board.rank_certainty import RankCertainty
from podium.site.board.rows import Drawing, EntryRow
from podium.site.compare import strips
from podium.site.compare.sections import (
    CaseLine,
    Cases,
    CaseSection,
    Compared,
    Figure,
    PairView,
    make_section,
)
from podium.site.frame import addresses, navigation, templates
from podium.site.frame.board_names import board_crumbs, board_name, shows_metric_ranks
from podium.site.frame.drafts import Draft, File, Part, Unit
from podium.site.frame.navigation import SiblingGroup
from podium.site.frame.parts import Chip, Moment, Tab, answer_text, display_name
from podium.site.frame.scope import Scope
from podium.site.frame.texts import Texts

if TYPE_CHECKING:
    from podium.ranking.analysis.cases import CaseColumn

_LETTERS = "ABCD"
_SHOWN_FIRST = 3
# Of names and methods, so that the list of a long board's entries stays light.
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class MetricCell:
    text: str = ""
    error: str = ""
    rank: int | None = None
    is_best: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """What each entry has of one thing, ``None`` for nothing. ``kind`` and ``name`` tell the script
    what that is; ``arrow`` and ``better`` are a metric's."""

    kind: str
    title: str
    cells: tuple[MetricCell | Moment | str | None, ...]
    name: str = ""
    arrow: str = ""
    better: str = ""

    @property
    def is_empty(self) -> bool:
        return all(cell is None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Blank:
    """The parts that the page is made of, empty."""

    entry: Compared
    metric: MetricCell
    pair: PairView
    case: CaseLine
    figure: Figure


@dataclass(frozen=True, slots=True)
class ComparePage:
    """``setup`` is what the script needs to know, as JSON, ``blank`` what it fills, ``chips``
    all that an entry may have. ``missing`` says why there are no ``sections``."""

    name: str
    challenge: str
    siblings: tuple[SiblingGroup, ...]
    tabs: tuple[Tab, ...]
    letters: str
    entries: tuple[Compared, ...]
    lines: tuple[Line, ...]
    sections: tuple[CaseSection, ...]
    missing: str
    chips: tuple[Chip, ...]
    blank: Blank
    height: int
    most_dots: int
    analysis: str
    script: str
    choices: str
    submissions: str
    setup: str


def units(scope: Scope) -> Iterator[Unit]:
    """For boards of two entries or more."""
    for board in scope.boards:
        if len(board.rows) > 1:
            here = addresses.compare(scope.slug, *board.key)
            yield Unit(here, partial(_drafts, board, scope))


def _drafts(board: Board, scope: Scope) -> Iterator[Part]:
    """The page, and the entries that its script may load."""
    here = addresses.compare(scope.slug, *board.key)
    certainty = rank_certainty.of_board(board, scope)
    yield Draft(
        "compare.html",
        here,
        make_compare_page(board, scope, certainty),
        title=scope.say("Compare: {board}", board=board_name(board)),
        summary=scope.say(
            "Entries of {board} of {challenge} side by side, with paired differences case by case.",
            board=board_name(board),
            challenge=scope.challenge.title,
        ),
        crumbs=board_crumbs(board, scope, scope.say("Compare")),
    )
    yield File(addresses.beside(here, addresses.ENTRIES_JSON), _choices(board, certainty))


def make_compare_page(
    board: Board, scope: Scope, certainty: RankCertainty | None = None
) -> ComparePage:
    """Shows the first three entries. ``certainty`` is worked out here where it is not given."""
    say = scope.say
    first = replace(board, rows=board.rows[:_SHOWN_FIRST])
    known = certainty or rank_certainty.of_board(board, scope)
    rows = board_rows.entries(first, scope, Drawing(), known)
    entries = tuple(
        Compared(letter, row.submission, _short(row.name), row.address, _kinds(source))
        for letter, row, source in zip(_LETTERS, rows, first.rows, strict=False)
    )
    cases = Cases(board, scope)
    return ComparePage(
        name=board_name(board),
        challenge=scope.challenge.title,
        siblings=navigation.sibling_boards(board, scope),
        tabs=navigation.board_tabs(board, scope, addresses.compare(scope.slug, *board.key)),
        letters=_LETTERS,
        entries=entries,
        lines=tuple(_lines(first, rows, say)),
        sections=tuple(
            make_section(number, column, entries, cases, say)
            for number, column in enumerate(cases.columns)
        ),
        missing="" if cases.columns else _why_no_cases(board, scope),
        chips=(
            Chip(say("Baseline"), "baseline"),
            Chip(say("Verified"), "verified"),
            Chip(say("Partial"), "partial"),
        ),
        blank=Blank(Compared(), MetricCell(), PairView(), CaseLine(), Figure()),
        height=strips.HEIGHT,
        most_dots=strips.MOST_DOTS,
        analysis=addresses.analysis(scope.slug, *board.key),
        script=addresses.COMPARE_SCRIPT,
        choices=addresses.ENTRIES_JSON,
        submissions=addresses.submissions(scope.slug),
        setup=_setup(board, entries, cases.columns, say),
    )


def _why_no_cases(board: Board, scope: Scope) -> str:
    reason = absence_words.of_board(board, scope)
    return scope.say("Nothing can be compared case by case here: {reason}", reason=reason)


def _lines(board: Board, rows: Sequence[EntryRow], say: Texts) -> Iterator[Line]:
    """The same for whoever is compared: those in which nobody has anything are there, hidden.
    ``board`` is cut to the ``rows``."""
    yield _texts("rank", say("Rank"), [str(row.rank) for row in rows])
    yield _texts("interval", say("95 % rank interval"), [row.certainty.interval for row in rows])
    yield _texts("group", say("Tie group"), [row.certainty.group for row in rows])
    yield _texts("method", say("Method"), [_short(row.method_name) for row in rows])
    rank_score = rule_text.rank_score_title(board.rule, say)
    if rank_score:
        yield _texts("score", rank_score, [row.rank_score for row in rows])
    for index, column in enumerate(board.columns):
        yield _metric(board, column, [row.cells[index].cell for row in rows], say)
    if board.show_execution_time:
        yield _texts("time", say("Time"), [row.execution for row in rows])
    for name in board.attributes:
        # In full: boards show the beginning.
        answers = [answer_text(row.attributes.get(name, ""), say) for row in board.rows]
        yield _texts("attribute", name, answers, name)
    yield Line("submitted", say("Submitted"), tuple(row.submitted for row in rows))


def _texts(kind: str, title: str, texts: Sequence[str], name: str = "") -> Line:
    return Line(kind, title, tuple(text or None for text in texts), name)


def _metric(board: Board, column: Column, cells: Sequence[Cell], say: Texts) -> Line:
    """The best value is marked, unless it is everybody's."""
    is_descending = column.order is Order.DESCENDING
    values = {cell.value for cell in cells if cell.value is not None}
    best = (max if is_descending else min)(values) if len(values) > 1 else None
    show_rank = shows_metric_ranks(board)
    return Line(
        "metric",
        column.title,
        tuple(
            None
            if cell.value is None
            else MetricCell(
                cell.text, cell.error_text, cell.rank if show_rank else None, cell.value == best
            )
            for cell in cells
        ),
        column.path,
        arrow="↑" if is_descending else "↓",
        better=rule_text.better(column.order, say),
    )


def _choices(board: Board, certainty: RankCertainty) -> str:
    """A line an entry, with the texts of the table that need no other file; the first names them,
    as the table's lines are named."""
    lines: list[tuple[str, ...]] = [
        ("id", "name", "kinds", "rank", "interval", "group", "method", "time")
    ]
    for row in board.rows:
        known = certainty.of(row.submission)
        lines.append(
            (
                row.submission,
                _short(display_name(row.participant, row.team)),
                " ".join(_kinds(row)),
                str(row.rank),
                known.interval,
                known.group,
                _short(row.method_name),
                row.execution_text if board.show_execution_time else "",
            )
        )
    written = (json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in lines)
    return "[\n{}\n]\n".format(",\n".join(written))


def _kinds(row: Row) -> tuple[str, ...]:
    flags = {
        "baseline": row.is_baseline,
        "verified": row.is_verified,
        "partial": row.is_partial,
    }
    return tuple(kind for kind in flags if flags[kind])


def _short(text: str) -> str:
    line = " ".join(templates.clean(text).split())
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 1]}…"


def _setup(
    board: Board, entries: Sequence[Compared], columns: Sequence[CaseColumn], say: Texts
) -> str:
    metrics = {one.column.path: one.metric for one in columns}
    raw = {one.column.path: one.raw for one in columns}
    document = {
        "phase": board.phase,
        "split": board.split,
        "first": [entry.submission for entry in entries],
        "count": len(board.rows),
        "metricRanks": shows_metric_ranks(board),
        "columns": {
            column.path: {
                "title": column.title,
                "sign": _sign(column),
                "caseSign": _sign(raw.get(column.path, column)),
                "decimals": column.decimals,
                "metric": metrics.get(column.path, ""),
            }
            for column in board.columns
        },
        "strip": strips.MEASURES,
        "words": _words(say),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _sign(column: Column) -> int:
    """1 where higher is better."""
    return 1 if column.order is Order.DESCENDING else -1


def _words(say: Texts) -> dict[str, str]:
    """What the script says, by the names that it knows."""
    return {
        "best": say("best"),
        "better": say("better"),
        "done": say("The comparison below is of these entries."),
        "equal": say("equal"),
        "failed": say("{name} could not be loaded.", name="{name}"),
        "false": say("no"),
        "loading": say("Loading …"),
        "most": say("Four entries at most are compared; the others are left out."),
        "offline": say(
            "To choose other entries, this needs the site to be served by a web server."
        ),
        "true": say("yes"),
        "unknown": say("There is no entry {name} on this board.", name="{name}"),
        "worse": say("worse"),
    }
