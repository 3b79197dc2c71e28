"""Figures: SVG that may stand in a page under its policy, in the page's own colours."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from markupsafe import Markup

from podium.site.figures import plots
from unit.site.markup import Page

START = datetime(2026, 6, 1, tzinfo=UTC)
NAMES = [
    "Ada",
    "</title><script>alert(1)</script>",
    "$x$ and $y$",
    "שלום",
    "🚀 日本",
    "a\x00b\ud800",
]


def progress(title: str = "Progress") -> Markup:
    points = [(START + timedelta(days=day), 0.5 + day / 100) for day in range(6)]
    steps = [
        plots.RecordPoint(at, value, name) for (at, value), name in zip(points, NAMES, strict=True)
    ]
    return plots.draw_progress(title, points, steps, "Accuracy $a$ & more")


def distribution(title: str = "Spread") -> Markup:
    spreads = [plots.Spread(name, [0.1, 0.2, 0.4, 0.9]) for name in NAMES]
    return plots.draw_distribution(title, spreads, "Dice")


def stability(title: str = "Stability") -> Markup:
    spreads = [
        plots.RankDistribution(name, rank, max(1, rank - 1), rank + 1, {rank: 900, rank + 1: 100})
        for rank, name in enumerate(NAMES, start=1)
    ]
    return plots.draw_stability(title, spreads, "Rank")


def significance(title: str = "Significance") -> Markup:
    better = [[column > row + 1 for column in range(6)] for row in range(6)]
    return plots.draw_significance(title, NAMES, better)


def pareto(title: str = "Trade-off") -> Markup:
    spots = [plots.Spot(x, 6 - x, name, x % 2 == 0) for x, name in enumerate(NAMES)]
    return plots.draw_pareto(title, spots, "Time", "Score")


KINDS = [progress, distribution, stability, significance, pareto]
every_kind = pytest.mark.parametrize("draw", KINDS, ids=lambda draw: draw.__name__)


@every_kind
def test_nothing_in_a_figure_is_styled_or_run(draw: Callable[..., Markup]) -> None:
    page = Page(draw())
    names = {name for _, name, _ in page.attributes}
    assert "style" not in names and not any(name.startswith("on") for name in names)
    assert "script" not in page.tags and "style" not in page.tags


@every_kind
def test_a_figure_has_a_name_for_those_who_do_not_see_it(draw: Callable[..., Markup]) -> None:
    page = Page(draw("What <it> shows"))
    labels = page.values("aria-labelledby", "svg")
    assert len(set(labels)) == 2, "one for wide screens and one for phones"
    assert page.values("role", "svg") == ["img", "img"]
    assert page.values("id", "title") == labels
    assert page.texts.count("What <it> shows") == 2


@every_kind
def test_a_figure_for_phones_fits_on_one(draw: Callable[..., Markup]) -> None:
    page = Page(draw("What it shows"))
    wide, narrow = (int(float(width)) for width in page.values("width", "svg"))
    assert narrow <= 320 - 16 and wide > narrow


@pytest.mark.parametrize("hours", [0.001, 0.1, 3, 30, 50, 80, 300, 1_500, 20_000, 200_000])
def test_any_span_of_time_has_its_dates(hours: float) -> None:
    points = [(START, 0.5), (START + timedelta(hours=hours), 0.6)]
    steps = [plots.RecordPoint(at, value, "Ada") for at, value in points]
    for figure in str(plots.draw_progress("Progress", points, steps, "Dice")).split("</svg>")[:2]:
        texts = Page(figure + "</svg>").texts
        assert len([one for one in texts if re.fullmatch(r"\d[\d: -]+", one)]) >= 2, texts


def test_labels_of_records_keep_clear_of_each_other() -> None:
    steps = [
        plots.RecordPoint(START + timedelta(days=n), n / 9, f"participant-{n}") for n in range(10)
    ]
    figure = plots.draw_progress("Progress", [(s.at, s.value) for s in steps], steps, "Dice")
    wide, narrow, _ = str(figure).split("</svg>")
    shown = [one for one in Page(wide + "</svg>").texts if one.startswith("participant-")]
    assert shown[0] == "participant-9" and 3 <= len(shown) < 10
    assert len([t for t in Page(narrow + "</svg>").texts if t.startswith("participan")]) < len(
        shown
    )


@every_kind
def test_colours_are_the_page_s(draw: Callable[..., Markup]) -> None:
    page = Page(draw())
    colours = {*page.values("fill"), *page.values("stroke")} - {"none"}
    assert colours
    assert all(one == "currentColor" or one.startswith("var(--") for one in colours), colours


@every_kind
def test_ids_are_the_figure_s_own_and_every_reference_finds_one(
    draw: Callable[..., Markup],
) -> None:
    text = draw()
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(set(ids)) == len(ids) and all(one.startswith("figure-") for one in ids)
    assert set(re.findall(r"url\(#([^)]+)\)|href=\"#([^\"]+)\"", text)) <= {
        pair for one in ids for pair in ((one, ""), ("", one))
    }


@every_kind
def test_the_same_numbers_give_the_same_bytes(draw: Callable[..., Markup]) -> None:
    assert draw() == draw()


def test_participants_text_is_text_and_no_formula() -> None:
    texts = Page(significance()).texts
    assert any("$x$ and $y$" in text for text in texts)
    assert any("</title><script>" in text for text in texts)


def test_a_long_name_is_shortened() -> None:
    spots = [plots.Spot(0, 0, "n" * 300, True), plots.Spot(1, 1, "b", True)]
    assert "n" * 30 not in plots.draw_pareto("t", spots, "x", "y")


def test_names_on_a_crowded_front_keep_clear_of_each_other() -> None:
    crowd = [plots.Spot(n / 1000, 1 - n / 1000, f"crowd-{n}", True) for n in range(20)]
    spots = [*crowd, plots.Spot(1, 0, "alone", True), plots.Spot(0.2, 0.2, "behind", False)]
    texts = Page(plots.draw_pareto("t", spots, "x", "y")).texts
    assert {"crowd-0", "alone"} <= set(texts) and "behind" not in texts
    named = [text for text in texts if text.startswith("crowd-")]
    assert len(named) <= 2 * 3  # for wide screens and for phones


def test_thousands_of_points_stay_light() -> None:
    points = [(START + timedelta(hours=hour), (hour * 7919) % 1000 / 1000) for hour in range(5_000)]
    figure = plots.draw_progress("t", points, [plots.RecordPoint(*points[0], "a")], "y")
    assert len(figure) < 250_000


@pytest.mark.parametrize("value", [1e-12, 0.0, -3.5, 1e300], ids=str)
def test_one_value_only_is_drawn(value: float) -> None:
    figure = plots.draw_progress("t", [(START, value)], [plots.RecordPoint(START, value, "a")], "y")
    assert figure.startswith("<svg")
    assert plots.draw_distribution("t", [plots.Spread("a", [value, value])], "y")
