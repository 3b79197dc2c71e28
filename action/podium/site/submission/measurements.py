"""A ``metrics.json`` of any shape as tables that a page can hold.

Documents are the evaluator's and may be deep, wide or strange: nothing here recurses, and every
table has an end.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from podium import metrics
from podium.ranking.cases import CaseReader, Cases, tables
from podium.ranking.cases.reading import MOST_COMPARED, Naming
from podium.ranking.cases.tables import Column
from podium.site.frame.parts import is_long
from podium.site.frame.texts import IN_ENGLISH, Texts
from podium.site.submission import case_strips
from podium.site.submission.case_strips import CaseStrip

MOST_VALUES = 2_000
# On a page, in all its tables of cases together. Of more those at the ends are shown, in fewer
# cells; cases.json has every one.
MOST_CELLS, MOST_CELLS_OF_ENDS = 400, 200
_FEWEST_ENDS, _MOST_ENDS = 3, 10
MOST_CASE_METRICS = 24
LONGEST_TEXT = 200
# A list with more is summed up, unless objects are in it.
MOST_LISTED = 20
_SUMS = frozenset(
    {"aggregate", "aggregates", "aggregated", "summary", "overall", "mean", "metrics"}
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One value: ``text`` for people, ``exact`` as JSON has it (empty where it is no number)."""

    path: str
    text: str
    exact: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    name: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class ReadingsColumn:
    """``is_text`` where no case has a number: names of files, say."""

    name: str
    is_text: bool


@dataclass(frozen=True, slots=True)
class ReadingsByCase:
    """A line for every case, whichever way round they are written; of many those at both ends of
    ``sorted_by``, which is empty else. ``note`` says what is left out of the table, and what of it
    is compared nowhere."""

    columns: tuple[ReadingsColumn, ...]
    is_long: bool
    rows: tuple[CaseRow, ...]
    note: str
    strips: tuple[CaseStrip, ...] = ()
    sorted_by: str = ""


@dataclass(frozen=True, slots=True)
class Measurements:
    """``title`` names the split that the values are of; empty for the whole document."""

    title: str
    readings: tuple[Reading, ...]
    note: str
    cases: ReadingsByCase | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """How cases are read, and what of a document matters most: the ``paths`` of the boards'
    columns and their errors, and the ``metrics`` that those are made of. ``tables`` of cases share
    the page."""

    reader: CaseReader = field(default_factory=CaseReader)
    paths: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    tables: int = 1


def measure(
    title: str, document: object, say: Texts = IN_ENGLISH, wanted: Wanted | None = None
) -> Measurements:
    """``title`` names the split. At most ``MOST_VALUES`` values are read, beside those of cases:
    what boards show and what is made of cases first, then in the document's order."""
    wanted = wanted or Wanted()
    cases = wanted.reader.read(document)
    readings: list[Reading] = []
    note = ""
    for path, value in _leaves(_by_weight(document, wanted), cases):
        if len(readings) == MOST_VALUES:
            note = say(
                "The first {n} values are shown; metrics.json holds more.",
                n=say.number(MOST_VALUES),
            )
            break
        readings.append(_reading(path, value, say))
    table = None if cases is None else _case_table(cases, wanted, say)
    return Measurements(title, tuple(readings), note, table)


def _by_weight(document: object, wanted: Wanted) -> object:
    if not isinstance(document, dict):
        return document
    led_to = {path.removeprefix("$.").split(".")[0] for path in wanted.paths} | {*wanted.paths}

    def weight(key: str) -> int:
        if key in led_to or key.casefold() in _SUMS:
            return 0
        return 2 if isinstance(document[key], list) else 1

    return {key: document[key] for key in sorted(document, key=weight)}


def _leaves(document: object, cases: Cases | None) -> Iterator[tuple[str, object]]:
    """Every value that holds no other, and every long one that is summed up, in the order of the
    document; of what cases were read from only what stands beside them."""
    parts = {} if cases is None else {id(part): part for part in cases.parts}
    beside = {} if cases is None else cases.beside
    stack: list[Iterator[tuple[str, object]]] = [iter([("", document)])]
    while stack:
        step = next(stack[-1], None)
        if step is None:
            stack.pop()
            continue
        path, value = step
        if id(value) in parts:
            stack.append(_members(path, beside))
            beside = {}
        elif isinstance(value, dict) and value and not _is_long(value):
            stack.append(_members(path, value))
        elif isinstance(value, list) and value and not _is_long(value):
            stack.append(_elements(path, value))
        elif path or not isinstance(value, dict | list | None):
            yield path, value


