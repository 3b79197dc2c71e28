"""How the best value of a board moved, and who moved it."""

from __future__ import annotations

from collections.abc import Iterator

from podium import formats
from podium.boards.board import Board
from podium.challenge.rules import Order
from podium.site.analysis.entries import Entries
from podium.site.analysis.plot import Plot, better_way, left_outside, signed
from podium.site.frame.parts import Link
from podium.site.frame.scope import Scope


def draw(board: Board, scope: Scope, entries: Entries) -> Iterator[Plot]:
    """Submissions over time and the best value so far; nothing below two submissions."""
    progress = scope.progress.get(board.key)
    if progress is None or len(progress.points) < 2:
        return
    from podium.site.figures import planes

    say, column = scope.say, progress.column
    records = progress.records
    last = records[-1]
    title = say(
        "{metric} over time: {n} records, the last by {name} with {value}",
        metric=column.title,
        n=len(records),
        name=entries.name(last.submission),
        value=formats.format_number(last.value, column.decimals),
    )
    steps = [
        planes.RecordPoint(record.at, record.value, entries.name(record.submission))
        for record in records
    ]
    is_higher_better = column.order is Order.DESCENDING
    shown = planes.focus(
        [point.value for point in progress.points], is_higher_better=is_higher_better
    )
    points = [(point.at, point.value) for point in progress.points]
    figure = planes.draw_progress(title, points, steps, column.title, shown)
    lines = []
    before: float | None = None
    for record in records:
        gain = "" if before is None else signed(record.value - before, column.decimals)
        before = record.value
        lines.append(
            (
                entries.link(record.submission),
                Link(say.day(record.at)),
                Link(formats.format_number(record.value, column.decimals)),
                Link(gain),
            )
        )
    yield Plot(
        "progress",
        say("Progress over time"),
        figure,
        (
            say(
                "Each dot is a submission; the line is the best {metric} so far ({better}).",
                metric=column.title,
                better=better_way(column, say),
            ),
            *left_outside(shown.outside if shown else 0, say),
        ),
        (say("Record by"), say("Date"), column.title, say("Gain")),
        1,
        tuple(reversed(lines)),
    )
