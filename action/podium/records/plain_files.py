"""Files and folders on disk, none of them through a link, and none without a bound.

Git keeps links, and an artifact may have them: whatever one leads to on the machine that reads it
would be taken for a part of a record, and published.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from podium import formats
from podium.jobs import MIB

MAX_METRICS = 10 * MIB
MAX_DOCUMENT = MIB  # of a submission.json, an evaluation.json or a warnings.json
_IS_LINK = "is a link, which is not followed"
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
# Of files in one folder, and of folders in each other.
_MOST_FILES = 10_000
_DEEPEST = 16


@dataclass(frozen=True, slots=True)
class Folder:
    """Names, each kind in order. ``others`` are links, pipes and the like."""

    folders: list[str]
    files: list[str]
    others: list[str]


def list_folder(path: str) -> Folder:
    """Raises ``OSError`` where there is none, and for a link to one."""
    found = Folder([], [], [])
    if stat.S_ISLNK(os.lstat(path).st_mode):
        raise NotADirectoryError(errno.ENOTDIR, _IS_LINK, path)
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                found.folders.append(entry.name)
            elif entry.is_file(follow_symlinks=False):
                found.files.append(entry.name)
            else:
                found.others.append(entry.name)
    for names in (found.folders, found.files, found.others):
        names.sort()
    return found


def read(path: str | Path, *, most: int) -> bytes:
    """Raises ``OSError`` for what is not there, and ``ValueError`` for what is no plain file, or
    has more than ``most`` bytes."""
    descriptor = _open(str(path))
    try:
        held = os.fstat(descriptor).st_size
        if held > most:
            size, bound = formats.format_size(held), formats.format_size(most)
            raise ValueError(f"has {size}; {bound} is the most")
        return _read(descriptor, held)  # what is written meanwhile is not read
    finally:
        os.close(descriptor)


def files_below(root: str) -> dict[str, Path]:
    """Plain files by their path from ``root``, with slashes. Raises ``ValueError`` for a link or
    the like, and for too many files or too deep ones."""
    found = {name: Path(path) for name, path in _below(root, "", 0)}
    return dict(sorted(found.items()))


def _open(path: str) -> int:
    """Opened once, and what is open is asked: to look first would be a race."""
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise ValueError(_IS_LINK) from None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ValueError("is not a plain file")
    return descriptor


def _read(descriptor: int, size: int) -> bytes:
    content = os.read(descriptor, size)
    while len(content) < size and (piece := os.read(descriptor, size - len(content))):
        content += piece
    return content


def _below(folder: str, prefix: str, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _DEEPEST:
        raise ValueError(f"{prefix} lies too many folders deep")
    held = list_folder(folder)
    if held.others:
        raise ValueError(f"{prefix}{held.others[0]} is a link or no plain file")
    if len(held.files) + len(held.folders) > _MOST_FILES:
        raise ValueError(f"{prefix or 'the folder'} has more than {_MOST_FILES:,} files")
    for name in held.files:
        yield f"{prefix}{name}", f"{folder}/{name}"
    for name in held.folders:
        yield from _below(f"{folder}/{name}", f"{prefix}{name}/", depth + 1)
