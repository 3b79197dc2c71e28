"""The files of a submitted folder, or a submitted file, without ever following a link."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

from podium.codes import Code
from podium.errors import Issue, SubmissionError
from podium.submission.files.member_names import is_junk, printable
from podium.submission.files.members import Caps, Listing, Member


def list_folder(root: Path, *, caps: Caps, leave_out: Collection[str] = ()) -> Listing:
    """Every plain file below ``root``, folder by folder; anything else there is an issue."""
    members: list[Member] = []
    issues: list[Issue] = []
    for name, path in _walk(root, depth=caps.depth):
        if name in leave_out or is_junk(name):
            continue
        kind = path.lstat()
        if stat.S_ISREG(kind.st_mode):
            members.append(file_member(path, name=name))
        else:
            issues.append(_not_plain(name, kind.st_mode))
        if len(members) + len(issues) > caps.files:
            break  # the count is refused by whoever asked; no need to walk on
    return Listing(tuple(members), tuple(issues))


def file_member(path: Path, *, name: str) -> Member:
    return Member(name, path.lstat().st_size, lambda: open_plain(path))


def open_plain(path: Path) -> BinaryIO:
    return io.BufferedReader(raw_plain(path))


def raw_plain(path: Path) -> io.FileIO:
    """Open a regular file and nothing else. Looking first and opening then would be a race, so
    the flags refuse a link, do not wait for a fifo's other end, and the open file is asked."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise SubmissionError(issues=[_not_plain(path.name, 0)])
    return io.FileIO(descriptor)


def refuse_unless_plain(path: Path) -> None:
    """The source itself must be a folder or a file, not a link to one."""
    mode = path.lstat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise SubmissionError(issues=[_not_plain(path.name, mode)])


def _walk(root: Path, *, depth: int) -> Iterator[tuple[str, Path]]:
    """Each entry that is not a folder; folders below ``depth`` are given as entries, unopened."""
    pending = [("", root)]
    while pending:
        prefix, folder = pending.pop()
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            name = f"{prefix}{entry.name}"
            if entry.is_dir(follow_symlinks=False) and name.count("/") < depth:
                pending.append((f"{name}/", Path(entry.path)))
            else:
                yield name, Path(entry.path)


def _not_plain(name: str, mode: int) -> Issue:
    code = Code.NOT_A_PLAIN_FILE
    if stat.S_ISLNK(mode):
        fact = "is a symbolic link; put the file itself in its place"
    elif stat.S_ISDIR(mode):
        code = Code.TOO_LONG_OR_DEEP
        fact = "lies too many folders deep; flatten the submission"
    else:
        fact = "is not a plain file; only plain files can be submitted"
    return Issue.error(fact, code=code, where=printable(name))
