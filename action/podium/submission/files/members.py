"""What extraction reads from, be it a folder or an archive: members, and how much they may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from podium.errors import Issue
from podium.jobs import GIB, MIB


@dataclass(frozen=True, slots=True)
class Caps:
    """What one submission may hold. Sizes are bytes, counted after decompression.

    A ratio only counts from ``ratio_from`` on: a small archive may compress as well as it likes.
    """

    files: int = 10_000
    file_size: int = 2 * GIB
    total_size: int = 4 * GIB
    ratio: int = 250
    ratio_from: int = 64 * MIB
    name_bytes: int = 255
    path_bytes: int = 1024
    depth: int = 32


@dataclass(frozen=True, slots=True)
class Member:
    """One plain file of a source. ``declared_size`` is the source's own word for it: good enough
    to refuse early, never to trust."""

    name: str
    declared_size: int
    open: Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class Listing:
    """The plain files of a source, junk left out, and what else was found there.

    ``packed_size`` is the size of the archive they are packed in, if they are."""

    members: tuple[Member, ...]
    issues: tuple[Issue, ...] = ()
    packed_size: int | None = None
