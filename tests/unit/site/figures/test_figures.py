"""Figures: SVG that may stand in a page under its policy, in the page's own colours."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from markupsafe import Markup

from podium.site.analysis.plot import MOST_DRAWN
from podium.site.figures import by_entry, planes
from podium.site.figures.scales import Scale
from unit.site.markup import Page

MINUS = "\N{MINUS SIGN}"
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
        planes.RecordPoint(at, value, name) for (at, value), name in zip(points, NAMES, strict=True)
    ]
    return planes.draw_progress(title, points, steps, "Accuracy $a$ & more")


def distribution(title: str = "Spread") -> Markup:
    spreads = [by_entry.Spread(name, [0.1, 0.2, 0.4, 0.9]) for name in NAMES]
    return by_entry.draw_distribution(title, spreads, "Dice")


def stability(title: str = "Stability") -> Markup:
    spreads = [
        by_entry.RankDistribution(
            name, rank, max(1, rank - 1), rank + 1, {rank: 900, rank + 1: 100}
        )
        for rank, name in enumerate(NAMES, start=1)
    ]
    return by_entry.draw_stability(title, spreads, "Rank")


def significance(title: str = "Significance") -> Markup:
    better = [[column > row + 1 for column in range(6)] for row in range(6)]
    return by_entry.draw_significance(title, NAMES, better)


def pareto(title: str = "Trade-off") -> Markup:
    spots = [planes.Spot(x, 6 - x, name, x % 2 == 0) for x, name in enumerate(NAMES)]
    return planes.draw_pareto(title, spots, "Time", "Score")


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
    assert page.values("role", "svg") == ["img"]
    assert len(labels) == 1 and page.values("id", "title") == labels
    assert page.texts.count("What <it> shows") == 1


@every_kind
def test_a_figure_is_as_wide_as_its_page(draw: Callable[..., Markup]) -> None:
    """Places across are shares of the width."""
    page = Page(draw())
    across = [one for name in ("cx", "x1", "x2") for one in page.values(name)]
    assert across and all(one.endswith("%") for one in across), across


@pytest.mark.parametrize("hours", [0.001, 0.1, 3, 30, 50, 80, 300, 1_500, 20_000, 200_000])
def test_any_span_of_time_has_its_dates(hours: float) -> None:
    points = [(START, 0.5), (START + timedelta(hours=hours), 0.6)]
    steps = [planes.RecordPoint(at, value, "Ada") for at, value in points]
    figure = planes.draw_progress("Progress", points, steps, "Dice")
    for texts in (words(figure, "wide"), words(figure, "narrow")):
        assert len([one for one in texts if re.fullmatch(r"\d[\d: -]+", one)]) >= 2, texts


def words(figure: str, screen: str) -> list[str]:
    """What one of the two screens shows."""
    found = re.findall(r"<text([^>]*)>([^<]*)</text>", figure)
    return [text for given, text in found if "class=" not in given or f'"{screen}"' in given]


def test_labels_of_records_keep_clear_of_each_other() -> None:
    steps = [
        planes.RecordPoint(START + timedelta(days=n), n / 9, f"participant-{n}") for n in range(10)
    ]
    figure = planes.draw_progress("Progress", [(s.at, s.value) for s in steps], steps, "Dice")
    wide = [one for one in words(figure, "wide") if one.startswith("participant-")]
    assert wide[0] == "participant-9" and 3 <= len(wide) < 10
    narrow = [one for one in words(figure, "narrow") if one.startswith("participan")]
    assert 0 < len(narrow) < len(wide)


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
    spots = [planes.Spot(0, 0, "n" * 300, True), planes.Spot(1, 1, "b", True)]
    assert "n" * 30 not in planes.draw_pareto("t", spots, "x", "y")


def test_names_on_a_crowded_front_keep_clear_of_each_other() -> None:
    crowd = [planes.Spot(n / 1000, 1 - n / 1000, f"crowd-{n}", True) for n in range(20)]
    spots = [*crowd, planes.Spot(1, 0, "alone", True), planes.Spot(0.2, 0.2, "behind", False)]
    for screen in ("wide", "narrow"):
        texts = words(planes.draw_pareto("t", spots, "x", "y"), screen)
        assert "alone" in texts and "behind" not in texts
        assert len([text for text in texts if text.startswith("crowd-")]) <= 3


LIGHT = 20_480


def test_thousands_of_points_stay_light() -> None:
    points = [(START + timedelta(hours=hour), (hour * 7919) % 1000 / 1000) for hour in range(5_000)]
    records = [planes.RecordPoint(at, value, "a" * 80) for at, value in points[:500]]
    assert len(planes.draw_progress("t", points, records, "y")) < LIGHT
    spots = [planes.Spot(value, number, "a" * 80, True) for number, (_, value) in enumerate(points)]
    assert len(planes.draw_pareto("t", spots, "x", "y")) < LIGHT


def test_as_many_entries_as_are_drawn_stay_light() -> None:
    values = [(number * 7919) % 1000 / 1000 for number in range(5_000)]
    spreads = [by_entry.Spread("a" * 80, values) for _ in range(MOST_DRAWN)]
    assert len(by_entry.draw_distribution("t", spreads, "x")) < LIGHT
    counts = dict.fromkeys(range(1, 26), 40)
    ranks = [by_entry.RankDistribution("a" * 80, 1, 1, 25, counts) for _ in range(MOST_DRAWN)]
    assert len(by_entry.draw_stability("t", ranks, "x")) < LIGHT
    better = [[True] * MOST_DRAWN] * MOST_DRAWN
    assert len(by_entry.draw_significance("t", ["a" * 80] * MOST_DRAWN, better)) < LIGHT


@pytest.mark.parametrize("value", [1e-12, 0.0, -3.5, 1e300], ids=str)
def test_one_value_only_is_drawn(value: float) -> None:
    points, steps = [(START, value)], [planes.RecordPoint(START, value, "a")]
    figure = planes.draw_progress("t", points, steps, "y")
    assert figure.startswith("<svg") and len(words(figure, "narrow")) >= 4
    assert by_entry.draw_distribution("t", [by_entry.Spread("a", [value, value])], "y")


@pytest.mark.parametrize(
    "values", [(-1.7e308, 1.7e308), (0.0, 5e-324), (1.0, 1.0000000000000002), (-1e-300, 1e300)]
)
def test_the_ends_of_what_a_number_can_be_are_drawn(values: tuple[float, float]) -> None:
    steps = [planes.RecordPoint(START + timedelta(days=n), v, "a") for n, v in enumerate(values)]
    spots = [planes.Spot(value, -value, "a", True) for value in values]
    for figure in (
        planes.draw_progress("t", [(step.at, step.value) for step in steps], steps, "y"),
        planes.draw_pareto("t", spots, "x", "y"),
        by_entry.draw_distribution("t", [by_entry.Spread("a", values)], "y"),
    ):
        assert "nan" not in figure and "inf" not in figure


@pytest.mark.parametrize("year", [1, 9999])
def test_the_ends_of_what_a_date_can_be_are_drawn(year: int) -> None:
    points = [(datetime(year, 6, 1, tzinfo=UTC), 1.0), (datetime(2026, 6, 1, tzinfo=UTC), 2.0)]
    steps = [planes.RecordPoint(at, value, "a") for at, value in sorted(points)]
    assert planes.draw_progress("t", points, steps, "y")


@pytest.mark.parametrize(
    ("low", "high", "most", "ticks"),
    [
        (0, 1, 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (-0.31, 0.3, 3, [f"{MINUS}0.2", "0.0", "0.2"]),
        (0.61, 0.64, 3, ["0.61", "0.62", "0.63", "0.64"]),
        (3, 1_234_567, 3, ["500000", "1000000"]),
        (0, 3e9, 3, ["0", "1e9", "2e9", "3e9"]),
        (0, 2.5e-7, 3, ["0", "1e-7", "2e-7"]),
    ],
)
def test_ticks_are_round_and_written_alike(
    low: float, high: float, most: int, ticks: list[str]
) -> None:
    assert [text.replace(f"e{MINUS}", "e-") for _, text in Scale(low, high).ticks(most)] == ticks


def test_a_mark_says_what_it_is() -> None:
    assert "Ada: 0.5" in Page(progress()).texts
    assert "Ada: 1 (1 – 2)" in Page(stability()).texts
