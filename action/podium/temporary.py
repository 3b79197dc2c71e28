"""Folders for a while. One that a killed process left goes when the next one is made beside it, so
that no file of a submission stays on a machine for good."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# So that a program of another version, which holds no locks, does not lose its own.
_SUFFIX = ".held"
# Seconds that a folder may be there before whoever made it holds it.
_YOUNG = 60.0


@contextmanager
def folder(purpose: str, *, parent: Path | None = None) -> Iterator[Path]:
    """A new folder that only this user reads, gone at the end: below the system's for such, or
    ``parent``. Its process holds a lock on it, which ends with the process however that ends."""
    place = parent or Path(tempfile.gettempdir())
    prefix = f"podium-{purpose}-" if parent is None else f".{purpose}-"
    _take_away_leftovers(place, "podium-" if parent is None else prefix)
    # What an evaluator made unreadable there is left to the next run too.
    made = tempfile.TemporaryDirectory(_SUFFIX, prefix, place, ignore_cleanup_errors=True)
    descriptor = _open(made.name)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield Path(made.name)
    finally:
        made.cleanup()
        os.close(descriptor)


def _take_away_leftovers(place: Path, prefix: str) -> None:
    with suppress(OSError), os.scandir(place) as entries:
        named = [
            one.path
            for one in entries
            if one.name.startswith(prefix) and one.name.endswith(_SUFFIX)
        ]
        for path in named:
            with suppress(OSError, RecursionError):
                _take_away_if_left(path)


def _take_away_if_left(path: str) -> None:
    descriptor = _open(path)
    try:
        found = os.fstat(descriptor)
        # When a name was made or removed in it last: that cannot be set.
        if found.st_uid != os.getuid() or time.time() - found.st_ctime < _YOUNG:
            return
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(descriptor)


def _open(path: str) -> int:
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
