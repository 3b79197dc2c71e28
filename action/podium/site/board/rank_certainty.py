"""How sure the ranks of a board are, where its analysis says: intervals, and groups of entries
that cannot be told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podium.boards import view
from podium.boards.board import Board, RankSpread, Spreads
from podium.challenge.rules import Rule
from podium.site.board import absence_words
from podium.site.frame import board_names
from podium.site.frame.parts import listed
from podium.site.frame.scope import Scope
from podium.site.frame.texts import IN_ENGLISH, Texts

if TYPE_CHECKING:
    from podium.ranking.analysis import Analysis
    from podium.ranking.analysis.intervals import RankInterval


@dataclass(frozen=True, slots=True)
class Certainty:
    """Of one entry, and in ``words``. ``group`` is the letter of its group, ``part`` its place
    among the group's neighbouring lines (first, middle, last, alone); both are empty for an entry
    that is told apart from all others."""

    words: str = ""
    interval: str = ""
    group: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class RankCertainty:
    """``method`` says how it was found, or why there is nothing, sentence by sentence."""

    spreads: Spreads
    by_submission: dict[str, Certainty]
    method: tuple[str, ...]

    def of(self, submission: str) -> Certainty:
        return self.by_submission.get(submission, Certainty())

    @property
    def is_known(self) -> bool:
        return bool(self.spreads)


def of_board(board: Board, scope: Scope) -> RankCertainty:
    analysis = scope.analyses.get(board.key)
    spreads = view.spreads_of(analysis)
    if analysis is None or not spreads:
        return RankCertainty({}, {}, (_why_not(board, scope),) if board.rows else ())
    return RankCertainty(
        spreads,
        certainties([row.submission for row in board.rows], spreads, scope.say),
        _method(analysis, board, scope.say),
    )


def certainties(
    submissions: Sequence[str], spreads: Spreads, say: Texts = IN_ENGLISH
) -> dict[str, Certainty]:
    """``submissions`` are in the board's order. A group is shown where it has two members."""
    numbers = [
        spreads[submission].group if submission in spreads else None for submission in submissions
    ]
    sizes = Counter(numbers)
    groups = [None if group is None or sizes[group] < 2 else group for group in numbers]
    made = {}
    for index, (submission, group) in enumerate(zip(submissions, groups, strict=True)):
        spread = spreads.get(submission)
        if spread is None:
            continue
        before = groups[index - 1] if index else None
        after = groups[index + 1] if index + 1 < len(groups) else None
        name = "" if group is None else letter(group)
        made[submission] = Certainty(
            words=_words(spread, name, say),
            interval=interval_text(spread),
            group=name,
            part="" if group is None else _part(before == group, after == group),
        )
    return made


def letter(group: int) -> str:
    """1 is A, 26 is Z, 27 is AA."""
    letters = ""
    while group > 0:
        group, rest = divmod(group - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _part(follows: bool, is_followed: bool) -> str:
    if follows:
        return "middle" if is_followed else "last"
    return "first" if is_followed else "alone"


def interval_text(spread: RankSpread | RankInterval) -> str:
    return f"{spread.low}" if spread.low == spread.high else f"{spread.low}–{spread.high}"


def _words(spread: RankSpread, group: str, say: Texts) -> str:
    interval = interval_text(spread)
    if not group:
        return say("95 % rank interval {interval}", interval=interval)
    return say("95 % rank interval {interval}, tie group {group}", interval=interval, group=group)


def _why_not(board: Board, scope: Scope) -> str:
    reason = absence_words.of_board(board, scope)
    return scope.say("No rank intervals: {reason}", reason=reason)


def grouped(analysis: Analysis, say: Texts) -> tuple[str, ...]:
    """That groups were drawn, where cases have some."""
    table = analysis.table
    if table.groups is None:
        return ()
    return (
        say(
            "The {cases} cases are in {groups} groups, which were drawn, each with all its cases.",
            cases=say.number(len(table.cases)),
            groups=say.number(table.drawn),
        ),
    )


def extremes(analysis: Analysis, rule: Rule, say: Texts) -> tuple[str, ...]:
    """What to know of a board that ranks by the smallest or the largest of its cases."""
    from podium.ranking.analysis.aggregates import Aggregate
    from podium.ranking.entries import ranking_columns

    columns = (analysis.table.column(column.path) for column in ranking_columns(rule))
    titles = [
        column.column.title
        for column in columns
        if column is not None and column.aggregate in (Aggregate.MIN, Aggregate.MAX)
    ]
    if not titles:
        return ()
    return (
        say(
            "{metrics}: the extreme of its cases. The case that makes it is missing from about a "
            "third of the draws, so that they say less of it.",
            metrics=listed(titles, say),
        ),
    )


def _method(analysis: Analysis, board: Board, say: Texts) -> tuple[str, ...]:
    incomplete = analysis.table.incomplete
    left_out = say.count(
        "{n} entry has no interval: its cases are not those of the others.",
        "{n} entries have no interval: their cases are not those of the others.",
        incomplete,
    )
    return (
        say(
            "The small numbers below a rank are its 95 % interval: {cases} cases were drawn anew "
            "with replacement {resamples} times (bootstrap, seed {seed}), the same for all "
            "entries, and the board was ranked by its own rule each time, equal scores sharing a "
            "rank.",
            cases=say.number(analysis.case_count),
            resamples=say.number(analysis.resamples),
            seed=analysis.seed,
        ),
        say(
            "A letter and a line beside the ranks mark a tie group. It ends before the first entry "
            "whose difference from the group's best in {score} has a 95 % bootstrap interval "
            "without zero: within it, the order may be the luck of the cases.",
            score=board_names.score_title(board, say),
        ),
        *grouped(analysis, say),
        *extremes(analysis, board.rule, say),
        *((left_out,) if incomplete else ()),
    )
