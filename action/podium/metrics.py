"""Values in an evaluator's ``metrics.json``: find one by its path, tell a number from the rest."""

from __future__ import annotations

import difflib
import json
import math
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any

from jsonpath_ng.exceptions import JSONPathError
from jsonpath_ng.ext.parser import parse as parse_jsonpath

Number = int | float

# A dot that is no decimal point.
_KEY_DOT = re.compile(r"(?<![0-9])\.|\.(?![0-9])")
# Of objects and lists in each other.
MOST_DEPTH = 100
_CONTAINERS = {dict, list}
_TOO_DEEP = f"nested too deeply: more than {MOST_DEPTH} objects and lists in each other"
# Paths of numbers that are looked at, to say what a document has.
_MOST_PATHS = 2_000


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


class Metrics:
    """A ``metrics.json``: its own bytes, which are what is recorded, or what reads them, and what
    they are parsed to the first time that somebody asks. Nobody changes a document, so that all can
    share it."""

    def __init__(self, source: bytes | Callable[[], bytes]) -> None:
        self._source = source

    @classmethod
    def parsed(cls, source: bytes | Callable[[], bytes], document: object) -> Metrics:
        """Where it is known what they are parsed to."""
        made = cls(source)
        made.__dict__["document"] = document
        return made

    @property
    def content(self) -> bytes:
        return self._source if isinstance(self._source, bytes) else self._source()

    @property
    def is_parsed(self) -> bool:
        return "document" in self.__dict__

    @cached_property
    def document(self) -> object:
        """Whatever ``json.loads`` takes; raises ``ValueError`` for all else.

        ``NaN`` and ``Infinity`` stay as floats, so that a reader can be told what was there.
        """
        content = self.content
        try:
            document: object = json.loads(content)
        except RecursionError:
            raise ValueError(_TOO_DEEP) from None
        # Each level begins with a bracket, and to count them takes no time.
        is_flat = content.count(b"{") + content.count(b"[") <= MOST_DEPTH
        if not is_flat and _is_deeper_than(MOST_DEPTH, document):
            raise ValueError(_TOO_DEEP)
        return document

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Metrics) and self.content == other.content

    def __hash__(self) -> int:
        return hash(self.content)

    def __repr__(self) -> str:
        return "Metrics()"


def _is_deeper_than(most: int, document: object) -> bool:
    """How deep a parser goes differs by its version, and by where it is called from; all that
    reads a document afterwards has to get as deep."""
    level = _containers([document])
    for _ in range(most):
        if not level:
            return False
        level = [below for value in level for below in _containers(value)]
    return bool(level)


def _containers(value: Any) -> list[Any]:
    members = value.values() if isinstance(value, dict) else value
    if _CONTAINERS.isdisjoint(map(type, members)):  # at the speed of C, as most are numbers
        return []
    return [one for one in members if isinstance(one, dict | list)]


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

    A chain of keys that is there wins, whatever signs its keys hold (``aggregates.HD95 [mm]``,
    ``mAP@0.5``); else a path with JSONPath's signs in it is one. Raises ``ValueError`` when
    ``path`` begins as a JSONPath does, with ``$``, and is not one.
    """
    chain = _chain_lookup(path)
    if not is_jsonpath(path):
        return chain
    try:
        by_jsonpath = _jsonpath_lookup(path)
    except ValueError:
        if path.startswith("$"):
            raise
        return chain

    def find(document: object) -> object:
        found = chain(document)
        return by_jsonpath(document) if found is MISSING else found

    return find


class KeysLookup:
    """Follows keys through objects only: a list index is no key, as Grand Challenge has it."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self.keys = keys

    def __call__(self, document: Any) -> object:
        try:
            for key in self.keys:
                document = document[key]
        except (KeyError, TypeError):  # not there; not an object, so text is no key of it
            return MISSING
        return document


def find_numbers(find: Lookup, documents: Sequence[object]) -> list[Number | None]:
    """What ``as_number`` says of each. Most documents have a float there, and there may be many."""
    found: Sequence[Any] = documents
    try:
        for key in find.keys if isinstance(find, KeysLookup) else ():
            found = list(map(itemgetter(key), found))
    except (KeyError, TypeError):
        found = documents
    if found is documents:
        found = list(map(find, documents))
    return list(found) if are_finite_floats(found) else list(map(as_number, found))


def _chain_lookup(path: str) -> Lookup:
    """Each part between dots is a key, as Grand Challenge has it; where that leads nowhere, a dot
    between two digits belongs to a key (``mAP@0.5``)."""
    chain = KeysLookup(tuple(path.split(".")))
    with_decimals = _keys_of(path)
    if len(with_decimals) == path.count(".") + 1:
        return chain
    other = KeysLookup(with_decimals)

    def find(document: object) -> object:
        found = chain(document)
        return other(document) if found is MISSING else found

    return find


def _keys_of(path: str) -> tuple[str, ...]:
    """The keys of a path, decimal points left in them."""
    return tuple(_KEY_DOT.split(path))


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


def number_paths(document: object) -> Iterator[str]:
    """The paths of a document's numbers, each as ``lookup`` reads it, those below objects only
    before those in lists; of a list the first element's. At most so many are looked at."""
    waiting: list[tuple[tuple[str | int, ...], object]] = [((), document)]
    in_lists: list[tuple[tuple[str | int, ...], object]] = []
    for _ in range(_MOST_PATHS):
        if not waiting:
            waiting, in_lists = in_lists[:1], in_lists[1:]
        if not waiting:
            return
        keys, value = waiting.pop()
        if isinstance(value, dict):
            members = list(value.items())[:_MOST_PATHS]
            waiting += [((*keys, str(key)), one) for key, one in reversed(members)]
        elif isinstance(value, list) and value:
            in_lists.append(((*keys, 0), value[0]))
        elif keys and as_number(value) is not None:
            yield write_path(keys)


def write_path(keys: Sequence[str | int]) -> str:
    """Keys as the path that finds them: joined by dots, or as a JSONPath where a list is among
    them, or a key with a dot of its own."""
    if all(isinstance(key, str) for key in keys):
        joined = ".".join(map(str, keys))
        if _keys_of(joined) == tuple(keys) or tuple(joined.split(".")) == tuple(keys):
            return joined
    return "$" + "".join(_step(key) for key in keys)


def _step(key: str | int) -> str:
    if isinstance(key, int):
        return f"[{key}]"
    quoted = key.replace("\\", "\\\\").replace("'", "\\'")
    return f".{key}" if re.fullmatch(r"[A-Za-z_]\w*", key) else f"['{quoted}']"


def nearest(path: str, known: Sequence[str]) -> str | None:
    """The known path that is spelled most like this one, in whatever case, or has a part of it."""
    by_folded = {one.casefold(): one for one in reversed(known[:_MOST_PATHS])}
    near = difflib.get_close_matches(path.casefold(), list(by_folded), n=1, cutoff=0.6)
    if near:
        return by_folded[near[0]]
    parts = set(path.casefold().split("."))
    return next((one for one in known if parts & set(one.casefold().split("."))), None)


def as_number(value: object) -> Number | None:
    """The value as a finite number, else ``None``. ``true`` is 1 and ``false`` is 0 (both peers'
    boards are Python, where they are); text is never read as a number."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, int) else None


def are_finite_floats(values: Collection[object]) -> bool:
    """So it is with most columns of case values: there may be millions, and a question for each
    takes its time."""
    return set(map(type, values)) == {float} and all(map(math.isfinite, values))  # type: ignore[arg-type]


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
