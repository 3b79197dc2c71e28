"""What Django REST framework 3.10.3 takes for a value, as it was seen to answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from podium.challenge.evalai import drf

EAST, WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-14))
NAN, INFINITY = float("nan"), float("inf")

FIELDS: list[tuple[str, drf.Field, list[object], list[object]]] = [
    (
        "boolean",
        drf.boolean,
        [True, False, 0, 1, 0.0, 1.0, "true", "True", "TRUE", "yes", "YES", "y", "Y", "t", "T",
         "on", "On", "ON", "1", "false", "False", "FALSE", "no", "NO", "n", "N", "f", "F", "off",
         "Off", "OFF", "0"],
        [None, 2, -1, 2.5, NAN, "", " ", "Yes", "No", "tRuE", "1.0", "null", [], {}, [True]],
    ),
    (
        "count",
        drf.count,
        [0, 1, 5.0, 1000.0, 2**31 - 1, "4", " 3", "3 ", "3.0", "3.", "+3", "1_000", "03", "4.000"],
        [None, True, -1, -3.0, 2.5, NAN, INFINITY, 1e16, 2**31, "", "a", "4.010", "1e3", "--3",
         ".0", "9" * 1001, [1], {}, date(2030, 1, 1)],
    ),
    ("integer", drf.integer(), [-(2**31), 2**31 - 1], [-(2**31) - 1, 2**31]),
    ("big integer", drf.big_integer, [2**63 - 1, -(2**63)], [2**63]),
    (
        "text",
        drf.text(most=100),
        ["a", " a ", "x" * 100, f" {'x' * 100}\n", 0, 1, 2.5, NAN],
        [None, True, False, "", " ", "\n", "x" * 101, [], ["a"], {}, date(2030, 1, 1),
         datetime(2030, 1, 1), "a\0b"],
    ),
    ("text that may be blank", drf.text(blank=True), ["", " "], [None, True]),
    ("nullable", drf.nullable(drf.text(blank=True)), [None, ""], [True]),
    ("choice", drf.choice("1", "2", "3"), [1, "3"], [None, True, 0, 4, 3.0, "", " 3", [1], {}]),
    ("number that is a choice", drf.choice("3.8", blank=True), [3.8, "3.8", ""], [None, "3.80"]),
    ("slug", drf.text(most=200, like=r"[-a-zA-Z0-9_]+"), ["a-b_C", 5], ["a b", "ünï", "a.b"]),
    (
        "list",
        drf.listed(drf.text(most=50, blank=True)),
        [[], ["a", 1, 2.5], ["x" * 50, ""]],
        [None, "a", {}, {"a": 1}, 5, [True], [None], [["a"]], ["x" * 51]],
    ),
    (
        "JSON",
        drf.json_value,
        [None, True, "a", 2.5, [1, {"a": None}]],
        [NAN, [INFINITY], [date(2030, 1, 1)], {"a": datetime(2030, 1, 1)}],
    ),
    (
        "moment",
        drf.moment,
        [datetime(2030, 1, 1), datetime(2030, 1, 1, tzinfo=UTC), "2030-01-01 00:00",
         "2030-01-01T00:00:00Z", "2030-1-1 0:0", "2030-01-01T00:00:00+02", "2030-01-01 00:00\n",
         "2030-01-01T00:00:00-23:59", "2030-01-01 00:00:00.123456789"],
        [None, True, 20300101, 2.5, [], date(2030, 1, 1), "", "2030-01-01",
         "2030-02-30 00:00:00", "2030-01-01 25:00:00", "2030-01-01 00:00:60",
         "2030-01-01 00:00:00 Z", "2030-01-01T00:00:00z", " 2030-01-01 00:00:00",
         "20300101T000000", "2030-01-01T00:00:00+24:00", "0001-01-01T00:00:00+14:00",
         "9999-12-31T23:59:59-14:00", datetime(1, 1, 1, tzinfo=EAST), datetime(9999, 12, 31,
         23, tzinfo=WEST)],
    ),
    (
        "web address",
        drf.web_address(most=100),
        ["", "https://a.bc", "http://localhost:8000/x", "ftps://a.bc", "HTTPS://A.BC",
         "https://u:p@a.bc", "https://1.2.3.4", "https://[::1]:80", "https://ü.de",
         "https://a.xn--p1ai", "https://a.bc.", "https://a.bc:99999", "https://a.bc/?x#y"],
        [None, True, 5, "a.bc", "www.a.bc", "https://", "https://a", "https://a..bc",
         "https://-a.bc", "https://a-.bc", "https://a.c", "https://a_b.cd", "https://[zz]",
         "https://1.2.3.400", "https://a.bc:1", "https://a.bc:123456", "https://a.bc/x y",
         "javascript:alert(1)", "mailto:a@b.cd", "//a.bc", "https://a.bc/" + "x" * 88],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [(field, value) for _, field, taken, _ in FIELDS for value in taken],
    ids=[f"{name}-{value!r:.40}" for name, _, taken, _ in FIELDS for value in taken],
)
def test_takes(field: drf.Field, value: object) -> None:
    assert field(value) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [(field, value) for _, field, _, refused in FIELDS for value in refused],
    ids=[f"{name}-{value!r:.40}" for name, _, _, refused in FIELDS for value in refused],
)
def test_refuses_with_a_reason(field: drf.Field, value: object) -> None:
    assert field(value)
