"""A route of the API and a call to it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal
from urllib.parse import urlencode

from github_server.access import Need
from github_server.errors import ApiError, found
from github_server.rate_limits import RateLimits
from github_server.state import Pull, Repository, State, Token, User
from github_server.wire import Request, Response

Auth = Literal["token", "signed-in", "app"]
READ = Need()
CONTENTS_READ, CONTENTS_WRITE = Need(("contents",)), Need(("contents",), "write")
PULLS_READ, PULLS_WRITE = Need(("pull_requests",)), Need(("pull_requests",), "write")
ISSUES_READ = Need(("issues", "pull_requests"))
ISSUES_WRITE = Need(("issues", "pull_requests"), "write")
LABELS_MAKE = Need(("issues",), "write")
"""Since May 2025; before, the right to write pull requests was enough."""
STATUSES_READ, STATUSES_WRITE = Need(("statuses",)), Need(("statuses",), "write")
ACTIONS_READ, ACTIONS_WRITE = Need(("actions",)), Need(("actions",), "write")

_SPANS = {"path": ".*", "ref": ".+", "tag": ".+", "branch": ".+", "name": ".+", "basehead": ".+"}
"""Parameters that may hold slashes."""


@dataclass
class Call:
    """One request to one route, its caller known and its repository found."""

    state: State
    request: Request
    parameters: Mapping[str, str]
    token: Token | None
    limits: RateLimits
    _repository: Repository | None = None

    @property
    def repository(self) -> Repository:
        assert self._repository is not None, "this route has no repository"
        return self._repository

    def named(self, parameter: str) -> str:
        """A parameter that is a name, whose case counts for nothing."""
        return self.parameters[parameter].lower()

    @cached_property
    def body(self) -> dict[str, Any]:
        """The JSON body; a list or a string, as some routes still take, is under ``""``."""
        raw = self.request.read()
        try:
            document = json.loads(raw or b"{}")
        except ValueError:
            raise ApiError(400, "Problems parsing JSON") from None
        return document if isinstance(document, dict) else {"": document}

    @property
    def user(self) -> User:
        if self.token is None:
            raise ApiError(401, "Requires authentication")
        return self.token.user

    @property
    def pull(self) -> Pull:
        """The pull request that the path names, as pull or as issue."""
        name = "pull_number" if "pull_number" in self.parameters else "issue_number"
        return found(self.repository.pulls.get(self.number(name)))

    def number(self, parameter: str) -> int:
        text = self.parameters[parameter]
        if not text.isdigit():
            raise ApiError(404, "Not Found")
        return int(text)

    @property
    def page(self) -> tuple[int, int]:
        """Which page, of how many: never more than a hundred."""
        query = self.request.query
        try:
            size, page = int(query.get("per_page", 30)), int(query.get("page", 1))
        except ValueError:
            size, page = 30, 1
        return max(page, 1), min(max(size, 1), 100)

    @property
    def shown(self) -> slice:
        page, size = self.page
        return slice((page - 1) * size, page * size)

    def links(self, count: int) -> dict[str, str]:
        """The ``Link`` header for ``count`` things in all."""
        page, size = self.page
        last = max(-(-count // size), 1)
        ends = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
        wanted = {"prev": page > 1, "next": page < last, "last": page < last, "first": page > 1}
        base = f"{self.state.url}{self.request.path}"
        links = [
            f'<{base}?{urlencode({**self.request.query, "page": ends[name]})}>; rel="{name}"'
            for name, is_wanted in wanted.items()
            if is_wanted
        ]
        return {"Link": ", ".join(links)} if links else {}

    def listing(
        self, things: Iterable[Any], show: Callable[[Any], Any], *, under: str | None = None
    ) -> Response:
        """One page; ``under`` wraps it as ``{"total_count": …, under: [page]}``."""
        every: Sequence[Any] = list(things)
        page = [show(one) for one in every[self.shown]]
        document = {"total_count": len(every), under: page} if under else page
        return Response(200, document, self.links(len(every)))

    def raw(self, kind: str, content: bytes) -> Response | None:
        """``content`` alone, if the caller accepts ``application/vnd.github.<kind>``."""
        media = f"application/vnd.github.{kind}"
        if not self.request.accepts(media):
            return None
        return Response(headers={"Content-Type": f"{media}; charset=utf-8"}, content=content)


Answer = Callable[[Call], Any]
"""Makes a ``Response``, or the document of the usual one: 200, for a POST 201, for None 204."""


@dataclass(frozen=True)
class Route:
    """``template`` is the path as GitHub's OpenAPI description spells it.

    Without a ``need`` the route is of no repository. A free one uses no quota.
    """

    method: str
    template: str
    answer: Answer
    need: Need | None = READ
    auth: Auth = "token"
    is_free: bool = False
    pattern: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        parts = re.split(r"\{(\w+)\}", self.template)
        parts[::2] = [re.escape(part) for part in parts[::2]]
        parts[1::2] = [f"(?P<{name}>{_SPANS.get(name, '[^/]+')})" for name in parts[1::2]]
        object.__setattr__(self, "pattern", re.compile(f"{self.method} {''.join(parts)}"))

    @property
    def name(self) -> str:
        return f"{self.method} {self.template}"
