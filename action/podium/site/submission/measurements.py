"""A ``metrics.json`` of any shape as tables that a page can hold.

Documents are the evaluator's and may be deep, wide or strange: nothing here recurses, and every
table has an end.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from podium import metrics
from podium.site.frame.parts import is_long
from podium.site.frame.texts import IN_ENGLISH, Texts
from podium.site.submission import case_strips
from podium.site.submission.case_strips import CaseStrip

MOST_VALUES = 2_000
MOST_CASES = 2_000
MOST_CASE_METRICS = 24
LONGEST_TEXT = 200
CASES = "case"


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
    """``case: {metric: {index: value}}`` turned round: a line for every case."""

    columns: tuple[ReadingsColumn, ...]
    is_long: bool
    rows: tuple[CaseRow, ...]
    note: str
    strips: tuple[CaseStrip, ...] = ()


@dataclass(frozen=True, slots=True)
class Measurements:
    """``title`` names the split that the values are of; empty for the whole document."""

    title: str
    readings: tuple[Reading, ...]
    note: str
    cases: ReadingsByCase | None


def measure(title: str, document: object, say: Texts = IN_ENGLISH) -> Measurements:
    """``title`` names the split. At most ``MOST_VALUES`` values are read, beside those of cases."""
    cases = None
    if isinstance(document, dict) and _is_case_object(document.get(CASES)):
        cases = _case_table(document[CASES], say)
        document = {key: value for key, value in document.items() if key != CASES}
    readings: list[Reading] = []
    note = ""
    for path, value in _leaves(document):
        if len(readings) == MOST_VALUES:
            note = say(
                "The first {n} values are shown; metrics.json holds more.",
                n=say.number(MOST_VALUES),
            )
            break
        readings.append(_reading(path, value, say))
    return Measurements(title, tuple(readings), note, cases)


def _leaves(document: object) -> Iterator[tuple[str, object]]:
    """Every value that holds no other, in the order of the document."""
    stack: list[Iterator[tuple[str, object]]] = [iter([("", document)])]
    while stack:
        step = next(stack[-1], None)
        if step is None:
            stack.pop()
            continue
        path, value = step
        if isinstance(value, dict) and value:
            stack.append(_members(path, value))
        elif isinstance(value, list) and value:
            stack.append(_elements(path, value))
        elif path or not isinstance(value, dict | list | None):
            yield path, value


def _members(path: str, value: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    return ((_shorten(f"{path}.{key}" if path else str(key)), each) for key, each in value.items())


def _elements(path: str, value: list[object]) -> Iterator[tuple[str, object]]:
    return ((_shorten(f"{path}[{index}]"), each) for index, each in enumerate(value))


def _is_case_object(value: object) -> bool:
    """Metrics of cases: an object of non-empty objects that hold no further ones."""
    return (
        isinstance(value, dict)
        and bool(value)
        and all(
            isinstance(column, dict)
            and column
            and not any(isinstance(cell, dict | list) for cell in column.values())
            for column in value.values()
        )
    )


def _case_table(columns: Mapping[str, Mapping[str, object]], say: Texts) -> ReadingsByCase:
    shown = list(columns)[:MOST_CASE_METRICS]
    names = list(dict.fromkeys(name for metric in shown for name in columns[metric]))
    missing = metrics.MISSING
    rows = tuple(
        CaseRow(
            name=_shorten(name),
            readings=tuple(
                _reading("", columns[metric].get(name, missing), say) for metric in shown
            ),
        )
        for name in names[:MOST_CASES]
    )
    parts = []
    if len(names) > MOST_CASES:
        parts.append(
            say(
                "The first {n} of {all} cases are shown.",
                n=say.number(MOST_CASES),
                all=say.number(len(names)),
            )
        )
    if len(columns) > len(shown):
        parts.append(
            say(
                "The first {n} of {all} metrics are shown.",
                n=say.number(len(shown)),
                all=say.number(len(columns)),
            )
        )
    heads = tuple(
        ReadingsColumn(_shorten(metric), not any(row.readings[index].exact for row in rows))
        for index, metric in enumerate(shown)
    )
    values = [(_shorten(one), [columns[one].get(name) for name in names]) for one in shown]
    strips = case_strips.make_strips([_shorten(name) for name in names], values)
    return ReadingsByCase(heads, is_long(rows), rows, " ".join(parts), strips)


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
            return Reading(path, say("empty object"), "")
        case _:
            return Reading(path, say("empty list"), "")


def _float_reading(path: str, value: float, say: Texts) -> Reading:
    if not math.isfinite(value):
        return Reading(path, say("not a finite number"), "")
    is_large = 1e6 <= abs(value) < 1e15
    return Reading(path, f"{value:.2f}" if is_large else f"{value:.6g}", repr(value))


def _shorten(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
