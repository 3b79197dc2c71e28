"""Git LFS leaves a pointer of three lines in place of a file that a checkout did not fetch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_BEGINNING = b"version https://git-lfs.github.com/spec/"
LONGEST = 1024  # bytes of a pointer, by its specification

CURE = (
    "it is a pointer to a Git LFS file, not the file: run `git lfs pull`, and on GitHub give the "
    "workflows `lfs: true`"
)


def is_lfs_pointer(beginning: bytes) -> bool:
    return beginning.startswith(_BEGINNING)


def find_pointers(path: Path) -> Iterator[Path]:
    """The pointers at or below a path; only small files are read."""
    files = [path] if path.is_file() else sorted(path.rglob("*"))
    for file in files:
        if file.is_file() and len(_BEGINNING) < file.stat().st_size <= LONGEST:
            with file.open("rb") as stream:
                if is_lfs_pointer(stream.read(len(_BEGINNING))):
                    yield file
