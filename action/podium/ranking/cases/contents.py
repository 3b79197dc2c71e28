"""What stands in one container: rows, objects of objects, or columns, whichever way a library
wrote them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from podium.ranking.cases import words
from podium.ranking.cases.tables import Row

_SAMPLE = 60
_SPLIT = {"index", "columns", "data"}  # DataFrame.to_dict("split")
FOLD = "fold"


def rows_of(content: object) -> list[Row]:
    """Of a list of objects, of pandas' split form, of columns that are lists, and of lists below
    folds; empty for everything else."""
    if isinstance(content, list):
        rows: list[Row] = [row for row in content if isinstance(row, dict) and row]
        return [] if _are_named_by_key(rows) else rows
    if not isinstance(content, dict):
        return []
    if set(content) == _SPLIT:
        return _split_rows(content)
    lists = {key: one for key, one in content.items() if isinstance(one, list) and one}
    if not lists or any(isinstance(one, dict) and one for one in content.values()):
        return []
    if all(map(words.is_fold, lists)):
        return [{FOLD: fold, **row} for fold, rows in lists.items() for row in rows_of(rows)]
    if len({len(column) for column in lists.values()}) > 1 or _are_ids(lists):
        return []
    return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]


def objects_of(content: object) -> dict[str, dict[str, Any]]:
    """The objects that stand by name, in an object or in a list of ``{name: {…}}``; a list below a
    case's name is an object of numbered values."""
    if isinstance(content, list):
        rows = [row for row in content if isinstance(row, dict) and row]
        return {key: one for row in rows for key, one in row.items()} if rows else {}
    if not isinstance(content, dict):
        return {}
    lists = {key: one for key, one in content.items() if isinstance(one, list) and one}
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
    index, head, data = content["index"], content["columns"], content["data"]
    if not all(isinstance(part, list) for part in (index, head, data)):
        return []
    rows = [
        (name, dict(zip(map(str, head), row, strict=False)))
        for name, row in zip(index, data, strict=False)
        if isinstance(row, list)
    ]
    # Numbers in an index are positions.
    return [{"name": name, **row} if isinstance(name, str) else row for name, row in rows]
