"""The figures of the statistics page: what is drawn is what was counted."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from podium.boards.statistics import Durations, PhaseStatistics
from podium.site.figures import turnover
from podium.site.frame.texts import IN_ENGLISH
from podium.site.overview import statistics
from unit.site.figures.test_figures import words
from unit.site.markup import Page


def heights(figure: str) -> list[float]:
    """Of the bars, from left to right."""
    return [float(one) for one in Page(figure).values("height", "rect")]


def phase(*seconds: float) -> PhaseStatistics:
    durations = Durations(tuple(sorted(seconds)), 0.0, 0.0, 0.0) if seconds else None
    return PhaseStatistics("p", "P", len(seconds), 1, {}, durations, None, ())


def test_a_month_is_as_high_as_its_count() -> None:
    months = [("2026-05", 4), ("2026-06", 0), ("2026-07", 2)]
    first, empty, last = heights(str(turnover.draw_months("Months", months, "Submissions")))
    assert first == pytest.approx(2 * last, rel=0.01) and empty == 0


@pytest.mark.parametrize("count", [1, 2, 12, 120])
def test_of_many_months_some_are_named(count: int) -> None:
    months = [(f"{2000 + n // 12}-{n % 12 + 1:02}", n) for n in range(count)]
    figure = str(turnover.draw_months("Months", months, "Submissions"))
    for screen, most in (("wide", 12), ("narrow", 4)):
        named = [one for one in words(figure, screen) if re.fullmatch(r"\d{4}-\d\d", one)]
        assert min(count, 1) <= len(named) <= most


def test_every_evaluation_is_in_one_bar() -> None:
    (plot,) = statistics._durations([phase(10, 11, 12), phase(19, 20, 25)], IN_ENGLISH)
    counts = [int(line[2].text) for line in plot.lines]
    assert sum(counts) == 6 and counts[0] == 2 and counts[-1] == 1
    drawn = heights(str(plot.figure))
    assert [height > 0 for height in drawn] == [count > 0 for count in counts]
    assert plot.reading == (
        "6 evaluations finished, in 1 min 37 s all together.",
        "Half of them took 16 s or less.",
    )


def test_times_of_several_magnitudes_have_a_logarithmic_scale() -> None:
    (plot,) = statistics._durations([phase(0.5, 1, 10, 100, 1_000, 5_000)], IN_ENGLISH)
    assert "The scale is logarithmic" in plot.reading[-1]
    assert plot.lines[0][0].text == "0.50 s" and plot.lines[-1][1].text == "1 h 23 min"


@pytest.mark.parametrize(
    "known", [phase(), phase(1, 2, 3, 4), phase(7, 7, 7, 7, 7)], ids=["none", "few", "all alike"]
)
def test_too_little_is_not_drawn(known: PhaseStatistics) -> None:
    assert list(statistics._durations([known], IN_ENGLISH)) == []
    assert list(statistics._durations([replace(known, durations=None)], IN_ENGLISH)) == []
