"""From values to places in a figure, and where an axis has its ticks.

The steps are those of d3-array's ``ticks``, 1, 2 or 5 times a power of ten, and of d3-time.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# So that the width of a scale, margins included, is a float whatever the values are.
_FARTHEST = 1e306
_LEAST = 1e-300  # of which a part is a number still
_PLAIN_LEAST, _PLAIN_MOST = 1e-4, 1e7  # what is written without an exponent
_MINUS = "\N{MINUS SIGN}"

Tick = tuple[float, str]


@dataclass(frozen=True, slots=True)
class Scale:
    """The values from ``low`` to ``high``, of which the one is less than the other."""

    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float], *, margin: float) -> Scale:
        """Of finite values, with ``margin`` times their width beyond either end."""
        low, high = bounded(min(values)), bounded(max(values))
        if high - low <= max(1e-12 * abs(low), 1e-12 * abs(high), _LEAST):
            half = abs(low) / 20 or 1.0
            return cls(low - half, high + half)
        room = margin * (high - low)
        return cls(low - room, high + room)

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high

    def share(self, value: float) -> float:
        """0 at ``low``, 1 at ``high``."""
        return (bounded(value) - self.low) / (self.high - self.low)

    def ticks(self, most: int) -> list[Tick]:
        """At most some ``most`` round values, each as it is written."""
        step = _round_step((self.high - self.low) / most)
        first, last = math.ceil(self.low / step), math.floor(self.high / step)
        decimals = max(0, -math.floor(math.log10(step) + 1e-9))
        values = [number * step for number in range(first, last + 1)]
        farthest = max(map(abs, values), default=0.0)
        is_plain = _PLAIN_LEAST <= farthest < _PLAIN_MOST or not farthest
        return [(value, _written(value, decimals if is_plain else None)) for value in values]

    def whole_ticks(self, most: int) -> list[Tick]:
        """The same of counts: whole numbers only."""
        step = max(1, round(_round_step((self.high - self.low) / most)))
        first = math.ceil(self.low / step) * step
        return [(value, f"{value}") for value in range(first, math.floor(self.high) + 1, step)]


def _round_step(wanted: float) -> float:
    """The nearest of 1, 2, 5 and 10 times a power of ten, by ratio."""
    power: float = 10.0 ** math.floor(math.log10(wanted))
    return power * next(
        times
        for times, most in ((1, math.sqrt(2)), (2, math.sqrt(10)), (5, math.sqrt(50)), (10, 11))
        if wanted / power < most
    )


def _written(value: float, decimals: int | None) -> str:
    if decimals is None:
        mantissa, _, exponent = f"{value:.3e}".partition("e")
        mantissa = mantissa.rstrip("0").rstrip(".")
        text = "0" if float(mantissa) == 0 else f"{mantissa}e{int(exponent)}"
    else:
        text = f"{value:.{decimals}f}"
        text = text.removeprefix("-") if float(text) == 0 else text
    return text.replace("-", _MINUS)


def bounded(value: float) -> float:
    """Near enough to zero for sums and differences of a few such values to be numbers."""
    return min(max(value, -_FARTHEST), _FARTHEST)


_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
# Seconds from one tick to the next, and how a tick is written; the day is never left to a guess.
_INTERVALS = [
    *((step, "%H:%M:%S") for step in (1, 2, 5, 15, 30)),
    *((step * _MINUTE, "%H:%M") for step in (1, 2, 5, 15, 30)),
    *((step * _HOUR, "%m-%d %H:%M") for step in (1, 3, 6, 12)),
    *((step * _DAY, "%Y-%m-%d") for step in (1, 2, 4, 7, 14)),
]
_MONTHS = [1, 2, 3, 6]
_DAYS_OF_MONTH = 30.44


def date_ticks(low: datetime, high: datetime, most: int) -> list[tuple[datetime, str]]:
    """Of two moments in UTC, at most some ``most``: round times, days, months or years."""
    least = (high - low).total_seconds() / most
    place = bisect_left(_INTERVALS, (least,))
    if place < len(_INTERVALS):
        step, form = _INTERVALS[place]
        first = math.ceil(low.timestamp() / step) * step
        moments = [
            datetime.fromtimestamp(second, UTC)
            for second in range(first, math.floor(high.timestamp()) + 1, step)
        ]
        return [(moment, moment.strftime(form)) for moment in moments]
    months = least / (_DAYS_OF_MONTH * _DAY)
    fitting = next((step for step in _MONTHS if step >= months), None)
    stride = fitting or 12 * max(1, round(_round_step(months / 12)))
    made = []
    number = -(-(low.year * 12 + low.month - 1) // stride) * stride
    while number <= high.year * 12 + high.month - 1:
        moment = datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)
        if low <= moment <= high:
            made.append((moment, f"{moment:%Y-%m}" if fitting else f"{moment.year}"))
        number += stride
    return made


def date_scale(low: datetime, high: datetime, *, margin: float) -> tuple[datetime, datetime]:
    """``low`` and ``high`` with a margin, an hour where they are one, as far as there are dates."""
    room = (high - low) * margin or timedelta(hours=1)
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    return (
        low - room if low - first > room else first,
        high + room if last - high > room else last,
    )
