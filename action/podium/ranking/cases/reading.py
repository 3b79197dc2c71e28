"""Documents to tables of cases: the shape is decided over some of them, and each is read by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import islice

from podium.challenge.rules import FOUND_OUT, CaseKeys, OuterKeys
from podium.ranking.cases import containers, contents, naming, orientation, tables, words
from podium.ranking.cases.containers import Container
from podium.ranking.cases.naming import Name
from podium.ranking.cases.orientation import Known
from podium.ranking.cases.tables import Column, Row, RowColumns

# Of more cases than that nothing is analysed, compared or exported.
MOST_COMPARED = 5_000
# Documents that are looked at to decide how all are written.
_SAMPLE = 20
_MOST_WORDS = 500


class Naming(Enum):
    """Whether cases can be told from one another, and found again in another entry."""

    NAMED = "named"
    NAMELESS = "nameless"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """A table of cases. ``columns`` are metric → case → cell, cells being whatever JSON holds.

    ``parts`` are the values of the document that it was read from, the first at the path
    ``where``; ``beside`` is what stands there too and belongs to no case, by its key. Cases
    without a name count from 1 and must not be paired with those of another entry. ``groups`` are
    by case, where the hosts named a key for them.
    """

    where: str
    parts: tuple[object, ...]
    columns: Mapping[str, Column]
    naming: Naming = Naming.NAMED
    beside: Mapping[str, object] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_named(self) -> bool:
        return self.naming is Naming.NAMED


@dataclass(frozen=True, slots=True)
class _Shape:
    """How what stands at one path is written. ``level`` is that of the cases among three levels of
    objects; ``name`` what names a row of a list; ``index_name`` the column with the names of cases
    whose keys are only their places in a table."""

    outer: OuterKeys = OuterKeys.METRIC
    level: int | None = None
    name: Name | None = None
    index_name: str | None = None
    is_ambiguous: bool = False


@dataclass(frozen=True)
class CaseReader:
    """Reads the documents of one phase, all in the same way."""

    declared: CaseKeys = FOUND_OUT
    paths: tuple[str, ...] = ()
    shapes: Mapping[str, _Shape] = field(default_factory=dict)

    def read(self, document: object) -> Cases | None:
        """``None`` where no cases are found. Of several tables the nearest to what boards show
        whose cases have names."""
        first: Cases | None = None
        found = containers.find_containers(document, self.declared.path, self.declared.name)
        for container in sorted(found, key=self._distance):
            cases = self._read(container, document)
            if cases is not None and cases.is_named:
                return cases
            first = first or cases
        return first

    def _distance(self, container: Container) -> int:
        """What stands beside the numbers that the boards show goes first, then what is at the
        top: one document may have cases for each of several tasks."""
        parent, _, _ = container.where.rpartition(".")
        if not parent:
            return len(self.paths)
        beside = (
            index
            for index, path in enumerate(self.paths)
            if path.removeprefix("$.").startswith(f"{parent}.")
        )
        return next(beside, len(self.paths) + 1)

    def _read(self, container: Container, document: object) -> Cases | None:
        shape = self.shapes.get(container.where)
        if shape is None:  # it is written otherwise than those that were looked at
            shape = _decide([(container, document)], self.paths, self.declared)
        cases = _table(container, shape, self.paths)
        if cases is None or not tables.has_scalar(cases.columns):
            return None
        if shape.index_name is not None and self.declared.name is None:
            cases = _as_declared(cases, CaseKeys(name=shape.index_name))
        return _as_declared(cases, self.declared)


def reader_for(
    documents: Sequence[object],
    *,
    paths: Sequence[str] = (),
    declared: CaseKeys = FOUND_OUT,
) -> CaseReader:
    """``documents`` are all of a phase, or those at hand; ``paths`` are the boards' columns."""
    at: dict[str, list[tuple[Container, object]]] = {}
    for document in islice(documents, _SAMPLE):
        for container in containers.find_containers(document, declared.path, declared.name):
            at.setdefault(container.where, []).append((container, document))
    shapes = {where: _decide(found, paths, declared) for where, found in at.items()}
    return CaseReader(declared, tuple(paths), shapes)


def _decide(
    found: Sequence[tuple[Container, object]], paths: Sequence[str], declared: CaseKeys
) -> _Shape:
    """Of what stands at one path of some documents."""
    lists = [rows for one, _ in found if (rows := contents.rows_of(one.content))]
    if lists:
        name = (declared.name,) if declared.name else naming.find_name(lists)
        return _Shape(name=name, is_ambiguous=name is None and naming.are_ambiguous(lists))
    if declared.outer is not None:
        return _Shape(declared.outer)
    beside = [_beside(*one) for one in found]
    objects = []
    numbers: list[list[float]] = []
    for (container, _), other in zip(found, beside, strict=True):
        folds = contents.folds_of(container.content)
        inner = list(folds.values()) or [contents.objects_of(container.content)]
        objects += inner
        numbers += [other.numbers] * len(inner)
    if all(map(orientation.is_three_deep, objects)):
        return _Shape(level=orientation.case_level(objects, _words(beside, paths)))
    is_metric = orientation.outer_are_metrics(
        objects, _words(beside, paths), found[0][0].key, numbers
    )
    return _by_metric(objects) if is_metric else _Shape(OuterKeys.CASE)