def _members(path: str, value: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    return ((_shorten(f"{path}.{key}" if path else str(key)), each) for key, each in value.items())


def _elements(path: str, value: list[object]) -> Iterator[tuple[str, object]]:
    return ((_shorten(f"{path}[{index}]"), each) for index, each in enumerate(value))


def _is_long(value: Mapping[str, object] | list[object]) -> bool:
    """A long list without objects, or a long object of lists: raw detections, say."""
    if len(value) <= MOST_LISTED:
        return False
    if isinstance(value, list):
        return not any(isinstance(one, dict) for one in value)
    return all(isinstance(one, list) for one in value.values())


def _case_table(cases: Cases, wanted: Wanted, say: Texts) -> ReadingsByCase:
    shown = _shown_metrics(cases, wanted)
    columns = {metric: cases.columns[metric] for metric in shown}
    names = tables.case_names(columns)
    missing = metrics.MISSING
    lead = _lead(columns, wanted)
    wide = wanted.tables * len(columns)
    ends = max(_FEWEST_ENDS, min(_MOST_ENDS, MOST_CELLS_OF_ENDS // wide // 2))
    has_room = len(names) <= max(2 * ends, MOST_CELLS // wide)
    listed = names if has_room else _ends(names, columns[lead], ends)
    rows = tuple(
        CaseRow(
            name=_shorten(name),
            readings=tuple(
                _reading("", column.get(name, missing), say) for column in columns.values()
            ),
        )
        for name in listed
    )
    heads = tuple(
        ReadingsColumn(_shorten(metric), not any(row.readings[index].exact for row in rows))
        for index, metric in enumerate(shown)
    )
    values = [(_shorten(metric), tables.cells(column, names)) for metric, column in columns.items()]
    strips = case_strips.make_strips(
        [_shorten(name) for name in names], values, pages=wanted.tables
    )
    note = " ".join(_notes(cases, len(names), len(shown), say))
    sorted_by = _shorten(lead) if len(listed) < len(names) else ""
    return ReadingsByCase(heads, is_long(rows), rows, note, strips, sorted_by)


def _lead(columns: Mapping[str, Column], wanted: Wanted) -> str:
    """The metric that the boards rank by, else the first that has numbers."""
    of_boards = (metric for metric in wanted.metrics if metric in columns)
    numeric = (
        metric
        for metric, column in columns.items()
        if any(metrics.as_number(value) is not None for value in column.values())
    )
    return next(itertools.chain(of_boards, numeric, columns))


def _numbers(column: Column) -> Mapping[str, metrics.Number]:
    if metrics.are_finite_floats(column.values()):
        return cast(Mapping[str, metrics.Number], column)
    found = ((name, metrics.as_number(value)) for name, value in column.items())
    return {name: number for name, number in found if number is not None}


def _ends(names: Sequence[str], column: Column, count: int) -> list[str]:
    """The cases without a number, then those with the lowest and with the highest ones."""
    numbers = dict(_numbers(column))
    without = [name for name in names if name not in numbers][:count]
    ordered = sorted((name for name in names if name in numbers), key=numbers.__getitem__)
    return list(dict.fromkeys([*without, *ordered[: count - len(without)], *ordered[-count:]]))


def _shown_metrics(cases: Cases, wanted: Wanted) -> tuple[str, ...]:
    """In the document's order; of too many those that the boards rank by are among them."""
    every = list(cases.columns)
    if len(every) <= MOST_CASE_METRICS:
        return tuple(every)
    of_boards = [metric for metric in wanted.metrics if metric in cases.columns]
    in_paths = [metric for metric in every if _is_in(metric, wanted.paths)]
    kept = set(list(dict.fromkeys([*of_boards, *in_paths, *every]))[:MOST_CASE_METRICS])
    return tuple(metric for metric in every if metric in kept)


def _is_in(metric: str, paths: Sequence[str]) -> bool:
    return any(f".{metric}." in f".{path}." for path in paths)


def _notes(cases: Cases, count: int, shown: int, say: Texts) -> Iterator[str]:
    if count > MOST_COMPARED:
        yield say(
            "More than {n} cases are not compared with those of other entries.",
            n=say.number(MOST_COMPARED),
        )
    if len(cases.columns) > shown:
        yield say(
            "{n} of {all} metrics are shown, those of the boards among them.",
            n=say.number(shown),
            all=say.number(len(cases.columns)),
        )
    if cases.naming is Naming.NAMELESS:
        yield say(
            "These cases have no name: they stand in the order of metrics.json, and are not "
            "compared with those of other entries."
        )
    if cases.naming is Naming.AMBIGUOUS:
        yield say(
            "Several of these cases have the same name, or none: they stand in the order of "
            "metrics.json, and are not compared with those of other entries."
        )


def _reading(path: str, value: object, say: Texts) -> Reading:
    match value:
        case metrics.Missing():
            return Reading(path, "", "")
        case bool():
            return Reading(path, "true" if value else "false", "")
        case int():
            return Reading(path, _shorten(str(value)), str(value))
        case float():
            return _float_reading(path, value, say)
        case None:
            return Reading(path, "null", "")
        case str():
            return Reading(path, _shorten(value), "")
        case dict():
            text = say("object of {n}", n=say.number(len(value))) if value else say("empty object")
            return Reading(path, text, "")
        case list():
            text = say("list of {n}", n=say.number(len(value))) if value else say("empty list")
            return Reading(path, text, "")
        case _:
            return Reading(path, _shorten(str(value)), "")


def _float_reading(path: str, value: float, say: Texts) -> Reading:
    if not math.isfinite(value):
        return Reading(path, say("not a finite number"), "")
    is_large = 1e6 <= abs(value) < 1e15
    text, exact = f"{value:.2f}" if is_large else f"{value:.6g}", repr(value)
    return Reading(path, text, text if exact == f"{text}.0" else exact)


def _shorten(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
