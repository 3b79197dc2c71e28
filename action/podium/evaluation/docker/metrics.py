"""Reading ``metrics.json``, or another file, out of a container: it may be a link, a fifo, a folder
or far too large, and none of these is followed, waited for or read."""

from __future__ import annotations

import tarfile
from collections.abc import Iterable
from contextlib import closing
from io import BytesIO
from pathlib import PurePosixPath

from docker.errors import NotFound
from docker.models.containers import Container

from podium.evaluation import output
from podium.evaluation.verdict import MAX_METRICS, Unreadable
from podium.records.model import METRICS_FILE

# Bytes of a tar with one file that are not the file's.
_AROUND = 64 * 1024
# Go's os.ModeType: folder, link, named pipe, socket, device, character device, irregular.
_NOT_PLAIN = 1 << 31 | 1 << 27 | 1 << 25 | 1 << 24 | 1 << 26 | 1 << 21 | 1 << 19


def read_from_container(store: Container, folder: PurePosixPath) -> bytes | Unreadable:
    found = read_file(store, folder / METRICS_FILE, most=MAX_METRICS)
    return Unreadable.TOO_LARGE if isinstance(found, int) else found


def read_file(store: Container, path: PurePosixPath, *, most: int) -> output.Found:
    """The engine answers with a tar; a link comes as the link itself. It also says beforehand
    what and how large it is, so that a sparse file of gigabytes is never asked for: its size is
    given."""
    try:
        stream, known = store.get_archive(str(path))
    except NotFound:
        return Unreadable.MISSING
    assert known is not None, "the engine always says what it is about to send"
    with closing(stream):  # type: ignore[type-var]  # a generator, which its stub calls Iterator
        if known["mode"] & _NOT_PLAIN or known["linkTarget"]:
            return Unreadable.NOT_PLAIN
        if known["size"] > most:
            return int(known["size"])
        packed = _bounded(stream, most=most + _AROUND)
    return _only_member(packed) if len(packed) <= most + _AROUND else most + 1


def _bounded(pieces: Iterable[bytes], *, most: int) -> bytes:
    """It may have been exchanged since the engine looked: no more is taken than can be kept."""
    taken = bytearray()
    for piece in pieces:
        taken += piece
        if len(taken) > most:
            break
    return bytes(taken)


def read_outputs(store: Container, folder: PurePosixPath, names: Iterable[str]) -> output.Outputs:
    """The named files below ``folder``."""
    most = output.MOST_BYTES_OUTPUT
    return output.few_enough((name, read_file(store, folder / name, most=most)) for name in names)


def _only_member(packed: bytes) -> bytes | Unreadable:
    try:
        with tarfile.open(fileobj=BytesIO(packed), mode="r:") as archive:
            member = archive.next()
            content = archive.extractfile(member) if member and member.isreg() else None
            return content.read() if content else Unreadable.NOT_PLAIN
    except tarfile.ReadError:  # exchanged for another while the engine sent it
        return Unreadable.NOT_PLAIN
