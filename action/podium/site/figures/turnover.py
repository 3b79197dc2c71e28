"""What a challenge's figures look like: submissions over time, and how long evaluations take."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from podium import formats
from podium.site.figures import drawing
from podium.site.figures.drawing import ACCENT, GROUND, Sheet

_BAR = 0.8  # of a month's width
_HEIGHT = 260


def draw_months(title: str, months: Sequence[tuple[str, int]], count_label: str) -> Markup:
    """A bar for each month, written ``2026-07``, as high as its count."""

    def paint(axes: Axes, sheet: Sheet) -> None:
        axes.bar(range(len(months)), [count for _, count in months], width=_BAR, color=ACCENT)
        every = -(-len(months) // (4 if sheet.is_narrow else 12))
        named = range(0, len(months), every)
        axes.set_xticks(list(named), [months[index][0] for index in named])
        # Few months are bars, not walls.
        axes.set_xlim(-0.6, max(len(months), 4 if sheet.is_narrow else 6) - 0.4)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5, steps=[1, 2, 5, 10]))
        axes.grid(axis="x", visible=False)
        axes.set_ylabel(count_label)

    return drawing.draw("months", title, paint, height=_HEIGHT)


def draw_durations(
    title: str,
    edges: Sequence[float],
    counts: Sequence[int],
    *,
    is_even: bool,
    time_label: str,
    count_label: str,
) -> Markup:
    """A histogram of seconds: ``counts`` evaluations between ``edges``, on a logarithmic scale
    where these are not ``is_even``."""

    def paint(axes: Axes, sheet: Sheet) -> None:
        widths = [high - low for low, high in pairwise(edges)]
        axes.bar(edges[:-1], counts, widths, align="edge", color=ACCENT, edgecolor=GROUND)
        named = edges[:: 4 if sheet.is_narrow else 2]
        if not is_even:
            axes.set_xscale("log")
            axes.xaxis.set_minor_locator(MaxNLocator(1))
            axes.minorticks_off()
        axes.set_xticks(list(named))
        axes.xaxis.set_major_formatter(
            FuncFormatter(lambda at, _: formats.format_duration(float(at)))
        )
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5, steps=[1, 2, 5, 10]))
        axes.grid(axis="x", visible=False)
        axes.set_xlabel(time_label)
        axes.set_ylabel(count_label)

    return drawing.draw("durations", title, paint, height=_HEIGHT)
