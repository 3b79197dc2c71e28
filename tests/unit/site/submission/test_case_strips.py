"""Values case by case are dots along a scale, each where its value is."""

from __future__ import annotations

import re
from dataclasses import replace
from math import fsum, nextafter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import factories
from podium.site import render_site
from podium.site.submission import case_strips
from podium.site.submission.case_strips import MOST_DOTS, CaseStrip
from unit.site.factories import CELLS, cell_records, make_options, make_site_challenge
from unit.site.markup import Page

HALF = 28  # pixels: what a strip's box has above its middle, and below


def strip_of(*values: object) -> CaseStrip:
    names = [f"case {number}" for number in range(len(values))]
    (strip,) = case_strips.make_strips(names, [("dice", values)])
    return strip


def points(path: str) -> list[tuple[float, float]]:
    """In percent across, and in pixels from the middle."""
    found = re.findall(r"M(\d+) (-?[\d.]+)h0", path)
    return [(int(x) / 10, float(y)) for x, y in found]


def places(strip: CaseStrip) -> list[float]:
    """Of all dots, those with a name at the ends."""
    if not strip.path:
        return [x for dot in strip.dots for x, _ in points(dot.path)]
    ends = [x for dot in (strip.dots[0], strip.dots[-1]) for x, _ in points(dot.path)]
    return [ends[0], *(x for x, _ in points(strip.path)), ends[1]]


def test_dots_are_where_their_values_are() -> None:
    strip = strip_of(0.0, 1.0, 0.5, 0.25)
    assert [dot.label for dot in strip.dots] == [
        "case 0: 0",
        "case 3: 0.25",
        "case 2: 0.5",
        "case 1: 1",
    ]
    assert places(strip) == [2.0, 26.0, 50.0, 98.0]
    assert (strip.metric, strip.low, strip.high) == ("dice", "0", "1")
    assert float(strip.mean) / 10 == pytest.approx(2 + 96 * 1.75 / 4)


def test_equal_values_lie_beside_each_other() -> None:
    strip = strip_of(0.0, 1.0, 1.0, 1.0)
    drawn = [point for dot in strip.dots for point in points(dot.path)]
    heights = {y for x, y in drawn if x == 98}
    assert len(heights) == 3 and 0 in heights


@pytest.mark.parametrize(
    "values",
    [
        pytest.param([0.5, 0.5, 0.5], id="all equal"),
        pytest.param([0.5], id="one case"),
        pytest.param([float("nan"), float("inf"), 0.5], id="one that is finite"),
        pytest.param(["a.png", "b.png"], id="texts"),
        pytest.param([True, False], id="yes and no"),
        pytest.param([None, None], id="nothing"),
        pytest.param([10**400, 1], id="an integer without a float"),
    ],
)
def test_nothing_is_drawn_where_there_is_nothing_to_see(values: list[object]) -> None:
    names = [str(number) for number in range(len(values))]
    assert case_strips.make_strips(names, [("m", values)]) == ()


@pytest.mark.parametrize(
    "values",
    [
        pytest.param([1e-12, 2e-12, 3e-12], id="tiny"),
        pytest.param([0.0, 5e-324], id="the narrowest scale there is"),
        pytest.param([1.0, nextafter(1.0, 2.0)], id="neighbours"),
        pytest.param([-1.7e308, 0.0, 1.7e308], id="the widest scale there is"),
        pytest.param([10**300, 1, -(10**300)], id="integers"),
    ],
)
def test_any_scale_has_its_ends_at_the_ends(values: list[float]) -> None:
    strip = strip_of(*values)
    assert places(strip)[0] == 2.0 and places(strip)[-1] == 98.0


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=500))
def test_dots_stay_inside_and_in_the_order_of_their_values(values: list[float]) -> None:
    if len(set(values)) < 2:
        return
    strip = strip_of(*values)
    assert places(strip) == sorted(places(strip))
    assert all(2 <= place <= 98 for place in [*places(strip), float(strip.mean) / 10])
    assert all(abs(y) < HALF for _, y in points(strip.path))
    assert len(places(strip)) == strip.drawn <= MOST_DOTS + 1
    assert strip.count == len(values)


def test_of_many_cases_the_outermost_are_drawn_and_the_mean_is_of_all() -> None:
    values = [number**2 / 1e6 for number in range(1_000)]
    strip = strip_of(*values)
    assert MOST_DOTS / 2 < strip.drawn <= MOST_DOTS + 1
    assert len(strip.dots) == 2
    assert strip.dots[0].label == "case 0: 0" and strip.dots[-1].label == "case 999: 0.998001"
    share = fsum(values) / len(values) / values[-1]
    assert float(strip.mean) / 10 == pytest.approx(2 + 96 * share, abs=0.1)


def test_the_page_draws_them_and_has_the_table_below(tmp_path: Path) -> None:
    pages = render_site(
        [make_site_challenge(tmp_path, CELLS, cell_records(1))], options=make_options()
    )
    text = pages["cells/submissions/s1/index.html"]
    (drawn,) = re.findall(r'<svg role="img" viewBox="0 -28 .*?</svg>', text, re.DOTALL)
    assert drawn.count("h0") == 10
    assert "<title>dice</title>" in drawn
    values = re.findall(r"<title>(cell-\d.png): (0\.\d+)</title>", drawn)
    cells = Page(text).texts
    assert len(values) == 10 and all(value in cells for _, value in values)
    assert "have a dot" not in text


def test_the_page_says_where_not_every_case_has_a_dot(tmp_path: Path) -> None:
    (record,) = cell_records(1)
    dice = {f'<b "{n}">': n / 1_000 for n in range(1_000)}
    mean = sum(dice.values()) / len(dice)
    document = {
        "case": {"dice": dice},
        "aggregates": {"dice": {"mean": mean}, "hausdorff": {"mean": 1.0}, "objects": 1},
    }
    scored = replace(record.evaluations[0], metrics=factories.make_metrics(document))
    record = replace(record, evaluations=(scored,))
    pages = render_site([make_site_challenge(tmp_path, CELLS, [record])], options=make_options())
    page = Page(pages["cells/submissions/s1/index.html"])
    dots = sum(path.count("h0") for path in page.values("d", "path"))
    assert 100 < dots <= MOST_DOTS + 1
    assert f"{dots} of 1000 cases have a dot." in page.text
    assert '<b "0">: 0' in page.texts


def test_however_many_metrics_and_splits_there_are_a_page_stays_light() -> None:
    values = [number / 7 for number in range(500)]
    strips = case_strips.make_strips(
        [f"case {n}" for n in range(500)], [(f"m{n}", values) for n in range(24)], pages=8
    )
    drawn = sum(len(one.path) + sum(len(dot.label) + 30 for dot in one.dots) for one in strips)
    assert 8 * drawn < 80_000
