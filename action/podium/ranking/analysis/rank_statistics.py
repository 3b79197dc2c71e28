"""Ranks with ties, Wilcoxon's test for many cases and Kendall's tau-b, as scipy.stats has them: a
site should not wait for all of scipy to be loaded, nor the action to be installed."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Whole = NDArray[np.integer]

_SURVIVAL = np.vectorize(lambda z: math.erfc(z / math.sqrt(2)) / 2, otypes=[np.float64])


def average_ranks(values: Values) -> tuple[Values, Whole]:
    """Of each row: ranks from 1, of which those that tie share the middle, and with how many values
    each ties, itself included (``scipy.stats.rankdata``)."""
    order = np.argsort(values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    count = values.shape[1]
    begins = np.ones(values.shape, bool)
    begins[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    ends = np.ones(values.shape, bool)
    ends[:, :-1] = begins[:, 1:]
    places = np.arange(count)
    first = np.maximum.accumulate(np.where(begins, places, 0), axis=1)
    last = np.minimum.accumulate(np.where(ends, places, count)[:, ::-1], axis=1)[:, ::-1]
    ranks, ties = np.empty(values.shape), np.empty(values.shape, np.int64)
    np.put_along_axis(ranks, order, (first + last) / 2 + 1, axis=1)
    np.put_along_axis(ties, order, last - first + 1, axis=1)
    return ranks, ties


def wilcoxon_normal(differences: Values, *, is_one_sided: bool) -> Values:
    """The p-values of Wilcoxon's signed-rank test by the normal distribution, with the corrections
    for ties and for continuity; zeros are dropped. A row must have a value that is not zero."""
    is_zero = differences == 0
    zeros = is_zero.sum(axis=1)
    count = differences.shape[1] - zeros
    ranks, ties = average_ranks(np.abs(differences))
    positive = np.where(differences > 0, ranks - zeros[:, None], 0).sum(axis=1)
    tied = np.where(is_zero, 0, ties**2 - 1).sum(axis=1)
    variance = (count * (count + 1) * (2 * count + 1) - tied / 2) / 24
    distance = positive - count * (count + 1) / 4
    if is_one_sided:
        return np.asarray(_SURVIVAL((distance - 0.5) / np.sqrt(variance)))
    z = (distance - 0.5 * np.sign(distance)) / np.sqrt(variance)
    return np.asarray(np.minimum(1, 2 * _SURVIVAL(np.abs(z))))


def kendall_tau_b(one: Whole, others: Whole) -> Values:
    """Of one ranking with each of several, a row each, of the same things; none may tie throughout.
    Knight, "A computer method for calculating Kendall's tau with ungrouped data", JASA 61 (1966),
    436-439."""
    count = len(one)
    pairs = count * (count - 1) // 2
    order = np.argsort(one, kind="stable")
    one, others = one[order], others[:, order].astype(np.int64)
    # Each row in the order of the one, and where that ties in its own.
    base = int(others.max()) + 1
    joint = np.sort(one.astype(np.int64) * base + others, axis=1)
    tied_one, tied_others = _tied(one[None, :]), _tied(np.sort(others, axis=1))
    agreement = pairs - tied_one - tied_others + _tied(joint) - 2 * _inversions(joint % base)
    tau = agreement / np.sqrt(pairs - tied_one) / np.sqrt(pairs - tied_others)
    return np.asarray(np.clip(tau, -1, 1))  # whatever rounding made of it


def _tied(ordered: Whole) -> Whole:
    """Of each row, the pairs of equal values."""
    places = np.arange(ordered.shape[1])
    begins = np.ones(ordered.shape, bool)
    begins[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    first = np.maximum.accumulate(np.where(begins, places, 0), axis=1)
    return np.asarray((places - first).sum(axis=1))


def _inversions(values: Whole) -> Whole:
    """Of each row, the pairs of which the greater comes first. Two values part at their highest bit
    that differs: bit by bit, among those alike above it, how many ones come before each zero."""
    rows, count = values.shape
    bits = int(values.max()).bit_length()
    # One long row, in which values of two rows part at the number of the row.
    flat = (values + (np.arange(rows)[:, None] << bits)).ravel()
    places = np.arange(len(flat))
    found = np.zeros(rows, np.int64)
    for bit in reversed(range(bits)):
        above = flat >> (bit + 1)
        is_one = ((flat >> bit) & 1).astype(bool)
        starts = np.flatnonzero(np.concatenate(([True], above[1:] != above[:-1])))
        sizes = np.diff(starts, append=len(flat))
        start = np.repeat(starts, sizes)
        before = np.cumsum(is_one) - is_one
        before -= before[start]
        found += np.where(is_one, 0, before).reshape(rows, count).sum(axis=1)
        zeros = sizes - np.add.reduceat(is_one, starts, dtype=np.int64)
        moved = np.where(is_one, np.repeat(zeros, sizes) + before, places - start - before)
        ordered = np.empty_like(flat)
        ordered[start + moved] = flat
        flat = ordered
    return found
