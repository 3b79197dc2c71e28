"""A board as it was: the days on which it changed, and the ranks of each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from podium.boards.board import Board
from podium.site.frame import addresses, navigation
from podium.site.frame.board_names import board_crumbs, board_name, rank_command, score_title
from podium.site.frame.drafts import Draft, Unit
from podium.site.frame.navigation import SiblingGroup
from podium.site.frame.parts import Chip, Link, Tab, display_name, is_long
from podium.site.frame.scope import Scope
from podium.site.frame.texts import Texts

if TYPE_CHECKING:
    from podium.boards.history import PastBoard, PastBoards, PastRow


@dataclass(frozen=True, slots=True)
class HistoryDay:
    """``iso`` is the date for machines."""

    text: str
    iso: str
    address: str
    leader: str
    score: str
    entries: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class HistoryMonth:
    """``counts`` says how many days and new leaders it had."""

    name: str
    counts: str
    days: tuple[HistoryDay, ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    name: str
    challenge: str
    siblings: tuple[SiblingGroup, ...]
    tabs: tuple[Tab, ...]
    months: tuple[HistoryMonth, ...]
    metric: str
    notes: tuple[str, ...]
    command: str


@dataclass(frozen=True, slots=True)
class PastEntry:
    rank: int
    is_shared: bool
    name: str
    method_name: str
    address: str
    chips: tuple[Chip, ...]
    score: str


@dataclass(frozen=True, slots=True)
class PastPage:
    """``older`` and ``newer`` lead to the days before and after; their texts are empty where
    there is none."""

    name: str
    challenge: str
    siblings: tuple[SiblingGroup, ...]
    tabs: tuple[Tab, ...]
    day: str
    iso: str
    until: str
    counts: str
    metric: str
    is_long: bool
    rows: tuple[PastEntry, ...]
    more: str
    older: Link
    newer: Link
    board: str
    command: str


def units(scope: Scope) -> Iterator[Unit]:
    """Of each board with a past: the list of days, and a page for each day, the newest first."""
    for board in scope.boards:
        past = scope.past.get(board.key)
        if past is not None and past.days:
            here = addresses.history(scope.slug, *board.key)
            yield Unit(here, partial(_list_of_days, board, past, scope))
            for index, day in enumerate(past.days):
                yield Unit(_address(board, day, scope), partial(_day, board, past, index, scope))


def _list_of_days(board: Board, past: PastBoards, scope: Scope) -> Iterator[Draft]:
    say = scope.say
    yield Draft(
        "history.html",
        addresses.history(scope.slug, *board.key),
        make_history_page(board, past, scope),
        title=say("History: {board}", board=board_name(board)),
        summary=say(
            "The leaderboard {board} of {challenge} on any past day.",
            board=board_name(board),
            challenge=scope.challenge.title,
        ),
        crumbs=board_crumbs(board, scope, say("History")),
    )


def _day(board: Board, past: PastBoards, index: int, scope: Scope) -> Iterator[Draft]:
    say, name = scope.say, board_name(board)
    day = say.day(past.days[index].day)
    yield Draft(
        "past.html",
        _address(board, past.days[index], scope),
        _make_past_page(board, past, index, scope),
        title=say("{board} on {day}", board=name, day=day),
        summary=say(
            "The leaderboard {board} of {challenge} as it was at the end of {day}.",
            board=name,
            challenge=scope.challenge.title,
            day=day,
        ),
        crumbs=(
            *board_crumbs(board, scope, say("History"))[:-1],
            Link(say("History"), addresses.history(scope.slug, *board.key)),
            Link(day),
        ),
        # Search engines are to lead to the board of today.
        is_indexed=False,
    )


def make_history_page(board: Board, past: PastBoards, scope: Scope) -> HistoryPage:
    """The days on which the board changed, by month, the newest first."""
    say = scope.say
    days = list(_days(board, past, scope))
    months = tuple(
        _month(say.month(*key), [day for _, day in pairs], say)
        for key, pairs in groupby(
            zip(past.days, days, strict=True),
            key=lambda pair: (pair[0].day.year, pair[0].day.month),
        )
    )
    notes = [
        say(
            "Each day's board is ranked anew from what was recorded by its end (UTC), by the rule "
            "that holds today. Only days on which the board changed are listed."
        ),
        say("What is no longer public is on none of them."),
    ]
    if past.is_thinned:
        notes.append(
            say("There are many such days; of older months the last is kept, with its best places.")
        )
    return HistoryPage(
        name=board_name(board),
        challenge=scope.challenge.title,
        siblings=navigation.sibling_boards(board, scope),
        tabs=_tabs(board, scope),
        months=months,
        metric=score_title(board, say),
        notes=tuple(notes),
        command=rank_command(board, scope, " --at 2026-07-01T23:59:59Z"),
    )


def _month(name: str, days: list[tuple[HistoryDay, bool]], say: Texts) -> HistoryMonth:
    new = sum(is_new for _, is_new in days)
    counts = [say.count("{n} day", "{n} days", len(days))]
    if new:
        counts.append(say.count("{n} new leader", "{n} new leaders", new))
    return HistoryMonth(name, ", ".join(counts), tuple(day for day, _ in days))


def _days(board: Board, past: PastBoards, scope: Scope) -> Iterator[tuple[HistoryDay, bool]]:
    """Each day, and whether its leader is a new one."""
    say = scope.say
    for index, past_board in enumerate(past.days):
        first = past_board.rows[0] if past_board.rows else None
        earlier = past.days[index + 1].rows[:1] if index + 1 < len(past.days) else ()
        held_before = {_owner(row) for row in earlier}
        is_new = first is not None and _owner(first) not in held_before
        marks = [
            (is_new, Chip(say("new leader"), "open")),
            (first is not None and first.is_off_today, Chip(say("Taken off since"), "failed")),
        ]
        day = HistoryDay(
            text=say.day(past_board.day),
            iso=past_board.day.isoformat(),
            address=_address(board, past_board, scope),
            leader=_owner(first) if first else "",
            score=first.score_text if first else "",
            entries=say.count("{n} entry", "{n} entries", past_board.count),
            chips=tuple(chip for holds, chip in marks if holds),
        )
        yield day, is_new


def _make_past_page(board: Board, past: PastBoards, index: int, scope: Scope) -> PastPage:
    say, past_board = scope.say, past.days[index]
    holders = Counter(row.rank for row in past_board.rows)
    hidden = past_board.count - len(past_board.rows)
    newer = past.days[index - 1] if index else None
    older = past.days[index + 1] if index + 1 < len(past.days) else None
    return PastPage(
        name=board_name(board),
        challenge=scope.challenge.title,
        siblings=navigation.sibling_boards(board, scope),
        tabs=_tabs(board, scope),
        day=say.day(past_board.day),
        iso=past_board.day.isoformat(),
        until=say("It stayed like this until {day}.", day=say.day(newer.day)) if newer else "",
        counts=say.count("{n} entry", "{n} entries", past_board.count),
        metric=score_title(board, say),
        is_long=is_long(past_board.rows),
        rows=tuple(_entry(row, scope, is_shared=holders[row.rank] > 1) for row in past_board.rows),
        more=say.count("{n} more entry is not listed.", "{n} more entries are not listed.", hidden)
        if hidden
        else "",
        older=_link(board, older, scope),
        newer=_link(board, newer, scope),
        board=addresses.board(scope.slug, *board.key),
        command=rank_command(board, scope, f" --at {past_board.day.isoformat()}T23:59:59Z"),
    )


def _entry(row: PastRow, scope: Scope, *, is_shared: bool) -> PastEntry:
    say = scope.say
    marks = [
        (row.is_baseline, Chip(say("Baseline"), "baseline")),
        (row.is_off_today, Chip(say("Taken off since"), "failed")),
    ]
    return PastEntry(
        rank=row.rank,
        is_shared=is_shared,
        name=_owner(row),
        method_name=row.method_name,
        address=scope.page_of(row.submission),
        chips=tuple(chip for holds, chip in marks if holds),
        score=row.score_text,
    )


def _owner(row: PastRow) -> str:
    return display_name(row.participant, row.team)


def _address(board: Board, past_board: PastBoard, scope: Scope) -> str:
    return addresses.past_board(scope.slug, *board.key, past_board.day)


def _link(board: Board, past_board: PastBoard | None, scope: Scope) -> Link:
    return (
        Link("")
        if past_board is None
        else Link(scope.say.day(past_board.day), _address(board, past_board, scope))
    )


def _tabs(board: Board, scope: Scope) -> tuple[Tab, ...]:
    here = addresses.history(scope.slug, *board.key)
    return navigation.board_tabs(board, scope, here)
