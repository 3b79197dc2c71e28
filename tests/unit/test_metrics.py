"""Values in metrics.json: found by path, numbers or a reason."""

from __future__ import annotations

from typing import Any

import pytest

import vector_cases
from podium import metrics


@pytest.mark.parametrize("case", vector_cases.cases("grand_challenge_rules", "jsonpath"))
def test_a_dotted_path_is_a_chain_of_keys(case: dict[str, Any]) -> None:
    if metrics.is_jsonpath(case["path"]):
        # "$.a" is JSONPath here (design, section 3): the root, not a key called "$".
        assert metrics.lookup(case["path"])(case["object"]) is metrics.MISSING
        return
    found = metrics.lookup(case["path"])(case["object"])
    assert ("" if found is metrics.MISSING else found) == case["value"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$.cases[0].dice", 0.1),
        ("cases[1].dice", 0.2),
        ("$..jaccard", 0.7),
        ("$.cases[?(@.name == 'b')].dice", 0.2),
    ],
)
def test_a_jsonpath_finds_its_one_value(path: str, expected: float) -> None:
    document = {
        "cases": [{"name": "a", "dice": 0.1}, {"name": "b", "dice": 0.2}],
        "all": {"jaccard": 0.7},
    }
    assert metrics.lookup(path)(document) == expected


def test_a_jsonpath_that_finds_several_values_says_how_many() -> None:
    found = metrics.lookup("$.cases[*].dice")({"cases": [{"dice": 1}, {"dice": 2}]})
    assert metrics.why_not_a_number("p", found) == "p matches 2 values, one is needed"


def test_a_jsonpath_that_is_none_is_an_error() -> None:
    with pytest.raises(ValueError, match="not a JSONPath"):
        metrics.lookup("$.[")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("NaN", "m is NaN, not a finite number"),
        ("-Infinity", "m is -Infinity, not a finite number"),
        ("1e999", "m is Infinity, not a finite number"),
        ("null", "m is null, not a number"),
        ('"0.9"', "m is text, not a number"),
        ("[1]", "m is a list, not a number"),
        ("{}", "m is an object, not a number"),
    ],
)
def test_what_is_no_finite_number_has_a_reason(text: str, reason: str) -> None:
    value = metrics.parse_metrics(text.encode()).document
    assert metrics.as_number(value) is None
    assert metrics.why_not_a_number("m", value) == reason


def test_an_integer_of_any_size_is_a_number() -> None:
    assert metrics.as_number(metrics.parse_metrics(b"1" * 4000).document) == int("1" * 4000)


@pytest.mark.parametrize("content", [b"", b"{", b"{} {}", b"[" * 100_000, b"\xff", b"9" * 5000])
def test_what_json_loads_refuses_is_a_value_error(content: bytes) -> None:
    with pytest.raises(ValueError):
        metrics.parse_metrics(content)
