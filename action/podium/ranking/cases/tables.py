"""Tables of cases, a column at a time: the shapes of ``metrics.json`` seen as metric → case → cell.

Nothing is copied before a column is asked for: documents may hold millions of values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Row = Mapping[str, object]
Column = Mapping[str, object]
# Objects inside a row are opened so far: ``metrics.1.Dice``.
_DEEPEST = 3
# Longer lists of numbers are raw data, and no columns.
_LONGEST = 10


class RowColumns(Mapping[str, Column]):
    """The columns of rows. An object in a row is a group of its columns: ``metrics.dice``; so is a
    short list of numbers, ``dice[0]``, and a list of one number is that number."""

    def __init__(self, rows: Mapping[str, Row]) -> None:
        self._rows = {name: flat(row) for name, row in rows.items()}
        self._names = dict.fromkeys(metric for row in self._rows.values() for metric in row)

    def __getitem__(self, metric: str) -> Column:
        if metric not in self._names:
            raise KeyError(metric)
        return {name: row[metric] for name, row in self._rows.items() if metric in row}

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Renamed(Mapping[str, Column]):
    """Columns whose cases have other names; what has none there is left out."""

    def __init__(self, columns: Mapping[str, Column], names: Mapping[str, str]) -> None:
        self._columns, self._names = columns, names

    def __getitem__(self, metric: str) -> Column:
        column = self._columns[metric].items()
        return {self._names[case]: cell for case, cell in column if case in self._names}

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def flat(row: Row) -> Row:
    """A row whose objects are opened; the row itself where it has none. Beside a plain value short
    lists of numbers are opened too: alone they may be values of several cases."""
    found = row
    for _ in range(_DEEPEST):
        if not any(isinstance(cell, dict) and cell for cell in found.values()):
            break
        opened: dict[str, object] = {}
        for key, cell in found.items():
            if isinstance(cell, dict) and cell:
                opened |= {f"{key}.{inner}": value for inner, value in cell.items()}
            else:
                opened[key] = cell
        found = opened
    if not any(isinstance(cell, list) for cell in found.values()):
        return found
    return _with_lists(found) if has_scalar({"": found}) else found


def _with_lists(row: Row) -> Row:
    opened: dict[str, object] = {}
    for key, cell in row.items():
        if isinstance(cell, list) and _are_few_numbers(cell):
            lone = len(cell) == 1
            opened |= {key if lone else f"{key}[{at}]": value for at, value in enumerate(cell)}
        else:
            opened[key] = cell
    return opened


def _are_few_numbers(cell: list[object]) -> bool:
    return 0 < len(cell) <= _LONGEST and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in cell
    )


def turned(levels: Mapping[str, Any], case_level: int) -> dict[str, dict[str, object]]:
    """Objects of objects of objects, with the cases in one of these levels, the others joined to a
    metric's name: ``liver.dice``."""
    columns: dict[str, dict[str, object]] = {}
    for first, middle in levels.items():
        for second, inner in middle.items() if isinstance(middle, dict) else ():
            for third, cell in inner.items() if isinstance(inner, dict) else ():
                keys = [first, second, third]
                case = keys.pop(case_level)
                columns.setdefault(".".join(keys), {})[case] = cell
    return columns


def has_scalar(columns: Mapping[str, Column]) -> bool:
    """Whether a cell anywhere holds neither an object nor a list."""
    return any(
        not isinstance(cell, dict | list)
        for column in columns.values()
        if isinstance(column, Mapping)
        for cell in column.values()
    )


def case_names(columns: Mapping[str, Column]) -> list[str]:
    """Every case that a column has, in the order of the first that has it."""
    names: dict[str, None] = {}
    for column in columns.values():
        if column.keys() != names.keys():
            names |= dict.fromkeys(column)
    return list(names)


def cells(column: Column, names: list[str]) -> list[object]:
    """A column's in the order of ``names``; ``None`` where it has none."""
    if list(column) == names:
        return list(column.values())
    return [column.get(name) for name in names]
