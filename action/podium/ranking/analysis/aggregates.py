"""One number of an entry's case values, and the same of cases that are drawn anew."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from itertools import pairwise
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Counts = NDArray[np.int32]

# Entries whose medians are looked for at a time.
_BLOCK = 4_096
_BITS = 33


class Aggregate(StrEnum):
    """The extremes are drawn anew as the others are, and tell less: the case that made one is not
    drawn at all in more than a third of the resamples."""

    MEAN = "mean"
    MEDIAN = "median"
    SUM = "sum"
    MIN = "min"
    MAX = "max"


# What is found among ordered values: at one place of so many, or halfway between two.
_BY_PLACE: dict[Aggregate, Callable[[int], tuple[int, int]]] = {
    Aggregate.MEDIAN: lambda total: ((total + 1) // 2, total // 2 + 1),
    Aggregate.MIN: lambda total: (1, 1),
    Aggregate.MAX: lambda total: (total, total),
}


def aggregate(values: Values, how: Aggregate) -> Values:
    """Of entries × cases, one number an entry."""
    match how:
        case Aggregate.MEAN:
            return np.asarray(values.mean(axis=1))
        case Aggregate.MEDIAN:
            return np.asarray(np.median(values, axis=1))
        case Aggregate.SUM:
            return np.asarray(values.sum(axis=1))
        case Aggregate.MIN:
            return np.asarray(values.min(axis=1))
        case Aggregate.MAX:
            return np.asarray(values.max(axis=1))
        case _:
            assert_never(how)


class Resampled:
    """The aggregate of one column when cases count more than once, or not at all.

    Entries with the same values in all cases get exactly the same number: it is worked out once
    for all of them, because a matrix product may sum two equal rows in two orders. Entries whose
    aggregates are equal by arithmetic alone (0.1, 0.2, 0.3 and 0.3, 0.2, 0.1) get the same number
    by rounding, see ``rounded``.
    """

    def __init__(self, values: Values, how: Aggregate) -> None:
        self._how = how
        # A zero is a zero: the bytes of -0.0 are others.
        chosen, self._entries = _distinct(values + 0.0)
        self._values = chosen
        if how in _BY_PLACE:
            order = np.argsort(chosen, axis=1)
            self._order = np.ascontiguousarray(order.T)
            self._sorted = np.ascontiguousarray(np.take_along_axis(chosen, order, axis=1).T)

    def of(self, counts: Counts) -> Values:
        """``counts`` are resamples × cases: how often each was drawn. Gives resamples × entries."""
        if self._how in _BY_PLACE:
            found = self._by_place(counts)
        else:
            found = counts.astype(np.float64) @ self._values.T
            if self._how is Aggregate.MEAN:
                found /= counts.sum(axis=1, keepdims=True)
        return rounded(found)[:, self._entries]

    def _by_place(self, counts: Counts) -> Values:
        """Of each entry's cases in the order of their values, where the running count of those
        drawn reaches the middle, or an end."""
        entries = self._order.shape[1]
        found = np.empty((len(counts), entries))
        for start in range(0, entries, _BLOCK):
            block = slice(start, start + _BLOCK)
            order = np.ascontiguousarray(self._order[:, block])
            values, columns = self._sorted[:, block], np.arange(order.shape[1])
            for number, drawn in enumerate(counts.astype(np.int16)):
                reached = drawn.take(order)
                # A row at a time: numpy's own cumsum goes down column by column, and is slower.
                for above, row in pairwise(reached):
                    row += above
                lower, upper = (
                    values[np.add.reduce(reached < place, axis=0, dtype=np.int16), columns]
                    for place in _BY_PLACE[self._how](int(drawn.sum()))
                )
                found[number, block] = lower / 2 + upper / 2
        return found


def rounded(values: Values) -> Values:
    """To 33 binary digits, about 10 decimal ones: far finer than any metric is meant, and coarse
    enough that the order in which floats were added does not tell two values apart."""
    mantissa, exponent = np.frexp(values)
    return np.asarray(np.ldexp(np.rint(np.ldexp(mantissa, _BITS)), exponent - _BITS))


def _distinct(values: Values) -> tuple[Values, NDArray[np.intp]]:
    """The rows without repetition, and for each row where it stands among them."""
    places: dict[bytes, int] = {}
    of_row = np.array([places.setdefault(row.tobytes(), len(places)) for row in values], np.intp)
    _, first = np.unique(of_row, return_index=True)
    return values[first], of_row
