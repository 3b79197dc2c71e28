"""What one metric costs in another."""

from __future__ import annotations

from collections.abc import Iterator

from podium import formats
from podium.boards.board import Board, Row
from podium.challenge.rules import Column, Order
from podium.site.analysis.entries import Entries
from podium.site.analysis.plot import MOST_LINES, Plot, better_way, bounded, left_outside
from podium.site.frame.parts import Link
from podium.site.frame.scope import Scope

EXECUTION_SECONDS = "execution_seconds"


def draw(board: Board, scope: Scope, entries: Entries) -> Iterator[Plot]:
    """The entries by two metrics and their Pareto front; nothing below two with both."""
    chosen = _axes(board, scope)
    if chosen is None:
        return
    from podium.ranking.analysis import pareto
    from podium.site.figures import planes

    say, (vertical, horizontal) = scope.say, chosen
    points = [
        (row.submission, float(x), float(y))
        for row in board.rows
        for x, y in [(_value(row, horizontal.path), _value(row, vertical.path))]
        if x is not None and y is not None
    ]
    if len(points) < 2:
        return
    front = pareto.front([(x, y) for _, x, y in points], (horizontal.order, vertical.order))
    title = say("{one} against {other}", one=vertical.title, other=horizontal.title)
    spots = [
        planes.Spot(x, y, entries.name(submission), index in front)
        for index, (submission, x, y) in enumerate(points)
    ]
    across, upright = (
        planes.focus(values, is_higher_better=axis.order is Order.DESCENDING)
        for axis, values in (
            (horizontal, [x for _, x, _ in points]),
            (vertical, [y for _, _, y in points]),
        )
    )
    outside = sum(
        any(
            part and not part.low <= value <= part.high
            for part, value in ((across, x), (upright, y))
        )
        for _, x, y in points
    )
    lines = tuple(
        (
            entries.link(submission),
            Link(formats.format_number(y, vertical.decimals)),
            Link(formats.format_number(x, horizontal.decimals)),
        )
        for index, (submission, x, y) in enumerate(points)
        if index in front
    )
    yield Plot(
        "pareto",
        title,
        planes.draw_pareto(title, spots, horizontal.title, vertical.title, (across, upright)),
        (
            say(
                "The line joins the Pareto front: entries that no other one matches in both "
                "{one} ({one_better}) and {other} ({other_better}) and beats in one.",
                one=vertical.title,
                one_better=better_way(vertical, say),
                other=horizontal.title,
                other_better=better_way(horizontal, say),
            ),
            *left_outside(outside, say),
        ),
        (say("On the front"), vertical.title, horizontal.title),
        1,
        lines[:MOST_LINES],
        bounded(len(lines), say),
    )


def _axes(board: Board, scope: Scope) -> tuple[Column, Column] | None:
    """The two metrics that the hosts chose, else the one that ranks and the execution time or the
    next best; ``None`` where the board has no two."""
    columns = {column.path: column for column in board.columns}
    if board.show_execution_time:
        columns[EXECUTION_SECONDS] = Column(
            scope.say("Execution time in seconds"),
            EXECUTION_SECONDS,
            Order.ASCENDING,
            ranked=False,
            decimals=1,
        )
    phase = scope.phase_of(board)
    if phase.pareto is not None:
        chosen = [columns[path] for path in phase.pareto if path in columns]
        return (chosen[0], chosen[1]) if len(chosen) == 2 else None
    ranked = [column for column in board.columns if column.ranked]
    if not ranked:
        return None
    others = [column for column in columns.values() if column is not ranked[0]]
    preferred = columns.get(EXECUTION_SECONDS) or (others[0] if others else None)
    return (ranked[0], preferred) if preferred is not None else None


def _value(row: Row, path: str) -> float | None:
    if path == EXECUTION_SECONDS:
        return row.execution_seconds
    value = next(cell.value for cell in row.cells if cell.path == path)
    try:
        return None if value is None else float(value)
    except OverflowError:
        return None
