"""A packed document is read as the one that it was made of."""

from __future__ import annotations

import copy
import itertools
import json
import math
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podium import metrics
from podium.records.packing import PackedObject, pack
from properties import examples

FLOATS = st.floats(allow_nan=False)
OBJECTS = st.dictionaries(st.text(max_size=3), FLOATS, min_size=1, max_size=12)
DOCUMENTS = st.recursive(
    OBJECTS | FLOATS | st.integers() | st.none() | st.text(max_size=3) | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=12)
    ),
    max_leaves=8,
)
EIGHT = {f"case{number}": number / 7 for number in range(8)}


@examples(200)
@given(DOCUMENTS)
def test_it_is_equal_either_way_round(document: object) -> None:
    packed = pack(copy.deepcopy(document))
    assert packed == document and document == packed
    assert (packed != document) is False
    assert list(metrics.number_paths(packed)) == list(metrics.number_paths(document))


READINGS: list[Callable[[dict[str, float]], Any]] = [
    len,
    bool,
    list,
    dict,
    set,
    sorted,
    max,
    repr,
    lambda one: list(one.items()),
    lambda one: list(one.values()),
    lambda one: list(one.keys()),
    lambda one: list(reversed(one)),
    lambda one: one.keys() == EIGHT.keys(),
    lambda one: {**one, "more": 1.0},
    lambda one: one | {"more": 1.0},
    lambda one: {"more": 1.0} | one,
    lambda one: {"case1": one},
    lambda one: dict(itertools.islice(one.items(), 3)),
    lambda one: dict.fromkeys(one, 0),
    lambda one: ("case3" in one, "case9" in one),
    lambda one: (one.get("case3"), one.get("case9"), one.get("case9", 1.5)),
    lambda one: one["case3"],
    lambda one: one.copy(),
    lambda one: json.dumps(dict(one)),
    lambda one: metrics.lookup("case3")(one),
    lambda one: metrics.lookup("$.case3")(one),
]


@pytest.mark.parametrize("number", range(len(READINGS)))
def test_whatever_reads_a_dictionary_reads_it(number: int) -> None:
    packed = pack(dict(EIGHT))
    assert isinstance(packed, PackedObject)
    assert READINGS[number](packed) == READINGS[number](EIGHT)


def test_what_is_not_there_is_not_there() -> None:
    with pytest.raises(KeyError, match="case9"):
        PackedObject(EIGHT)["case9"]


def test_what_holds_more_than_floats_stays() -> None:
    others = [EIGHT | {"case3": value} for value in (1, True, None, "x", [], {})]
    document = {"few": {"a": 0.5}, "others": others, "floats": dict(EIGHT)}
    packed: Any = pack(document)
    assert [type(one) for one in packed["others"]] == [dict] * len(others)
    assert type(packed["few"]) is dict
    assert type(packed["floats"]) is PackedObject


def test_what_no_number_is_stays_what_it_was() -> None:
    packed: Any = pack(EIGHT | {"case3": math.nan, "case4": -math.inf, "case5": -0.0})
    assert math.isnan(packed["case3"]) and packed["case4"] == -math.inf
    assert math.copysign(1, packed["case5"]) == -1


CHANGES: list[Callable[[Any], Any]] = [
    lambda one: one.__setitem__("case3", 1.0),
    lambda one: one.__delitem__("case3"),
    lambda one: one.update(case3=1.0),
    lambda one: one.setdefault("case9", 1.0),
    lambda one: one.pop("case3"),
    lambda one: one.popitem(),
    lambda one: one.clear(),
    lambda one: one.__ior__({"case3": 1.0}),
]


@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_nobody_changes_it(number: int) -> None:
    packed = PackedObject(EIGHT)
    with pytest.raises(TypeError, match="cannot be changed"):
        CHANGES[number](packed)
    assert packed == EIGHT


def test_a_thousand_values_weigh_eight_bytes_each_beside_their_names() -> None:
    names = [f"case{number:04}" for number in range(1000)]
    first, second = (PackedObject(dict.fromkeys(names, 0.5)) for _ in range(2))
    assert first._places is second._places
    assert sys.getsizeof(second) + sys.getsizeof(second._numbers) < 8_300
