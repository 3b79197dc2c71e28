"""From what a participant handed in to a folder of plain files that an evaluator may be given.

Everything about the source is hostile. Whatever can be told from its names and headers is
collected and raised at once; bytes are counted while they are copied, never believed.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from podium.challenge.text import pointers
from podium.codes import Code
from podium.errors import ChallengeError, InfrastructureError, Issue, SubmissionError
from podium.jobs import MIB, Contract
from podium.submission.files import folders, member_names, zips
from podium.submission.files.member_names import printable
from podium.submission.files.members import Caps, Listing, Member

MAX_ISSUES = 20  # as many as one person reads; the rest is counted
PACKED = "submission.zip"
METADATA = "submission.yaml"  # who submits what; at a folder's root it is not evaluated
# Grand Challenge stores a lone text file under this name, whatever it was called.
_NAME_OF_LONE = {".csv": "predictions.csv", ".txt": "predictions.csv", ".json": "predictions.json"}


@dataclass(frozen=True, slots=True)
class StagedFile:
    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class StagedSubmission:
    """What the evaluator will be given: files below ``folder``, sorted by path."""

    folder: Path
    files: tuple[StagedFile, ...]


def stage_submission(
    source: Path,
    target: Path,
    *,
    contract: Contract,
    caps: Caps | None = None,
    leave_out: str = "",
) -> StagedSubmission:
    """Copy the submission's own plain files into the new folder ``target``, but ``leave_out``.

    ``source`` is a folder, a zip or one file; a folder that holds one file is that file. Grand
    Challenge evaluators get a zip extracted, EvalAI ones get exactly one file. Raises
    ``SubmissionError`` with everything that is wrong; then ``target`` does not exist.
    """
    caps = caps or Caps()
    if not os.path.lexists(source):
        fact = f"{source}: there is no such file or folder"
        raise ChallengeError(fact, code=Code.NO_SUBMISSION)
    folders.refuse_unless_plain(source)
    with _found(source, contract=contract, caps=caps, leave_out={METADATA, leave_out}) as listing:
        files = copy_listing(listing, target, place=source.name, caps=caps)
        if contract is Contract.EVALAI and len(files) > 1:
            files = (_pack(target, files),)
    return StagedSubmission(target, files)


def copy_listing(
    listing: Listing, target: Path, *, place: str, caps: Caps
) -> tuple[StagedFile, ...]:
    """Copy what was found, below the longest folder it shares, to the new folder ``target``."""
    paths = member_names.strip_common_folder([member.name for member in listing.members])
    issues = (*listing.issues, *_objections(listing, paths, place=place, caps=caps))
    if issues:
        raise SubmissionError(issues=_at_most(issues))
    meter = _Meter(caps, packed_size=listing.packed_size, place=place)
    with _new_folder(target):
        staged = [
            _copy(member, target, path, meter=meter)
            for member, path in zip(listing.members, paths, strict=True)
        ]
    return tuple(sorted(staged, key=lambda file: file.path))


@contextmanager
def _found(
    source: Path, *, contract: Contract, caps: Caps, leave_out: Collection[str]
) -> Iterator[Listing]:
    """What the source offers, with the names this contract gives it."""
    if source.is_dir():
        listing = folders.list_folder(source, caps=caps, leave_out=leave_out)
        if len(listing.members) != 1 or listing.issues:
            yield replace(listing, issues=(*listing.issues, *_unfetched(listing.members)))
            return
        source = source / listing.members[0].name
    if pointer := tuple(_unfetched([folders.file_member(source, name=source.name)])):
        raise SubmissionError(issues=pointer)
    if contract is Contract.EVALAI:
        _inspect(source, caps=caps)
        yield Listing((folders.file_member(source, name=source.name),))
    elif source.suffix.lower() == ".zip":
        with zips.opened_zip(source, caps=caps) as listing:
            yield listing
    else:
        name = _NAME_OF_LONE.get(source.suffix.lower(), source.name)
        yield Listing((folders.file_member(source, name=name),))


def _unfetched(members: Iterable[Member]) -> Iterator[Issue]:
    """Git leaves pointers in a checkout. One inside of an archive was put there, and may be meant;
    what cannot be read is told where it is copied."""
    for member in members:
        if member.declared_size <= pointers.LONGEST:
            with suppress(OSError), member.open() as stream:
                if pointers.is_lfs_pointer(stream.read(pointers.LONGEST)):
                    fact = "is a pointer to a Git LFS file, not the file; run `git lfs pull` first"
                    where = printable(member.name)
                    yield Issue.error(fact, code=Code.LFS_POINTER, where=where)


def _inspect(source: Path, *, caps: Caps) -> None:
    """An EvalAI script gets a zip as it is, and is likely to unpack it without a second look."""
    if source.suffix.lower() != ".zip":
        return
    with zips.opened_zip(source, caps=caps) as listing:
        paths = member_names.strip_common_folder([member.name for member in listing.members])
        issues = [*listing.issues, *_objections(listing, paths, place=source.name, caps=caps)]
        # zipfile gives no more bytes than the headers say, so here they may be believed.
        declared = sum(member.declared_size for member in listing.members)
        if declared > max(caps.ratio_from, caps.ratio * (listing.packed_size or 0)):
            fact = f"{zips.TOO_LARGE}: it grows more than {caps.ratio} times"
            where = printable(source.name)
            issues.append(Issue.error(fact, code=Code.TOO_LARGE, where=where))
        if issues:
            raise SubmissionError(issues=_at_most(issues))


def _objections(
    listing: Listing, paths: Sequence[str], *, place: str, caps: Caps
) -> Iterator[Issue]:
    """What names and declared sizes already tell. Names are shown as the participant wrote them,
    but judged as they would be created."""
    where = printable(place)
    if not listing.members and not listing.issues:
        fact = "The submission is empty: there is no file in it"
        yield Issue.error(fact, code=Code.EMPTY_SUBMISSION, where=where)
    if len(paths) > caps.files:
        fact = f"has more than {caps.files} files; submit fewer"
        yield Issue.error(fact, code=Code.TOO_MANY_FILES, where=where)
        return
    declared = sum(member.declared_size for member in listing.members)
    if declared > caps.total_size:
        yield Issue.error(_too_large(caps.total_size), code=Code.TOO_LARGE, where=where)
    taken = member_names.collisions(paths)
    for member, path in zip(listing.members, paths, strict=True):
        shown = printable(member.name)
        complaints = member_names.complaints(
            path, depth=caps.depth, name_bytes=caps.name_bytes, path_bytes=caps.path_bytes
        )
        if not complaints and member_names.points_outside(member.name):
            complaints = (member_names.OUTSIDE,)
        for code, fact in complaints:
            yield Issue.error(fact, code=code, where=shown)
        if member.declared_size > caps.file_size:
            yield Issue.error(_too_large(caps.file_size), code=Code.TOO_LARGE, where=shown)
        if path in taken:
            fact = f"collides with {printable(taken[path])}; rename one of them"
            yield Issue.error(fact, code=Code.NAMES_COLLIDE, where=shown)


class _Meter:
    """Counts the bytes that really come out and stops a submission that exceeds its caps."""

    def __init__(self, caps: Caps, *, packed_size: int | None, place: str) -> None:
        self._caps, self._packed_size, self._where = caps, packed_size, printable(place)
        self._total = 0

    def read(self, stream: BinaryIO) -> Iterator[bytes]:
        size = 0
        while chunk := stream.read(MIB):
            size += len(chunk)
            self._total += len(chunk)
            if size > self._caps.file_size:
                self._stop(_too_large(self._caps.file_size))
            if self._total > self._caps.total_size:
                self._stop(_too_large(self._caps.total_size))
            if self._is_bomb():
                self._stop(f"{zips.TOO_LARGE}: it grows more than {self._caps.ratio} times")
            yield chunk

    def _is_bomb(self) -> bool:
        if self._packed_size is None or self._total < self._caps.ratio_from:
            return False
        return self._total > self._caps.ratio * self._packed_size

    def _stop(self, fact: str) -> None:
        issue = Issue.error(fact, code=Code.TOO_LARGE, where=self._where)
        raise SubmissionError(issues=[issue])


def _copy(member: Member, root: Path, path: str, *, meter: _Meter) -> StagedFile:
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with (
        open(os.open(place, flags, 0o644), "wb") as copy,  # noqa: PTH123
        member.open() as stream,
    ):
        for chunk in meter.read(stream):
            copy.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return StagedFile(path, size, digest.hexdigest())


def _pack(root: Path, files: Sequence[StagedFile]) -> StagedFile:
    """Make one zip of several files. Its bytes depend on nothing but theirs: sorted, without dates
    or owners, and stored, because another zlib would deflate to other bytes."""
    unpacked = root.rename(root.with_name(f"{root.name}.unpacked"))
    try:
        with _new_folder(root):
            packed = root / PACKED
            with zipfile.ZipFile(packed, "x", zipfile.ZIP_STORED) as archive:
                for file in files:
                    _add(archive, file.path, unpacked / file.path)
            with packed.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256")
            return StagedFile(PACKED, packed.stat().st_size, digest.hexdigest())
    finally:
        shutil.rmtree(unpacked)


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = 0o644 << 16
    with path.open("rb") as stream, archive.open(entry, "w", force_zip64=True) as packed:
        shutil.copyfileobj(stream, packed, MIB)


@contextmanager
def _new_folder(target: Path) -> Iterator[None]:
    """Make ``target``; take it away again if what follows fails."""
    target.mkdir(parents=True)
    try:
        yield
    except OSError as error:
        shutil.rmtree(target, ignore_errors=True)
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        fact = "the disk is full" if full else f"the submission could not be read: {error.strerror}"
        raise InfrastructureError(f"{target.name}: {fact}") from error
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise


def _too_large(most: int) -> str:
    return f"{zips.TOO_LARGE}: at most {most // MIB} MiB are allowed"


def _at_most(issues: Sequence[Issue]) -> tuple[Issue, ...]:
    if len(issues) <= MAX_ISSUES:
        return tuple(issues)
    fact = f"and {len(issues) - MAX_ISSUES} problems more of these kinds"
    rest = Issue.error(fact, code=issues[MAX_ISSUES].code)
    return (*issues[:MAX_ISSUES], rest)
