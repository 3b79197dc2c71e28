"""What anybody could make of a good file: odd values in its structure, other bytes, no file at all.

A seed gives the same corruption for ever, so that one that broke something is kept by its number.
"""

from __future__ import annotations

import copy
import math
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

ODD: Sequence[Any] = (
    *(None, True, False, 0, -1, 1, 1.5, -0.0, 5e-324, 1.7e308, -1.7e308, math.nan, math.inf),
    *(10**30, 10**400, -(10**400)),
    *("", "x", "\u202e", "\x00", "a" * 5_000, "../../etc", "javascript:alert(1)"),
    *("2026-07-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"),
    *([], {}, [[]], [1, 2], {"a": 1}, {"": {}}, [None] * 50, {"mean": 1.7e308, "std": -5}),
)
NAMES = ("", "a.b", "case", "cases", "__class__", "0", "\u202e", "x" * 300, "fold_0", "results")
Place = tuple[str | int, ...]


def corrupt(rng: Random, file: Path, change: Callable[[Random, bytes], bytes]) -> None:
    """``change`` is made to its structure, mostly; else to its bytes, or to what it is."""
    if file.is_symlink() or not file.is_file():
        return
    content, kind = file.read_bytes(), rng.random()
    if kind < 0.7:
        file.write_bytes(change(rng, content))
    elif kind < 0.85:
        file.write_bytes(with_other_bytes(rng, content))
    elif kind < 0.9:
        file.write_bytes(content[: rng.randrange(len(content) + 1)])
    else:
        file.unlink()
        other = rng.choice(("nothing", "folder", "link", "pipe"))
        if other == "folder":
            file.mkdir()
        elif other == "link":
            file.symlink_to(rng.choice(("/etc/passwd", "/dev/zero", "/nowhere", ".", file.name)))
        elif other == "pipe":
            os.mkfifo(file)


def with_other_bytes(rng: Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.choice((1, 3, 30)) if content else 0):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def with_odd_values(rng: Random, document: Any) -> Any:
    """The document with some values put in the place of others, added or taken out."""
    for _ in range(rng.choice((1, 1, 2, 5))):
        place = rng.choice(list(_places(document)))
        if not place:
            document = copy.deepcopy(rng.choice(ODD)) if rng.random() < 0.1 else document
            continue
        parent = document
        for key in place[:-1]:
            parent = parent[key]
        if rng.random() < 0.8:
            parent[place[-1]] = copy.deepcopy(rng.choice(ODD))
        elif isinstance(parent, dict) and rng.random() < 0.4:
            parent[rng.choice(NAMES)] = copy.deepcopy(rng.choice(ODD))
        else:
            del parent[place[-1]]
    return document


def _places(document: Any, above: Place = ()) -> Iterator[Place]:
    yield above
    if isinstance(document, dict | list):
        pairs = document.items() if isinstance(document, dict) else enumerate(document)
        for key, value in pairs:
            yield from _places(value, (*above, key))
