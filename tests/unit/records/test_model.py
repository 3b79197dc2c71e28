"""Numbers and dates in records, as anybody could write them: taken within bounds, or refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

import factories
from podium.records import model

ENDLESS = 10**400


@pytest.mark.parametrize("value", [-1, 1 << 63, ENDLESS])
@pytest.mark.parametrize(
    "place", [("files", 0, "size"), ("source", "number"), ("participant", "id")], ids=str
)
def test_a_number_that_no_page_can_show_is_no_submission(
    place: tuple[Any, ...], value: int
) -> None:
    source = model.PullRequestSource("org/small", 7, "a" * 40)
    files = (model.SubmittedFile("a.csv", 3, "b" * 64),)
    document = json.loads(
        model.dump_submission(factories.make_submission(source=source, files=files))
    )
    inner = document
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = 5
    assert model.parse_submission(json.dumps(document).encode())
    inner[place[-1]] = value
    with pytest.raises(ValueError, match=r"equal to 0|less than"):
        model.parse_submission(json.dumps(document).encode())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("execution_seconds", -5.0),
        ("execution_seconds", 1.7e308),
        ("execution_seconds", ENDLESS),
        ("peak_memory", 1 << 63),
        ("number", ENDLESS),
        ("created_at", "0001-01-01T00:00:00+14:00"),
        ("started_at", "9999-12-31T23:59:59-12:00"),
    ],
)
def test_what_is_out_of_all_bounds_is_no_evaluation(key: str, value: object) -> None:
    document = json.loads(model.dump_evaluation(factories.make_evaluation()))
    with pytest.raises(ValueError, match=key):
        model.parse_evaluation(json.dumps({**document, key: value}).encode())
