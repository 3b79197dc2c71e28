"""Rank intervals and tie groups as a board shows them."""

from __future__ import annotations

import pytest

import sites
from podium.boards.board import RankSpread
from podium.boards.view import View
from podium.site.board import rank_certainty
from podium.site.board.rank_certainty import certainties, letter
from podium.site.frame.scope import Scope
from unit.site.factories import make_options


def spread(group: int | None, low: int = 1, high: int = 2) -> RankSpread:
    return RankSpread(low, high, group)


def test_neighbours_of_a_group_make_one_bracket() -> None:
    spreads = {
        name: spread(group) for name, group in zip("abcdef", (1, 1, 1, 2, 3, 3), strict=True)
    }
    made = certainties("abcdef", spreads)
    assert [made[name].part for name in "abcdef"] == [
        "first",
        "middle",
        "last",
        "",
        "first",
        "last",
    ]
    assert [made[name].group for name in "abcdef"] == ["A", "A", "A", "", "C", "C"]


def test_an_entry_without_cases_has_neither_interval_nor_group() -> None:
    made = certainties("abc", {"a": spread(1), "c": spread(1)})
    assert "b" not in made
    assert (made["a"].part, made["c"].part) == ("alone", "alone")


def test_an_interval_of_one_rank_is_one_number() -> None:
    spreads = {"a": spread(1, 1, 1), "b": spread(2, 2, 10)}
    made = certainties("ab", spreads)
    assert (made["a"].interval, made["b"].interval) == ("1", "2–10")


@pytest.mark.parametrize(("group", "text"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_groups_have_letters(group: int, text: str) -> None:
    assert letter(group) == text


def test_a_board_without_case_values_says_why_it_has_no_intervals(digits: View) -> None:
    scope = Scope.of(digits, make_options())
    known = rank_certainty.of_board(scope.boards[0], scope)
    assert not known.is_known
    assert known.method[0].startswith("No rank intervals: no values case by case were found")


def test_an_empty_board_says_nothing_of_intervals(digits: View) -> None:
    scope = Scope.of(digits, make_options())
    empty = next(board for board in scope.boards if not board.rows)
    assert rank_certainty.of_board(empty, scope).method == ()


def test_intervals_of_a_real_analysis_and_how_they_were_made(tmp_path) -> None:
    challenge = sites.make_big(tmp_path, entries=12, cases=9)
    scope = Scope.of(challenge, make_options())
    (board,) = scope.boards
    known = rank_certainty.of_board(board, scope)
    assert set(known.spreads) == {row.submission for row in board.rows}
    for row in board.rows:
        found = known.spreads[row.submission]
        assert 1 <= found.low <= row.rank <= found.high <= len(board.rows)
    assert (
        "9 cases were drawn anew with replacement 1,000 times (bootstrap, seed 0)"
        in (known.method[0])
    )
