"""One request from the wire to the response: hooks, faults, the part of GitHub, the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import format_datetime

from github_server import access, git_http, storage
from github_server.errors import ApiError
from github_server.faults import Fault, Faults
from github_server.request_log import ANONYMOUS, UNKNOWN, Entry, Kind, RequestLog
from github_server.rest import VERSION, RestApi
from github_server.state import State, Token
from github_server.wire import Request, Response


@dataclass(slots=True)
class Api:
    state: State
    rest: RestApi
    faults: Faults
    requests: RequestLog = field(default_factory=RequestLog)

    def answer(self, request: Request) -> Response:
        """The response, with whatever a test wants to happen before it or instead of it."""
        self.faults.run_hooks(request)
        fault = self.faults.take(request)
        if fault is None:
            return self._dated(self._serve(request))
        if fault.is_applied:
            self._serve(request).close()
        return self._dated(self._strike(request, fault))

    def _strike(self, request: Request, fault: Fault) -> Response:
        self._log(request, "fault", fault.kind, None, 0)
        return self.faults.strike(fault)

    def _serve(self, request: Request) -> Response:
        if (service := git_http.service(request)) is not None:
            return self._plain(request, "git", service, git_http.answer, git_http.refusal)
        if storage.serves(request):
            return self._plain(request, "storage", "asset", storage.answer, ApiError.response)
        served = self.rest.serve(request)
        name = served.route.name if served.route else UNKNOWN
        self._log(request, "rest", name, served.token, served.response.status)
        return served.response

    def _plain(
        self,
        request: Request,
        kind: Kind,
        route: str,
        answer: Callable[[State, Request, Token | None], Response],
        refuse: Callable[[ApiError], Response],
    ) -> Response:
        """What is no part of the REST API."""
        token = None
        try:
            with self.state.lock:
                token = access.authenticate(self.state, self.rest.limits, request)
                if not storage.is_signed(request):
                    self.rest.limits.download(token)
            response = answer(self.state, request, token)
        except ApiError as error:
            response = refuse(error)
        self._log(request, kind, route, token, response.status)
        return response

    def _dated(self, response: Response) -> Response:
        now = self.state.clock.now.astimezone(UTC)
        always = {"Server": "github.com", "Date": format_datetime(now, usegmt=True)}
        response.headers = always | response.headers
        return response

    def _log(
        self, request: Request, kind: Kind, route: str, token: Token | None, status: int
    ) -> None:
        anonymous = access.credential(request) is None
        name = token.name if token else ANONYMOUS if anonymous else UNKNOWN
        path, version = self._without_tokens(request.path), request.headers.get(VERSION)
        self.requests.add(Entry(kind, request.method, path, route, name, status, version))

    def _without_tokens(self, path: str) -> str:
        for value, token in list(self.state.tokens.items()):
            path = path.replace(value, f"<{token.name}>")
        return path
