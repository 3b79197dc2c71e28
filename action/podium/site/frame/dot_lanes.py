"""Where the dots of a strip lie: those that are near to one another go to lanes above and below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from math import floor

# Percent of the width within which dots are near, and pixels from one lane to the next.
NEAR, STEP = 1.25, 7


def lanes(places: Iterable[float], count: int) -> Iterator[int]:
    """The lane of each dot, whose place is given in percent across: 0 is in the middle, then come
    1, -1, 2, -2 …, and the middle again when all ``count`` are taken."""
    taken: Counter[int] = Counter()
    for place in places:
        lane = taken[floor(place / NEAR)] % count
        taken[floor(place / NEAR)] += 1
        yield (lane + 1) // 2 * (1 if lane % 2 else -1)
