"""The few facts above a board: who leads and by how much, how many take part, until when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from podium import formats
from podium.boards.board import Board, Row
from podium.challenge.model import Phase
from podium.challenge.rules import Column
from podium.metrics import Number
from podium.site.board.rank_certainty import RankCertainty
from podium.site.board.rows import UnrankedEntry
from podium.site.frame import schedule
from podium.site.frame.board_names import leader_of, ranking_column
from podium.site.frame.parts import Moment, display_name
from podium.site.frame.schedule import PhaseState
from podium.site.frame.scope import Scope
from podium.site.frame.texts import Texts

# What the script counts down to, by its words.
_COUNTDOWNS = {PhaseState.OPEN: "closes", PhaseState.SOON: "opens"}


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the few facts above a board. ``until`` is a moment that a countdown is for."""

    label: str
    value: str
    note: str = ""
    address: str = ""
    moment: Moment | None = None
    until: Moment | None = None
    countdown: str = ""


def tiles(
    board: Board, scope: Scope, certainty: RankCertainty, unranked: Sequence[UnrankedEntry]
) -> Iterator[Tile]:
    """Leader, score, entries, newest and the next date; of an empty board only the date."""
    say = scope.say
    if board.rows:
        yield from _leader_tiles(board, scope, certainty)
        not_ranked = say.count("{n} not ranked", "{n} not ranked", len(unranked))
        yield Tile(say("Entries"), say.number(len(board.rows)), not_ranked if unranked else "")
        newest = max(board.rows, key=lambda row: (row.submitted_at, row.submission))
        yield Tile(
            say("Newest"),
            display_name(newest.participant, newest.team),
            address=scope.page_of(newest.submission),
            moment=Moment.of(newest.submitted_at, say),
        )
    yield from _window_tile(scope.phase_of(board), scope)


def _leader_tiles(board: Board, scope: Scope, certainty: RankCertainty) -> Iterator[Tile]:
    say, first = scope.say, board.rows[0]
    tied = sum(row.rank == first.rank for row in board.rows) - 1
    notes = [say("a baseline")] if first.is_baseline else []
    if tied:
        notes.append(say.count("with {n} other", "with {n} others", tied))
    yield Tile(
        say("Leader"),
        display_name(first.participant, first.team),
        ", ".join(notes) or first.method_name,
        address=scope.page_of(first.submission),
    )
    leader = leader_of(board, scope)
    if leader is not None and leader.score:
        yield Tile(leader.metric, leader.score, _lead(board, certainty, say))


def _lead(board: Board, certainty: RankCertainty, say: Texts) -> str:
    """By how much the first rank leads over the second, and whether that says anything."""
    first = board.rows[0]
    second = next((row for row in board.rows if row.rank != first.rank), None)
    if second is None:
        return ""
    name = display_name(second.participant, second.team)
    column = ranking_column(board)
    ahead = None if column is None else _ahead(column, first, second)
    if column is None or ahead is None:
        lead = say("{name} next, with {score}", name=name, score=second.rank_score_text)
    elif ahead == 0:
        lead = say("equal to {name}, with the smaller error bar", name=name)
    else:
        lead = say("{difference} ahead of {name}", difference=_text(ahead, column), name=name)
    leading, next_best = certainty.of(first.submission), certainty.of(second.submission)
    if leading.group and leading.group == next_best.group:
        return say("{lead}; both in tie group {group}", lead=lead, group=leading.group)
    return lead


def _ahead(column: Column, first: Row, second: Row) -> Number | None:
    """``None`` where the difference is beyond any number."""
    one, other = (
        next(cell.value for cell in row.cells if cell.path == column.path)
        for row in (first, second)
    )
    try:
        return None if one is None or other is None else abs(one - other)
    except OverflowError:
        return None


def _text(difference: Number, column: Column) -> str:
    """With the column's decimals, and never a zero for what is none."""
    text = formats.format_number(difference, column.decimals)
    least = formats.format_number(10.0**-column.decimals, column.decimals)
    return text if float(text) > 0 else f"< {least}"


def _window_tile(phase: Phase, scope: Scope) -> Iterator[Tile]:
    window = schedule.of_phase(phase, scope.now, scope.say)
    if window.chip is None:
        return
    label, deadline = scope.say("Submissions"), window.deadline
    if deadline is None:
        yield Tile(label, window.chip.text)
        return
    state = schedule.phase_state(phase, scope.now)
    yield Tile(
        label,
        window.chip.text,
        deadline.label,
        until=deadline.moment,
        countdown=_COUNTDOWNS[state] if deadline.counts_down and state else "",
    )
