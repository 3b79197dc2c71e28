"""A figure with its table, and what all of them share."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from podium import formats
from podium.challenge.rules import Column, Order
from podium.site.frame.parts import Link
from podium.site.frame.texts import Texts

# As many as a reader can tell apart in one figure; the tables below it have no other bound.
MOST_DRAWN = 25
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Plot:
    """A figure, how to read it, and the same as a table. The first ``words`` columns of the table
    hold text, the others numbers."""

    anchor: str
    title: str
    figure: Markup
    reading: tuple[str, ...]
    headings: tuple[str, ...]
    words: int
    lines: tuple[tuple[Link, ...], ...]
    note: str = ""


def bounded(count: int, say: Texts) -> str:
    if count <= MOST_LINES:
        return ""
    return say(
        "The first {shown} of {all} are listed.",
        shown=say.number(MOST_LINES),
        all=say.number(count),
    )


def drawn_of(count: int, say: Texts) -> tuple[str, ...]:
    """That a long board is drawn in part."""
    if count <= MOST_DRAWN:
        return ()
    return (say("The first {shown} of {all} are drawn.", shown=MOST_DRAWN, all=say.number(count)),)


def left_outside(count: int, say: Texts) -> tuple[str, ...]:
    """What a figure that shows the better part leaves out."""
    if not count:
        return ()
    return (say.count("{n} poorer result lies outside.", "{n} poorer results lie outside.", count),)


def better_way(column: Column, say: Texts) -> str:
    is_higher = column.order is Order.DESCENDING
    return say("higher is better") if is_higher else say("lower is better")


def computed(value: float, decimals: int) -> str:
    """Of what was summed or averaged here: without the last digits, which are noise, so that half
    a unit is rounded up as in any other column."""
    return formats.format_number(float(f"{value:.12g}"), decimals)


def signed(value: float, decimals: int) -> str:
    text = computed(value, decimals)
    return text if text.startswith("-") else f"+{text}"
