"""The server's clock. It stands still unless a test moves it or lets it run."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

START = datetime(2026, 7, 1, 12, tzinfo=UTC)


class Clock:
    """``now`` may be set; ``advance`` moves it; ``run`` lets it go on by itself.

    Every time that the server tells, and every limit and expiry, comes from here.
    """

    def __init__(self) -> None:
        self._at = START
        self._since = time.monotonic()
        self._speed = 0.0

    @property
    def now(self) -> datetime:
        passed = (time.monotonic() - self._since) * self._speed
        return self._at + timedelta(seconds=passed)

    @now.setter
    def now(self, moment: datetime) -> None:
        self._at, self._since = moment, time.monotonic()

    def advance(self, *, days: float = 0, minutes: float = 0, seconds: float = 0) -> datetime:
        self.now += timedelta(days=days, minutes=minutes, seconds=seconds)
        return self.now

    def run(self, speed: float = 1.0) -> None:
        """From now on ``speed`` seconds pass in each second; 0 stops it."""
        self.now = self.now
        self._speed = speed


def stamp(moment: datetime | None) -> str | None:
    """GitHub's way to write a time: UTC, whole seconds, ``Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
