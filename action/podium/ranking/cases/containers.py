"""Where in ``metrics.json`` values case by case may stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from podium import metrics
from podium.ranking.cases import contents, naming, words
from podium.ranking.cases.tables import flat, has_scalar

# Keys that are looked at, at the top and below each of them.
_MOST_KEYS = 200
_WHOLE = ("$", "")


@dataclass(frozen=True, slots=True, eq=False)
class Container:
    """An object or a list, the key that it stands below, and the path that leads there. ``parts``
    are the values of the document that it is made of."""

    where: str
    key: str
    content: Mapping[str, Any] | list[Any]
    parts: tuple[object, ...]


Keyed = tuple[str, str, Any]


def find_containers(document: object, path: str | None) -> Iterator[Container]:
    """What stands at ``path``; without one whatever a key says to be cases, and after those what
    may be cases among other things."""
    if path is not None:
        found = document if path in _WHOLE else metrics.lookup(path)(document)
        if isinstance(found, dict | list) and found:
            yield Container(path, "", found, (found,))
        return
    keyed = list(_keyed(document))
    named = [one for one in keyed if words.names_cases(one[1])]
    for where, key, content in named:
        if _is_table(content):
            yield Container(where, key, content, (content,))
    columns = [one for one in keyed if words.speaks_of_cases(one[1]) and _is_column(one[2])]
    yield from _single_metrics(columns)
    for where, key, content in keyed:
        if words.is_vague(key) and _may_be_cases(content):
            yield Container(where, key, content, (content,))


def _keyed(document: object) -> Iterator[Keyed]:
    """By key, at the top first and then one below it."""
    if not isinstance(document, dict):
        return
    top = list(islice(document.items(), _MOST_KEYS))
    for key, content in top:
        if isinstance(content, dict | list) and content:
            yield key, key, content
    for key, content in top:
        if not isinstance(content, dict) or words.names_cases(key):
            continue
        for inner, value in islice(content.items(), _MOST_KEYS):
            if isinstance(value, dict | list) and value:
                yield f"{key}.{inner}", inner, value


def _single_metrics(found: list[Keyed]) -> Iterator[Container]:
    """``dice_per_case`` and ``hd95_per_case`` beside it are columns of one table."""
    if found:
        columns = {words.metric_of(key): content for _, key, content in found}
        yield Container(found[0][0], "case", columns, tuple(content for _, _, content in found))


def _is_table(content: Mapping[str, Any] | list[Any]) -> bool:
    if isinstance(content, list):
        return _is_list_of_rows(content)
    return any(isinstance(one, dict | list) and one for one in content.values())


def _is_column(content: Mapping[str, Any] | list[Any]) -> bool:
    return (
        isinstance(content, dict)
        and not any(isinstance(one, dict | list) for one in content.values())
        and words.are_ids(list(islice(content, _MOST_KEYS)))
    )


def _is_list_of_rows(content: object) -> bool:
    return (
        isinstance(content, list)
        and len(content) > 1
        and any(isinstance(row, dict) and has_scalar({"": flat(row)}) for row in content)
    )


def _may_be_cases(content: Mapping[str, Any] | list[Any]) -> bool:
    """Rows that are not told apart by a kind, or objects below names that run on: what is below
    ``liver`` and ``kidney`` is no case."""
    rows = contents.rows_of(content)
    if rows:
        return _is_list_of_rows(content) and not naming.are_kinds(rows)
    objects = contents.objects_of(content)
    names = list(islice(objects, _MOST_KEYS))
    return (
        len(objects) > 1
        and len(objects) == len(content)
        and words.are_ids(names)
        and not any(map(words.is_fold, names))
    )
