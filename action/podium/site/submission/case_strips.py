"""A submission's values case by case, as a strip of dots for each metric: where most lie, and how
far off the others are. The table beside it has the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum, isfinite
from typing import cast

from podium import metrics
from podium.site.frame.dot_lanes import STEP, lanes

# More dots than that are not told apart. On a page there are no more in all its strips, and what
# a dot is called is said of as few.
MOST_DOTS, MOST_ON_PAGE, MOST_NAMED = 200, 500, 100
_FEWEST = 16
HEIGHT = 56
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
    """``title`` says of what values it is; ``count`` is how many, where not each has a dot.
    ``path`` has the dots that are not named."""

    metric: str
    title: str
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
        numbers = sorted(_numbers(names, values))
        if numbers and numbers[0][0] != numbers[-1][0]:
            numbered.append((metric, numbers))
    count = pages * len(numbered) or 1
    most = min(MOST_DOTS, max(_FEWEST, MOST_ON_PAGE // count))
    return tuple(_strip(metric, numbers, most, MOST_NAMED // count) for metric, numbers in numbered)


def _numbers(names: Sequence[str], values: Sequence[object]) -> Iterable[tuple[float, str]]:
    if metrics.are_finite_floats(values):
        return zip(cast(Sequence[float], values), names, strict=True)
    found = ((_finite(value), name) for value, name in zip(values, names, strict=True))
    return ((number, name) for number, name in found if number is not None)


def _strip(
    metric: str, ordered: Sequence[tuple[float, str]], most: int, most_named: int
) -> CaseStrip:
    """Where not every dot can be named, the two outermost are."""
    count = len(ordered)
    low, high = ordered[0][0], ordered[-1][0]
    mean = fsum(value / count for value, _ in ordered)
    # By value, so that every so manieth of them keeps the shape.
    step = -(-count // most)
    shown = [*ordered[::step], *(ordered[-1:] if (count - 1) % step else ())]
    places = [_place(value, low, high) for value, _ in shown]
    heights = [HEIGHT / 2 + STEP * lane for lane in lanes(places, _LANES)]
    named = range(len(shown)) if len(shown) <= most_named else (0, len(shown) - 1)
    dots = (
        CaseDot(_dot(places[at], heights[at]), f"{shown[at][1]}: {shown[at][0]:.6g}")
        for at in named
    )
    others = (_dot(places[at], heights[at]) for at in range(len(shown)) if at not in named)
    return CaseStrip(
        metric=metric,
        title=f"{metric}: {low:.4g} – {high:.4g}",
        low=f"{low:.4g}",
        high=f"{high:.4g}",
        mean=_thousandths(_place(mean, low, high)),
        dots=tuple(dots),
        path="".join(others),
        drawn=len(shown),
        count=count,
    )


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
