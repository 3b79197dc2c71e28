"""The lines of a board."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from podium.boards.board import Cell
from podium.site.board import rows as board_rows
from podium.site.board.rows import EntryRow
from podium.site.frame.parts import Link
from podium.site.frame.scope import Scope
from unit.site.board.test_page import board_page
from unit.site.factories import (
    CELLS,
    HOSTILE,
    NOW,
    cell_records,
    digit_scores,
    make_digit_record,
    make_digits,
    make_options,
    make_site_challenge,
)


def cell(value: float | None, text: str) -> Cell:
    return Cell("x", value, text, None, "", None)


def only_row(root: Path, **metadata: object) -> EntryRow:
    record = make_digit_record(1, digit_scores(0.9), **metadata)
    (row,) = board_page(make_digits(root, records=[record], rulings=())).rows
    return row


def test_texts_that_say_the_order_need_no_places() -> None:
    assert board_rows.places_of([cell(0.2, "0.2"), cell(0.1, "0.1")]) == [None, None]


def test_rounding_that_hides_the_order_is_made_up_for() -> None:
    cells = [cell(0.1234, "0.12"), cell(0.1233, "0.12"), cell(None, "–"), cell(0.1234, "0.12")]
    assert board_rows.places_of(cells) == [1, 0, None, 1]


def test_whole_numbers_beyond_a_float_are_ordered_exactly() -> None:
    cells = [cell(10**20 + 1, str(10**20 + 1)), cell(10**20, str(10**20))]
    assert board_rows.places_of(cells) == [1, 0]


@pytest.mark.parametrize(
    ("age", "is_new"), [(timedelta(days=6, hours=23), True), (timedelta(days=7), False)]
)
def test_an_entry_is_new_for_a_week(age: timedelta, is_new: bool, tmp_path: Path) -> None:
    challenge = make_digits(tmp_path, records=[make_digit_record(1, digit_scores(0.9))], rulings=())
    submitted = challenge.boards[0].rows[0].submitted_at
    scope = Scope.of(challenge, make_options(now=submitted + age))
    found = board_rows.chips(challenge.boards[0].rows[0], scope.now, scope.say)
    assert [chip.text for chip in found] == (["New"] if is_new else [])


def test_nothing_is_new_where_nobody_knows_what_time_it_is(tmp_path: Path) -> None:
    challenge = make_digits(tmp_path, records=[make_digit_record(1, digit_scores(0.9))], rulings=())
    assert board_rows.chips(challenge.boards[0].rows[0], None, make_scope(challenge).say) == ()


def make_scope(challenge) -> Scope:  # type: ignore[no-untyped-def]
    return Scope.of(challenge, make_options(now=NOW))


def test_a_row_opens_to_the_beginning_of_its_description_and_to_its_attributes(
    tmp_path: Path,
) -> None:
    row = only_row(
        tmp_path,
        method_description="word " * 100,
        attributes={"Model family": "forest", "Extra data": True},
    )
    assert len(row.description) == 400 and row.description.endswith("word…")
    assert [(fact.term, fact.text) for fact in row.facts] == [
        ("Model family", "forest"),
        ("Extra data", "yes"),
    ]


def test_a_row_that_opens_tells_its_submission_s_id(pages: dict[str, str]) -> None:
    assert "<code>pr-6-3f2a9c1</code>" in pages["digits/phases/dev/all/index.html"]


def test_a_row_with_nothing_more_to_say_does_not_open(pages: dict[str, str]) -> None:
    assert "<details>" not in pages["cells/phases/final/overall/index.html"]


def test_texts_are_the_shorter_the_longer_the_board(tmp_path: Path) -> None:
    rows = board_page(make_site_challenge(tmp_path, CELLS, cell_records(2000))).rows
    assert {row.comment for row in rows} == {"With the default settings."}
    records = [
        make_digit_record(
            number, digit_scores(0.5), login=f"p{number}", method_description="x" * 500
        )
        for number in range(1, 501)
    ]
    rows = board_page(make_digits(tmp_path / "digits", records=records, rulings=())).rows
    assert {len(row.description) for row in rows} == {201}


def test_an_address_that_is_not_followed_is_text(tmp_path: Path) -> None:
    row = only_row(
        tmp_path, project_url="javascript:alert(1)", publication_url="https://example.org/x?y"
    )
    assert row.code == Link("javascript:alert(1)", "")
    assert row.paper == Link("example.org", "https://example.org/x?y")


def test_hostile_texts_are_nothing_but_text(hostile_pages: dict[str, str]) -> None:
    page = hostile_pages["digits/phases/dev/all/index.html"]
    assert HOSTILE not in page
    assert "<script>" not in page
