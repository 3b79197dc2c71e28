"""A submission's values case by case, as a strip of dots for each metric: where most lie, and how
far off the others are. The table beside it has the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, isfinite

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
        numbers = [
            (name, number)
            for name, value in zip(names, values, strict=True)
            if (number := _finite(value)) is not None
        ]
        if len({number for _, number in numbers}) > 1:
            numbered.append((metric, numbers))
    count = pages * len(numbered) or 1
    most = min(MOST_DOTS, max(_FEWEST, MOST_ON_PAGE // count))
    return tuple(_strip(metric, numbers, most, MOST_NAMED // count) for metric, numbers in numbered)


def _strip(
    metric: str, numbers: Sequence[tuple[str, float]], most: int, most_named: int
) -> CaseStrip:
    """Where not every dot can be named, the two outermost are."""
    low, high = min(value for _, value in numbers), max(value for _, value in numbers)
    mean = fsum(value / len(numbers) for _, value in numbers)
    # By value, so that every so manieth of them keeps the shape.
    ordered = sorted(numbers, key=lambda pair: (pair[1], pair[0]))
    step = -(-len(ordered) // most)
    shown = ordered[::step] if ordered[-1] in ordered[::step] else [*ordered[::step], ordered[-1]]
    places = [_place(value, low, high) for _, value in shown]
    heights = [HEIGHT / 2 + STEP * lane for lane in lanes(places, _LANES)]
    named = range(len(shown)) if len(shown) <= most_named else (0, len(shown) - 1)
    dots = (
        CaseDot(_dot(places[at], heights[at]), f"{shown[at][0]}: {shown[at][1]:.6g}")
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
        count=len(numbers),
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
