"""Moments in time: always aware, always UTC, written with a ``Z``."""

from __future__ import annotations

from datetime import UTC, datetime


def parse_time(text: str) -> datetime:
    """ISO 8601 (``2026-07-01``, ``2026-07-01 12:00:00``, ``…T12:00:00+02:00``) to UTC.

    A time without a zone is UTC. Raises ``ValueError`` for anything else.
    """
    return as_utc(datetime.fromisoformat(text.strip()))


def as_utc(moment: datetime) -> datetime:
    """The same moment in UTC; a naive one is taken as UTC, as both peers do.

    Raises ``ValueError`` where UTC's year would be 0 or 10000.
    """
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{moment} is outside the years 1 to 9999 in UTC") from None


def format_time(moment: datetime) -> str:
    return as_utc(moment).strftime("%Y-%m-%dT%H:%M:%SZ")
