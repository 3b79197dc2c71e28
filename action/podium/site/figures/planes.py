"""Figures of entries in a plane: values over time, and one metric against another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from markupsafe import Markup

from podium.site.figures import drawing, labels, scales
from podium.site.figures.drawing import ACCENT, GROUND, INK, QUIET, Plane, Point
from podium.site.figures.scales import Scale

_HEIGHT, _PARETO_HEIGHT = 248, 308
# What is heavier says no more.
_MOST_DOTS, _MOST_MARKS = 600, 60


@dataclass(frozen=True, slots=True)
class RecordPoint:
    """A record: since when a value was the best, and who set it."""

    at: datetime
    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Spot:
    """An entry in the plane of two metrics; ``is_front`` if no other is better in both."""

    x: float
    y: float
    label: str
    is_front: bool

    @property
    def at(self) -> Point:
        return self.x, self.y

    @property
    def said(self) -> str:
        return f"{drawing.said(self.label)}: {self.x:.6g}, {self.y:.6g}"


@dataclass(frozen=True, slots=True)
class Focus:
    """The part of a scale that a figure shows, where a few poor values would flatten the rest;
    ``outside`` counts the values beyond it."""

    low: float
    high: float
    outside: int

    @property
    def scale(self) -> Scale:
        return Scale(self.low, self.high)


def focus(values: Sequence[float], *, is_higher_better: bool) -> Focus | None:
    """From the best value to two and a half times as far from it as the median is; ``None`` where
    hardly anything lies farther out."""
    best = max(values) if is_higher_better else min(values)
    reach = 2.5 * abs(best - median(values))
    farthest = max(abs(best - value) for value in values)
    if not 0 < reach < farthest / 1.6:
        return None
    margin = reach * 0.12
    low, high = (best - reach, best + margin) if is_higher_better else (best - margin, best + reach)
    return Focus(low, high, sum(not low <= value <= high for value in values))


def draw_progress(
    title: str,
    points: Sequence[tuple[datetime, float]],
    steps: Sequence[RecordPoint],
    value_label: str,
    shown: Focus | None = None,
) -> Markup:
    """All results as dots and the best so far as a line that goes on to the newest."""
    last = max(at for at, _ in points)
    begin, end = scales.date_scale(min(at for at, _ in points), last, margin=0.04)
    plane = Plane(
        Scale(begin.timestamp(), end.timestamp()),
        shown.scale if shown else Scale.of([value for _, value in points], margin=0.16),
        _HEIGHT,
    )
    records = [((step.at.timestamp(), step.value), step.label) for step in steps]
    line = [*(at for at, _ in records), (last.timestamp(), steps[-1].value)]
    parts = [
        *drawing.side_scale(plane, plane.upright.ticks(5), value_label),
        *drawing.foot_scale(plane, _dates(begin, end), has_lines=False),
        _dots(plane, [(at.timestamp(), value) for at, value in points]),
        drawing.group([drawing.joined(plane, line)], stroke=ACCENT, more=' stroke-width="2"'),
        drawing.group(
            (
                drawing.circle(plane, at, 4, f"{drawing.said(label)}: {at[1]:.6g}")
                for at, label in drawing.thinned(records, _MOST_MARKS)
                if plane.holds(at)
            ),
            fill=ACCENT,
            stroke=GROUND,
        ),
        drawing.group(labels.records(plane, records), fill=INK),
    ]
    return drawing.figure("progress", title, parts, height=_HEIGHT)


def _dates(begin: datetime, end: datetime) -> Iterator[list[tuple[float, str]]]:
    for most in (6, 3):
        yield [(at.timestamp(), text) for at, text in scales.date_ticks(begin, end, most)]


def draw_pareto(
    title: str,
    spots: Sequence[Spot],
    x_label: str,
    y_label: str,
    shown: tuple[Focus | None, Focus | None] = (None, None),
) -> Markup:
    """The entries, and the front of those that none beats in both metrics; ``shown`` are the parts
    of the two scales."""
    across, upright = shown
    plane = Plane(
        across.scale if across else Scale.of([spot.x for spot in spots], margin=0.12),
        upright.scale if upright else Scale.of([spot.y for spot in spots], margin=0.14),
        _PARETO_HEIGHT,
    )
    others = drawing.thinned([spot for spot in spots if not spot.is_front], _MOST_DOTS)
    best = sorted((spot for spot in spots if spot.is_front), key=lambda spot: spot.at)
    front = drawing.thinned(best, _MOST_MARKS)
    corners = [f"{'L' if number else 'M'}{plane.point(s.at)}" for number, s in enumerate(front)]
    parts = [
        *drawing.side_scale(plane, plane.upright.ticks(6), y_label),
        *drawing.foot_scale(plane, drawing.value_ticks(plane.across), x_label),
        _dots(plane, [spot.at for spot in others]),
        drawing.group([drawing.path(plane, corners)], stroke=ACCENT),
        drawing.group(
            (
                drawing.circle(plane, spot.at, 4.5, spot.said)
                for spot in front
                if plane.holds(spot.at)
            ),
            fill=ACCENT,
            stroke=GROUND,
        ),
        drawing.group(labels.front(plane, *(_named(part) for part in (front, others))), fill=INK),
    ]
    return drawing.figure("pareto", title, parts, height=_PARETO_HEIGHT)


def _dots(plane: Plane, points: Sequence[Point]) -> str:
    return drawing.group(
        [drawing.dots(plane, drawing.thinned(points, _MOST_DOTS))],
        stroke=QUIET,
        more=' stroke-opacity=".5" stroke-width="5.5" stroke-linecap="round"',
    )


def _named(spots: Sequence[Spot]) -> list[tuple[Point, str]]:
    return [(spot.at, spot.label) for spot in spots]
