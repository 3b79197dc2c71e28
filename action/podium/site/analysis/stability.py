"""Rank stability: how the ranks vary when the cases are resampled (bootstrap)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from podium.boards.board import Board
from podium.site.analysis.entries import Entries
from podium.site.analysis.plot import MOST_DRAWN, MOST_LINES, Plot, bounded, drawn_of
from podium.site.board import rank_certainty
from podium.site.board.rank_certainty import letter
from podium.site.frame import board_names
from podium.site.frame.parts import Link
from podium.site.frame.texts import Texts

if TYPE_CHECKING:
    from podium.ranking.analysis import Analysis, ByColumn
    from podium.ranking.analysis.cases import CaseTable
    from podium.ranking.analysis.intervals import Intervals


def draw(analysis: Analysis, board: Board, entries: Entries, say: Texts) -> Iterator[Plot]:
    """Of the board's ranks; where these have no intervals, of the ranks by each single column that
    has some. The first 25 entries are drawn, 200 listed."""
    if analysis.intervals is not None:
        yield _of_board(analysis, analysis.intervals, board, entries, say)
    for number, alone in enumerate(analysis.by_column):
        yield _of_column(number, alone, analysis, entries, say)


def _of_board(
    analysis: Analysis, intervals: Intervals, board: Board, entries: Entries, say: Texts
) -> Plot:
    low, middle, high = intervals.kendall
    return _plot(
        "stability",
        say("Rank stability"),
        analysis.table,
        intervals,
        entries,
        (
            say(
                "The cases were drawn anew with replacement {resamples} times (bootstrap, seed "
                "{seed}), the same cases for all entries, and the board was ranked by its own rule "
                "each time, equal scores sharing a rank. A blob is as large as the rank was "
                "frequent; the line spans 95 % of them; the ring is the board's rank.",
                resamples=say.number(analysis.resamples),
                seed=analysis.seed,
            ),
            *rank_certainty.grouped(analysis, say),
            *drawn_of(len(analysis.table.submissions), say),
            *_incomplete(analysis, say),
            *rank_certainty.extremes(analysis, board.rule, say),
            say(
                "Kendall's tau-b between the board and the first {n} of these rankings: median "
                "{middle}, 95 % between {low} and {high}; 1 means the same order.",
                n=say.number(intervals.kendall_resamples),
                middle=f"{middle:.2f}",
                low=f"{low:.2f}",
                high=f"{high:.2f}",
            ),
            say(
                "A tie group begins with the best entry that is left, and ends before the first "
                "below it whose difference from it in {score} has a 95 % bootstrap interval "
                "without zero.",
                score=board_names.score_title(board, say),
            ),
            _exactly(analysis, say),
        ),
        say,
    )


def _of_column(
    number: int, alone: ByColumn, analysis: Analysis, entries: Entries, say: Texts
) -> Plot:
    title = alone.column.column.title
    return _plot(
        f"stability-{number}",
        say("Rank stability by {metric} alone", metric=title),
        alone.table,
        alone.intervals,
        entries,
        (
            say(
                "The board does not rank by {metric} alone; these are the ranks that it would "
                "give. The cases were drawn anew with replacement {resamples} times (bootstrap, "
                "seed {seed}), the same cases for all entries. A blob is as large as the rank was "
                "frequent; the line spans 95 % of them; the ring is the rank by all cases.",
                metric=title,
                resamples=say.number(analysis.resamples),
                seed=analysis.seed,
            ),
            *rank_certainty.grouped(analysis, say),
            *drawn_of(len(alone.table.submissions), say),
            *_incomplete(analysis, say),
        ),
        say,
    )


def _plot(
    anchor: str,
    title: str,
    table: CaseTable,
    intervals: Intervals,
    entries: Entries,
    reading: tuple[str, ...],
    say: Texts,
) -> Plot:
    from podium.site.figures import by_entry

    ranks = dict(zip(table.submissions, table.ranks, strict=True))
    spreads = [
        by_entry.RankDistribution(
            entries.name(submission),
            ranks[submission],
            intervals.ranks[submission].low,
            intervals.ranks[submission].high,
            intervals.stability[submission],
        )
        for submission in table.submissions[:MOST_DRAWN]
    ]
    lines = tuple(
        (
            entries.link(submission),
            Link(str(ranks[submission])),
            Link(rank_certainty.interval_text(intervals.ranks[submission])),
            Link(letter(intervals.groups[submission])),
        )
        for submission in table.submissions[:MOST_LINES]
    )
    return Plot(
        anchor,
        title,
        by_entry.draw_stability(title, spreads, say("Rank"), anchor),
        reading,
        (say("Entry"), say("Rank"), say("95 % rank interval"), say("Tie group")),
        1,
        lines,
        bounded(len(table.submissions), say),
    )


def _exactly(analysis: Analysis, say: Texts) -> str:
    from podium.ranking.analysis.intervals import bounds

    low, high = bounds(analysis.resamples)
    return say(
        "To redo it: {code} draws places in the list of cases, which is in natural order (2 before "
        "10). A 95 % interval goes from value {low} to value {high} of the {resamples}, in order.",
        code=f"numpy.random.default_rng({analysis.seed}).integers"
        f"(0, {analysis.table.drawn}, ({analysis.resamples}, {analysis.table.drawn}))",
        low=say.number(low + 1),
        high=say.number(high + 1),
        resamples=say.number(analysis.resamples),
    )


def _incomplete(analysis: Analysis, say: Texts) -> tuple[str, ...]:
    count = analysis.table.incomplete
    if not count:
        return ()
    return (
        say.count(
            "{n} entry lacks some of the cases and is left out; it keeps its place.",
            "{n} entries lack some of the cases and are left out; they keep their places.",
            count,
        ),
    )
