"""What lies behind a board's ranks, as a reader meets it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from podium.boards.readers import Hosts
from podium.boards.view import View
from podium.site import render_site
from unit.site.compare.comparing import CONFIG, cases_of, make_compared
from unit.site.factories import (
    CELLS,
    DIGITS,
    cell_records,
    digit_records,
    make_options,
    make_site_challenge,
)
from unit.site.markup import Page, broken_links

# Nearly every test builds a site of its own.
pytestmark = pytest.mark.slow

ADDRESS = "cells/phases/final/overall/analysis/index.html"
COMPARED_ADDRESS = "lesions/phases/final/overall/analysis/index.html"
DIGITS_ADDRESS = "digits/phases/dev/all/analysis/index.html"
# By Dice alone, whose case values the records have.
ABSOLUTE = CELLS.replace("Mean of ranks", "Absolute")
ASSETS = {"assets/site.css", "assets/icon.svg", "assets/site.js", "assets/compare.js"}


def cells(root: Path, config: str = ABSOLUTE, count: int = 5) -> View:
    return make_site_challenge(root, config, cell_records(count), is_whole=True)


def analysis(challenge: View, address: str = ADDRESS) -> Page:
    return Page(render_site([challenge], options=make_options())[address])


def sections(page: Page) -> list[str]:
    return [value for tag, name, value in page.attributes if (tag, name) == ("h2", "id")]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Page:
    """Of five entries with ten cases."""
    return analysis(cells(tmp_path_factory.mktemp("cells")))


def test_everything_that_cases_tell_has_a_section_a_figure_and_a_table(page: Page) -> None:
    assert sections(page) == [
        "progress",
        "distribution-0",
        "stability",
        "significance",
        "pareto",
    ]
    assert page.values("role", "svg") == ["img"] * 5
    assert page.tags.count("table") == 5 and page.tags.count("details") == 5
    assert "A" in page.texts, "the first tie group, lettered as on the board"


def test_the_method_is_stated(page: Page) -> None:
    text = page.text
    assert "drawn anew with replacement 1,000 times (bootstrap, seed 0)" in text
    assert "10 cases each" in text
    assert "Wilcoxon signed-rank tests over the cases, Holm-adjusted" in text


def test_the_method_is_stated_to_the_last_choice(page: Page) -> None:
    text = page.text
    assert "numpy.random.default_rng(0).integers(0, 10, (1000, 10)) draws places" in text
    assert "from value 25 to value 976 of the 1,000, in order" in text
    assert "the first 1,000 of these rankings" in text
    assert "whose difference from it in Dice has a 95 % bootstrap interval without zero" in text
    assert "over all pairs of the 5 entries shown, both ways round" in text
    assert "Up to 50 others, p is exact" in text


def compared(root: Path, *dice: Sequence[float], config: str = CONFIG) -> Page:
    """The analysis of entries with these values, one a case."""
    entries = [cases_of(dice=one, distance=[1.0] * len(one)) for one in dice]
    return analysis(make_compared(root, entries, config=config), COMPARED_ADDRESS)


def test_a_significant_test_says_for_whom_it_speaks(tmp_path: Path) -> None:
    """A few cases that weigh much make the mean, the others the test."""
    steady = [0.9 - n / 100 for n in range(20)]
    often_better = [0.95 - n / 100 for n in range(18)] + [0.01, 0.02]
    by_dice = CONFIG.replace("Mean of ranks", "Absolute")
    page = compared(tmp_path / "one", steady, often_better, config=by_dice)
    assert "yes, but the one below is better" in page.texts
    assert "yes" in compared(tmp_path / "other", steady, [0.1] * 20, config=by_dice).texts


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        pytest.param(4, "4 cases are too few to find anything", id="whatever they are"),
        pytest.param(12, "None of these entries is significantly better", id="as they are"),
    ],
)
def test_an_empty_map_says_whether_it_could_be_otherwise(
    cases: int, said: str, tmp_path: Path
) -> None:
    same = [0.1 * number for number in range(1, cases + 1)]
    assert said in compared(tmp_path, same, same).text


def test_a_column_that_is_an_extreme_is_named(tmp_path: Path) -> None:
    values = [[0.9, 0.8, 0.7], [0.6, 0.5, 0.4]]
    assert "extreme" not in compared(tmp_path / "mean", *values).text
    by_worst = CONFIG.replace(
        "score_jsonpath: aggregates.dice", "score_jsonpath: aggregates.dice_min"
    )
    page = compared(tmp_path / "worst", *values, config=by_worst)
    assert "Dice: the extreme of its cases." in page.text


def test_a_board_ranked_by_a_column_without_cases_has_no_intervals(tmp_path: Path) -> None:
    """The mean of ranks is of Dice and of the Hausdorff distance; the latter has no cases here."""
    assert "stability" not in sections(analysis(cells(tmp_path, CELLS)))


def test_without_public_cases_it_says_why_there_are_no_intervals(tmp_path: Path) -> None:
    digits = make_site_challenge(tmp_path, DIGITS, digit_records(), is_whole=True)
    page = analysis(digits, DIGITS_ADDRESS)
    assert sections(page) == ["progress", "pareto"]
    assert "No rank intervals and no tests" in page.text


def test_records_stand_in_the_table_newest_first(tmp_path: Path) -> None:
    page = analysis(cells(tmp_path, count=40))
    start = page.text.index("Record by")
    dates = page.text[start : start + 400]
    assert "1 Jul 2026" in dates and "2 Jul 2026" in dates
    assert dates.index("2 Jul 2026") < dates.index("1 Jul 2026")


def test_the_hosts_choose_the_two_metrics_of_the_pareto_front(page: Page, tmp_path: Path) -> None:
    chosen = "pareto: [aggregates.objects, aggregates.dice.mean]"
    config = ABSOLUTE.replace("slug: cells", f"slug: cells, {chosen}")
    assert "Objects against Dice" in analysis(cells(tmp_path, config)).text
    assert "Dice against Hausdorff distance" in page.text


def test_a_pareto_of_a_column_that_no_board_has_is_not_drawn(tmp_path: Path) -> None:
    config = ABSOLUTE.replace("slug: cells", "slug: cells, pareto: [aggregates.x, aggregates.y]")
    assert "pareto" not in sections(analysis(cells(tmp_path, config)))


def test_one_entry_is_too_little_to_draw(tmp_path: Path) -> None:
    page = analysis(cells(tmp_path, count=1))
    assert "progress" not in sections(page) and "significance" not in sections(page)


def test_an_empty_board_has_no_analysis(tmp_path: Path) -> None:
    pages = render_site([cells(tmp_path, count=0)], options=make_options())
    assert ADDRESS not in pages


@pytest.mark.parametrize("count", [2, 30])
def test_every_link_leads_somewhere(tmp_path: Path, count: int) -> None:
    pages = render_site([cells(tmp_path, count=count)], options=make_options())
    assert list(broken_links(pages, ASSETS)) == []


def test_the_hosts_site_has_the_analysis_of_what_the_public_may_not_see(tmp_path: Path) -> None:
    config = ABSOLUTE.replace("    score_title", "    display_all_metrics: false\n    score_title")
    public = make_site_challenge(tmp_path / "p", config, cell_records(6), is_whole=True)
    hosts = make_site_challenge(
        tmp_path / "h", config, cell_records(6), is_whole=True, audience=Hosts()
    )
    assert "stability" not in sections(analysis(public))
    pages = render_site([hosts], options=make_options())
    assert "stability" in sections(Page(pages[ADDRESS]))
