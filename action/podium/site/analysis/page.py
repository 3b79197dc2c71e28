"""The page of what lies behind a board's ranks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from podium.boards.board import Board
from podium.site.analysis import distribution, pareto, progress, significance, stability
from podium.site.analysis.entries import Entries
from podium.site.analysis.plot import Plot
from podium.site.board import absence_words
from podium.site.frame import addresses, navigation
from podium.site.frame.board_names import board_crumbs, board_name
from podium.site.frame.drafts import Draft, Unit
from podium.site.frame.navigation import SiblingGroup
from podium.site.frame.parts import Tab
from podium.site.frame.scope import Scope


@dataclass(frozen=True, slots=True)
class AnalysisPage:
    """``missing`` says why some figures are not there."""

    name: str
    challenge: str
    siblings: tuple[SiblingGroup, ...]
    tabs: tuple[Tab, ...]
    plots: tuple[Plot, ...]
    missing: str


def units(scope: Scope) -> Iterator[Unit]:
    for board in scope.boards:
        if board.rows:
            here = addresses.analysis(scope.slug, *board.key)
            yield Unit(here, partial(_drafts, board, scope))


def _drafts(board: Board, scope: Scope) -> Iterator[Draft]:
    yield Draft(
        "analysis.html",
        addresses.analysis(scope.slug, *board.key),
        make_analysis_page(board, scope),
        title=scope.say("Analysis: {board}", board=board_name(board)),
        summary=scope.say(
            "How sure the ranks are: progress, spread, stability and significance on "
            "{board} of {challenge}.",
            board=board_name(board),
            challenge=scope.challenge.title,
        ),
        crumbs=board_crumbs(board, scope, scope.say("Analysis")),
    )


def make_analysis_page(board: Board, scope: Scope) -> AnalysisPage:
    """Every plot that the board's results allow, and why others are missing."""
    say = scope.say
    analysis = scope.analyses.get(board.key)
    entries = Entries(board, scope)
    plots = [
        *progress.draw(board, scope, entries),
        *(distribution.draw(analysis, entries, say) if analysis else ()),
        *(stability.draw(analysis, board, entries, say) if analysis else ()),
        *(significance.draw(analysis, entries, say) if analysis else ()),
        *pareto.draw(board, scope, entries),
    ]
    return AnalysisPage(
        name=board_name(board),
        challenge=scope.challenge.title,
        siblings=navigation.sibling_boards(board, scope),
        tabs=navigation.board_tabs(board, scope, addresses.analysis(scope.slug, *board.key)),
        plots=tuple(plots),
        missing=_missing(board, scope),
    )


def _missing(board: Board, scope: Scope) -> str:
    analysis = scope.analyses.get(board.key)
    if analysis is not None and analysis.intervals is not None:
        return ""
    reason = absence_words.of_board(board, scope)
    if analysis is not None and analysis.comparisons:
        return scope.say("No rank intervals: {reason}", reason=reason)
    return scope.say("No rank intervals and no tests: {reason}", reason=reason)
