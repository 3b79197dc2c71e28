"""The model of a board's table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from podium.site import SiteChallenge
from podium.site.board_page import BoardPage, make_board_page
from podium.site.scope import Scope
from unit.site.factories import (
    digit_rulings,
    digit_scores,
    make_digit_record,
    make_digits,
    make_options,
)
from unit.site.markup import Page

BOARD = "digits/phases/dev/all/index.html"


def board_page(challenge: SiteChallenge, index: int = 0) -> BoardPage:
    scope = Scope.of(challenge, make_options())
    return make_board_page(scope.boards[index], scope)


def test_equal_entries_share_a_medal_and_the_next_rank_is_left_out(digits: SiteChallenge) -> None:
    rows = board_page(digits).rows[:3]
    assert [(row.rank, row.medal, row.is_shared) for row in rows] == [
        (1, 1, True),
        (1, 1, True),
        (3, 3, False),
    ]


def test_baseline_wins_no_medal(tmp_path: Path) -> None:
    records = [
        make_digit_record(9, digit_scores(0.9), login="octohost"),
        make_digit_record(2, digit_scores(0.8)),
    ]
    rows = board_page(make_digits(tmp_path, records=records, rulings=digit_rulings())).rows
    assert [(row.rank, row.medal) for row in rows] == [(1, 0), (2, 2)]
    assert rows[0].chips[0].text == "Baseline"


def test_chips_say_in_words_what_an_entry_is(digits: SiteChallenge) -> None:
    chips = {row.name: [chip.text for chip in row.chips] for row in board_page(digits).rows}
    assert chips["fatou"] == ["Verified"]
    assert chips["ivo"] == ["Partial"]
    assert chips["octohost"] == ["Baseline"]
    assert chips["bela"] == []


def test_only_the_ranking_column_is_sorted(digits: SiteChallenge) -> None:
    headings = board_page(digits).headings
    assert [heading.sort for heading in headings] == ["descending", "", ""]
    assert [heading.role for heading in headings] == ["ranks", "shown only", "shown only"]


@pytest.mark.field("scoring_method_choice")
def test_mean_of_ranks_is_the_sorted_column(cells: SiteChallenge, pages: Mapping[str, str]) -> None:
    board = board_page(cells)
    assert board.rank_score_title == "Mean position"
    assert [heading.sort for heading in board.headings] == ["", "", ""]
    assert [heading.role for heading in board.headings] == [
        "counts towards the rank",
        "counts towards the rank",
        "shown only",
    ]
    table = Page(pages["cells/phases/final/overall/index.html"])
    assert table.values("aria-sort") == ["ascending"]


def test_metric_ranks_are_shown_where_several_metrics_rank(
    cells: SiteChallenge, digits: SiteChallenge, pages: Mapping[str, str]
) -> None:
    assert board_page(cells).show_metric_ranks
    assert not board_page(digits).show_metric_ranks
    assert 'class="place"' not in pages[BOARD]


@pytest.mark.field("show_execution_time", of="challenge_phase_splits")
def test_execution_time_is_shown_where_the_split_shows_it(digits: SiteChallenge) -> None:
    assert board_page(digits).show_execution_time
    assert board_page(digits).rows[0].execution == "18 s"
    assert not board_page(digits, 1).show_execution_time


def test_unranked_entries_are_listed_with_their_reason(digits: SiteChallenge) -> None:
    (unranked,) = board_page(digits).unranked
    assert (unranked.name, unranked.reason) == ("jun", "accuracy is NaN, not a finite number")


def test_row_of_a_submission_without_a_page_is_no_link(digits: SiteChallenge) -> None:
    board = board_page(replace(digits, results=()))
    assert {row.address for row in board.rows} == {""}


def test_team_stands_for_its_members(digits: SiteChallenge) -> None:
    names = [row.name for row in board_page(digits).rows]
    assert "The Loss Functions" in names
    assert "emil" not in names


def test_table_is_for_screen_readers_too(pages: Mapping[str, str]) -> None:
    page = Page(pages[BOARD])
    assert "caption" in page.tags
    assert set(page.values("scope", "th")) == {"col", "row"}
    assert page.values("aria-sort") == ["descending"]
    assert page.values("role", "div").count("region") == page.values("tabindex", "div").count("0")


def test_rule_and_the_way_to_recompute_it_stand_below(pages: Mapping[str, str]) -> None:
    text = Page(pages[BOARD]).text
    assert "Ranked by accuracy (higher is better)." in text
    assert "podium rank challenges/digits --results RESULTS --phase dev --split all" in text


@pytest.mark.parametrize("name", ["board.csv", "board.json"])
def test_exports_are_linked(name: str, pages: Mapping[str, str]) -> None:
    assert name in Page(pages[BOARD]).values("href", "a")
