"""Refusals in the API's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from github_server.wire import Response

DOCUMENTATION = "https://docs.github.com/rest"
Thing = TypeVar("Thing")


class ApiError(Exception):
    """An answer that is not the one hoped for: status, message and, for a 422, its errors."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        errors: Sequence[Mapping[str, Any]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {message}")
        self.status = status
        self.message = message
        self.errors = errors
        self.headers = dict(headers or {})

    def response(self) -> Response:
        document: dict[str, Any] = {"message": self.message}
        if self.errors is not None:
            document["errors"] = [dict(error) for error in self.errors]
        document |= {"documentation_url": DOCUMENTATION, "status": str(self.status)}
        return Response(self.status, document, self.headers)


def found(thing: Thing | None, message: str = "Not Found", status: int = 404) -> Thing:
    """``thing``; the refusal where there is none."""
    if thing is None:
        raise ApiError(status, message)
    return thing


def invalid(resource: str, field: str, message: str, *, code: str = "custom") -> ApiError:
    """A 422 about one field."""
    problem = {"resource": resource, "field": field, "code": code, "message": message}
    return ApiError(422, "Validation Failed", errors=[problem])
