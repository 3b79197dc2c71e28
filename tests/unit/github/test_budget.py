"""When a sweep leaves the rest to the next one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from podium.github.api.budget import PUBLISHING, RESERVE, Budget

AT = datetime(2026, 7, 1, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("remaining", "limit", "waiting", "is_low"),
    [
        (1000, 1000, 0, False),
        (RESERVE, 1000, 0, False),
        (RESERVE - 1, 1000, 0, True),
        (RESERVE + 10 * PUBLISHING - 1, 1000, 10, True),
        (RESERVE, 5000, 0, False),
        (12, 60, 0, False),
        (11, 60, 0, True),
    ],
)
def test_what_can_wait_does_before_nothing_is_left(
    remaining: int, limit: int, waiting: int, is_low: bool
) -> None:
    assert Budget(remaining, limit, AT).is_low(waiting) is is_low


def test_it_tells_how_many_are_left() -> None:
    assert str(Budget(912, 1000, AT)) == "912 of 1000 requests left until 13:00 UTC"
