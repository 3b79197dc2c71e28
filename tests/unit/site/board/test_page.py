"""The model of a board's table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from gettext import NullTranslations
from pathlib import Path

import pytest

from podium.boards.board import RankSpread
from podium.boards.view import View
from podium.challenge.model import Moderation, Ruling
from podium.site import render_site
from podium.site.board.page import BoardPage, make_board_page
from podium.site.board.rank_certainty import RankCertainty, certainties
from podium.site.frame.parts import Link
from podium.site.frame.scope import Scope
from podium.site.frame.texts import Texts
from unit.site.factories import (
    CELLS,
    NOW,
    cell_records,
    digit_rulings,
    digit_scores,
    make_digit_record,
    make_digits,
    make_options,
    make_site_challenge,
)
from unit.site.markup import Page

BOARD = "digits/phases/dev/all/index.html"


def board_page(challenge: View, index: int = 0) -> BoardPage:
    scope = Scope.of(challenge, make_options())
    return make_board_page(scope.boards[index], scope)


def test_equal_entries_share_a_medal_and_the_next_rank_is_left_out(digits: View) -> None:
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


def test_chips_say_in_words_what_an_entry_is(digits: View) -> None:
    chips = {row.name: [chip.text for chip in row.chips] for row in board_page(digits).rows}
    assert chips["fatou"] == ["Verified"]
    assert chips["ivo"] == ["Partial"]
    assert chips["octohost"] == ["Baseline"]
    assert chips["bela"] == []


def test_only_the_ranking_column_is_sorted(digits: View) -> None:
    headings = board_page(digits).headings
    assert [heading.sort for heading in headings] == ["descending", "", ""]
    assert [heading.role for heading in headings] == ["ranks", "shown only", "shown only"]


@pytest.mark.field("scoring_method_choice")
def test_mean_of_ranks_is_the_sorted_column(cells: View, pages: Mapping[str, str]) -> None:
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
    cells: View, digits: View, pages: Mapping[str, str]
) -> None:
    assert board_page(cells).shown.metric_ranks
    assert not board_page(digits).shown.metric_ranks
    assert 'class="place"' not in pages[BOARD]


@pytest.mark.field("show_execution_time", of="challenge_phase_splits")
def test_execution_time_is_shown_where_the_split_shows_it(digits: View) -> None:
    assert board_page(digits).shown.execution_time
    assert board_page(digits).rows[0].execution == "18 s"
    assert not board_page(digits, 1).shown.execution_time


def test_unranked_entries_are_listed_with_their_reason(digits: View) -> None:
    unranked = board_page(digits).unranked[0]
    assert (unranked.name, unranked.reason) == ("jun", "accuracy is NaN, not a finite number")
    assert unranked.chip is None


def test_what_the_hosts_took_off_is_listed_with_the_ruling_and_a_way_to_it(
    digits: View, pages: Mapping[str, str]
) -> None:
    taken_off = board_page(digits).unranked[-1]
    assert taken_off.chip is not None
    assert (taken_off.name, taken_off.chip.text, taken_off.reason) == (
        "hanna",
        "Disqualified",
        "Trained on the test images.",
    )
    assert taken_off.address in pages
    assert "<s><a" in pages[BOARD]


def test_what_is_hidden_is_not_listed_as_taken_off(tmp_path: Path) -> None:
    rulings = tuple(
        Moderation("pr-1-3f2a9c1", action, "UNSEEN", "octohost", NOW)
        for action in (Ruling.WITHDRAW, Ruling.HIDE)
    )
    challenge = make_digits(tmp_path, rulings=rulings)
    names = [row.name for row in board_page(challenge).unranked]
    assert "ada" not in names
    hosts = Scope.of(challenge, make_options())
    assert "ada" not in [row.name for row in make_board_page(hosts.boards[0], hosts).unranked]


def test_row_of_a_submission_without_a_page_is_no_link(digits: View) -> None:
    board = board_page(replace(digits, results=()))
    assert {row.address for row in board.rows} == {""}


def test_team_stands_for_its_members(digits: View) -> None:
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


def test_tiles_say_who_leads_by_how_much_and_until_when(digits: View) -> None:
    tiles = {tile.label: tile for tile in board_page(digits).tiles}
    assert (tiles["Leader"].value, tiles["Leader"].note) == ("fatou", "with 1 other")
    assert tiles["accuracy"].value == "0.9835"
    assert tiles["accuracy"].note == "0.0125 ahead of The Loss Functions"
    assert (tiles["Entries"].value, tiles["Entries"].note) == ("9", "2 not ranked")
    assert tiles["Newest"].value == "ivo"
    assert tiles["Submissions"].value == "Open"
    assert tiles["Submissions"].countdown == "closes"


def test_a_lead_that_may_be_the_luck_of_the_cases_is_called_so(cells: View) -> None:
    board = cells.boards[0]
    spreads = {row.submission: RankSpread(1, 5, 1) for row in board.rows}
    certainty = RankCertainty(
        spreads, certainties([row.submission for row in board.rows], spreads), ()
    )
    scope = Scope.of(cells, make_options())
    tiles = {tile.label: tile for tile in make_board_page(board, scope, certainty).tiles}
    assert tiles["Mean position"].note == ("sample-2 next, with 2; both in tie group A")


@pytest.mark.parametrize(
    ("scores", "note"),
    [
        pytest.param((0.9, 0.8), "0.1000 ahead of bela", id="rounded as the column"),
        pytest.param((0.9, 0.89999999), "< 0.0001 ahead of bela", id="less than is shown"),
        pytest.param((0.9, 0.9), "equal to bela, with the smaller error bar", id="none"),
        pytest.param((0.9,), "", id="nobody else"),
    ],
)
def test_the_lead_is_told_with_the_column_s_decimals(
    scores: tuple[float, ...], note: str, tmp_path: Path
) -> None:
    records = [
        make_digit_record(
            number, {"all": {"accuracy": score, "error_accuracy": number / 100}}, login=login
        )
        for number, score, login in zip((1, 2), scores, ("ada", "bela"), strict=False)
    ]
    page = board_page(make_digits(tmp_path, records=records, rulings=()))
    assert next(tile for tile in page.tiles if tile.label == "accuracy").note == note


def test_an_empty_board_leads_to_the_way_to_submit(pages: Mapping[str, str]) -> None:
    page = Page(pages["digits/phases/test/all/index.html"])
    assert "Nobody is on this board yet." in page.text
    assert "../index.html#submit" in page.values("href", "a")
    assert "table" not in page.tags[: page.tags.index("section")]


def test_papers_and_code_are_columns_where_somebody_has_them(digits: View) -> None:
    page = board_page(digits)
    assert page.shown.code and not page.shown.papers
    assert page.rows[0].code == Link("example.org", "https://example.org/code")


def test_attributes_are_columns_and_many_are_for_those_who_ask(
    digits: View, tmp_path: Path
) -> None:
    page = board_page(digits)
    assert [(column.name, column.is_hidden) for column in page.attributes] == [
        ("Model family", False),
        ("Extra data", False),
    ]
    assert page.rows[0].attributes == ("network", "no")
    asked = "".join(f"\n      - {{name: {name}, description: Say, type: text}}" for name in "ABC")
    config = CELLS + f"    submission_meta_attributes:{asked}\n"
    many = make_site_challenge(tmp_path, config, cell_records())
    assert [column.is_hidden for column in board_page(many).attributes] == [True] * 3
    table = Page(
        render_site([many], options=make_options())["cells/phases/final/overall/index.html"]
    )
    assert len(table.values("hidden")) == 3 * (1 + 5)


def test_drawings_are_told_in_the_table_of_columns(digits: View, cells: View) -> None:
    drawn = [heading.drawn for heading in board_page(digits).headings]
    assert drawn[0] == "dots from 0.896 to 0.988; 1 value beyond, at the edge"
    page = board_page(cells)
    assert page.rank_score_drawn == "bars from 0 to 5"
    assert [heading.drawn for heading in page.headings] == ["dots from 0.55 to 0.88", "", ""]


def test_cells_are_drawn_by_classes_and_never_by_inline_style(pages: Mapping[str, str]) -> None:
    page = Page(pages["cells/phases/final/overall/index.html"])
    assert page.values("style") == []
    drawn = [value for value in page.values("class", "td") if " b" in value]
    assert drawn[0] == "number sorted bar b20"
    assert drawn[1].startswith("number dot b")


def test_a_board_of_hundreds_has_its_columns_widths_from_the_start(tmp_path: Path) -> None:
    long = board_page(make_site_challenge(tmp_path, CELLS, cell_records(301)))
    assert long.is_fixed
    # 0.775 ± 0.100 #301, of which all but the value is in smaller print
    assert long.headings[0].width == 16


def test_the_rule_is_told_in_the_site_s_language(digits: View) -> None:
    class Shouting(Texts):
        def __call__(self, message: str, /, **values: object) -> str:
            return super().__call__(message, **values).upper()

    scope = Scope.of(digits, make_options(), Shouting("en", NullTranslations()))
    page = make_board_page(scope.boards[0], scope)
    assert page.rule[0] == "RANKED BY ACCURACY (HIGHER IS BETTER)."


def test_a_line_can_be_linked_to(pages: Mapping[str, str]) -> None:
    assert "e-pr-6-3f2a9c1" in Page(pages[BOARD]).values("id", "tr")
