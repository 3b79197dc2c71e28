"""A ``metrics.json`` of any shape becomes tables with an end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from podium.site.submission import measurements
from podium.site.submission.measurements import MOST_CASES, MOST_VALUES, measure


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


def test_many_cases_end_with_a_note() -> None:
    case = {f"m{metric}": {str(n): n for n in range(MOST_CASES + 5)} for metric in range(30)}
    cases = measure("", {"case": case}).cases
    assert cases is not None
    assert len(cases.rows) == MOST_CASES
    assert cases.note == (
        "The first 2,000 of 2,005 cases are shown. "
        "24 of 30 metrics are shown, those of the boards among them."
    )
