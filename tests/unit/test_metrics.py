"""Values in metrics.json: found by path, numbers or a reason."""

from __future__ import annotations

from typing import Any

import pytest

import vector_cases
from podium import metrics


@pytest.mark.parametrize("case", vector_cases.cases("grand_challenge_rules", "jsonpath"))
def test_a_dotted_path_is_a_chain_of_keys(case: dict[str, Any]) -> None:
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


@pytest.mark.parametrize(
    ("path", "document"),
    [
        pytest.param("aggregates.HD95 [mm]", {"aggregates": {"HD95 [mm]": 1}}, id="a unit"),
        pytest.param("Dice [%]", {"Dice [%]": 1}, id="no JSONPath at all"),
        pytest.param("F1*", {"F1*": 1, "F1": 2}, id="a star"),
        pytest.param("mAP@0.5", {"mAP@0.5": 1}, id="a decimal point"),
        pytest.param("all.mAP@0.5.mean", {"all": {"mAP@0.5": {"mean": 1}}}, id="one inside"),
        pytest.param("mAP@[.5:.95]", {"mAP@[": {"5:": {"95]": 1}}}, id="split at every dot first"),
        pytest.param("$.a", {"$": {"a": 1}, "a": 2}, id="a key called $"),
        pytest.param("cases[0]", {"cases[0]": 1, "cases": [2]}, id="brackets"),
    ],
)
def test_a_key_that_is_there_goes_before_a_jsonpath(path: str, document: object) -> None:
    assert metrics.lookup(path)(document) == 1


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param({"b": {"HD95 [mm]": 1}, "a": 2}, ["b.HD95 [mm]", "a"], id="objects"),
        pytest.param({"l": [{"d": 1}, {"d": 2}], "a": 2}, ["a", "$.l[0].d"], id="lists last"),
        pytest.param({"mAP@0.5": 1}, ["mAP@0.5"], id="a decimal point"),
        pytest.param({"a.b": {"c": 1}, "d": [1]}, ["$['a.b'].c", "$.d[0]"], id="a dot"),
        pytest.param({"it's": [{"[x]": 1}]}, ["$['it\\'s'][0]['[x]']"], id="quotes"),
        pytest.param([{"dice": 1}], ["$[0].dice"], id="a list"),
        pytest.param({"a": "text", "b": None, "c": float("nan")}, [], id="no numbers"),
        pytest.param(3, [], id="a number alone"),
    ],
)
def test_numbers_are_named_as_they_are_found(document: object, expected: list[str]) -> None:
    assert list(metrics.number_paths(document)) == expected
    for path in expected:
        assert metrics.as_number(metrics.lookup(path)(document)) is not None


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("aggregates.hd95", "aggregates.HD95 [mm]"),
        ("DICE", "dice"),
        ("aggregates.zzz", "aggregates.HD95 [mm]"),
        ("zzz", None),
    ],
)
def test_the_nearest_path_is_spelled_alike_or_has_a_part_of_it(path: str, near: str | None) -> None:
    assert metrics.nearest(path, ["dice", "aggregates.HD95 [mm]"]) == near


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
