"""What a page module gives: pages that still lack their frame, and files beside them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from podium.site.frame import addresses
from podium.site.frame.parts import Link


@dataclass(frozen=True, slots=True)
class Draft:
    """A page before its frame. ``template`` is the template's name without its ending,
    ``crumbs`` the way to it below the challenge's own page. A title is shown before the
    challenge's and the site's."""

    template: str
    address: str
    page: object
    title: str = ""
    summary: str = ""
    crumbs: tuple[Link, ...] = ()
    is_indexed: bool = True


@dataclass(frozen=True, slots=True)
class File:
    """What stands beside the pages: an export, a figure."""

    address: str
    text: str


Part = Draft | File


@dataclass(frozen=True, slots=True)
class Unit:
    """What is made on its own: other units need not be made before it, nor on the same processor,
    and stand where it cannot be made. ``address`` is of its page, or of the first of its files."""

    address: str
    make: Callable[[], Iterable[Part]]


def export(address: str, kind: str, challenge: str, document: Mapping[str, object]) -> File:
    """A document below the address of its kind's schema and the challenge's slug."""
    schema = addresses.link(address, addresses.schema(kind))
    return json_file(address, {"$schema": schema, "challenge": challenge, **document})


def json_file(address: str, document: Mapping[str, object]) -> File:
    """Strict JSON, in the order of the document, on one line: a site has thousands of them."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return File(address, f"{text}\n")
