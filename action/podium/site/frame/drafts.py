"""What a page module gives: pages that still lack their frame, and files beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping
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


def json_file(address: str, document: Mapping[str, object], schema: str = "") -> File:
    """Strict JSON, in the order of the document; ``schema`` is the kind that it says it is of."""
    kind = {"$schema": addresses.link(address, addresses.schema(schema))} if schema else {}
    text = json.dumps({**kind, **document}, ensure_ascii=False, allow_nan=False, indent=1)
    return File(address, f"{text}\n")
