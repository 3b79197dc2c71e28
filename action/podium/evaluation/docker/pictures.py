"""Images out of a container: a folder comes as one stream, of which no more is read than honest
images can fill."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import PurePosixPath
from typing import Any

from docker.errors import NotFound
from docker.models.containers import Container

from podium.evaluation import images
from podium.evaluation.images import MOST_LOOKED_AT, Found
from podium.evaluation.output import Outputs
from podium.jobs import MIB
from podium.records.model import IMAGES_FOLDER
from podium.submission.files.images import MOST_BYTES as MOST_BYTES_EACH

# Of each name. A tar cannot be skipped through: what is not kept streams past as well.
_MOST_STREAMED = 100 * MIB


def read_from_container(store: Container, output: PurePosixPath, names: Iterable[str]) -> Outputs:
    """As ``images.read_images``."""
    found: list[Found] = []
    unread: list[str] = []
    for name in sorted(set(names)):
        try:
            found += _of_name(store, output / IMAGES_FOLDER / name)
        except _TooMuchError:
            most = f"{_MOST_STREAMED // MIB} MiB"
            unread.append(f"{IMAGES_FOLDER}/{name} is not kept: it has more than {most}")
    kept = images.within_bounds(found)
    return Outputs(kept.files, (*unread, *kept.left_out))


class _TooMuchError(Exception):
    """More than is read of the images of one name."""


def _of_name(store: Container, folder: PurePosixPath) -> list[Found]:
    try:
        stream, _ = store.get_archive(str(folder))
    except NotFound:
        return []
    found: list[Found] = []
    with (
        closing(stream),  # type: ignore[type-var]  # a generator; its stub says Iterator
        tarfile.open(fileobj=io.BufferedReader(_Chunks(stream)), mode="r|") as archive,
    ):
        for member in archive:
            parts = PurePosixPath(member.name).parts
            if not member.isreg() or len(parts) != 2:
                continue
            content = b""
            if member.size <= MOST_BYTES_EACH and (held := archive.extractfile(member)):
                content = held.read()
            elif member.size > _MOST_STREAMED:
                raise _TooMuchError
            found.append(Found(f"{folder.name}/{parts[1]}", member.size, _given(content)))
            if len(found) >= MOST_LOOKED_AT:
                break
    return found


def _given(content: bytes) -> Callable[[], bytes]:
    return lambda: content


class _Chunks(io.RawIOBase):
    """Pieces as one stream, forward only, so that nothing large is held."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest, self._left = pieces, b"", _MOST_STREAMED

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
        self._left -= size
        if self._left < 0:
            raise _TooMuchError
        return size
