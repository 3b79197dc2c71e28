"""What a container holds of its limit of memory, as the engine tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docker.errors import APIError
from docker.models.containers import Container
from requests.exceptions import RequestException


def held_by(container: Container) -> int | None:
    """In bytes; ``None`` where it is over, or on its way."""
    try:
        stats: Any = container.stats(stream=False, one_shot=True)
    except (APIError, RequestException):
        return None
    return held_bytes(stats.get("memory_stats") or {})


def held_bytes(stats: Mapping[str, Any]) -> int | None:
    """Without the pages of files that nobody uses, which the kernel takes back before it kills: as
    ``docker stats`` counts, with version 1 of control groups and with 2."""
    if "usage" not in stats:
        return None
    details = stats.get("stats") or {}
    unused = details.get("total_inactive_file", details.get("inactive_file", 0))
    return max(0, int(stats["usage"]) - int(unused))
