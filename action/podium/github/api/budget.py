"""How much of GitHub's patience is left: requests an hour, which all jobs of a repository share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from podium.github.api.client import Connection

RESERVE = 150  # so that other runs can still answer people
PUBLISHING = 6  # requests that it takes to tell of one submission


@dataclass(frozen=True, slots=True)
class Budget:
    """As GitHub said it last; ``limit`` requests are given anew at ``renewed_at``."""

    remaining: int
    limit: int
    renewed_at: datetime

    def is_low(self, waiting: int) -> bool:
        """Whether what can wait should: beside what it takes to tell of those evaluated that are
        ``waiting``, only the reserve is left, or of a small limit a fifth."""
        return self.remaining < min(RESERVE, self.limit // 5) + waiting * PUBLISHING

    def __str__(self) -> str:
        return f"{self.remaining} of {self.limit} requests left until {self.renewed_at:%H:%M} UTC"


def read(connection: Connection) -> Budget | None:
    """Nothing is asked for it, so ``None`` before the first request."""
    requester = connection.api.requester
    remaining, limit = requester.rate_limiting
    if limit < 0:
        return None
    renewed_at = datetime.fromtimestamp(requester.rate_limiting_resettime, UTC)
    return Budget(remaining, limit, renewed_at)


def is_low(connection: Connection, waiting: int) -> bool:
    budget = read(connection)
    return budget is not None and budget.is_low(waiting)
