"""How much may be asked: so many requests an hour, so many writes a minute and an hour.

All tokens of a repository's jobs share what the repository has, and those of a person what she has.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from github_server.clock import Clock
from github_server.errors import ApiError
from github_server.request_log import ANONYMOUS
from github_server.state import Token

MINUTE, HOUR = 60, 3600
_OTHER_RESOURCES = {"search": 30, "graphql": 5000}
SECONDARY = (
    "You have exceeded a secondary rate limit and have been temporarily blocked from content "
    "creation. Please retry your request again later."
)


@dataclass(slots=True)
class RateLimits:
    """By the server's clock, in whole minutes and hours of it. The caller holds the lock.

    The secondary limits on writes are off until a test sets them; GitHub's are 80 a minute and
    500 an hour. ``anonymous_downloads`` bounds git and release assets, an hour, and
    ``bad_credentials`` how often a minute one may be wrong; GitHub publishes neither number. A
    clock that stands still never lifts a limit.
    """

    clock: Clock
    anonymous: int = 60
    anonymous_downloads: int = 60
    bad_credentials: int = 5
    writes_per_minute: int | None = None
    writes_per_hour: int | None = None
    _used: dict[tuple[str, str, int], int] = field(default_factory=dict)

    def use(self, token: Token | None, *, writes: bool) -> None:
        """Counts one request; raises the 403 of the limit that is used up."""
        key = self._key("requests", token, HOUR)
        if self._used.get(key, 0) >= self._limit(token):
            whose = f"user ID {token.user.id}" if token else "127.0.0.1"
            raise ApiError(403, f"API rate limit exceeded for {whose}.")
        self._count(key)
        if writes:
            self._write(token, self.writes_per_minute, MINUTE)
            self._write(token, self.writes_per_hour, HOUR)

    def download(self, token: Token | None) -> None:
        """Counts one request outside the API; raises the 429 that nobody without a token is
        spared."""
        key = self._key("downloads", None, HOUR)
        if token is not None:
            return
        if self._used.get(key, 0) >= self.anonymous_downloads:
            wait = HOUR - int(self.clock.now.timestamp()) % HOUR
            raise ApiError(429, "Too Many Requests", headers={"Retry-After": str(wait)})
        self._count(key)

    def refuse_credentials(self) -> None:
        """Counts one wrong credential. After several, right ones are refused as well."""
        self._count(self._key("bad credentials", None, MINUTE))

    def is_locked_out(self) -> bool:
        key = self._key("bad credentials", None, MINUTE)
        return self._used.get(key, 0) >= self.bad_credentials

    def give_back(self, token: Token | None) -> None:
        """A 304 costs nothing."""
        self._used[self._key("requests", token, HOUR)] -= 1

    def _write(self, token: Token | None, limit: int | None, seconds: int) -> None:
        if limit is None:
            return
        key = self._key(f"writes in {seconds}", token, seconds)
        if self._used.get(key, 0) >= limit:
            wait = seconds - int(self.clock.now.timestamp()) % seconds
            raise ApiError(403, SECONDARY, headers={"Retry-After": str(wait)})
        self._count(key)

    def _count(self, key: tuple[str, str, int]) -> None:
        self._used[key] = self._used.get(key, 0) + 1

    def _key(self, what: str, token: Token | None, seconds: int) -> tuple[str, str, int]:
        window = int(self.clock.now.timestamp()) // seconds
        return (what, token.quota if token else ANONYMOUS, window)

    def _limit(self, token: Token | None) -> int:
        return token.limit if token else self.anonymous

    def standing(self, token: Token | None) -> dict[str, int]:
        key = self._key("requests", token, HOUR)
        limit, used = self._limit(token), self._used.get(key, 0)
        reset = (key[2] + 1) * HOUR
        return {"limit": limit, "remaining": limit - used, "reset": reset, "used": used}

    def headers(self, token: Token | None) -> dict[str, str]:
        standing = self.standing(token)
        named = {f"X-RateLimit-{name.capitalize()}": str(standing[name]) for name in standing}
        return named | {"X-RateLimit-Resource": "core"}

    def document(self, token: Token | None) -> dict[str, Any]:
        """The answer to ``GET /rate_limit``."""
        core = self.standing(token)
        others = {
            name: {"limit": limit, "remaining": limit, "reset": core["reset"], "used": 0}
            for name, limit in _OTHER_RESOURCES.items()
        }
        return {"resources": {"core": core, **others}, "rate": core}
