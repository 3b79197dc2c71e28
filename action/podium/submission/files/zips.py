"""The files of a submitted zip. Its headers are the participant's words: enough to refuse a member
by, never enough to trust one."""

from __future__ import annotations

import errno
import io
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from podium.codes import Code
from podium.errors import Issue, SubmissionError
from podium.submission.files.folders import raw_plain
from podium.submission.files.member_names import INVALID_PATHS, Complaint, is_junk, printable
from podium.submission.files.members import Caps, Listing, Member

BROKEN = "Input zip file could not be extracted"  # Grand Challenge's words
TOO_LARGE = "Contents of zip file too large"  # as well
_ENCRYPTED = 0x1 | 0x20 | 0x40  # encryption, patched data, strong encryption (APPNOTE 4.4.4)
# zipfile unpacks all that a chunk of bzip2 or lzma holds at once: a kilobyte may be gigabytes.
_READABLE = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_DIRECTORY_BYTES_PER_FILE = 1024  # an entry of the archive's directory takes 46 bytes and its name


@contextmanager
def opened_zip(path: Path, *, caps: Caps) -> Iterator[Listing]:
    """The archive's plain files, readable while the context lasts. Raises ``SubmissionError`` for
    what is no zip at all, and for one that turns out to be broken while it is read."""
    try:
        with (
            _Bounded(raw_plain(path), caps=caps, name=path.name) as stream,
            zipfile.ZipFile(stream) as archive,
        ):
            yield _list(archive, packed_size=path.lstat().st_size)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        UnicodeDecodeError,
    ) as error:
        raise _broken(path) from error


class _Bounded(io.BufferedReader):
    """``zipfile`` reads the archive's whole directory at once and makes an object of each entry:
    millions of empty ones would fill the memory. Nothing else reads this much in one go. And it
    goes to whatever place the archive names: one that no file can have is the archive's mistake,
    and no error of the disk."""

    def __init__(self, raw: io.FileIO, *, caps: Caps, name: str) -> None:
        super().__init__(raw)
        self._most = max(caps.files * _DIRECTORY_BYTES_PER_FILE, 4 << 20)
        self._caps, self._name = caps, name

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > self._most:
            fact = f"{TOO_LARGE}: it lists more than {self._caps.files} files"
            issue = Issue.error(fact, code=Code.TOO_MANY_FILES, where=printable(self._name))
            raise SubmissionError(issues=[issue])
        return super().read(size)

    def seek(self, target: int, whence: int = os.SEEK_SET, /) -> int:
        try:
            return super().seek(target, whence)
        except (ValueError, OverflowError) as error:
            raise zipfile.BadZipFile(str(error)) from error
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.EOVERFLOW):
                raise
            raise zipfile.BadZipFile(str(error)) from error


def _list(archive: zipfile.ZipFile, *, packed_size: int) -> Listing:
    members: list[Member] = []
    issues: list[Issue] = []
    for entry in archive.infolist():
        # Not `is_dir()`, which fails on an empty name.
        if entry.filename.endswith("/") or is_junk(entry.filename):
            continue
        refusal = _refusal(entry)
        if refusal is None:
            members.append(_member(archive, entry))
        else:
            code, fact = refusal
            issues.append(Issue.error(fact, code=code, where=printable(entry.orig_filename)))
    return Listing(tuple(members), tuple(issues), packed_size)


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Member:
    return Member(
        entry.filename,
        entry.file_size,
        lambda: archive.open(entry),  # type: ignore[arg-type, return-value]  # IO[bytes]
    )


def _refusal(entry: zipfile.ZipInfo) -> Complaint | None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if "\0" in entry.orig_filename:  # zipfile itself cuts the name there
        return Code.BAD_NAME, f"{INVALID_PATHS}: this one has a NUL in it"
    if kind == stat.S_IFLNK:
        return Code.NOT_A_PLAIN_FILE, "is a symbolic link; put the file itself in its place"
    if kind not in {0, stat.S_IFREG}:
        return Code.NOT_A_PLAIN_FILE, "is not a plain file; only plain files can be submitted"
    if entry.flag_bits & _ENCRYPTED:
        return Code.LOCKED_ZIP, "is encrypted; make the zip without a password"
    if entry.compress_type not in _READABLE:
        fact = "uses a compression this platform cannot read; zip it with Deflate"
        return Code.LOCKED_ZIP, fact
    return None


def _broken(path: Path) -> SubmissionError:
    fact = f"{BROKEN}: it is not a zip file, or it is damaged; make it anew"
    issue = Issue.error(fact, code=Code.BROKEN_ZIP, where=printable(path.name))
    return SubmissionError(issues=[issue])
