"""What an evaluator leaves in its output folder: ``metrics.json``, images for people to look at,
``images/<name>/<case>.png``, in as many formats as a browser shows without running anything, and
the other files that a phase names.

The evaluator has read hostile files, so names, kinds and sizes are checked like a participant's.
"""

from __future__ import annotations

import io
import os
import re
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from podium import formats
from podium.errors import SubmissionError
from podium.evaluation.verdict import MAX_METRICS, Unreadable
from podium.jobs import MIB
from podium.records.model import IMAGES_FOLDER, METRICS_FILE
from podium.submission.files import folders
from podium.submission.files.image_kinds import image_kind

if TYPE_CHECKING:
    from docker.models.containers import Container

MOST_FILES = 200
MOST_BYTES = 20 * MIB
MOST_BYTES_EACH = 2 * MIB
MOST_BYTES_OUTPUT = 5 * MIB

_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_ENDINGS = {".png": "png", ".jpg": "jpg", ".jpeg": "jpg", ".webp": "webp"}


def read_metrics(folder: Path) -> bytes | Unreadable:
    """``metrics.json`` may be a link, a fifo or far too large: none of these is followed, waited
    for or read."""
    try:
        with folders.open_plain(folder / METRICS_FILE) as stream:
            content = stream.read(MAX_METRICS + 1)
    except FileNotFoundError:
        return Unreadable.MISSING
    except (SubmissionError, OSError):  # not a regular file; a link; not to be opened by its owner
        return Unreadable.NOT_PLAIN
    return content if len(content) <= MAX_METRICS else Unreadable.TOO_LARGE


def read_images(output: Path, names: Iterable[str]) -> dict[str, bytes]:
    """``name/case.png`` to content, of the named ones."""
    return _within_bounds(_in_folders(output / IMAGES_FOLDER, sorted(set(names))))


def read_from_container(
    store: Container, output: PurePosixPath, names: Iterable[str]
) -> dict[str, bytes]:
    """The same, out of a container."""
    return _within_bounds(_in_container(store, output / IMAGES_FOLDER, sorted(set(names))))


@dataclass(frozen=True, slots=True)
class Outputs:
    """The named files that are kept, and of those that are there and are not, why."""

    files: Mapping[str, bytes]
    left_out: tuple[str, ...] = ()


# Of a file that is larger than ``MOST_BYTES_OUTPUT``, its size.
Found = bytes | int | Unreadable


def read_outputs(output: Path, names: Iterable[str]) -> Outputs:
    """The named files below ``output``."""

    def read(name: str) -> Found:
        if any((output / folder).is_symlink() for folder in PurePosixPath(name).parents):
            return Unreadable.NOT_PLAIN
        try:
            with folders.open_plain(output / name) as stream:
                size = os.fstat(stream.fileno()).st_size
                return size if size > MOST_BYTES_OUTPUT else stream.read(MOST_BYTES_OUTPUT)
        except FileNotFoundError:
            return Unreadable.MISSING
        except (SubmissionError, OSError):
            return Unreadable.NOT_PLAIN

    return few_enough((name, read(name)) for name in names)


def few_enough(found: Iterable[tuple[str, Found]]) -> Outputs:
    """Those that are plain and small enough, until there is too much of them."""
    kept: dict[str, bytes] = {}
    left_out: list[str] = []
    for name, content in found:
        if content is Unreadable.NOT_PLAIN:
            left_out.append(f"{name} is not kept: it is not a plain file")
        if isinstance(content, Unreadable):
            continue
        size = content if isinstance(content, int) else len(content)
        shown = formats.format_size(size)
        if isinstance(content, int):
            most = f"a file of podium.outputs has at most {MOST_BYTES_OUTPUT // MIB} MiB"
            left_out.append(f"{name} is not kept: it has {shown}, and {most}")
        elif sum(map(len, kept.values())) + size > MOST_BYTES:
            most = f"those of podium.outputs have at most {MOST_BYTES // MIB} MiB in all"
            left_out.append(f"{name} is not kept: with its {shown} it is too much, {most}")
        else:
            kept[name] = content
    return Outputs(kept, tuple(left_out))


def _in_folders(root: Path, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    for name in names:
        folder = root / name
        if folder.is_symlink() or not folder.is_dir():
            continue
        for path in sorted(folder.iterdir())[:MOST_FILES]:
            try:
                with folders.open_plain(path) as stream:
                    yield f"{name}/{path.name}", stream.read(MOST_BYTES_EACH + 1)
            except (SubmissionError, OSError):  # a link, a folder, a pipe
                continue


def _in_container(
    store: Container, root: PurePosixPath, names: Iterable[str]
) -> Iterator[tuple[str, bytes]]:
    from docker.errors import NotFound  # the process runner does without it

    for name in names:
        try:
            stream, _ = store.get_archive(str(root / name))
        except NotFound:
            continue
        with (
            closing(stream),  # type: ignore[type-var]  # a generator; its stub says Iterator
            tarfile.open(fileobj=io.BufferedReader(_Chunks(stream)), mode="r|") as archive,
        ):
            for member in archive:
                parts = PurePosixPath(member.name).parts
                content = archive.extractfile(member) if member.isreg() else None
                if content is not None and len(parts) == 2:
                    yield f"{name}/{parts[1]}", content.read(MOST_BYTES_EACH + 1)


def _within_bounds(found: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """What is an image, until there are too many; an ending that lies is put right."""
    kept: dict[str, bytes] = {}
    total = 0
    for path, content in sorted(found):  # the engine gives them in no particular order
        kind = image_kind(content)
        name, _, case = path.partition("/")
        stem, ending = PurePosixPath(case).stem, PurePosixPath(case).suffix.lower()
        if kind is None or _ENDINGS.get(ending) is None or len(content) > MOST_BYTES_EACH:
            continue
        if not _PART.fullmatch(name) or not _PART.fullmatch(stem):
            continue
        total += len(content)
        if total > MOST_BYTES or len(kept) >= MOST_FILES:
            break
        kept[f"{name}/{stem}.{kind}"] = content
    return kept


class _Chunks(io.RawIOBase):
    """Pieces as one stream, forward only, so that nothing large is held."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            try:
                self._rest = next(self._pieces)
            except StopIteration:
                return 0
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size
