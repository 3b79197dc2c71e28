"""Between which ranks an entry's lies, and who cannot be told apart: a bootstrap over cases.

Cases are drawn with replacement, the same for all entries, because some cases are hard for
everybody; see Wiesenfarth et al., "Methods and open-source toolkit for analyzing and visualizing
challenge results", Scientific Reports 11 (2021), https://doi.org/10.1038/s41598-021-82017-6.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from podium.challenge.rules import Rule
from podium.ranking.analysis.aggregates import Values
from podium.ranking.analysis.cases import CaseTable
from podium.ranking.analysis.rank_statistics import kendall_tau_b
from podium.ranking.analysis.resampling import Ranks, resample

CONFIDENCE = 0.95
_MOST_FOR_EVERY_TAU = 200
_SOME_TAUS = 100
_FEWEST_ENTRIES = 2


@dataclass(frozen=True, slots=True)
class RankInterval:
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Intervals:
    """By submission. ``stability`` counts how often an entry came to each rank; ``groups`` number
    the tie groups from 1, the best. ``kendall`` holds the 2.5, 50 and 97.5 % quantiles of
    Kendall's tau-b between the board and the first ``kendall_resamples`` rankings.

    Ranks are the board's: entries that have no place in the table keep theirs, and the others
    share what is left, so that without such entries these are the resampled ranks themselves. An
    interval always holds the entry's own rank.
    """

    ranks: Mapping[str, RankInterval]
    stability: Mapping[str, Mapping[int, int]]
    kendall: tuple[float, float, float]
    kendall_resamples: int
    groups: Mapping[str, int]


def rank_intervals(
    rule: Rule, table: CaseTable, *, resamples: int = 1000, seed: int = 0
) -> Intervals | None:
    """``None`` where a column that the rule ranks by has no case values, and where there are not
    two entries: an interval of one would look certain, and say nothing."""
    if len(table.submissions) < _FEWEST_ENTRIES:
        return None
    replicas = resample(rule, table, resamples=resamples, seed=seed)
    if replicas is None:
        return None
    groups = dict(zip(table.submissions, tie_groups(replicas.scores), strict=True))
    # Beyond as many entries some rankings must do; all are drawn at random alike.
    is_long = len(table.submissions) > _MOST_FOR_EVERY_TAU
    compared = replicas.ranks[: _SOME_TAUS if is_long else None]
    places = np.array(table.places, np.int32)
    # An entry a row, its ranks in order: what is asked of them can be read off.
    ordered = np.sort(np.ascontiguousarray(places[replicas.ranks - 1].T), axis=1)
    low, high = (ordered[:, bound].tolist() for bound in bounds(resamples))
    return Intervals(
        ranks={
            submission: RankInterval(min(least, rank), max(most, rank))
            for submission, rank, least, most in zip(
                table.submissions, table.ranks, low, high, strict=True
            )
        },
        stability=RankCounts(table.submissions, ordered),
        kendall=_kendall(table.ranks, compared),
        kendall_resamples=len(compared),
        groups=groups,
    )


class RankCounts(Mapping[str, Mapping[int, int]]):
    """How often each entry came to each rank, counted when asked for: on a long board it may be
    another rank in each resample."""

    def __init__(self, submissions: Sequence[str], ordered: Ranks) -> None:
        self._rows = {submission: row for row, submission in enumerate(submissions)}
        self._ordered = ordered

    def __getitem__(self, submission: str) -> Mapping[int, int]:
        ranks, counts = np.unique(self._ordered[self._rows[submission]], return_counts=True)
        return dict(zip(ranks.tolist(), counts.tolist(), strict=True))

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def tie_groups(scores: Values) -> list[int]:
    """From resamples × entries in board order. The first entry opens a group, and so does the
    first whose difference from the group's first has a 95 % interval without zero."""
    low, high = bounds(len(scores))
    columns = np.ascontiguousarray(scores.T)
    groups: list[int] = []
    first, group = 0, 1
    while first < len(columns):
        end = _first_apart(columns, first, low, high)
        groups += [group] * (end - first)
        first, group = end, group + 1
    return groups


def _first_apart(columns: Values, first: int, low: int, high: int) -> int:
    """Looks at more and more at a time, since most groups are small. Zero lies between the bounds
    where as many differences as stand up to the lower one are not above it, and no more than
    stand before the upper one are below."""
    start, width = first + 1, 1
    while start < len(columns):
        others = columns[start : start + width]
        below = (others < columns[first]).sum(axis=1)
        not_above = (others <= columns[first]).sum(axis=1)
        apart = np.flatnonzero((not_above <= low) | (below > high))
        if len(apart):
            return start + int(apart[0])
        start, width = start + width, 2 * width
    return len(columns)


def bounds(count: int) -> tuple[int, int]:
    """Where the 2.5 and the 97.5 percentile stand among ``count`` values in order: the value
    itself, never one between two, the outer one (numpy's methods ``lower`` and ``higher``)."""
    tail = math.floor((1 - CONFIDENCE) / 2 * (count - 1))
    return tail, count - 1 - tail


def _kendall(board: Sequence[int], ranks: Ranks) -> tuple[float, float, float]:
    found = np.sort(_taus(np.array(board), ranks))
    low, high = bounds(len(found))
    return float(found[low]), float(np.median(found)), float(found[high])


def _taus(board: Ranks, ranks: Ranks) -> Values:
    """Tau-b. It is not defined where all tie: 1 where they do so in both, else 0."""
    is_level = (ranks == ranks[:, :1]).all(axis=1)
    if (board == board[0]).all():
        return np.asarray(is_level, np.float64)
    taus = np.zeros(len(ranks))
    if not is_level.all():
        taus[~is_level] = kendall_tau_b(board, ranks[~is_level])
    return taus
