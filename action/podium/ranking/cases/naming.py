"""Which key of a list's elements names a case: only by a name are cases of two entries paired.

The order of a list says nothing: Grand Challenge's own template writes its cases in the order in
which its workers end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice

from podium.ranking.cases import words
from podium.ranking.cases.tables import Row, flat

_LIKELY = (
    *("case", "case id", "case name", "name", "id", "subject", "subject id", "patient"),
    *("patient id", "slide", "slide id", "image", "image id", "image name", "filename"),
    *("file name", "file", "fname", "sample", "sample id", "scan", "scan id", "study", "uid"),
    *("series uid", "identifier", "gt fname", "reference file", "ground truth", "pred fname"),
)
_NAMING = {"id", "name", "uid", "uuid", "identifier", "filename", "fname", "file", "path", "pk"}
_POSITIONS = {"index", "idx", "unnamed", "row", "position", "i", "no", "number", "rank", "order"}
# A name is one key, or a key and one or two others that tell its rows apart (a fold, an organ).
Name = tuple[str, ...]
_MOST_KEYS = 40
_MOST_OTHERS = 6


def name_of(row: Row, name: Name) -> str:
    return " / ".join(str(row[key]) for key in name)


def find_name(tables: Sequence[Sequence[Row]]) -> Name | None:
    """The key, or the few, whose values differ within each table and are the same from one to
    another, where there are several. ``None`` where no key names the cases."""
    opened = _alike(tables)
    if not opened:
        return None
    keys = [key for key in islice(opened[0][0], _MOST_KEYS) if _may_name(key, opened)]
    keys.sort(key=_unlikelihood)
    for candidate in _candidates(keys):
        if _tells_apart(candidate, opened) and _is_shared(candidate, opened):
            return candidate
    return None


def are_ambiguous(tables: Sequence[Sequence[Row]]) -> bool:
    """Whether there is what looks like a name, and two cases have the same."""
    opened = _alike(tables)
    return bool(opened) and any(
        _rank(key) < len(_LIKELY) and _may_name(key, opened) and not _tells_apart((key,), opened)
        for key in islice(opened[0][0], _MOST_KEYS)
    )


def _alike(tables: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """Those with the keys that most have: one that is written otherwise has no say."""
    groups: dict[frozenset[str], list[list[Row]]] = {}
    for rows in tables:
        opened = [flat(row) for row in rows]
        if opened:
            groups.setdefault(frozenset(opened[0]), []).append(opened)
    return max(groups.values(), key=len, default=[])


def are_kinds(rows: Sequence[Row]) -> bool:
    """Whether a key tells rows apart that names a kind: ``[{"class": "car", "ap": 0.5}, …]``."""
    return any(
        _is_kind(key) and _may_name(key, [rows]) and _tells_apart((key,), [rows])
        for key in islice(rows[0], _MOST_KEYS)
    )


def may_have_name(row: Row) -> bool:
    opened = flat(row)
    return any(
        isinstance(opened[key], list) or _may_name(key, [[opened]])
        for key in islice(opened, _MOST_KEYS)
    )


def are_surely_cases(rows: Sequence[Row]) -> bool:
    """Whether each row has a name that can only be a case's, by its key or by how it looks, and a
    number."""
    opened = [flat(row) for row in rows]
    name = find_name([rows])
    if name is None or len(name) > 1 or not any(map(_has_number, opened)):
        return False
    names = [name_of(row, name) for row in islice(opened, _MOST_KEYS)]
    return words.speaks_of_cases(name[0]) or words.are_surely_ids(names)


def _has_number(row: Row) -> bool:
    return any(isinstance(value, float) for value in row.values())


def _is_kind(key: str) -> bool:
    found = [words.singular(token) for token in words.tokens(key)]
    return not words.KINDS.isdisjoint(found) and words.NOUNS.isdisjoint(found)


def _candidates(keys: Sequence[str]) -> Iterator[Name]:
    yield from ((key,) for key in keys if not _is_kind(key))
    likely = [key for key in keys if _rank(key) < len(_LIKELY)]
    for count in (1, 2):
        for key in likely:
            others = [other for other in keys if other != key][:_MOST_OTHERS]
            yield from ((key, *more) for more in combinations(others, count))


def _may_name(key: str, tables: Sequence[Sequence[Row]]) -> bool:
    """A text, or a whole number, in each row; numbers only where the key says that they name."""
    for rows in tables:
        for row in rows:
            value = row.get(key)
            if isinstance(value, bool) or not isinstance(value, str | int):
                return False
            if isinstance(value, int) and not _is_naming(key):
                return False
    return not _POSITIONS.intersection(words.tokens(key))


def _is_naming(key: str) -> bool:
    found = [words.singular(token) for token in words.tokens(key)]
    return any(token in _NAMING or token in words.NOUNS or token in words.KINDS for token in found)


def _rank(key: str) -> int:
    """The place among the likely names, by its last part too (``case.name``)."""
    spaced = " ".join(words.tokens(key))
    places = [
        place
        for place, likely in enumerate(_LIKELY)
        if likely in (spaced, " ".join(words.tokens(key.rpartition(".")[2])))
    ]
    return min(places, default=len(_LIKELY))


def _unlikelihood(key: str) -> tuple[int, bool]:
    return _rank(key), not _is_naming(key)


def _tells_apart(name: Name, tables: Sequence[Sequence[Row]]) -> bool:
    return all(len({name_of(row, name) for row in rows}) == len(rows) for rows in tables)


def _is_shared(name: Name, tables: Sequence[Sequence[Row]]) -> bool:
    """Whether most of what one table names, another names too. In a table alone the key or the
    values must look like names."""
    sets = [frozenset(name_of(row, name) for row in rows) for rows in tables]
    if len(sets) == 1:
        return _is_naming(name[0]) or words.are_ids(list(sets[0]))
    counts = Counter(one for names in sets for one in names)
    return sum(count > 1 for count in counts.values()) * 2 > len(counts)


def by_name(rows: Sequence[Row], name: Name) -> Mapping[str, Row] | None:
    """``None`` where a row has no such name, or two have the same."""
    found: dict[str, Row] = {}
    for row in rows:
        opened = flat(row)
        if any(isinstance(opened.get(key), dict | list | None) for key in name):
            return None
        found[name_of(opened, name)] = row
    return found if len(found) == len(rows) else None
