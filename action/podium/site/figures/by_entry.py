"""Figures with a line for each entry, best on top: the spread of its values, how its ranks vary,
whom it beats."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from statistics import quantiles
from typing import TypeVar

from markupsafe import Markup

from podium.site.figures import drawing, scales
from podium.site.figures.drawing import ACCENT, GOLD, GROUND, INK, LINE, QUIET, SOFT, Plane
from podium.site.figures.scales import Scale

_LINE_HEIGHT = 26
_MOST_STROKES = 350  # of all entries together: what is heavier says no more
# A blob of less is no larger than the line that it lies on.
_LEAST_FREQUENT, _MOST_BLOBS = 0.004, 10
_ANY = TypeVar("_ANY")


@dataclass(frozen=True, slots=True)
class Spread:
    """One entry's values, case by case."""

    label: str
    values: Sequence[float]

    @property
    def quartiles(self) -> tuple[float, float, float]:
        """Between two cases interpolated linearly, as numpy's ``percentile`` does."""
        low, middle, high = quantiles(map(scales.bounded, self.values), method="inclusive")
        return low, middle, high

    @property
    def mean(self) -> float:
        return fsum(value / len(self.values) for value in self.values)


@dataclass(frozen=True, slots=True)
class RankDistribution:
    """How often an entry came to each rank, the interval of its ranks, and its own."""

    label: str
    rank: int
    low: int
    high: int
    counts: Mapping[int, int]


def draw_distribution(
    title: str, entries: Sequence[Spread], value_label: str, *, name: str = "distribution"
) -> Markup:
    """A box for each entry, best on top, with its cases as strokes below it; whiskers end at the
    outermost value within one and a half times the box's length (Tukey)."""
    values = [value for entry in entries for value in entry.values]
    plane = _lines_of(entries, Scale.of(values, margin=0.05))
    most = _MOST_STROKES // len(entries)
    strokes = [
        f"M{plane.point((value, place - 0.31))}v3"
        for place, entry in _placed(entries)
        for value in drawing.thinned(sorted(entry.values), most)
    ]
    boxes, medians, means, whiskers = [], [], [], []
    for place, entry in _placed(entries):
        low, middle, high = entry.quartiles
        reach = 1.5 * (high - low)
        within = [value for value in entry.values if low - reach <= value <= high + reach]
        least, farthest = min([*within, low]), max([*within, high])
        said = f"{drawing.said(entry.label)}: {low:.6g} – {middle:.6g} – {high:.6g}"
        whiskers += [
            drawing.line(plane, (start, place), (end, place))
            for start, end in ((least, low), (high, farthest))
            if start < end
        ]
        boxes.append(drawing.box(plane, (low, place - 0.22), (high, place + 0.22), said))
        medians.append(drawing.line(plane, (middle, place - 0.22), (middle, place + 0.22)))
        means.append(drawing.diamond(plane, (entry.mean, place)))
    parts = [
        *drawing.foot_scale(plane, drawing.value_ticks(plane.across), value_label),
        drawing.names(plane, ((place, entry.label) for place, entry in _placed(entries))),
        drawing.group([drawing.path(plane, strokes)], stroke=QUIET, more=' stroke-width=".8"'),
        drawing.group(whiskers, stroke=ACCENT),
        drawing.group(boxes, fill=SOFT, stroke=ACCENT),
        drawing.group(medians, stroke=INK),
        drawing.group(means, fill=GOLD, stroke=INK, more=' stroke-width="1"'),
    ]
    return drawing.figure(name, title, parts, height=plane.height, is_named=True)


def draw_stability(
    title: str, entries: Sequence[RankDistribution], rank_label: str, name: str = "stability"
) -> Markup:
    """Blobs as large as a rank was frequent, the interval as a line, the board's rank as a ring."""
    plane = _lines_of(entries, Scale(0.4, max(entry.high for entry in entries) + 0.6))
    lines, blobs, rings = [], [], []
    for place, entry in _placed(entries):
        total = sum(entry.counts.values()) or 1
        frequent = sorted(entry.counts.items(), key=lambda count: count[1])[-_MOST_BLOBS:]
        said = f"{drawing.said(entry.label)}: {entry.rank} ({entry.low} – {entry.high})"
        lines.append(drawing.line(plane, (entry.low, place), (entry.high, place)))
        blobs.append(
            drawing.titled(
                said,
                (
                    drawing.circle(plane, (rank, place), 9 * math.sqrt(count / total))
                    for rank, count in sorted(frequent)
                    if count >= _LEAST_FREQUENT * total
                ),
            )
        )
        rings.append(drawing.circle(plane, (entry.rank, place), 3))
    ticks = [plane.across.whole_ticks(most) for most in (12, 5)]
    parts = [
        *drawing.foot_scale(plane, ticks, rank_label),
        drawing.names(plane, ((place, entry.label) for place, entry in _placed(entries))),
        drawing.group(lines, stroke=QUIET),
        drawing.group(blobs, fill=ACCENT, more=' fill-opacity=".55"'),
        drawing.group(rings, fill=GROUND, stroke=INK),
    ]
    return drawing.figure(name, title, parts, height=plane.height, is_named=True)


def draw_significance(
    title: str, labels: Sequence[str], is_better: Sequence[Sequence[bool]]
) -> Markup:
    """A mark where the entry of the line is significantly better than that of the column."""
    count = len(labels)
    plane = Plane(Scale(-0.5, count - 0.5), Scale(0.5 - count, 0.5), _LINE_HEIGHT * count)
    cells = [(c, -r, is_better[r][c]) for r in range(count) for c in range(count) if c != r]
    marks = (
        f"M{plane.point((column - 0.38, row))}h{760 / count:.1f}"
        for column, row, is_marked in cells
        if is_marked
    )
    ticks = [(float(place), str(place + 1)) for place in range(count)]
    parts = [
        drawing.names(plane, ((-r, f"{name}  {r + 1}") for r, name in enumerate(labels))),
        *drawing.foot_scale(plane, (ticks, ticks[:: 5 if count > 10 else 1]), has_lines=False),
        drawing.group([drawing.path(plane, marks)], stroke=ACCENT, more=' stroke-width="18"'),
        drawing.group(
            [drawing.dots(plane, [(c, r) for c, r, is_marked in cells if not is_marked])],
            stroke=LINE,
            more=' stroke-width="3" stroke-linecap="round"',
        ),
    ]
    return drawing.figure("significance", title, parts, height=plane.height, is_named=True)


_Labelled = Spread | RankDistribution


def _lines_of(entries: Sequence[_Labelled], across: Scale) -> Plane:
    """A line for each entry."""
    return Plane(across, Scale(0.5, len(entries) + 0.5), _LINE_HEIGHT * len(entries))


def _placed(entries: Sequence[_ANY]) -> Iterator[tuple[int, _ANY]]:
    """From the top, whose line is the highest number."""
    return zip(range(len(entries), 0, -1), entries, strict=True)
