"""Phases on one line of time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import factories
from podium.challenge.model import Phase
from podium.site.frame.texts import IN_ENGLISH
from podium.site.phase import timeline

NOW = datetime(2026, 7, 1, tzinfo=UTC)


def phases(*windows: tuple[str | None, str | None]) -> tuple[Phase, ...]:
    lines = [
        "title: T",
        'podium: {evaluator: {image: "example:1"}}',
        "challenge_phases:",
    ]
    for index, (opens, closes) in enumerate(windows):
        lines.append(f"  - codename: p{index}")
        lines.append("    score_jsonpath: x")
        lines += [f"    submissions_open_at: {opens} 00:00:00"] if opens else []
        lines += [f"    submissions_close_at: {closes} 00:00:00"] if closes else []
    return factories.make_challenge("\n".join(lines) + "\n").phases


def draw(*windows: tuple[str | None, str | None], now: datetime | None = NOW) -> timeline.Timeline:
    found = timeline.draw(phases(*windows), now, IN_ENGLISH)
    assert found is not None
    return found


def test_bars_stand_where_the_phases_are_in_time() -> None:
    found = draw(("2026-06-01", "2026-07-01"), ("2026-07-01", "2026-07-31"))
    assert [(bar.start, bar.width) for bar in found.bars.values()] == [
        ("0.00%", "50.00%"),
        ("50.00%", "50.00%"),
    ]
    assert found.now and (found.now.place, found.now.anchor) == ("50.00%", "middle")
    assert found.begins and found.ends
    assert (found.begins.date, found.ends.date) == ("1 Jun 2026", "31 Jul 2026")


def test_a_phase_without_an_end_goes_on_to_the_edge() -> None:
    found = draw(("2026-06-01", None), ("2026-06-01", "2026-07-01"))
    open_ended, bounded = found.bars.values()
    assert (open_ended.start, open_ended.width) == ("0.00%", "100.00%")
    assert bounded.width == "92.59%"
    assert found.ends is None


def test_what_is_far_away_does_not_press_the_rest_together() -> None:
    found = draw(("2026-06-01", "2099-12-31"), ("2026-06-01", "2026-08-01"))
    far, near = found.bars.values()
    assert far.width == "100.00%"
    assert float(near.width.rstrip("%")) > 90


@pytest.mark.parametrize(
    ("now", "anchor"),
    [("2026-06-02", "start"), ("2026-06-15", "middle"), ("2026-06-29", "end")],
)
def test_the_word_for_today_stays_on_the_page(now: str, anchor: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    found = draw(("2026-06-01", "2026-06-30"), now=at)
    assert found.now and found.now.anchor == anchor


def test_everything_stays_on_the_line() -> None:
    found = draw(("2024-01-01", "2024-01-02"), (None, "2026-02-01"), ("2026-06-30", None))
    for bar in found.bars.values():
        start, width = (float(value.rstrip("%")) for value in (bar.start, bar.width))
        assert start >= 0 and start + width <= 100.001 and width >= 0.5


def test_nothing_is_drawn_where_there_are_no_two_moments() -> None:
    assert timeline.draw(phases((None, None)), NOW, IN_ENGLISH) is None
    assert timeline.draw(phases(("2026-07-01", None)), None, IN_ENGLISH) is None
    assert timeline.draw((), NOW, IN_ENGLISH) is None


def test_without_a_clock_the_line_has_no_today() -> None:
    found = draw(("2026-06-01", "2026-06-30"), now=None)
    assert found.now is None
    assert {bar.kind for bar in found.bars.values()} == {"plain"}


def test_today_is_a_day_and_not_a_minute() -> None:
    morning, evening = NOW.replace(hour=1), NOW.replace(hour=23, minute=59)
    window = ("2026-06-01", "2026-08-01")
    assert draw(window, now=morning).now == draw(window, now=evening).now


def test_today_is_not_before_what_has_opened_or_closed_today() -> None:
    (phase,) = factories.make_challenge(
        "title: T\n"
        'podium: {evaluator: {image: "example:1"}}\n'
        "challenge_phases:\n"
        "  - codename: p0\n"
        "    score_jsonpath: x\n"
        "    submissions_open_at: 2026-06-01 00:00:00\n"
        "    submissions_close_at: 2026-07-01 12:00:00\n"
    ).phases
    found = timeline.draw([phase], NOW.replace(hour=13), IN_ENGLISH)
    assert found is not None and found.now is not None
    assert found.now.place == "100.00%"
