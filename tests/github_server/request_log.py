"""Who asked for what, for tests of budgets. No token is ever written here, only its name."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["rest", "git", "storage", "fault"]
ANONYMOUS = "anonymous"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Entry:
    """``route`` is the description's, ``GET /repos/…``; for git the service, for a fault its kind.

    A request that a fault met has an entry of the fault, and its own only if it was applied.
    """

    kind: Kind
    method: str
    path: str
    route: str
    token: str
    status: int
    api_version: str | None = None


@dataclass(slots=True)
class RequestLog:
    """In the order of arrival at the end of each request."""

    _entries: list[Entry] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, entry: Entry) -> None:
        with self._lock:
            self._entries.append(entry)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()

    def __iter__(self) -> Iterator[Entry]:
        with self._lock:
            return iter(tuple(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def matching(self, **wanted: str | int) -> list[Entry]:
        """Entries whose attributes are these: ``matching(kind="rest", token="grader")``."""
        return [
            one
            for one in self
            if all(getattr(one, name) == value for name, value in wanted.items())
        ]

    def count(self, **wanted: str | int) -> int:
        return len(self.matching(**wanted))

    def by_route(self, **wanted: str | int) -> Counter[str]:
        return Counter(one.route for one in self.matching(**wanted))

    def by_token(self, **wanted: str | int) -> Counter[str]:
        return Counter(one.token for one in self.matching(**wanted))
