"""The case values that a board's columns are made of, for the entries that can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from podium.challenge.rules import Column, Order, Rule
from podium.ranking.analysis import absence
from podium.ranking.analysis.absence import Absence, Reason
from podium.ranking.analysis.aggregates import Aggregate, Values
from podium.ranking.analysis.case_values import Columns
from podium.ranking.analysis.matching import AS_IT_IS, Match, Unit, column_values, match_columns
from podium.ranking.analysis.mixture import find_mixture
from podium.ranking.cases import Cases
from podium.ranking.entries import Entry, ranking_columns

_REVERSED = {Order.ASCENDING: Order.DESCENDING, Order.DESCENDING: Order.ASCENDING}

__all__ = ["Aggregate", "CaseColumn", "CaseTable", "read_cases"]


@dataclass(frozen=True, slots=True, eq=False)
class CaseColumn:
    """A column of the board and the metric that it is the aggregate of. ``values`` are entries ×
    cases, as in the table, in the column's own unit: ``unit`` was applied to those of
    ``metrics.json``."""

    column: Column
    metric: str
    aggregate: Aggregate
    values: Values
    unit: Unit = AS_IT_IS

    @property
    def is_converted(self) -> bool:
        return self.unit is not AS_IT_IS

    @property
    def raw(self) -> Column:
        """The column in the direction of the values in ``metrics.json``."""
        if self.unit.factor > 0:
            return self.column
        return replace(self.column, order=_REVERSED[self.column.order])


@dataclass(frozen=True, slots=True, eq=False)
class CaseTable:
    """``submissions`` are in board order, each with its ``ranks`` there and its ``places``, which
    count from 1 and are never shared. ``incomplete`` entries of the board are left out. ``groups``
    number the group of each case, where cases have one. ``absent`` says what hinders rank
    intervals."""

    cases: tuple[str, ...]
    submissions: tuple[str, ...]
    columns: tuple[CaseColumn, ...]
    incomplete: int
    ranks: tuple[int, ...]
    places: tuple[int, ...]
    groups: tuple[int, ...] | None = None
    absent: Absence | None = None

    @property
    def drawn(self) -> int:
        """How many are drawn anew: the groups, or the cases."""
        return len(self.cases) if self.groups is None else max(self.groups) + 1

    def column(self, path: str) -> CaseColumn | None:
        return next((one for one in self.columns if one.column.path == path), None)


def read_cases(
    rule: Rule, entries: Sequence[Entry], tables: Sequence[Cases | None]
) -> CaseTable | Absence:
    """``tables`` are the entries'. The cases are those that most entries have; an entry with
    others, or without a number in one of them, is incomplete. A column that does not rank takes no
    entry out: it is left out itself where it lacks one. Without two cases, an entry and a column
    there is no table.
    """
    deciding = {column.path: column for column in ranking_columns(rule)}
    lack = absence.of_names(tables)
    if lack is not None:
        return lack
    columns: list[Columns] = [
        {} if one is None or not one.is_named else one.columns for one in tables
    ]
    paths = tuple(dict.fromkeys(one.path for one in rule.columns))
    matches = match_columns(columns, entries, paths)
    agreed = _Agreed()
    for path in _by_weight(rule, deciding):
        if path in matches:
            agreed.join(path, matches[path], is_deciding=path in deciding)
    unmatched = tuple(column for path, column in deciding.items() if path not in matches)
    lack = _unmatched(unmatched, tables, columns, entries) if unmatched else None
    if not agreed.matches:
        return lack or absence.of_columns(tables, len(entries), ())
    by_path = {column.path: column for column in reversed(rule.columns)} | deciding
    return CaseTable(
        cases=agreed.cases,
        submissions=tuple(entries[index].contestant.submission for index in agreed.entries),
        columns=tuple(
            _case_column(by_path[path], match, agreed.entries)
            for path in paths
            if (match := agreed.matches.get(path)) is not None
        ),
        incomplete=len(entries) - len(agreed.entries),
        ranks=tuple(entries[index].rank for index in agreed.entries),
        places=tuple(int(index) + 1 for index in agreed.entries),
        groups=_groups(agreed.cases, tables[int(agreed.entries[0])]),
        absent=lack or _absent(deciding, agreed, len(entries)),
    )


def _unmatched(
    unmatched: Sequence[Column],
    tables: Sequence[Cases | None],
    columns: Sequence[Columns],
    entries: Sequence[Entry],
) -> Absence:
    """Why columns that rank are not made of the cases that there are."""
    titles = tuple(column.title for column in unmatched)
    found = absence.of_columns(tables, len(entries), titles)
    if found.reason is not Reason.MIXTURE:
        return found
    path = unmatched[0].path
    mixture = find_mixture(columns, column_values(entries, path), (path,))
    return found if mixture is None else replace(found, mixture=str(mixture))


def _absent(deciding: Mapping[str, Column], agreed: _Agreed, entries: int) -> Absence | None:
    """Columns that rank and are made of other cases than the rest; else too few entries."""
    apart = tuple(column.title for path, column in deciding.items() if path not in agreed.matches)
    compared, cases = len(agreed.entries), len(agreed.cases)
    if apart:
        return Absence(Reason.OTHER_CASES, "", cases, compared, entries, apart)
    if compared > 1:
        return None
    reason = Reason.ALONE if entries == 1 else Reason.FEW_ENTRIES
    return Absence(reason, "", cases, compared, entries)


def _case_column(column: Column, match: Match, entries: NDArray[np.intp]) -> CaseColumn:
    values = match.found.values[np.searchsorted(match.found.entries, entries)]
    if match.unit is not AS_IT_IS:
        values = match.unit.of(values)
    return CaseColumn(column, match.found.metric, match.how, values, match.unit)


def _groups(names: Sequence[str], cases: Cases | None) -> tuple[int, ...] | None:
    """In the order of the cases. One that belongs to none is a group by itself."""
    if cases is None or not cases.groups:
        return None
    numbers: dict[tuple[str, bool], int] = {}
    return tuple(
        numbers.setdefault((cases.groups.get(name, name), name in cases.groups), len(numbers))
        for name in names
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
