"""Where in ``metrics.json`` values case by case may stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from podium import metrics
from podium.ranking.cases import contents, name_lists, naming, words
from podium.ranking.cases.tables import flat, has_scalar

# Keys of an object that are looked at, how far down, and how many in all.
_MOST_KEYS = 200
_DEEPEST = 4
_MOST_KEYED = 2_000
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


def find_containers(
    document: object, path: str | None, name: str | None = None
) -> Iterator[Container]:
    """What stands at ``path``; without one whatever a key says to be cases, and after those what
    may be cases among other things. ``name`` is the key that the hosts say names them."""
    if path is not None:
        found = document if path in _WHOLE else metrics.lookup(path)(document)
        if isinstance(found, dict) and (named := name_lists.named_by(found, name or "")):
            yield Container(path, "", named, tuple(named.values()))
        elif isinstance(found, dict | list) and found:
            yield Container(path, "", found, (found,))
        return
    yield from _folded(document)
    yield from _unfolded(document)
    for where, key, content in [("", "", document), *_keyed(document)]:
        if not words.is_of_kinds(key) and isinstance(content, dict):
            is_said = words.names_cases(key)
            for names, named in name_lists.find(content, document, is_of_cases=is_said):
                place = f"{where}.{names}" if where else names
                yield Container(place, names, named, tuple(named.values()))


def _unfolded(document: object) -> Iterator[Container]:
    keyed = list(_keyed(document))
    for where, key, content in keyed:
        if words.names_cases(key) and _is_table(content):
            yield Container(where, key, content, (content,))
    yield from _single_metrics([one for one in keyed if _is_column(one[1], one[2])])
    others = [one for one in keyed if not words.names_cases(one[1])]
    vague = [one for one in others if words.is_vague(one[1]) and _may_be_cases(one[2])]
    for where, key, content in vague:
        yield Container(where, key, content, (content,))
    told = {where for where, _, _ in vague}
    for where, key, content in [*others, ("$", "", document)]:
        if where not in told and _are_surely_cases(key, content):
            yield Container(where, key, content, (content,))


def _keyed(document: object) -> Iterator[Keyed]:
    """By key, what is nearer to the top first. What stands below folds, or below names that run
    on, belongs to those."""
    waiting: list[tuple[str, object]] = [("", document)]
    left = _MOST_KEYED
    for _ in range(_DEEPEST):
        below: list[tuple[str, object]] = []
        for where, content in waiting:
            for key, value in _members(content):
                if not left:
                    return
                left -= 1
                place = f"{where}.{key}" if where else key
                yield place, key, value
                if not words.names_cases(key):
                    below.append((place, value))
        waiting = [one for one in below if not words.are_ids(list(_first(one[1])))]


def _members(content: object) -> Iterator[tuple[str, Any]]:
    for key, value in _first(content).items():
        if isinstance(value, dict | list) and value and not words.is_fold(key):
            yield key, value


def _first(content: object) -> dict[str, Any]:
    return dict(islice(content.items(), _MOST_KEYS)) if isinstance(content, dict) else {}


def _folded(document: object) -> Iterator[Container]:
    """The cases of all folds as one container, fold by fold, where each fold has them at the same
    place: below ``folds``, or below keys such as ``fold_0``."""
    for where, key, content in [("", "", document), *_keyed(document)]:
        if words.names_cases(key):
            continue
        found = {name: _of_fold(one) for name, one in _folds(key, content).items()}
        inner = {name: one for name, one in found.items() if one is not None}
        if inner and len(inner) == len(found) and len({one.where for one in inner.values()}) == 1:
            name, first = next(iter(inner.items()))
            place = ".".join(filter(None, (where or name, first.where)))
            contents = {name: one.content for name, one in inner.items()}
            parts = tuple(part for one in inner.values() for part in one.parts)
            yield Container(place, first.key, contents, parts)


def _folds(key: str, content: object) -> dict[str, Any]:
    """What belongs to each fold, by a name that says that it is one."""
    if isinstance(content, list):
        pairs = enumerate(content[:_MOST_KEYS])
        named = {f"fold_{index}": one for index, one in pairs}
        return named if words.speaks_of_folds(key) else {}
    found = {name: one for name, one in _first(content).items() if words.is_fold(name)}
    if not found and words.speaks_of_folds(key):
        found = {f"fold_{name}": one for name, one in _first(content).items()}
    return found if all(map(words.is_fold, found)) else {}


def _of_fold(content: object) -> Container | None:
    """A list of rows, or the first of what else may be cases. Only what is deep is kept of it."""
    if isinstance(content, list):
        return Container("", "", content, (content,)) if _is_list_of_rows(content) else None
    found = next(_unfolded(content), None)
    if found is None or isinstance(found.content, list):
        return found and replace(found, where=found.where.removeprefix("$"))
    deep = {name: one for name, one in found.content.items() if isinstance(one, dict)}
    cases = {name: one for name, one in deep.items() if not words.is_statistic(name)}
    return replace(found, where=found.where.removeprefix("$"), content=cases) if cases else None


def _single_metrics(found: list[Keyed]) -> Iterator[Container]:
    """``dice_per_case`` and ``hd95_per_case`` beside it are columns of one table."""
    beside: dict[str, list[Keyed]] = {}
    for one in found:
        beside.setdefault(one[0].removesuffix(one[1]), []).append(one)
    for group in beside.values():
        columns = {
            words.metric_of(key): contents.column_of(content) or content
            for _, key, content in group
        }
        yield Container(group[0][0], "case", columns, tuple(content for _, _, content in group))


def _is_table(content: Mapping[str, Any] | list[Any]) -> bool:
    if isinstance(content, list):
        named = contents.named_rows(content)
        is_column = bool(named) and contents.VALUE in named[0]
        return _is_list_of_rows(content) or (_is_list_of_rows(named) and not is_column)
    return any(isinstance(one, dict | list) and one for one in content.values())


def _is_column(key: str, content: Mapping[str, Any] | list[Any]) -> bool:
    """One metric's values by case: the key speaks of cases, or the names alone do."""
    if isinstance(content, list):
        names = list(islice(contents.column_of(content), _MOST_KEYS))
        is_said = len(names) > 1 and (words.speaks_of_cases(key) or words.names_cases(key))
        return is_said or words.are_surely_ids(names)
    if any(isinstance(one, dict | list) for one in content.values()):
        return False
    names = list(_first(content))
    is_said = words.speaks_of_cases(key) and words.are_ids(names)
    return is_said or words.are_surely_ids(names)


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
        return _is_list_of_rows(rows) and not naming.are_kinds(rows)
    objects = contents.objects_of(content)
    names = list(islice(objects, _MOST_KEYS))
    return (
        len(objects) > 1
        and len(objects) == len(content)
        and words.are_ids(names)
        and not any(map(words.is_fold, names))
    )


def _are_surely_cases(key: str, content: object) -> bool:
    """Below a key that says nothing: rows with the name of a case in each, or objects whose names
    are of cases beyond doubt."""
    if words.is_of_kinds(key):
        return False
    if naming.may_have_name(contents.first_row_of(content)):
        rows = contents.rows_of(content)
        if rows:
            return _is_list_of_rows(rows) and naming.are_surely_cases(rows)
    objects = contents.objects_of(content) if isinstance(content, dict) else {}
    return words.are_surely_ids(list(islice(objects, _MOST_KEYS)))
