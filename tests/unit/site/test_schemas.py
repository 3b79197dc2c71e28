"""Every JSON document of a site is what its schema says, and names that schema."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from podium.site import render_site
from unit.site import tasks
from unit.site.factories import (
    CELLS,
    cell_records,
    digit_records,
    hostile_records,
    make_digits,
    make_options,
    make_site_challenge,
)

BY_NAME = {"badge.json": "badge"}  # shields.io takes no key beside its own


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    root = tmp_path_factory.mktemp("schemas")
    absolute = CELLS.replace("Mean of ranks", "Absolute")
    challenges = [
        make_digits(root / "digits", records=digit_records() + hostile_records()),
        make_site_challenge(root / "cells", absolute, cell_records(6), is_whole=True),
        tasks.make_tasks(root / "tasks"),
    ]
    return render_site(challenges, options=make_options(base_url="https://example.org/"))


def schema_of(address: str, pages: Mapping[str, str]) -> str:
    """The address of the schema that a document names."""
    kind = BY_NAME.get(posixpath.basename(address))
    if kind:
        return f"schemas/{kind}.json"
    named = json.loads(pages[address])["$schema"]
    return posixpath.normpath(posixpath.join(posixpath.dirname(address), named))


def documents(pages: Mapping[str, str]) -> list[str]:
    return [
        address
        for address in pages
        if address.endswith(".json")
        and not address.startswith("schemas/")
        and posixpath.basename(address) != "entries.json"  # the compare page's own
    ]


def test_the_schemas_are_schemas(pages: Mapping[str, str]) -> None:
    for address, text in pages.items():
        if address.startswith("schemas/"):
            Draft202012Validator.check_schema(json.loads(text))


def test_every_document_is_what_its_schema_says(pages: Mapping[str, str]) -> None:
    found = documents(pages)
    for address in found:
        schema = json.loads(pages[schema_of(address, pages)])
        validator = Draft202012Validator(schema, format_checker=FormatChecker())
        problems = [error.message for error in validator.iter_errors(json.loads(pages[address]))]
        assert problems == [], address
    # test_build.py has that of build.json, which no page is rendered for.
    assert {"schemas/build.json", *(schema_of(address, pages) for address in found)} == {
        address for address in pages if address.startswith("schemas/")
    }


def test_a_submission_tells_its_cases_by_split(pages: Mapping[str, str]) -> None:
    document = json.loads(pages["cells/submissions/s2/submission.json"])
    assert set(document["cases"]) == {"overall"}
    values = document["cases"]["overall"]["dice"]
    assert len(values) == 10
    mean = sum(values.values()) / len(values)
    (position,) = document["positions"]
    assert position["values"]["aggregates.dice.mean"] == pytest.approx(mean)
    low, high = position["rank_interval"]
    assert low <= position["rank"] <= high


def test_a_wrong_document_is_refused(tmp_path: Path, pages: Mapping[str, str]) -> None:
    schema = json.loads(pages["schemas/board.json"])
    document = json.loads(pages["digits/phases/dev/all/board.json"])
    document["entries"][0]["rank"] = "first"
    assert list(Draft202012Validator(schema).iter_errors(document))
