"""What a challenge's figures look like: submissions over time, and how long evaluations take."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from podium import formats
from podium.site.figures import drawing
from podium.site.figures.drawing import ACCENT, Plane
from podium.site.figures.scales import Scale, Tick

_HEIGHT = 188
_FEWEST_PLACES = 6  # few months are bars, not walls


def draw_months(title: str, months: Sequence[tuple[str, int]], count_label: str) -> Markup:
    """A bar for each month, written ``2026-07``, as high as its count."""
    width = max(len(months), _FEWEST_PLACES)
    plane = Plane(Scale(-0.6, width - 0.4), _counts([count for _, count in months]), _HEIGHT)
    bars = [
        drawing.box(plane, (place - 0.4, 0), (place + 0.4, count), f"{month}: {count}")
        for place, (month, count) in enumerate(months)
    ]
    ticks = [
        [(float(place), months[place][0]) for place in range(0, len(months), -(-width // most))]
        for most in (10, 3)
    ]
    parts = [
        *drawing.side_scale(plane, plane.upright.whole_ticks(5), count_label),
        *drawing.foot_scale(plane, ticks, has_lines=False),
        drawing.group(bars, fill=ACCENT),
    ]
    return drawing.figure("months", title, parts, height=_HEIGHT)


def draw_durations(
    title: str,
    edges: Sequence[float],
    counts: Sequence[int],
    *,
    time_label: str,
    count_label: str,
) -> Markup:
    """A histogram of seconds: ``counts`` evaluations between ``edges``, which are as far apart as
    the reader sees them, by differences or by ratios."""
    plane = Plane(Scale(0, len(counts)), _counts(counts), _HEIGHT)
    times = [formats.format_duration(edge) for edge in edges]
    bars = [
        drawing.box(
            plane,
            (place + 0.02, 0),
            (place + 0.98, count),
            f"{times[place]} – {times[place + 1]}: {count}",
        )
        for place, count in enumerate(counts)
    ]
    ticks: list[list[Tick]] = [
        [(float(place), times[place]) for place in range(0, len(times), every)] for every in (2, 4)
    ]
    parts = [
        *drawing.side_scale(plane, plane.upright.whole_ticks(5), count_label),
        *drawing.foot_scale(plane, ticks, time_label, has_lines=False),
        drawing.group(bars, fill=ACCENT),
    ]
    return drawing.figure("durations", title, parts, height=_HEIGHT)


def _counts(counts: Sequence[int]) -> Scale:
    return Scale(0, max(counts) * 1.05 or 1)
