"""Entries side by side, and case by case."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from factories import make_record, make_submission
from podium.boards import view
from podium.boards.view import View
from podium.challenge.rules import Order
from podium.site import render_site
from podium.site.compare import strips
from podium.site.compare.page import ComparePage, Line, make_compare_page, units
from podium.site.compare.paired import pair
from podium.site.frame import addresses, navigation
from podium.site.frame.scope import Scope
from unit.site.compare.comparing import (
    CONFIG,
    ENTRIES,
    PAGE,
    Cases,
    cases_of,
    make_compared,
    some_entries,
)
from unit.site.factories import (
    EMOJI,
    HOSTILE,
    LONE_SURROGATE,
    LONG,
    RIGHT_TO_LEFT,
    make_options,
    make_site_challenge,
    strict_json,
)
from unit.site.markup import Page
from unit.site.test_snapshots import assert_as_before, assert_page_as_before

MINUS = "\N{MINUS SIGN}"


def page_of(root: Path, entries: list[Cases] | None = None, **options: str) -> ComparePage:
    scope = scope_of(make_compared(root, entries, **options))  # type: ignore[arg-type]
    return make_compare_page(scope.boards[0], scope)


def scope_of(challenge: View) -> Scope:
    return Scope.of(challenge, make_options())


def line_of(page: ComparePage, title: str) -> Line:
    return next(line for line in page.lines if line.title == title)


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> View:
    return make_compared(tmp_path_factory.mktemp("compare"))


@pytest.fixture(scope="module")
def pages(compared: View) -> dict[str, str]:
    return render_site([compared], options=make_options())


def test_page_is_as_it_was(pages: dict[str, str]) -> None:
    assert_page_as_before("compare.html", PAGE, pages)


def test_list_of_entries_is_as_it_was(pages: dict[str, str]) -> None:
    assert_as_before("compare-entries.json", pages[ENTRIES])


def test_the_best_three_are_compared_first(compared: View) -> None:
    scope = scope_of(compared)
    board = scope.boards[0]
    page = make_compare_page(board, scope)
    assert [one.submission for one in page.entries] == [one.submission for one in board.rows[:3]]
    assert [one.letter for one in page.entries] == ["A", "B", "C"]


def test_of_two_both_are_compared_and_of_one_there_is_no_page(tmp_path: Path) -> None:
    two = page_of(tmp_path / "two", some_entries(2))
    assert len(two.entries) == 2 and len(two.sections[0].pairs) == 1
    alone = scope_of(make_compared(tmp_path / "one", some_entries(1)))
    assert list(units(alone)) == []
    here = addresses.compare("lesions", "final", "overall")
    assert here not in {tab.address for tab in navigation.board_tabs(alone.boards[0], alone, here)}


def test_the_best_value_is_marked_by_the_metrics_direction(tmp_path: Path) -> None:
    entries = [
        cases_of(dice=[0.9, 0.8], distance=[5.0, 6.0]),
        cases_of(dice=[0.7, 0.8], distance=[1.0, 2.0]),
    ]
    page = page_of(tmp_path, entries)
    marks = {line.title: [cell.is_best for cell in line.cells] for line in page.lines[5:7]}  # type: ignore[union-attr]
    assert [one.submission for one in page.entries] == ["s0", "s1"]
    assert marks == {"Dice": [True, False], "Distance": [False, True]}


def test_a_value_that_all_have_is_nobodys_best(tmp_path: Path) -> None:
    page = page_of(tmp_path, [cases_of(dice=[0.5, 0.5], distance=[1.0, 2.0])] * 3)
    assert [cell.is_best for cell in line_of(page, "Dice").cells] == [False] * 3  # type: ignore[union-attr]


def test_differences_of_a_metric_where_lower_is_better_are_called_better_below_zero(
    tmp_path: Path,
) -> None:
    entries = [
        cases_of(dice=[0.9, 0.9], distance=[5.0, 6.0]),
        cases_of(dice=[0.8, 0.8], distance=[4.0, 4.0]),
    ]
    dice, distance = (section.pairs[0] for section in page_of(tmp_path, entries).sections)
    assert (dice.mean.text, dice.mean.word) == (f"{MINUS}0.100", "worse")
    assert (distance.mean.text, distance.mean.word) == (f"{MINUS}1.500", "better")
    assert (distance.standard_error, distance.tally) == ("0.500", "2 / 0 / 0")
    assert (distance.worst, distance.best) == ("+2.000", f"{MINUS}2.000")
    assert [dot.kind for dot in distance.strip.dots] == ["better", "better"]
    assert all(float(dot.x) > 50 for dot in distance.strip.dots)


def test_cases_that_one_entry_lacks_or_has_no_number_for_are_left_out_and_said(
    tmp_path: Path,
) -> None:
    entries = some_entries(4, cases=10)
    fewer = {metric: dict(values) for metric, values in entries[1].items()}
    del fewer["dice"]["3"]
    fewer["dice"]["4"] = math.nan
    page = page_of(tmp_path, [entries[0], fewer, *entries[2:]])
    assert [one.submission for one in page.entries] == ["s0", "s1", "s2"]
    found = [(one.cases, one.left_out) for one in page.sections[0].pairs]
    assert found == [("8", "2"), ("10", "0")]
    assert [one.left_out for one in page.sections[1].pairs] == ["0", "0"]


def test_entries_without_a_case_in_common_are_said_to_be_apart(tmp_path: Path) -> None:
    entries = some_entries(4, cases=6)
    apart = {
        metric: {f"x{case}": values[case] for case in values}
        for metric, values in entries[1].items()
    }
    page = page_of(tmp_path, [entries[0], apart, *entries[2:]])
    assert [one.submission for one in page.entries] == ["s0", "s1", "s2"]
    assert [one.is_apart for one in page.sections[0].pairs] == [True, False]


def test_identical_entries_are_equal_everywhere(tmp_path: Path) -> None:
    found = page_of(tmp_path, [some_entries(1, cases=6)[0]] * 2).sections[0].pairs[0]
    assert (found.mean.text, found.mean.word, found.tally) == ("0.000", "equal", "0 / 6 / 0")
    assert {(dot.x, dot.kind) for dot in found.strip.dots} == {("50", "equal")}
    assert len({dot.y for dot in found.strip.dots}) == 6, "they hide one another"


def test_small_differences_get_more_decimals_than_the_column(tmp_path: Path) -> None:
    entries = [
        cases_of(dice=[1e-9, 2e-9, 3e-9], distance=[1.0, 1.0, 1.0]),
        cases_of(dice=[2e-9, 4e-9, 3e-9], distance=[2.0, 2.0, 2.0]),
    ]
    found = page_of(tmp_path, entries).sections[0]
    texts = [one.difference.text.lstrip(f"+{MINUS}") for one in found.pairs[0].largest]
    assert texts == ["0.00000000200", "0.00000000100", "0.00000000000"]


def test_five_thousand_cases_are_drawn_by_their_largest_four_hundred(tmp_path: Path) -> None:
    found = page_of(tmp_path, some_entries(2, cases=5_000)).sections[0].pairs[0]
    assert found.cases == "5,000" and found.is_thinned
    assert len(found.strip.dots) == strips.MOST_DOTS == 400
    assert len(found.largest) == 10
    rest = found.strip.rest
    assert rest is not None
    edge = 50 - float(rest.x)
    assert 2 * edge == pytest.approx(float(rest.width), abs=0.02)
    assert all(abs(float(dot.x) - 50) >= edge - 0.01 for dot in found.strip.dots)


def test_a_strip_holds_all_its_dots_and_its_furthest_lies_at_an_end() -> None:
    reference = {str(case): 0.0 for case in range(300)}
    entry = {str(case): math.sin(case) for case in range(300)}
    found = pair(reference, entry, Order.DESCENDING)
    strip = strips.draw(found, found.reach, str)
    across = [float(dot.x) for dot in strip.dots]
    assert min(across) >= 2 and max(across) <= 98
    assert min(across) == pytest.approx(2, abs=0.01) or max(across) == pytest.approx(98, abs=0.01)
    assert all(4 <= float(dot.y) <= strips.HEIGHT - 4 for dot in strip.dots)
    assert {(float(dot.x) > 50) == (dot.kind == "better") for dot in strip.dots[:-1]} == {True}


def test_columns_of_the_same_values_share_their_differences(tmp_path: Path) -> None:
    config = CONFIG.replace(
        "      - {title: Objects",
        "      - {title: Worst, path: aggregates.dice, order: desc}\n      - {title: Objects",
    )
    page = page_of(tmp_path, config=config)
    assert [section.path for section in page.sections] == [
        "aggregates.dice",
        "aggregates.distance",
    ]


def test_without_public_cases_the_table_stands_alone_and_says_why(tmp_path: Path) -> None:
    config = CONFIG.replace(
        "    title: Final\n", "    title: Final\n    display_all_metrics: false\n"
    )
    entries = [
        {
            metric: {f"UNSEEN-{case}": values[case] for case in values}
            for metric, values in one.items()
        }
        for one in some_entries()
    ]
    challenge = make_compared(tmp_path, entries, config=config)
    pages = render_site([challenge], options=make_options())
    assert "UNSEEN" not in "".join(pages.values())
    assert "Nothing can be compared case by case here" in pages[PAGE]
    assert "<article" not in pages[PAGE].partition("<template")[0]


def test_lines_on_which_nobody_has_anything_are_hidden(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    assert line_of(page, "Method").is_empty is False
    assert {line.title for line in page.lines if line.is_empty} == set()
    config = CONFIG.replace("path: aggregates.objects", "path: aggregates.nowhere")
    without = page_of(tmp_path / "without", config=config)
    assert {line.title for line in without.lines if line.is_empty} == {"Objects"}


def test_hostile_names_and_cases_are_shown_as_text(tmp_path: Path) -> None:
    names = {0: HOSTILE, 1: RIGHT_TO_LEFT + EMOJI, 2: LONE_SURROGATE + LONG}
    entries = [
        {
            metric: {f"{HOSTILE} {LONE_SURROGATE} {case}": values[case] for case in values}
            for metric, values in one.items()
        }
        for one in some_entries(3)
    ]
    challenge = make_compared(tmp_path, entries, names=names)
    pages = render_site([challenge], options=make_options())
    page = Page(pages[PAGE])
    assert page.tags.count("script") == 3 and not page.foreign_scripts
    assert not [one for one in page.attributes if one[1].startswith("on") or one[1] == "style"]
    assert "alert('x')" in page.text and EMOJI in page.text
    rows = strict_json(pages[ENTRIES])
    assert len(rows) == 4 and all(len(row[1]) <= 80 and len(row[6]) <= 80 for row in rows)
    assert strict_json(page.values("data-comparison")[0])["first"] == ["s0", "s1", "s2"]


def test_the_list_names_every_entry_of_the_board_and_no_other(tmp_path: Path) -> None:
    challenge = make_compared(tmp_path, some_entries(7))
    pages = render_site([challenge], options=make_options())
    keys, *rows = strict_json(pages[ENTRIES])
    entries = [dict(zip(keys, row, strict=True)) for row in rows]
    board = challenge.boards[0]
    assert [one["id"] for one in entries] == [row.submission for row in board.rows]
    assert entries[0] == {
        "id": "s0",
        "name": "sample-0",
        "kinds": "verified",
        "rank": "1",
        "interval": "1",
        "group": "",
        "method": "Method 0",
        "time": "3.70 s",
    }


def test_the_script_is_loaded_by_this_page_alone(pages: dict[str, str]) -> None:
    users = {address for address, text in pages.items() if addresses.COMPARE_SCRIPT in text}
    assert users == {PAGE}


def test_a_column_of_what_is_missing_to_one_is_compared_in_the_direction_of_its_cases(
    tmp_path: Path,
) -> None:
    """``1 - dice`` is better when it is smaller; dice, which the page compares, when larger."""
    cases = {f"c{number}": number / 10 for number in range(5)}
    config = """\
title: Losses
podium: {slug: losses, evaluator: {image: "example:1"}}
challenge_phases: [{codename: final, score_jsonpath: dice_loss, score_default_sort: asc}]
"""
    records = []
    for name, shift in (("a", 0.2), ("b", 0.0)):
        dice = {case: value + shift for case, value in cases.items()}
        document = {"case": {"dice": dice}, "dice_loss": 1 - sum(dice.values()) / len(dice)}
        submission = make_submission(name, challenge="losses", phase="final", login=name)
        records.append(make_record(document, submission=submission))
    scope = Scope.of(
        view.analyse_boards(make_site_challenge(tmp_path, config, records)), make_options()
    )
    page = make_compare_page(scope.boards[0], scope)
    (section,) = page.sections
    assert [entry.name for entry in page.entries] == ["a", "b"]
    assert (section.pairs[0].tally, section.pairs[0].mean.word) == ("0 / 0 / 5", "worse")
    column = json.loads(page.setup)["columns"]["dice_loss"]
    assert (column["sign"], column["caseSign"]) == (-1, 1)
