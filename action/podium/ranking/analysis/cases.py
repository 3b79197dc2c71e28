"""The case values that a board's columns are made of, for the entries that can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from podium.challenge.rules import Column, Rule
from podium.ranking.analysis.aggregates import Aggregate, Values
from podium.ranking.analysis.matching import Match, match_columns
from podium.ranking.entries import Entry, ranking_columns

__all__ = ["Aggregate", "CaseColumn", "CaseTable", "read_cases"]


@dataclass(frozen=True, slots=True, eq=False)
class CaseColumn:
    """A column of the board and the metric that it is the aggregate of. ``values`` are entries ×
    cases, as in the table."""

    column: Column
    metric: str
    aggregate: Aggregate
    values: Values


@dataclass(frozen=True, slots=True, eq=False)
class CaseTable:
    """``submissions`` are in board order, each with its ``ranks`` there and its ``places``, which
    count from 1 and are never shared. ``incomplete`` entries of the board are left out."""

    cases: tuple[str, ...]
    submissions: tuple[str, ...]
    columns: tuple[CaseColumn, ...]
    incomplete: int
    ranks: tuple[int, ...]
    places: tuple[int, ...]

    def column(self, path: str) -> CaseColumn | None:
        return next((one for one in self.columns if one.column.path == path), None)


def read_cases(rule: Rule, entries: Sequence[Entry]) -> CaseTable | None:
    """The cases are those that most entries have; an entry with others, or without a number in one
    of them, is incomplete. A column that does not rank takes no entry out: it is left out itself
    where it lacks one. ``None`` without two cases, an entry and a column.
    """
    if not entries:
        return None
    matches = match_columns(entries, tuple(dict.fromkeys(one.path for one in rule.columns)))
    deciding = {column.path: column for column in ranking_columns(rule)}
    agreed = _Agreed()
    for path in _by_weight(rule, deciding):
        if path in matches:
            agreed.join(path, matches[path], is_deciding=path in deciding)
    if not agreed.matches:
        return None
    columns = {column.path: column for column in reversed(rule.columns)} | deciding
    return CaseTable(
        cases=agreed.cases,
        submissions=tuple(entries[index].contestant.submission for index in agreed.entries),
        columns=tuple(
            CaseColumn(columns[path], match.found.metric, match.how, _pick(match, agreed.entries))
            for path in dict.fromkeys(one.path for one in rule.columns)
            if (match := agreed.matches.get(path)) is not None
        ),
        incomplete=len(entries) - len(agreed.entries),
        ranks=tuple(entries[index].rank for index in agreed.entries),
        places=tuple(int(index) + 1 for index in agreed.entries),
    )


class _Agreed:
    """The columns that have the same cases, and the entries that have them all."""

    def __init__(self) -> None:
        self.cases: tuple[str, ...] = ()
        self.entries: NDArray[np.intp] = np.array([], np.intp)
        self.matches: dict[str, Match] = {}

    def join(self, path: str, match: Match, *, is_deciding: bool) -> None:
        found = match.found
        if not self.matches:
            self.cases, self.entries = found.cases, found.entries
        elif found.cases != self.cases:
            return
        shared = np.intersect1d(self.entries, found.entries, assume_unique=True)
        lost = len(self.entries) - len(shared)
        if len(shared) and (is_deciding or not lost):
            self.entries = shared
            self.matches[path] = match


def _by_weight(rule: Rule, deciding: Mapping[str, Column]) -> Iterator[str]:
    """Every path once: what the rule ranks by, what else is ranked, and the rest."""
    ranked = [column.path for column in rule.columns if column.ranked]
    yield from dict.fromkeys([*deciding, *ranked, *(column.path for column in rule.columns)])


def _pick(match: Match, entries: NDArray[np.intp]) -> Values:
    return match.found.values[np.searchsorted(match.found.entries, entries)]
