"""Every file below a folder, with its size, as quickly as the disk tells."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def files_below(root: Path) -> Iterator[tuple[str, int]]:
    """By the path from ``root``, with slashes, in no order; sizes in bytes. A link to a file counts
    as that file; one to a folder is not followed, and comes with a slash at its end. What vanishes
    meanwhile, or may not be read, is passed over."""
    waiting = [("", str(root))]
    while waiting:
        prefix, folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append((f"{prefix}{entry.name}/", entry.path))
                    elif entry.is_file():
                        yield f"{prefix}{entry.name}", entry.stat().st_size
                    elif entry.is_dir():
                        yield f"{prefix}{entry.name}/", 0
        except OSError:
            continue
