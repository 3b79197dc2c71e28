"""The REST API: route, caller, quota, permission, answer, and the check of what goes out."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field

from github_server import access, apps, openapi, pushes
from github_server.errors import ApiError, found
from github_server.rate_limits import RateLimits
from github_server.routes import ROUTES
from github_server.routing import Call, Route
from github_server.state import State, Token
from github_server.wire import Request, Response

VERSION = "x-github-api-version"
VERSIONS = ("2022-11-28", "2026-03-10")
_WRITES = ("POST", "PUT", "PATCH", "DELETE")
_ALIASES = (
    (re.compile(r"GET /repos/[^/]+/[^/]+/contents"), r"\g<0>/"),
    (re.compile(r"GET (/repos/[^/]+/[^/]+)/statuses/([^/]+)"), r"GET \1/commits/\2/statuses"),
)
"""Paths that are served as others: no path at all, and one that is older than the description."""


@dataclass(frozen=True, slots=True)
class Served:
    """A response, and what the log says of it."""

    response: Response
    route: Route | None
    token: Token | None


@dataclass(slots=True)
class RestApi:
    """``violations`` holds whatever was not as GitHub describes it."""

    state: State
    limits: RateLimits
    violations: list[str] = field(default_factory=list)
    routes: tuple[Route, ...] = ROUTES

    def serve(self, request: Request) -> Served:
        route, token = None, None
        with self.state.lock:
            try:
                pushes.catch_up(self.state)
                route, parameters = self._match(request)
                token = self._caller(request, route)
                response = self._answer(request, route, parameters, token)
            except ApiError as error:
                response = error.response()
            if route is not None:
                response = self._checked(route, response)
                response = self._conditional(request, route, response, token)
            response.headers = self._headers(request, token) | response.headers
        return Served(response, route, token)

    def _match(self, request: Request) -> tuple[Route, dict[str, str]]:
        asked = f"{request.method} {request.path.removeprefix('/api/v3')}"
        for alias, meant in _ALIASES:
            if alias.fullmatch(asked):
                asked = alias.sub(meant, asked)
        for route in self.routes:
            if match := route.pattern.fullmatch(asked):
                return route, match.groupdict()
        self.violations.append(f"{asked}: this server has no such route")
        raise ApiError(404, "Not Found")

    def _caller(self, request: Request, route: Route) -> Token | None:
        """Who asks, if there is quota left."""
        if route.auth == "app":
            return apps.authenticate(self.state, request)
        token = access.authenticate(self.state, self.limits, request)
        if not route.is_free:
            self.limits.use(token, writes=request.method in _WRITES)
        return token

    def _answer(
        self, request: Request, route: Route, parameters: dict[str, str], token: Token | None
    ) -> Response:
        if request.headers.get(VERSION, VERSIONS[0]) not in VERSIONS:
            raise ApiError(400, "Not a supported version")
        repository = None
        if route.need is not None:
            name = f"{parameters['owner']}/{parameters['repo']}".lower()
            repository = found(self.state.repositories.get(name))
            access.require(token, repository, route.need)
        call = Call(self.state, request, parameters, token, self.limits, repository)
        if route.auth == "signed-in" and token is None:
            raise ApiError(401, "Requires authentication")
        if request.method in _WRITES:
            self._check_request(route, call)
        answer = route.answer(call)
        if isinstance(answer, Response):
            return answer
        usual = 201 if request.method == "POST" else 200
        return Response(204 if answer is None else usual, answer)

    def _check_request(self, route: Route, call: Call) -> None:
        problems = openapi.request_errors(route.method, route.template, call.body)
        if problems:
            raise ApiError(
                422,
                "Invalid request.\n\n" + "\n".join(problems),
                errors=[{"code": "custom", "message": problem} for problem in problems],
            )

    def _checked(self, route: Route, response: Response) -> Response:
        """The response; if GitHub would not send it, the finding instead of it."""
        media = response.headers.get("Content-Type", "application/json").partition(";")[0]
        try:
            openapi.check_response(
                route.method, route.template, response.status, media, response.document
            )
        except openapi.OpenApiViolation as violation:
            self.violations.append(str(violation))
            return ApiError(501, str(violation)).response()
        return response

    def _conditional(
        self, request: Request, route: Route, response: Response, token: Token | None
    ) -> Response:
        """An ETag for what was read; 304, which costs nothing, for who has it already."""
        if request.method != "GET" or response.status != 200 or response.document is None:
            return response
        text = json.dumps(response.document, sort_keys=True)
        etag = f'W/"{hashlib.sha256(text.encode()).hexdigest()}"'
        cache = "private" if token else "public"
        headers = {"ETag": etag, "Cache-Control": f"{cache}, max-age=60, s-maxage=60"}
        if request.headers.get("if-none-match") == etag:
            if not route.is_free and route.auth != "app":
                self.limits.give_back(token)
            return Response(304, headers=headers)
        response.headers = headers | response.headers
        return response

    def _headers(self, request: Request, token: Token | None) -> dict[str, str]:
        return self.limits.headers(token) | {
            "X-GitHub-Api-Version-Selected": request.headers.get(VERSION, VERSIONS[0]),
            "X-GitHub-Media-Type": "github.v3; format=json",
        }
