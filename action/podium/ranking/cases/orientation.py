"""Which keys of objects in objects are cases and which are metrics, decided by evidence.

Evaluators write both ``{metric: {case: value}}`` (evalutils) and ``{case: {metric: value}}``, and
below any key. No single sign tells them apart, so that several are weighed, over some documents
together.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from podium import metrics
from podium.ranking.cases import words

Levels = Mapping[str, Any]
Known = Collection[tuple[str, ...]]

# Keys of an object that are looked at.
_SAMPLE = 60
# Containers whose means are looked for among other numbers.
_MOST_SUMMED = 5
_MADE = 4.0
_NAMED, _KINDS, _WORDS, _IDS, _SETS, _SIZES = 3.0, 3.0, 2.0, 2.0, 1.5, 1.0
# Cases may differ in size by more than metrics of one kind do.
_SCALES = 0.75
_EVALUTILS = 0.5
# How many times narrower values are within a metric than across metrics, at least.
_NARROWER = 2.0


def outer_are_metrics(
    containers: Sequence[Levels], known: Known, key: str, numbers: Sequence[Collection[float]]
) -> bool:
    """``known`` are the other keys of the documents and the boards' paths, as words; ``key`` is the
    one that the objects stand below; ``numbers`` are the others of each container's document."""
    outer = _names(containers)
    inner = _names([inside for one in containers for inside in _objects(one)])
    balance = _NAMED * (words.share_named(outer, known) - words.share_named(inner, known))
    balance += _WORDS * (words.share_of_metrics(outer) - words.share_of_metrics(inner))
    balance += _IDS * (words.share_of_ids(inner) - words.share_of_ids(outer))
    balance += _SIZES * (len(inner) - len(outer)) / max(1, len(inner) + len(outer))
    balance += _SETS * _steadier(containers)
    cells = [cell for one in containers for cell in _cells(one)]
    balance += _KINDS * _same_kind(cells) + _SCALES * _same_scale(cells)
    balance += _MADE * _makes_means(containers, numbers)
    balance += _EVALUTILS if key == "case" else -_EVALUTILS
    return balance > 0


def case_level(containers: Sequence[Levels], known: Known) -> int:
    """Of three levels of objects, the one whose keys are cases."""
    levels = [
        _names(containers),
        _names([inside for one in containers for inside in _objects(one)]),
        _names([i for one in containers for inside in _objects(one) for i in _objects(inside)]),
    ]
    most = max(1, *(len(names) for names in levels))

    def likeness(level: int) -> float:
        names = levels[level]
        return (
            _IDS * words.share_of_ids(names)
            - _NAMED * words.share_named(names, known)
            - _WORDS * words.share_of_metrics(names)
            + _SIZES * len(names) / most
        )

    return max(range(3), key=likeness)


def is_three_deep(container: Levels) -> bool:
    """Whether nearly everything stands below three keys, and is no object."""
    members = list(islice(container.values(), _SAMPLE))
    inner = [cell for one in members if isinstance(one, dict) for cell in _first(one).values()]
    objects = [cell for cell in inner if isinstance(cell, dict) and cell]
    ends = [end for cell in objects for end in _first(cell).values()]
    return (
        bool(ends)
        and all(isinstance(one, dict) for one in members)
        and len(objects) > 0.9 * len(inner)
        and not any(isinstance(end, dict | list) for end in ends)
    )


def _first(container: Levels) -> dict[str, Any]:
    return dict(islice(container.items(), _SAMPLE))


def _objects(container: Levels) -> Iterator[Levels]:
    return (one for one in islice(container.values(), _SAMPLE) if isinstance(one, dict))


def _names(containers: Sequence[Levels]) -> list[str]:
    return list(dict.fromkeys(name for one in containers for name in islice(one, _SAMPLE)))


def _steadier(containers: Sequence[Levels]) -> int:
    """1 where the outer names are the same in all documents and the inner ones are not."""
    if len(containers) < 2:
        return 0
    outer = {frozenset(one) for one in containers}
    inner = {frozenset(_names(list(_objects(one)))) for one in containers}
    return (len(inner) > 1) - (len(outer) > 1)


def _makes_means(containers: Sequence[Levels], numbers: Sequence[Collection[float]]) -> int:
    """1 where outer groups' means are among the documents' other numbers more often than inner
    groups' are."""
    balance = 0
    for container, others in islice(zip(containers, numbers, strict=True), _MOST_SUMMED):
        by_outer = {key: one for key, one in _first(container).items() if isinstance(one, dict)}
        by_inner: dict[str, dict[str, object]] = {}
        for outer, inside in by_outer.items():
            for inner, value in islice(inside.items(), _SAMPLE):
                by_inner.setdefault(inner, {})[outer] = value
        balance += _has_mean(by_outer, others) - _has_mean(by_inner, others)
    return (balance > 0) - (balance < 0)


def _has_mean(groups: Mapping[str, Mapping[str, object]], numbers: Collection[float]) -> bool:
    for group in groups.values():
        values = [number for value in group.values() if (number := metrics.as_number(value))]
        if len(values) > 1 and all(abs(value) < 1e100 for value in values):
            mean = math.fsum(values) / len(group)
            if any(math.isclose(mean, number, rel_tol=1e-6) for number in numbers):
                return True
    return False


Cell = tuple[str, str, object]


def _cells(container: Levels) -> Iterator[Cell]:
    for outer, inside in islice(container.items(), _SAMPLE):
        for inner, value in islice(inside.items(), _SAMPLE) if isinstance(inside, dict) else ():
            if value is not None and value == value:  # NaN is of no kind
                yield outer, inner, value


def _grouped(cells: Sequence[Cell], level: int) -> list[list[object]]:
    groups: dict[str, list[object]] = {}
    for cell in cells:
        groups.setdefault(str(cell[level]), []).append(cell[2])
    return [group for group in groups.values() if len(group) > 1]


def _same_kind(cells: Sequence[Cell]) -> float:
    """A metric's values are of one kind: all texts, all whole numbers, all fractions."""
    by_outer, by_inner = _grouped(cells, 0), _grouped(cells, 1)
    if not by_outer or not by_inner:
        return 0.0
    return _share_of_one_kind(by_outer) - _share_of_one_kind(by_inner)


def _share_of_one_kind(groups: Sequence[Sequence[object]]) -> float:
    return sum(len({type(value) for value in group}) == 1 for group in groups) / len(groups)


def _same_scale(cells: Sequence[Cell]) -> int:
    """A metric's values are of one size: millimetres differ from a share more than two cases'
    millimetres do."""
    sized = [
        (outer, inner, math.log10(abs(number)))
        for outer, inner, value in cells
        if (number := metrics.as_number(value)) and abs(number) < 1e100
    ]
    outer, inner = (_spread(_grouped(sized, level)) for level in (0, 1))
    if outer is None or inner is None:
        return 0
    return (inner > _NARROWER * outer) - (outer > _NARROWER * inner)


def _spread(groups: Sequence[Sequence[Any]]) -> float | None:
    if not groups:
        return None
    return float(sum(max(group) - min(group) for group in groups) / len(groups))
