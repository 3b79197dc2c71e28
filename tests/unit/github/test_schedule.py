"""Which submissions share a machine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import factories
from podium.github import schedule
from podium.github.schedule import MOST_ITEMS, Waiting, expected_seconds, plan_groups


def short(number: int, seconds: float = 1.0, **more: object) -> Waiting:
    return Waiting(f"s{number}", limit=60.0, expected=seconds, **more)  # type: ignore[arg-type]


def long(number: int, seconds: float | None = None, *, limit: float = 3600.0) -> Waiting:
    return Waiting(f"l{number}", limit=limit, expected=seconds)


def groups_of(waiting: list[Waiting], machines: int = 4) -> list[tuple[str, ...]]:
    return [group.ids for group in plan_groups(waiting, machines=machines)]


def test_nothing_waits() -> None:
    assert plan_groups([], machines=4) == []


def test_short_ones_share_a_machine_and_a_long_one_has_its_own() -> None:
    waiting = [short(1), long(1, 600), short(2), long(2)]
    assert groups_of(waiting) == [("s1", "s2"), ("l1",), ("l2",)]


def test_shares_are_even_and_each_is_worth_its_minute() -> None:
    found = plan_groups([short(n, 27) for n in range(40)], machines=4)
    assert [len(group.ids) for group in found] == [10] * 4
    assert len(groups_of([short(n, 1) for n in range(10)], machines=8)) == 1
    many = plan_groups([short(n, 27) for n in range(400)], machines=4)
    assert max(group.seconds for group in many) <= schedule.MOST_SECONDS


def test_what_has_lost_a_machine_is_alone_on_the_next() -> None:
    waiting = [short(1), short(2, attempts=1), short(3)]
    assert sorted(groups_of(waiting)) == [("s1", "s3"), ("s2",)]


def test_kinds_of_machines_are_not_mixed() -> None:
    waiting = [short(1), short(2, runs_on="gpu"), short(3)]
    assert sorted(groups_of(waiting)) == [("s1", "s3"), ("s2",)]
    assert {one.runs_on for one in plan_groups(waiting, machines=1)} == {"", "gpu"}


def test_a_matrix_takes_the_first_of_more_than_it_holds() -> None:
    found = plan_groups([long(n) for n in range(MOST_ITEMS + 5)], machines=8)
    assert len(found) == MOST_ITEMS
    assert [group.number for group in found] == list(range(1, MOST_ITEMS + 1))
    assert "l256" not in {one for group in found for one in group.ids}


@pytest.mark.parametrize(
    ("waiting", "minutes"),
    [
        ([long(1, limit=3600)], 65),
        ([long(1, limit=3601)], 66),
        ([long(1, limit=500_000)], 350),
        ([Waiting("own", limit=500_000, most_minutes=7200)], 7200),
        ([short(1, 27), short(2, 27)], 7),  # a limit of one, twice 30 s of the other, and five
    ],
)
def test_a_machine_is_asked_for_as_long_as_the_limits_say(
    waiting: list[Waiting], minutes: int
) -> None:
    (group,) = plan_groups(waiting, machines=1)
    assert group.minutes == minutes


def test_what_is_expected_is_what_most_took_lately() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    records = [
        factories.make_submitted(
            f"pr-{n}",
            factories.make_evaluated(
                created_at=at + timedelta(hours=n), execution_seconds=float(n), number=1
            ),
            phase="dev",
        )
        for n in range(1, 11)
    ]
    assert expected_seconds(records, "dev") == 8.0
    assert expected_seconds(records[:2], "dev") is None
    assert expected_seconds(records, "other") is None
