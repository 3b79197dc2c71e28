"""CSV that a spreadsheet can open without harm."""

from __future__ import annotations

import pytest

from podium.boards import spreadsheet


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_could_be_a_formula_is_led_by_an_apostrophe(text: str) -> None:
    written = spreadsheet.to_csv([[text]])
    assert written.strip('"\n').startswith("'")


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell() -> None:
    assert spreadsheet.to_csv([["a", "b"], [-1, None]]) == "a,b\n-1,\n"
