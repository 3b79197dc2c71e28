"""Values in an evaluator's ``metrics.json``: find one by its path, tell a number from the rest."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from jsonpath_ng.exceptions import JSONPathError
from jsonpath_ng.ext.parser import parse as parse_jsonpath

Number = int | float


class Missing:
    """The type of ``MISSING``: no value stands at a path. ``null`` is a value."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A JSONPath that found several values where one is needed."""

    count: int


Lookup = Callable[[object], object]


@dataclass(frozen=True)
class Metrics:
    """A ``metrics.json``: its own bytes, which are what is recorded, and what they are parsed to
    the first time that somebody asks. Nobody changes a document, so that all can share it."""

    content: bytes = field(repr=False)

    @cached_property
    def document(self) -> object:
        """Whatever ``json.loads`` takes; raises ``ValueError`` for all else.

        ``NaN`` and ``Infinity`` stay as floats, so that a reader can be told what was there.
        """
        try:
            return json.loads(self.content)
        except RecursionError:
            raise ValueError("nested too deeply") from None


def parse_metrics(content: bytes) -> Metrics:
    """Metrics that are parsed already. Raises ``ValueError`` for what is no JSON."""
    parsed = Metrics(content)
    _ = parsed.document
    return parsed


def is_jsonpath(path: str) -> bool:
    """Whether a path is more than a chain of keys.

    ``a..b`` alone is a chain with an empty key in it, as Grand Challenge reads it.
    """
    return any(mark in path for mark in "$[*?")


@lru_cache(maxsize=1024)
def lookup(path: str) -> Lookup:
    """A function from a document to the one value at ``path``, or ``MISSING`` or ``Ambiguous``.

    Raises ``ValueError`` when ``path`` is meant as JSONPath and is not one.
    """
    return _jsonpath_lookup(path) if is_jsonpath(path) else keys_lookup(tuple(path.split(".")))


def keys_lookup(keys: tuple[str, ...]) -> Lookup:
    """Follow keys through objects only: a list index is no key, as Grand Challenge has it."""

    def find(document: Any) -> object:
        try:
            for key in keys:
                document = document[key]
        except (KeyError, TypeError):  # not there; not an object, so text is no key of it
            return MISSING
        return document

    return find


def _jsonpath_lookup(path: str) -> Lookup:
    try:
        expression = parse_jsonpath(path)
    except JSONPathError as error:
        raise ValueError(f"not a JSONPath: {error}") from error

    def find(document: object) -> object:
        found = [match.value for match in expression.find(document)]
        if len(found) == 1:
            return found[0]
        return Ambiguous(len(found)) if found else MISSING

    return find


def as_number(value: object) -> Number | None:
    """The value as a finite number, else ``None``. ``true`` is 1 and ``false`` is 0 (both peers'
    boards are Python, where they are); text is never read as a number."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, int) else None


def why_not_a_number(path: str, value: object) -> str:
    """The reason that stands beside an unranked entry."""
    match value:
        case Missing():
            return f"{path} is missing"
        case Ambiguous(count=count):
            return f"{path} matches {count} values, one is needed"
        case None:
            return f"{path} is null, not a number"
        case float():
            return f"{path} is {_literal(value)}, not a finite number"
        case str():
            return f"{path} is text, not a number"
        case dict():
            return f"{path} is an object, not a number"
        case list():
            return f"{path} is a list, not a number"
        case _:
            return f"{path} is not a number"


def _literal(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"
