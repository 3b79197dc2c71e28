"""``GitHubServer``: started and stopped by a test, set up in its words, asked for what it saw."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from github_server.api import Api
from github_server.faults import Faults
from github_server.openapi import OpenApiViolation
from github_server.rate_limits import RateLimits
from github_server.rest import RestApi
from github_server.setup.actions import Actions
from github_server.setup.people import People
from github_server.setup.releases import Releases
from github_server.setup.tokens import ACTIONS_BOT_ID, Tokens
from github_server.state import ACTIONS_BOT, State
from github_server.wire import Listener


class GitHubServer(People, Releases, Actions, Tokens):
    """Serves from ``with GitHubServer(tmp_path) as server:`` until the block ends.

    Clients are given ``api_url`` (``/api/v3`` is served as well) and ``clone_url``. Every method
    takes the lock it needs, so a test's hooks and threads may call them while requests run.
    Leaving the block raises ``OpenApiViolation`` if anything was served or asked for that GitHub
    does not describe, unless the test has emptied ``violations``.
    """

    def __init__(self, folder: Path) -> None:
        self._listener = Listener(lambda request: self._api.answer(request), self._failed)
        self.url = self.api_url = f"http://127.0.0.1:{self._listener.server_port}"
        self._state = State(folder / "github", self.url)
        self.clock = self._state.clock
        self.limits = RateLimits(self.clock)
        rest = RestApi(self._state, self.limits)
        self.violations = rest.violations
        self._faults = Faults(self.clock)
        self.fail_next, self.before = self._faults.fail_next, self._faults.before
        self._api: Api = Api(self._state, rest, self._faults)
        self.requests = self._api.requests
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
        self._faults.closing.set()
        self._listener.stop()
        self._thread.join()
        if error is None:
            self.assert_conforming()

    def _failed(self, error: BaseException) -> None:
        self.violations.append(f"the server itself: {type(error).__name__}: {error}")

    def assert_conforming(self) -> None:
        if self.violations:
            raise OpenApiViolation("\n".join(self.violations))

    @property
    def faults_waiting(self) -> int:
        """Faults and hooks that no request has met."""
        return self._faults.waiting
