"""Holds what is sent and received against GitHub's own OpenAPI description.

``openapi.json`` is the part of it that the served routes and the events need, as
``trim_openapi.py`` cut it out.
"""

from __future__ import annotations

import functools
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from jsonschema.exceptions import ValidationError
from openapi_schema_validator import OAS30Validator, oas30_format_checker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

DESCRIPTION = Path(__file__).with_name("openapi.json")
_URN = "urn:github"

ANYWHERE = {
    "304": "conditional requests work on every GET",
    "400": "malformed JSON, unsupported version",
    "401": "bad credentials",
    "403": "missing permission, rate limits",
    "404": "what one may not see",
    "422": "a body that is not valid",
    "429": "rate limits",
}
"""Refusals that GitHub documents once for all routes and not for each (with the troubleshooting
of the REST API): accepted everywhere, with the body of a basic error."""

KNOWN_MISMATCHES = (
    # A deleted fork: GitHub sends null, the description says there always is a repository.
    (r"/pulls|^pull-request", r"\bhead\.repo\b", r"None for not nullable|is not of type"),
    # A commit of nobody's address: null, as described, but beside alternatives that are none.
    (r"/commits", r"\b(author|committer)$", r"None for not nullable|None is not of type"),
)
"""Where GitHub itself differs from its description: route, place, message (regular expressions)."""

LENIENT_REQUESTS = (
    # A bare list of names, as PyGithub sends it, is still taken.
    "POST /repos/{owner}/{repo}/issues/{issue_number}/labels",
    "PUT /repos/{owner}/{repo}/issues/{issue_number}/labels",
)
"""Routes whose request body is not checked, because GitHub takes more than it describes."""


class OpenApiViolation(AssertionError):  # noqa: N818 - a finding, not a condition to handle
    """The server did, or was asked, something that GitHub's description does not know."""


@functools.cache
def description() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(DESCRIPTION.read_text("utf-8"))
    return loaded


@functools.cache
def _registry() -> Registry[Any]:
    resource = Resource(contents=description(), specification=DRAFT4)
    return Registry().with_resource(_URN, resource)


@functools.cache
def _validator(pointer: str) -> OAS30Validator:
    return OAS30Validator(
        {"$ref": f"{_URN}#{pointer}"},
        registry=_registry(),
        format_checker=oas30_format_checker,
    )


def _escaped(*steps: str) -> str:
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)


def _operation(method: str, template: str) -> dict[str, Any]:
    operation = description()["paths"].get(template, {}).get(method.lower())
    if operation is None:
        raise OpenApiViolation(f"{method} {template}: GitHub describes no such route")
    found: dict[str, Any] = operation
    return found


def check_response(
    method: str, template: str, status: int, media: str | None, document: Any
) -> None:
    """Raises ``OpenApiViolation`` for an undocumented status or a body that does not fit."""
    where = f"{method} {template} → {status}"
    responses = _operation(method, template)["responses"]
    if str(status) not in responses:
        if str(status) not in ANYWHERE:
            raise OpenApiViolation(f"{where}: undocumented status")
        _check(_escaped("components", "schemas", "basic-error"), document, where, template)
        return
    pointer = _escaped("paths", template, method.lower(), "responses", str(status))
    response = responses[str(status)]
    if "$ref" in response:
        pointer = response["$ref"].removeprefix("#")
        response = _resolve(pointer)
    content = response.get("content", {})
    if not content and status >= 400:  # described without a body, sent with an error's
        _check(_escaped("components", "schemas", "basic-error"), document, where, template)
        return
    if not content:
        if document is not None:
            raise OpenApiViolation(f"{where}: a body where there is none")
        return
    if media in (None, "application/json"):
        _check(
            pointer + _escaped("content", "application/json", "schema"), document, where, template
        )


def request_errors(method: str, template: str, document: Any) -> list[str]:
    """What is wrong with a request's JSON body, in words; empty if it fits."""
    body = _operation(method, template).get("requestBody")
    if body is None or f"{method} {template}" in LENIENT_REQUESTS:
        return []
    steps = ("paths", template, method.lower(), "requestBody", "content", "application/json")
    return [text for _, text in _errors(_escaped(*steps, "schema"), document)]


def empty(schema: str, names: str) -> dict[str, Any]:
    """Each of the named properties with the value that says nothing: null where the description
    has it so, else false, 0, a text or a list without anything in it."""
    properties = description()["components"]["schemas"][schema]["properties"]
    return {name: _nothing(properties[name]) for name in names.split()}


def _nothing(about: dict[str, Any]) -> Any:
    while "$ref" in about:
        about = _resolve(about["$ref"].removeprefix("#"))
    kinds = {"boolean": bool, "integer": int, "array": list, "string": str}
    return None if about.get("nullable") else kinds[about["type"]]()


def check_event(name: str, payload: Any) -> None:
    """``name`` as the description has it: ``pull-request-opened``."""
    if name not in description()["x-webhooks"]:
        raise OpenApiViolation(f"{name}: GitHub describes no such event")
    steps = ("x-webhooks", name, "post", "requestBody", "content", "application/json", "schema")
    _check(_escaped(*steps), payload, f"event {name}", name)


def _resolve(pointer: str) -> dict[str, Any]:
    found: Any = description()
    for step in pointer.lstrip("/").split("/"):
        found = found[step.replace("~1", "/").replace("~0", "~")]
    resolved: dict[str, Any] = found
    return resolved


def _check(pointer: str, document: Any, where: str, template: str) -> None:
    found = [
        f"{place or 'body'}: {text}"
        for place, text in _errors(pointer, document)
        if not _is_known(template, place, text)
    ]
    if found:
        raise OpenApiViolation(f"{where}: " + "; ".join(found[:10]))


def _is_known(template: str, place: str, text: str) -> bool:
    return any(
        re.search(route, template) and re.search(at, place) and re.search(message, text)
        for route, at, message in KNOWN_MISMATCHES
    )


def _errors(pointer: str, document: Any) -> Iterator[tuple[str, str]]:
    """``(place, message)``, the innermost ones of alternatives."""
    for error in _innermost(_validator(pointer).iter_errors(document)):
        yield ".".join(str(step) for step in error.absolute_path), error.message[:300]


def _innermost(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    """Where no alternative fits, what is wrong with the one that comes closest."""
    for error in errors:
        if error.validator == "oneOf" and not error.context:
            continue  # several fit: GitHub's alternatives overlap more often than they say
        if error.context:
            alternatives = itertools.groupby(error.context, lambda one: one.schema_path[0])
            closest = min((list(found) for _, found in alternatives), key=_distance)
            yield from _innermost(closest)
        else:
            yield error


def _distance(errors: list[ValidationError]) -> tuple[int, int]:
    """Errors deep inside are a near miss; a wrong type at the top is none."""
    return (-min(len(error.path) for error in errors), len(errors))
