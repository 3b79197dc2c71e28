"""A strip of dots, one a case, from worse on the left to better on the right.

Only places are worked out here, in percent across and in pixels down, so that a strip is as wide as
its page. The compare page's script draws the same ones by the same sums.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from podium.challenge.rules import Order
from podium.site.compare.paired import Paired, verdict
from podium.site.frame.dot_lanes import NEAR, STEP, lanes

MOST_DOTS = 400
HEIGHT = 112
# Half the width between the zero line and the furthest dot, which stays whole.
_HALF = 48
_LANES = 15  # as many as fit
MEASURES = (MOST_DOTS, HEIGHT // 2, _HALF, NEAR, STEP, _LANES)
_KINDS = ("equal", "better", "worse")  # by a verdict


@dataclass(frozen=True, slots=True)
class Dot:
    """``kind`` is better, worse or equal; ``label`` is the case and its difference."""

    x: str
    y: str
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Band:
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Strip:
    """``rest`` holds the smallest differences where not all are drawn; ``spread`` is one standard
    error to either side of ``mean``."""

    dots: tuple[Dot, ...]
    mean: str
    spread: Band | None
    rest: Band | None


# For the script to fill.
BLANK = Strip((), "0", Band("0", "0"), Band("0", "0"))


def draw(paired: Paired, reach: float, tell: Callable[[float], str]) -> Strip:
    """``reach`` is what lies at the ends; strips that stand together share it. ``tell`` writes a
    difference."""
    scale = _Scale(paired.order, reach)
    shown = paired.differences[:MOST_DOTS]
    places = [scale.place(case.difference) for case in shown]
    dots = (
        Dot(
            x=_text(place),
            y=_text(HEIGHT / 2 - STEP * lane),
            kind=_KINDS[verdict(case.difference, paired.order)],
            label=f"{case.case}: {tell(case.difference)}",
        )
        for case, place, lane in zip(shown, places, lanes(places, _LANES), strict=True)
    )
    rest = paired.differences[MOST_DOTS:]
    mean, error = paired.mean or 0.0, paired.standard_error
    return Strip(
        dots=tuple(dots),
        mean=_text(scale.place(mean)),
        spread=scale.band(mean, error) if error else None,
        rest=scale.band(0.0, abs(rest[0].difference)) if rest else None,
    )


class _Scale:
    def __init__(self, order: Order, reach: float) -> None:
        self._reach = reach
        self._half = _HALF if order is Order.DESCENDING else -_HALF

    def place(self, difference: float) -> float:
        return 50 + self._half * (difference / self._reach if self._reach else 0.0)

    def band(self, middle: float, half: float) -> Band | None:
        """So far to either side."""
        if not self._reach or not half:
            return None
        low = min(self.place(middle - half), self.place(middle + half))
        return Band(_text(low), _text(2 * _HALF * half / self._reach))


def _text(value: float) -> str:
    """To a hundredth, as the script writes it."""
    return f"{math.floor(value * 100 + 0.5) / 100:g}"