def _by_metric(objects: Sequence[Mapping[str, Row]]) -> _Shape:
    """evalutils writes pandas' tables: its keys of cases are places, which say nothing where a
    column has names."""
    lists = [rows for one in objects if (rows := _rows_of_texts(one))]
    name = naming.find_name(lists) if len(lists) == len(objects) else None
    return _Shape(OuterKeys.METRIC, index_name=name[0] if name and len(name) == 1 else None)


def _rows_of_texts(columns: Mapping[str, Row]) -> list[Row]:
    """The columns of texts as rows; empty where the keys are no places in a table."""
    index = dict.fromkeys(case for column in columns.values() for case in column)
    if set(index) != set(map(str, range(len(index)))):
        return []
    texts = {
        metric: column
        for metric, column in columns.items()
        if len(column) == len(index) and all(isinstance(cell, str) for cell in column.values())
    }
    return [{metric: column[case] for metric, column in texts.items()} for case in index]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What a document has beside its cases, as far as it is looked at."""

    keys: list[str]
    numbers: list[float]


def _beside(container: Container, document: object) -> _Beside:
    found = _Beside([], [])
    parts = set(map(id, container.parts))
    waiting = [document]
    while waiting and len(found.keys) < _MOST_WORDS:
        value = waiting.pop()
        if isinstance(value, dict) and id(value) not in parts:
            found.keys.extend(islice(value, _MOST_WORDS))
            waiting += islice(value.values(), _MOST_WORDS)
        elif isinstance(value, float):
            found.numbers.append(value)
    return found


def _words(beside: Sequence[_Beside], paths: Sequence[str]) -> Known:
    """The keys beside the cases and the boards' paths, as words."""
    keys = dict.fromkeys(part for path in paths for part in path.split("."))
    keys |= dict.fromkeys(key for one in beside for key in one.keys)
    return [words.tokens(key) for key in islice(keys, _MOST_WORDS)]


def _table(container: Container, shape: _Shape, paths: Sequence[str]) -> Cases | None:
    rows = contents.rows_of(container.content)
    if rows:
        return _of_rows(container, rows, shape)
    folds = contents.folds_of(container.content)
    if folds:
        return _of_folds(container, folds, shape)
    objects = contents.objects_of(container.content)
    if not objects or _are_statistics(objects):
        return None
    content = container.content if isinstance(container.content, dict) else {}
    beside = {key: one for key, one in content.items() if key not in objects}
    if shape.outer is OuterKeys.CASE:
        sums = {key: objects.pop(key) for key in list(objects) if _is_sum(key, container, paths)}
        beside |= sums
    columns = _columns(objects, shape)
    return Cases(container.where, container.parts, columns, beside=beside) if columns else None


def _columns(objects: Mapping[str, Row], shape: _Shape) -> Mapping[str, Column]:
    if shape.level is not None:
        return tables.turned(objects, shape.level)
    return RowColumns(objects) if shape.outer is OuterKeys.CASE else objects


def _are_statistics(objects: Mapping[str, Row]) -> bool:
    """``{"dice": {"mean": 0.8, "std": 0.1}}``: made of cases, and none themselves."""
    inner = dict.fromkeys(name for one in objects.values() for name in islice(one, _SAMPLE))
    return words.share_of_statistics(list(inner)) == 1 and not words.are_ids(
        list(islice(objects, _MOST_WORDS))
    )


def _is_sum(key: str, container: Container, paths: Sequence[str]) -> bool:
    """What a board ranks by is no case, and no more is what is called ``mean``."""
    if words.is_statistic(key):
        return True
    below = f"{container.where}.{key}."
    return any(path.removeprefix("$.").startswith(below) for path in paths)


def _of_folds(container: Container, folds: Mapping[str, Mapping[str, Row]], shape: _Shape) -> Cases:
    """Cases of several folds: the same name in two of them is two cases."""
    columns: dict[str, dict[str, object]] = {}
    for fold, objects in folds.items():
        for metric, column in _columns(objects, shape).items():
            named = {f"{fold} / {case}": cell for case, cell in column.items()}
            columns.setdefault(metric, {}).update(named)
    return Cases(container.where, container.parts, columns)


def _of_rows(container: Container, rows: Sequence[Row], shape: _Shape) -> Cases:
    where, parts = container.where, container.parts
    named = None if shape.name is None else naming.by_name(rows, shape.name)
    if named is None:
        numbered = {str(number): row for number, row in enumerate(rows, start=1)}
        is_ambiguous = shape.is_ambiguous or shape.name is not None
        how = Naming.AMBIGUOUS if is_ambiguous else Naming.NAMELESS
        return Cases(where, parts, RowColumns(numbered), how)
    sums = {name: row for name, row in named.items() if words.is_statistic(name)}
    cases = {name: row for name, row in named.items() if name not in sums}
    return Cases(where, parts, RowColumns(cases), beside=sums)


def _as_declared(cases: Cases, declared: CaseKeys) -> Cases:
    """With the name and the group that the hosts chose among the columns."""
    groups = {} if declared.group is None else _texts(cases.columns.get(declared.group, {}))
    names = {} if declared.name is None else _texts(cases.columns.get(declared.name, {}))
    if all(case == name for case, name in names.items()):
        return replace(cases, groups=groups)
    if len(set(names.values())) < len(names):
        return replace(cases, naming=Naming.AMBIGUOUS)
    columns = tables.Renamed(cases.columns, names)
    groups = {names[case]: group for case, group in groups.items() if case in names}
    return replace(cases, columns=columns, groups=groups)


def _texts(column: Column) -> dict[str, str]:
    return {
        case: str(cell) for case, cell in column.items() if not isinstance(cell, dict | list | None)
    }
