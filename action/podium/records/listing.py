"""Every file below a folder, with its size, as quickly as the disk tells."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def files_below(root: Path) -> Iterator[tuple[str, int]]:
    """By the path from ``root``, with slashes, in no order; sizes in bytes. A link to a file counts
    as that file; one to a folder is not followed, and comes with a slash at its end. What vanishes
    meanwhile, or may not be read, is passed over."""
    return ((name, 0 if found is None else found.st_size) for name, found in _below(root))


def stamps_below(root: Path) -> Iterator[tuple[str, str]]:
    """Of the same files what is another whenever one was written: its size, and the time in
    nanoseconds."""
    for name, found in _below(root):
        yield name, "" if found is None else f"{found.st_size} {found.st_mtime_ns}"


def _below(root: Path) -> Iterator[tuple[str, os.stat_result | None]]:
    waiting = [("", str(root))]
    while waiting:
        prefix, folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append((f"{prefix}{entry.name}/", entry.path))
                    elif entry.is_file():
                        yield f"{prefix}{entry.name}", entry.stat()
                    elif entry.is_dir():
                        yield f"{prefix}{entry.name}/", None
        except OSError:
            continue
