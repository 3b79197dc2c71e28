"""Images that an evaluator leaves for people to look at, ``images/<name>/<case>.png``, in as many
formats as a browser shows without running anything.

The evaluator has read hostile files, so kinds and sizes are checked like a participant's, and all
is bounded before it is read: a sparse file of gigabytes costs an evaluator nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath

from podium import formats
from podium.errors import SubmissionError
from podium.evaluation.output import Outputs
from podium.jobs import MIB
from podium.records.model import IMAGES_FOLDER
from podium.submission.files import folders, images

MOST_FILES = 200
MOST_BYTES = 20 * MIB
MOST_LOOKED_AT = 2_000  # files of one name
_MOST_TOLD = 10
_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class Found:
    """A plain file at ``name/case.png``. ``read`` gives no more than its ``size``, which is in
    bytes."""

    path: str
    size: int
    read: Callable[[], bytes]


def read_images(output: Path, names: Iterable[str]) -> Outputs:
    """``name/case.png`` to content, of the named ones, and why others are not kept."""
    return within_bounds(_in_folders(output / IMAGES_FOLDER, sorted(set(names))))


def within_bounds(found: Iterable[Found]) -> Outputs:
    """What is an image, until there are too many; an ending that lies is put right."""
    kept: dict[str, bytes] = {}
    left_out: list[str] = []
    total = 0
    for one in sorted(found, key=lambda one: one.path):  # engines give them in no order
        name, _, case = one.path.partition("/")
        stem = PurePosixPath(case).stem
        if not (_PART.fullmatch(name) and _PART.fullmatch(stem)):
            continue
        if images.named_kind(case) is None:
            continue
        why, content = _look(one, total=total, count=len(kept))
        if why:
            left_out.append(f"{IMAGES_FOLDER}/{one.path} is not kept: {why}")
            continue
        total += len(content)
        kept[f"{name}/{stem}.{images.image_kind(content)}"] = content
    if len(left_out) > _MOST_TOLD:
        more = len(left_out) - _MOST_TOLD
        left_out[_MOST_TOLD:] = [f"{more:,} other images are not kept either"]
    return Outputs(kept, tuple(left_out))


def _look(one: Found, *, total: int, count: int) -> tuple[str, bytes]:
    """Why it is not kept, or its content."""
    if one.size > images.MOST_BYTES:
        size, most = formats.format_size(one.size), images.MOST_BYTES // MIB
        return f"it has {size}, and an image has at most {most} MiB", b""
    if count >= MOST_FILES:
        return f"there are more than {MOST_FILES} images", b""
    if total + one.size > MOST_BYTES:
        return f"images have at most {MOST_BYTES // MIB} MiB in all", b""
    content = one.read()
    if images.image_kind(content) is None:
        return "it is no PNG, JPEG or WebP", b""
    if not images.is_bounded(content):
        return f"it has more than {images.MOST_PIXELS:,} pixels", b""
    return "", content


def _in_folders(root: Path, names: Iterable[str]) -> Iterator[Found]:
    for name in names:
        folder = root / name
        if folder.is_symlink() or not folder.is_dir():
            continue
        with os.scandir(folder) as entries:
            found = sorted(entry.name for entry in islice(entries, MOST_LOOKED_AT))
        for case in found:
            try:
                size = _size(folder / case)
            except (SubmissionError, OSError):  # a link, a folder, a pipe
                continue
            yield Found(f"{name}/{case}", size, _reader(folder / case, size))


def _size(path: Path) -> int:
    with folders.open_plain(path) as stream:
        return os.fstat(stream.fileno()).st_size


def _reader(path: Path, size: int) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with folders.open_plain(path) as stream:
                return stream.read(size)
        except (SubmissionError, OSError):  # exchanged since it was looked at
            return b""

    return read
