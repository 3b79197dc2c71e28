"""A submission's values case by case, as a strip of dots for each metric: where most lie, and how
far off the others are. The table beside it has the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, isfinite

from podium import metrics
from podium.site.frame.dot_lanes import STEP, lanes

# More dots than that are not told apart; a page of a few metrics with all of them would be heavy.
MOST_DOTS = 200
HEIGHT = 56
# Percent of the width at either end, so that the outermost dots are whole.
_MARGIN = 2.0
_LANES = 7  # as many as fit


@dataclass(frozen=True, slots=True)
class CaseDot:
    """``x`` in percent, ``y`` in pixels."""

    x: str
    y: str
    label: str


@dataclass(frozen=True, slots=True)
class CaseStrip:
    """``title`` says of what values it is; ``count`` is how many, where not each has a dot."""

    metric: str
    title: str
    low: str
    high: str
    mean: str
    dots: tuple[CaseDot, ...]
    count: int


def make_strips(
    names: Sequence[str], columns: Sequence[tuple[str, Sequence[object]]]
) -> tuple[CaseStrip, ...]:
    """``columns`` hold a value a case, in the order of ``names``; metrics without two different
    finite numbers have no strip."""
    strips = []
    for metric, values in columns:
        numbers = [
            (name, number)
            for name, value in zip(names, values, strict=True)
            if (number := _finite(value)) is not None
        ]
        if len({number for _, number in numbers}) > 1:
            strips.append(_strip(metric, numbers))
    return tuple(strips)


def _strip(metric: str, numbers: Sequence[tuple[str, float]]) -> CaseStrip:
    low, high = min(value for _, value in numbers), max(value for _, value in numbers)
    mean = fsum(value / len(numbers) for _, value in numbers)
    # By value, so that every so manieth of them keeps the shape.
    ordered = sorted(numbers, key=lambda pair: (pair[1], pair[0]))
    step = -(-len(ordered) // MOST_DOTS)
    shown = ordered[::step] if ordered[-1] in ordered[::step] else [*ordered[::step], ordered[-1]]
    places = [_place(value, low, high) for _, value in shown]
    dots = (
        CaseDot(f"{place:.2f}", f"{HEIGHT / 2 + STEP * lane:g}", f"{name}: {value:.6g}")
        for (name, value), place, lane in zip(shown, places, lanes(places, _LANES), strict=True)
    )
    return CaseStrip(
        metric=metric,
        title=f"{metric}: {low:.4g} – {high:.4g}",
        low=f"{low:.4g}",
        high=f"{high:.4g}",
        mean=f"{_place(mean, low, high):.2f}",
        dots=tuple(dots),
        count=len(numbers),
    )


def _place(value: float, low: float, high: float) -> float:
    width = high - low
    # The width of the widest scale has no float; halves of the narrowest one have none.
    share = (
        (value - low) / width if isfinite(width) else (value / 2 - low / 2) / (high / 2 - low / 2)
    )
    return _MARGIN + (100 - 2 * _MARGIN) * share


def _finite(value: object) -> float | None:
    number = metrics.as_number(value)
    if number is None or isinstance(value, bool):
        return None
    try:
        converted = float(number)
    except OverflowError:
        return None
    return converted if isfinite(converted) else None
