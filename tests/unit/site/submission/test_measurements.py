"""A ``metrics.json`` of any shape becomes tables with an end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from podium.ranking.cases import CaseReader
from podium.site.submission import measurements
from podium.site.submission.measurements import MOST_CELLS_OF_ENDS, MOST_VALUES, Wanted, measure


def rows(document: object) -> list[tuple[str, str]]:
    return [(reading.path, reading.text) for reading in measure("", document).readings]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param({"a": {"b": 1}}, [("a.b", "1")], id="object"),
        pytest.param({"a": [1, {"b": 2}]}, [("a[0]", "1"), ("a[1].b", "2")], id="list"),
        pytest.param({"b": 1, "a": 2}, [("b", "1"), ("a", "2")], id="order of the document"),
        pytest.param({"a": True, "b": None}, [("a", "true"), ("b", "null")], id="words"),
        pytest.param({"a": {}, "b": []}, [("a", "empty object"), ("b", "empty list")], id="empty"),
        pytest.param({"a": "text"}, [("a", "text")], id="text"),
        pytest.param(0.5, [("", "0.5")], id="a number alone"),
        pytest.param(None, [], id="nothing"),
        pytest.param({}, [], id="an empty object"),
        pytest.param({"a": float("nan")}, [("a", "not a finite number")], id="NaN"),
        pytest.param({"a": float("-inf")}, [("a", "not a finite number")], id="infinity"),
    ],
)
def test_every_value_has_a_line(document: object, expected: list[tuple[str, str]]) -> None:
    assert rows(document) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.9666666666666667, "0.966667"),
        (1e-12, "1e-12"),
        (0.0, "0"),
        (1234567.891, "1234567.89"),
        (1e300, "1e+300"),
        (12345678901234567890, "12345678901234567890"),
    ],
)
def test_numbers_are_short_to_read_and_exact_beside(value: float, text: str) -> None:
    (reading,) = measure("", {"a": value}).readings
    assert reading.text == text
    assert json.loads(reading.exact) == value


def test_depth_is_no_danger() -> None:
    document: dict[str, Any] = {"end": 1}
    for _ in range(50_000):
        document = {"k": document}
    ((path, text),) = rows(document)
    assert text == "1"
    assert len(path) <= measurements.LONGEST_TEXT
    while document:  # taken apart step by step: freeing it in one go would recurse
        document = document.pop("k", {})


def test_width_ends_with_a_note() -> None:
    found = measure("", {str(number): number for number in range(MOST_VALUES + 1)})
    assert len(found.readings) == MOST_VALUES
    assert found.note == "The first 2,000 values are shown; metrics.json holds more."


def test_no_note_where_everything_is_shown() -> None:
    assert measure("", dict.fromkeys(map(str, range(MOST_VALUES)), 1)).note == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param([0.5] * 21, "list of 21", id="numbers"),
        pytest.param([[0.5] * 5] * 150, "list of 150", id="rows of numbers"),
        pytest.param({str(n): [[1, 2]] for n in range(1_500)}, "object of 1,500", id="by case"),
    ],
)
def test_a_long_list_is_summed_up(value: object, text: str) -> None:
    assert rows({"raw": value}) == [("raw", text)]


def test_a_list_of_objects_is_not() -> None:
    assert len(rows({"raw": [{"a": 1, "b": 2}] * 30})) == 60


def test_what_the_boards_show_comes_first_and_lists_last() -> None:
    document = {
        "raw": [1, 2],
        "note": "x",
        "aggregates": {"f1": 1},
        "board": {"score": 2, "error": 3},
    }
    wanted = Wanted(paths=("board.score", "$.board.error"))
    found = measure("", document, wanted=wanted).readings
    assert [one.path for one in found] == [
        "aggregates.f1",
        "board.score",
        "board.error",
        "note",
        "raw[0]",
        "raw[1]",
    ]


def test_of_many_metrics_those_of_the_boards_are_shown() -> None:
    case = {f"m{n}": {f"c{one}.mha": one for one in range(9)} for n in range(40)}
    wanted = Wanted(CaseReader(), ("aggregates.m38",), ("m39",))
    cases = measure("", {"case": case}, wanted=wanted).cases
    assert cases is not None
    shown = [column.name for column in cases.columns]
    assert shown == [f"m{n}" for n in range(22)] + ["m38", "m39"]


def test_what_stands_among_the_cases_and_is_none_is_read_beside_them() -> None:
    rows_by_name = {f"c{n}": {"dice": n / 10} for n in range(3)}
    found = measure("", {"cases": {**rows_by_name, "mean": {"dice": 0.1}, "n": 3}})
    assert [(one.path, one.text) for one in found.readings] == [
        ("cases.n", "3"),
        ("cases.mean.dice", "0.1"),
    ]
    assert found.cases is not None and len(found.cases.rows) == 3


def test_case_object_becomes_a_table_of_cases() -> None:
    document = {"case": {"dice": {"0": 0.5, "1": 0.25}, "file": {"0": "a.png"}}, "mean": 0.375}
    found = measure("", document)
    assert [reading.path for reading in found.readings] == ["mean"]
    assert found.cases is not None
    assert [(column.name, column.is_text) for column in found.cases.columns] == [
        ("dice", False),
        ("file", True),
    ]
    assert [(row.name, [r.text for r in row.readings]) for row in found.cases.rows] == [
        ("0", ["0.5", "a.png"]),
        ("1", ["0.25", ""]),
    ]


@pytest.mark.parametrize("case", [1, [], {}, {"dice": 1}, {"dice": {}}, {"dice": {"0": [1]}}])
def test_case_of_another_shape_is_read_like_any_value(case: object) -> None:
    assert measure("", {"case": case}).cases is None


def test_of_many_cases_those_at_both_ends_are_listed() -> None:
    case = {f"m{metric}": {str(n): (n * 7) % 1000 for n in range(1_000)} for metric in range(30)}
    cases = measure("", {"case": case}, wanted=Wanted(metrics=("m3",))).cases
    assert cases is not None
    assert len(cases.rows) * len(cases.columns) <= MOST_CELLS_OF_ENDS
    assert cases.sorted_by == "m3"
    assert [row.readings[0].text for row in cases.rows] == [
        *map(str, range(4)),
        *map(str, range(996, 1_000)),
    ]
    assert cases.note == "24 of 30 metrics are shown, those of the boards among them."


def test_cases_without_a_number_come_first() -> None:
    case = {"dice": {str(n): None if n == 700 else n / 1_000 for n in range(1_000)}}
    cases = measure("", {"case": case}).cases
    assert cases is not None and cases.sorted_by == "dice"
    assert [row.name for row in cases.rows][:2] == ["700", "0"] and cases.rows[-1].name == "999"
