"""What is drawn behind and below a column's figures: from where to where, and by which classes of
the style. A policy without inline styles leaves no other way to give a cell its own length."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from podium.metrics import Number

# A value and the half of its error bar.
Mark = tuple[Number | None, Number | None]

_FEWEST_FOR_OUTLIERS = 5
_FENCE = 3.0  # in interquartile ranges, as Tukey's "far out"
_MOST_DECIMALS = 9


@dataclass(frozen=True, slots=True)
class Scale:
    """``low`` and ``high`` are the cell's edges. A bar starts at zero, which is then ``low``; where
    it could not tell the values apart, there is a dot. ``beyond`` counts the values that lie
    outside and are drawn at the edge; ``range`` says the edges."""

    low: float
    high: float
    is_bar: bool
    beyond: int
    range: tuple[str, str]

    def classes(self, mark: Mark) -> str:
        """``bar b63 e4``: 63 % of the way, the error bar 4 % to both sides."""
        value, error = (_real(number) for number in mark)
        if value is None:
            return ""
        span = self.high - self.low
        place = round(100 * min(max((value - self.low) / span, 0.0), 1.0))
        drawn = f"{'bar' if self.is_bar else 'dot'} b{place}"
        if error is None or error <= 0:
            return drawn
        return f"{drawn} e{max(1, round(100 * min(error / span, 1.0)))}"


def make_scale(marks: Iterable[Mark], *, may_be_bar: bool) -> Scale | None:
    """The smallest scale with round edges on which all marks are, error bars included; far
    outliers (more than three interquartile ranges from the middle half) do not stretch it.
    ``None`` where there is nothing to tell apart."""
    points = [
        (value, max(_real(error) or 0.0, 0.0))
        for value, error in ((_real(value), error) for value, error in marks)
        if value is not None
    ]
    if len(points) < 2:
        return None
    within = _without_outliers(points)
    values = [value for value, _ in within]
    is_bar = may_be_bar and min(values) >= 0 and min(values) <= max(values) / 2
    low = 0.0 if is_bar else min(value - error for value, error in within)
    high = max(value + error for value, error in within)
    if not (math.isfinite(high - low) and high > low):
        return None
    low, high, decimals = _rounded_out(low, high)
    beyond = sum(not low <= value <= high for value, _ in points)
    return Scale(low, high, is_bar, beyond, (_written(low, decimals), _written(high, decimals)))


def _real(number: Number | None) -> float | None:
    """Whole numbers can be too large for a float."""
    if number is None:
        return None
    try:
        return float(number)
    except OverflowError:
        return None


def _without_outliers(points: Sequence[tuple[float, float]]) -> Sequence[tuple[float, float]]:
    if len(points) < _FEWEST_FOR_OUTLIERS:
        return points
    first, _, third = statistics.quantiles((value for value, _ in points), n=4, method="inclusive")
    reach = _FENCE * (third - first)
    if not reach or not math.isfinite(reach):
        return points
    return [point for point in points if first - reach <= point[0] <= third + reach]


def _rounded_out(low: float, high: float) -> tuple[float, float, int]:
    """Edges with two significant digits of what lies between them, and their decimals."""
    exponent = math.floor(math.log10(high - low)) - 1
    step = 10.0**exponent
    if step == 0 or not math.isfinite(high / step):
        return low, high, _MOST_DECIMALS + 1
    # A hair's breadth, so that 0.3 / 0.1 is three steps and not a little less than three.
    down = math.floor(low / step + 1e-9) * step
    up = math.ceil(high / step - 1e-9) * step
    return min(down, low) + 0.0, max(up, high), max(0, -exponent)


def _written(number: float, decimals: int) -> str:
    if decimals > _MOST_DECIMALS or abs(number) >= 1e15:
        return f"{number:.3g}"
    text = f"{number:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
