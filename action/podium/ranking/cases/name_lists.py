"""Names of cases in a list of their own, beside the lists of values that they belong to:
``{"cases": ["c01", "c02"], "dice": [0.8, 0.6], "aggregates": {"dice": 0.7}}``.

Lists of one length need not belong together. Unless the hosts say so, they are taken for cases only
where their names are, and where a number beside them is the mean, median or sum of one.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from podium import metrics
from podium.ranking.cases import contents, words

_MOST_KEYS = 200
_MOST_NUMBERS = 2_000
# A number beside the lists may be rounded, or in percent.
_UNITS = (1.0, 100.0)
_COARSE = 1e-3


def find(
    content: Mapping[str, Any], document: object, *, is_of_cases: bool
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each key of an object that names cases, with its list and those of values: beside it, or in
    an object beside it. ``document`` is the whole that ``content`` is a part of; it ``is_of_cases``
    where its own key says so."""
    for key, names in islice(content.items(), _MOST_KEYS):
        if _names_cases(key, names, is_of_cases):
            found = named_by(content, key)
            if found and _makes_a_number(found, key, document):
                yield key, found


def named_by(content: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The names below ``key`` and the lists of values that they belong to; empty without any."""
    names = content.get(key)
    if not isinstance(names, list) or not _are_names(names):
        return {}
    found: dict[str, Any] = {key: names}
    for other, value in islice(content.items(), _MOST_KEYS):
        if _are_values(value, len(names)):
            found[other] = value
        elif isinstance(value, dict):
            for inner, column in islice(value.items(), _MOST_KEYS):
                if _are_values(column, len(names)):
                    found[f"{other}.{inner}" if inner in found else inner] = column
    return found if any(map(_is_metric, found.values())) else {}


def _names_cases(key: str, names: object, is_of_cases: bool) -> bool:
    if words.is_of_kinds(key) or not _are_names(names):
        return False
    if is_of_cases or words.names_cases(key) or words.speaks_of_cases(key):
        return True
    return isinstance(names, list) and words.are_surely_ids(names[:_MOST_KEYS])


def _are_names(value: object) -> bool:
    if not isinstance(value, list) or len(value) < 2 or not isinstance(value[0], str):
        return False
    return all(isinstance(one, str) for one in value) and len(set(value)) == len(value)


def _are_values(value: object, count: int) -> bool:
    """Texts too: a group, a comment."""
    if not isinstance(value, list) or len(value) != count:
        return False
    return not any(isinstance(one, dict | list) for one in value)


def _is_metric(column: list[object]) -> bool:
    return all(map(contents.is_number, column))


def _makes_a_number(found: Mapping[str, Any], key: str, document: object) -> bool:
    numbers = list(_numbers(document))
    return any(
        math.isclose(unit * made, number, rel_tol=_COARSE)
        for name, column in found.items()
        if name != key and _is_metric(column)
        for made in _aggregates(column)
        for unit in _UNITS
        for number in numbers
    )


def _aggregates(column: list[object]) -> Iterator[float]:
    values = [float(one) for value in column if (one := metrics.as_number(value)) is not None]
    if values and max(map(abs, values)) < 1e100:
        yield statistics.fmean(values)
        yield statistics.median(values)
        yield math.fsum(values)


def _numbers(document: object) -> Iterator[float]:
    """Those that stand in no list."""
    waiting = [document]
    left = _MOST_NUMBERS
    while waiting and left:
        value = waiting.pop()
        left -= 1
        if isinstance(value, dict):
            waiting += islice(value.values(), _MOST_KEYS)
        elif isinstance(value, float):
            yield value
