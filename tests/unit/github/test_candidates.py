"""In which order a sweep looks at what is open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from podium.github.api.pulls import Pull
from podium.github.candidates import MOST_OVER, in_turn
from podium.records.model import Participant

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def pull(number: int, *labels: str) -> Pull:
    author = Participant(f"user{number}", number)
    return Pull(number, author, "0" * 40, "a/b", "1" * 40, True, labels)


def numbers(pulls: list[Pull], hours: int = 0) -> list[int]:
    return [one.number for one in in_turn(pulls, NOW + timedelta(hours=hours))]


def test_what_has_no_end_yet_comes_first_however_much_there_is() -> None:
    over = [pull(number, "podium: scored") for number in range(1000)]
    waiting = [pull(number, "podium: retrying", "help wanted") for number in range(1000, 2000)]
    found = numbers([*over, *waiting])
    assert found[:1000] == list(range(1000, 2000))
    assert len(found) == 1000 + MOST_OVER


def test_what_is_over_is_looked_at_in_turn() -> None:
    over = [pull(number, "podium: rejected") for number in range(1000)]
    seen = {number for hours in range(7) for number in numbers(over, hours)}
    assert seen == set(range(1000))


def test_a_few_are_looked_at_each_time() -> None:
    over = [pull(number, "podium: broken") for number in range(MOST_OVER)]
    assert numbers(over) == numbers(over, hours=1) == list(range(MOST_OVER))
