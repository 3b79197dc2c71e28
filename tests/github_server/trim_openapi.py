"""Cuts ``openapi.json`` out of GitHub's description: the served routes, the events, and what
they refer to, without prose and examples.

    python -m github_server.trim_openapi PATH/TO/api.github.com.json

The whole description is in npm's ``@octokit/openapi`` (MIT), ``generated/api.github.com.json``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from github_server.openapi import DESCRIPTION
from github_server.routes import ROUTES

EVENTS = (
    "pull-request-closed",
    "pull-request-opened",
    "pull-request-reopened",
    "pull-request-synchronize",
    "release-published",
    "workflow-dispatch",
    "workflow-run-completed",
    "workflow-run-requested",
)
_PROSE = ("description", "summary", "example", "examples", "externalDocs", "tags", "title")
_HINTS = ("discriminator",)
"""Contents' one names a property that a list, one of its alternatives, cannot have."""
_NAMES = ("properties", "schemas", "responses", "patternProperties")
"""Below these, keys are names and no keywords."""


def trimmed(whole: dict[str, Any]) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for template, method in sorted((route.template, route.method.lower()) for route in ROUTES):
        operation = whole["paths"][template][method]
        parts = ("operationId", "requestBody", "responses")
        paths.setdefault(template, {})[method] = {
            key: _bare(operation[key]) for key in parts if key in operation
        }
    kept: dict[str, Any] = {
        "openapi": whole["openapi"],
        "info": {"title": "GitHub REST API", "version": whole["info"]["version"]},
        "x-source": "npm @octokit/openapi, MIT; cut by trim_openapi.py",
        "paths": paths,
        "x-webhooks": {name: _event(whole["x-webhooks"][name]) for name in EVENTS},
    }
    return kept | {"components": _closure(kept, whole["components"])}


def _event(whole: dict[str, Any]) -> dict[str, Any]:
    return {"post": {"requestBody": _bare(whole["post"]["requestBody"])}}


def _bare(node: Any, *, names: bool = False) -> Any:
    """``node`` without prose; with ``names`` its own keys are kept whatever they are."""
    if isinstance(node, list):
        return [_bare(one) for one in node]
    if not isinstance(node, dict):
        return node
    if node.get("nullable") and isinstance(node.get("enum"), list) and not names:
        # Strictly, null would have to be listed; GitHub means it, and sends it.
        node = node | {"enum": [*node["enum"], None]}
    return {
        key: _bare(value, names=key in _NAMES and not names)
        for key, value in node.items()
        if names or not (key in _PROSE + _HINTS or key.startswith("x-"))
    }


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from _references(one)


def _closure(start: Any, components: dict[str, Any]) -> dict[str, Any]:
    """Every component that ``start`` needs, and those that these need."""
    found: dict[str, dict[str, Any]] = {
        "schemas": {"basic-error": components["schemas"]["basic-error"]}
    }
    waiting = list(_references(start))
    while waiting:
        _, _, group, name = waiting.pop().split("/")
        if name in found.setdefault(group, {}):
            continue
        found[group][name] = _bare(components[group][name])
        waiting += _references(found[group][name])
    return {group: dict(sorted(members.items())) for group, members in sorted(found.items())}


def _lines(document: dict[str, Any]) -> Iterator[str]:
    """JSON with one line for each path, event and component, so that a change can be read."""

    def compact(value: Any) -> str:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)

    yield "{"
    for at, (key, value) in enumerate(document.items()):
        comma = "," if at < len(document) - 1 else ""
        groups = value.items() if key == "components" else [(key, value)]
        if key not in ("paths", "x-webhooks", "components"):
            yield f"{compact(key)}:{compact(value)}{comma}"
            continue
        if key == "components":
            yield f"{compact(key)}:{{"
        for nth, (name, members) in enumerate(groups):
            yield f"{compact(name)}:{{"
            yield ",\n".join(f"{compact(one)}:{compact(what)}" for one, what in members.items())
            yield "}," if nth < len(groups) - 1 else "}"
        if key == "components":
            yield "}" + comma
        elif comma:
            yield comma
    yield "}"


def main(arguments: list[str]) -> None:
    whole = json.loads(Path(arguments[0]).read_text("utf-8"))
    DESCRIPTION.write_text("\n".join(_lines(trimmed(whole))) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
