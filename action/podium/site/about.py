"""``build.json``: what a site was made from and by, and one digest of all that readers get."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from podium import __version__
from podium.errors import Issue
from podium.site.documents import BuildDocument
from podium.site.frame import addresses
from podium.site.frame.drafts import File, json_file
from podium.site.writing import Written


@dataclass(frozen=True, slots=True)
class Site:
    """A site on disk. ``count`` is of its pages and exports, ``digest`` of all that readers get;
    ``issues`` warn of what the host will not hold."""

    count: int
    digest: str
    issues: tuple[Issue, ...] = ()


def make(files: Iterable[Written], commit: str | None, *, submissions: int) -> File:
    """``files`` are all others of the site, ``commit`` is the results', ``submissions`` how many
    of them it shows."""
    written = tuple(files)
    document: BuildDocument = {
        "podium": __version__,
        "results": commit,
        "submissions": submissions,
        "files": len(written),
        "bytes": sum(file.size for file in written),
        "digest": digest(written),
    }
    schema = addresses.link(addresses.BUILD_JSON, addresses.schema("build"))
    return json_file(addresses.BUILD_JSON, {"$schema": schema, **document})


def digest(files: Iterable[Written]) -> str:
    """Two sites have the same if they are the same byte for byte."""
    whole = hashlib.sha256()
    for file in sorted(files, key=lambda one: one.address):
        whole.update(f"{file.digest.hex()} {file.size} {file.address}\n".encode("utf-8", "replace"))
    return f"sha256:{whole.hexdigest()}"
