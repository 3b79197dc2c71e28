"""Makes ``shapes.json``: the keys, and the kinds of their values, that every published example of
an event has.

    python -m github_server.payloads.trim_examples PATH/TO/index.json

The examples are in npm's ``@octokit/webhooks-examples`` 7.6.1 (MIT),
``api.github.com/index.json``. They are real payloads, but none is from a fork.
"""

from __future__ import annotations

import json
import sys
from functools import reduce
from pathlib import Path
from typing import Any

SHAPES = Path(__file__).with_name("shapes.json")
EVENTS = {
    "pull_request": ("opened", "synchronize", "reopened", "closed"),
    "release": ("published",),
    "workflow_dispatch": (None,),
    "workflow_run": ("completed", "requested"),
}

Shape = dict[str, Any] | str
"""Keys of an object, or the kinds that a value had: ``null|string``."""


def shape(value: Any) -> Shape:
    match value:
        case dict():
            return {key: shape(one) for key, one in value.items()}
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case str():
            return "string"
        case _:
            return "array"


def common(one: Shape, other: Shape) -> Shape:
    """What both have; where one is an object and the other none, that it may be either."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: common(one[key], other[key]) for key in one if key in other}
    kinds = {kind for each in (one, other) for kind in _kinds(each)}
    return "|".join(sorted(kinds))


def _kinds(of: Shape) -> list[str]:
    return ["object"] if isinstance(of, dict) else of.split("|")


def missing(payload: Any, wanted: Shape, place: str = "") -> list[str]:
    """Where ``payload`` lacks a key or has another kind of value."""
    if isinstance(wanted, dict) and isinstance(payload, dict):
        absent = [f"{place}.{key}: missing" for key in wanted if key not in payload]
        present = [key for key in wanted if key in payload]
        inner = [missing(payload[key], wanted[key], f"{place}.{key}") for key in present]
        return absent + [text for texts in inner for text in texts]
    found, kinds = _kinds(shape(payload))[0], _kinds(wanted)
    if "null" in (found, *kinds) or found in kinds:  # of a null, examples tell no more
        return []
    return [f"{place}: {found} for {'|'.join(kinds)}"]


def main(arguments: list[str]) -> None:
    whole = json.loads(Path(arguments[0]).read_text("utf-8"))
    shapes: dict[str, Shape] = {}
    for event in whole:
        for action in EVENTS.get(event["name"], ()):
            examples = [one for one in event["examples"] if one.get("action") == action]
            for example in examples:
                example.pop("installation", None)  # only an app's own deliveries have it
            name = f"{event['name']}.{action}" if action else event["name"]
            shapes[name] = reduce(common, map(shape, examples))
    lines = (
        f"{json.dumps(name)}:{json.dumps(shapes[name], separators=(',', ':'), sort_keys=True)}"
        for name in sorted(shapes)
    )
    SHAPES.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
