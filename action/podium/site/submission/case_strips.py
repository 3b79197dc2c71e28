"""A submission's values case by case, as a strip of dots for each metric: where most lie, and how
far off the others are. The table beside it has the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, isfinite
from typing import cast

from podium import metrics
from podium.site.frame.dot_lanes import STEP, lanes

# More dots than that are not told apart. On a page there are no more in all its strips, and what
# a dot is called is said of as few.
MOST_DOTS, MOST_ON_PAGE, MOST_NAMED = 200, 360, 60
_FEWEST = 12
# Percent of the width at either end, so that the outermost dots are whole.
_MARGIN = 2.0
_LANES = 7  # as many as fit


@dataclass(frozen=True, slots=True)
class CaseDot:
    """``path`` draws it: a line without length, with round ends."""

    path: str
    label: str


@dataclass(frozen=True, slots=True)
class CaseStrip:
    """``count`` is how many there are, where not each has a dot. ``path`` has the dots that are not
    named. Heights count from the middle."""

    metric: str
    low: str
    high: str
    mean: str
    dots: tuple[CaseDot, ...]
    path: str
    drawn: int
    count: int


def make_strips(
    names: Sequence[str], columns: Sequence[tuple[str, Sequence[object]]], *, pages: int = 1
) -> tuple[CaseStrip, ...]:
    """``columns`` hold a value a case, in the order of ``names``; metrics without two different
    finite numbers have no strip. ``pages`` are the tables that share the page."""
    numbered = []
    for metric, values in columns:
        numbers = _numbers(names, values)
        # By value, so that every so manieth of them keeps the shape.
        order = sorted(range(len(numbers.values)), key=numbers.values.__getitem__)
        if order and numbers.values[order[0]] != numbers.values[order[-1]]:
            numbered.append((metric, numbers, order))
    count = pages * len(numbered) or 1
    most = min(MOST_DOTS, max(_FEWEST, MOST_ON_PAGE // count))
    return tuple(_strip(*one, most, MOST_NAMED // count) for one in numbered)


@dataclass(frozen=True, slots=True)
class _Numbers:
    """A metric's finite numbers, and what the case of each is called."""

    names: Sequence[str]
    values: Sequence[float]


def _numbers(names: Sequence[str], values: Sequence[object]) -> _Numbers:
    if metrics.are_finite_floats(values):
        return _Numbers(names, cast(Sequence[float], values))
    found = [(name, _finite(value)) for name, value in zip(names, values, strict=True)]
    kept = [(name, number) for name, number in found if number is not None]
    return _Numbers([name for name, _ in kept], [number for _, number in kept])


def _strip(
    metric: str, numbers: _Numbers, order: Sequence[int], most: int, most_named: int
) -> CaseStrip:
    """Where not every dot can be named, the two outermost are."""
    names, values, count = numbers.names, numbers.values, len(order)
    low, high = values[order[0]], values[order[-1]]
    step = -(-(count - 1) // (most - 1))
    shown = [*order[::step], *(order[-1:] if (count - 1) % step else ())]
    places = [_place(values[index], low, high) for index in shown]
    heights = [STEP * lane for lane in lanes(places, _LANES)]
    named = range(len(shown)) if len(shown) <= most_named else (0, len(shown) - 1)
    dots = (
        CaseDot(_dot(places[at], heights[at]), f"{names[shown[at]]}: {values[shown[at]]:.6g}")
        for at in named
    )
    others = (_dot(places[at], heights[at]) for at in range(len(shown)) if at not in named)
    return CaseStrip(
        metric=metric,
        low=f"{low:.4g}",
        high=f"{high:.4g}",
        mean=_thousandths(_place(_mean(values), low, high)),
        dots=tuple(dots),
        path="".join(others),
        drawn=len(shown),
        count=count,
    )


def _mean(values: Sequence[float]) -> float:
    try:
        return fsum(values) / len(values)
    except OverflowError:
        return fsum(value / len(values) for value in values)


def _dot(place: float, height: float) -> str:
    return f"M{_thousandths(place)} {height:g}h0"


def _thousandths(place: float) -> str:
    """Of the width, which a strip's box counts from 0 to 1000."""
    return f"{10 * place:.0f}"


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
