"""``GitHubServer``: started and stopped by a test, set up in its words, asked for what it saw."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from github_server.api import Api
from github_server.clock import Clock
from github_server.faults import Faults, Hook, Kind
from github_server.openapi import OpenApiViolation
from github_server.rate_limits import RateLimits
from github_server.request_log import RequestLog
from github_server.rest import RestApi
from github_server.setup.actions import Actions
from github_server.setup.people import People
from github_server.setup.releases import Releases
from github_server.setup.tokens import ACTIONS_BOT, ACTIONS_BOT_ID, Tokens
from github_server.state import State
from github_server.wire import Listener


class GitHubServer(People, Releases, Actions, Tokens):
    """Serves from ``with GitHubServer(tmp_path) as server:`` until the block ends.

    Every method takes the lock it needs, so a test's hooks and threads may call them while
    requests run. Leaving the block raises ``OpenApiViolation`` if anything was served or asked
    for that GitHub does not describe, unless the test has emptied ``violations``.
    """

    def __init__(self, folder: Path) -> None:
        self._listener = Listener(lambda request: self._api.answer(request), self._failed)
        self.url = f"http://127.0.0.1:{self._listener.server_port}"
        self._state = State(folder / "github", self.url)
        rest = RestApi(self._state, RateLimits(self._state.clock))
        self._api = Api(self._state, rest, Faults(self._state.clock))
        self._thread = threading.Thread(
            target=self._listener.serve_forever, kwargs={"poll_interval": 0.01}
        )
        self.add_user(ACTIONS_BOT, kind="Bot", id=ACTIONS_BOT_ID)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._api.faults.closing.set()
        self._listener.stop()
        self._thread.join()
        if error is None:
            self.assert_conforming()

    def _failed(self, error: BaseException) -> None:
        self.violations.append(f"the server itself: {type(error).__name__}: {error}")

    @property
    def api_url(self) -> str:
        """For ``Github(base_url=…)`` and ``GITHUB_API_URL``; ``/api/v3`` is served as well."""
        return self.url

    @property
    def clock(self) -> Clock:
        return self._state.clock

    @property
    def limits(self) -> RateLimits:
        return self._api.rest.limits

    @property
    def requests(self) -> RequestLog:
        return self._api.requests

    @property
    def violations(self) -> list[str]:
        return self._api.rest.violations

    def assert_conforming(self) -> None:
        if self.violations:
            raise OpenApiViolation("\n".join(self.violations))

    def fail_next(
        self,
        method: str,
        path: str,
        kind: Kind,
        *,
        times: int = 1,
        applied: bool = False,
        seconds: float = 1,
    ) -> None:
        """The next ``times`` requests whose path holds the regular expression fail.

        ``applied`` does what was asked and loses the answer. ``seconds`` is how long a timeout
        lasts before the connection is dropped, and how long a limit asks to wait.
        """
        self._api.faults.fail_next(
            method, path, kind, times=times, applied=applied, seconds=seconds
        )

    def before(self, method: str, path: str, hook: Hook, *, times: int = 1) -> None:
        """Calls ``hook(request)`` just before such a request is served, in its thread."""
        self._api.faults.before(method, path, hook, times=times)

    @property
    def faults_waiting(self) -> int:
        """Faults and hooks that no request has met."""
        return self._api.faults.waiting
