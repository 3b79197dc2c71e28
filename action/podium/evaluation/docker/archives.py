"""Tar archives as the engine's API takes them: streamed, and depending on nothing but the files."""

from __future__ import annotations

import os
import stat
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

_CHUNK = 1 << 20
# Noon of 1980-01-01, UTC: the first day that ZIP can say, in every time zone.
_OLDEST = 315_576_000


@dataclass(frozen=True, slots=True)
class TarMember:
    """One thing to put at ``path`` in a tar. ``content`` is bytes, a file on disk, a link's target
    (as text) or ``None`` for a folder. Everything belongs to root."""

    path: PurePosixPath
    content: bytes | Path | str | None
    mode: int = 0o444
    mtime: int = _OLDEST


def folder(path: PurePosixPath, *, mode: int = 0o755) -> TarMember:
    return TarMember(path, None, mode)


def tree(source: Path, path: PurePosixPath, *, with_links: bool = False) -> Iterator[TarMember]:
    """A plain file, or a folder and all plain files below it, readable by everybody. Links are
    left out, or stay links, to what they name where they are put."""
    if not source.is_dir():
        yield TarMember(path, source)
        return
    yield folder(path)
    for found in sorted(source.iterdir()):
        if found.is_symlink():
            if with_links:
                yield TarMember(path / found.name, str(found.readlink()), 0o777)
        elif found.is_dir():
            yield from tree(found, path / found.name, with_links=with_links)
        elif stat.S_ISREG(found.lstat().st_mode):
            yield TarMember(path / found.name, found)


def with_parents(entries: Iterable[TarMember]) -> Iterator[TarMember]:
    """Each path once, every folder before what is in it."""
    seen = {PurePosixPath("/")}
    for entry in entries:
        for path in reversed(entry.path.parents):
            if path not in seen:
                seen.add(path)
                yield folder(path)
        if entry.path not in seen:
            seen.add(entry.path)
            yield entry


def tar(entries: Iterable[TarMember]) -> Iterator[bytes]:
    """The archive, piece by piece, so that a large submission is never in memory."""
    for entry in entries:
        yield from _member(entry)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _member(entry: TarMember) -> Iterator[bytes]:
    header = tarfile.TarInfo(str(entry.path).lstrip("/"))
    header.mode, header.mtime = entry.mode, entry.mtime
    match entry.content:
        case None:
            header.type = tarfile.DIRTYPE
            yield _header(header)
        case str() as target:
            header.type, header.linkname = tarfile.SYMTYPE, target
            yield _header(header)
        case bytes() as content:
            header.size = len(content)
            yield _header(header) + content + _padding(header.size)
        case Path() as source:
            with source.open("rb") as stream:
                header.size = os.fstat(stream.fileno()).st_size
                yield _header(header)
                left = header.size
                while left and (chunk := stream.read(min(left, _CHUNK))):
                    left -= len(chunk)
                    yield chunk
            yield bytes(left) + _padding(header.size)  # a file that shrank meanwhile


def _header(header: tarfile.TarInfo) -> bytes:
    return header.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")


def _padding(size: int) -> bytes:
    return bytes(-size % tarfile.BLOCKSIZE)
