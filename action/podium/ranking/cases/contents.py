"""What stands in one container: rows, objects of objects, or columns, whichever way a library
wrote them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from podium.ranking.cases import words
from podium.ranking.cases.tables import Row

_SAMPLE = 60
# DataFrame.to_dict("split") and ("tight"), to_json(orient="table").
_SPLIT = {"columns", "data"}
_OF_SPLIT = _SPLIT | {"index", "index_names", "column_names"}
_TABLE = {"schema", "data"}
_LONG = {"metric", "value"}
FOLD = "fold"
NAME, VALUE = "name", "value"
# Values beside a name in a list; more are raw data.
_MOST_BESIDE = 10


def rows_of(content: object) -> list[Row]:
    """Of a list of objects, of pandas' split form, of columns that are lists, and of lists below
    folds; empty for everything else."""
    if isinstance(content, list):
        rows: list[Row] = [row for row in content if isinstance(row, dict) and row]
        return [] if _are_named_by_key(rows) else _widened(rows) or named_rows(content)
    if not isinstance(content, dict):
        return []
    if set(content) == _TABLE:
        return rows_of(content["data"])
    if _SPLIT <= set(content) <= _OF_SPLIT:
        return _split_rows(content)
    lists = {key: one for key, one in content.items() if isinstance(one, list) and one}
    if not lists or any(isinstance(one, dict) and one for one in content.values()):
        return []
    if all(map(words.is_fold, lists)):
        return [{FOLD: fold, **row} for fold, rows in lists.items() for row in rows_of(rows)]
    if len({len(column) for column in lists.values()}) > 1 or _are_ids(lists):
        return []
    if all(isinstance(column[0], dict | list) for column in lists.values()):  # lists of rows
        return []
    return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]


def named_rows(content: object) -> list[Row]:
    """Of ``[["c01", 0.8], …]``, a name in front of one number, of a few, or of an object."""
    rows: list[Row] = []
    for one in content if isinstance(content, list) else ():
        if not isinstance(one, list) or len(one) < 2 or not isinstance(one[0], str):
            return []
        name, *values = one
        match values:
            case [dict() as row]:
                rows.append({NAME: name, **{key: row[key] for key in row if key != NAME}})
            case [value] if is_number(value):
                rows.append({NAME: name, VALUE: value})
            case _ if len(values) <= _MOST_BESIDE and all(map(is_number, values)):
                rows.append({NAME: name, **{f"[{at}]": one for at, one in enumerate(values)}})
            case _:
                return []
    return rows


def column_of(content: object) -> dict[str, Any]:
    """Of pairs of a name and a number, each name once: one metric's values by case."""
    rows = named_rows(content)
    found = {str(row[NAME]): row[VALUE] for row in rows if VALUE in row}
    return found if len(found) == len(rows) else {}


def is_number(value: object) -> bool:
    """Or the absence of one."""
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def first_row_of(content: object) -> Row:
    """What the first row could be, at no cost: raw detections and curves may be long."""
    if isinstance(content, list):
        return next((row for row in content[:1] if isinstance(row, dict)), {}) or next(
            iter(named_rows(content[:1])), {}
        )
    if not isinstance(content, dict):
        return {}
    first = islice(content.items(), _SAMPLE)
    return {key: one[0] for key, one in first if isinstance(one, list) and one}


def objects_of(content: object) -> dict[str, dict[str, Any]]:
    """The objects that stand by name, in an object or in a list of ``{name: {…}}``; a list below a
    case's name is an object of numbered values, and one of pairs a column by name."""
    if isinstance(content, list):
        rows = [row for row in content if isinstance(row, dict) and row]
        return {key: one for row in rows for key, one in row.items()} if rows else {}
    if not isinstance(content, dict):
        return {}
    lists = {key: one for key, one in content.items() if isinstance(one, list) and one}
    columns = {key: column_of(one) for key, one in lists.items()}
    if lists and all(columns.values()):
        return columns
    if lists and len(lists) == len(content) and _are_ids(lists):
        return {
            key: {f"[{index}]": value for index, value in enumerate(one)}
            for key, one in lists.items()
        }
    return {key: one for key, one in content.items() if isinstance(one, dict) and one}


def folds_of(content: object) -> dict[str, dict[str, Any]]:
    """By fold, where all that stands in a container are objects below folds."""
    objects = objects_of(content)
    is_folded = bool(objects) and all(map(words.is_fold, objects))
    is_deep = all(isinstance(cell, dict) for one in objects.values() for cell in one.values())
    return objects if is_folded and is_deep else {}


def _are_named_by_key(rows: Sequence[Row]) -> bool:
    """``[{"c01": {"dice": 0.8}}, {"c02": …}]``."""
    return bool(rows) and all(
        len(row) == 1 and isinstance(next(iter(row.values())), dict) for row in rows
    )


def _are_ids(keys: Mapping[str, object]) -> bool:
    return words.are_ids(list(islice(keys, _SAMPLE)))


def _split_rows(content: Mapping[str, Any]) -> list[Row]:
    head, data = content["columns"], content["data"]
    if not isinstance(head, list) or not isinstance(data, list):
        return []
    rows: list[Row] = [
        dict(zip(map(str, head), row, strict=False)) for row in data if isinstance(row, list)
    ]
    index = content.get("index")
    if not isinstance(index, list) or len(index) != len(rows):
        return rows
    # Numbers in an index are positions.
    return [
        {"name": name, **row} if isinstance(name, str) else row
        for name, row in zip(index, rows, strict=True)
    ]


def _widened(rows: list[Row]) -> list[Row]:
    """Of rows with one ``metric`` and its ``value`` each, as ``DataFrame.melt`` makes them, a row
    for each case with all its metrics."""
    if not all(row.keys() > _LONG and isinstance(row["metric"], str) for row in rows):
        return rows
    found: dict[str, dict[str, object]] = {}
    for row in rows:
        of_case = {key: cell for key, cell in row.items() if key not in _LONG}
        made = found.setdefault(json.dumps(of_case, sort_keys=True), of_case)
        if str(row["metric"]) in made:  # the same once more: these rows are told apart otherwise
            return rows
        made[str(row["metric"])] = row["value"]
    return list(found.values())
