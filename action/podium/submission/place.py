"""Which submission a pull request holds: its git entries at one SHA to a place, or every issue.

Pure: paths, modes and sizes in; nothing of a file's content but its first bytes. Paths are decoded
with ``surrogateescape``, so that a name that is not UTF-8 can still be refused by name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from podium.challenge.model import Challenge, Phase
from podium.codes import Code
from podium.errors import Issue
from podium.jobs import GIB, MIB
from podium.submission.files import member_names
from podium.submission.files.member_names import Complaint, printable
from podium.submission.files.members import Caps

ROOT = "submissions"
CAPS = Caps(files=1_000, file_size=100 * MIB, total_size=1 * GIB)
MOST_OUTSIDE = 10  # files elsewhere that are named one by one

_REGULAR, _LINK, _SUBMODULE = ("100644", "100755"), "120000", "160000"
# What Windows keeps for devices, with any extension; a clone of the results would fail there.
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_STATEMENT = ".submission.yaml"
_DEPTH = 5  # submissions/<challenge>/<phase>/<participant>/<name>


@dataclass(frozen=True, slots=True)
class ChangedPath:
    """A path that differs between the pull request and where it left the base branch."""

    path: str
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """Something in the tree at the SHA; ``mode`` as git writes it."""

    path: str
    mode: str
    oid: str


@dataclass(frozen=True, slots=True)
class Location:
    """``folder`` is the one submission's, with its ``phase``, where both could be told.
    There is none to evaluate while there are issues."""

    phase: Phase | None
    folder: str | None
    issues: tuple[Issue, ...]


def locate(
    changes: Iterable[ChangedPath],
    *,
    challenge: Challenge,
    login: str,
    phases: Sequence[Phase] | None,
) -> Location:
    """The one submission folder that the changes are in. ``phases`` are those that whoever submits
    may know of, ``None`` where the challenge is not published to them.

    The answer is read in public: any other phase is like one that does not exist.
    """
    if phases is None:
        fact = "the challenge is not published yet; submit when its hosts have opened it"
        return Location(None, None, (_error(Code.NOT_PUBLISHED, fact),))
    changes = sorted(changes, key=lambda change: change.path)
    if not changes:
        example = _example(challenge, login)
        fact = f"changes no file; add your files in {example}"
        return Location(None, None, (_error(Code.NOTHING_CHANGED, fact),))
    outside = [change for change in changes if not _is_inside(change.path)]
    folders = folders_of(change.path for change in changes)
    issues = [*_outside_issues(outside, challenge, login)]
    if len(folders) > 1:
        names = ", ".join(printable(folder) for folder in folders[:5])
        more = f" and {len(folders) - 5} more" if len(folders) > 5 else ""
        fact = f"holds more than one submission ({names}{more}); open a pull request for each"
        issues.append(_error(Code.SEVERAL_SUBMISSIONS, fact))
    for folder in folders[:5]:
        issues += _folder_issues(folder, challenge, login, phases)
    phase = _phase(folders[0].split("/")[2], phases) if len(folders) == 1 else None
    return Location(phase, folders[0] if len(folders) == 1 else None, tuple(issues))


def is_submission(changes: Iterable[ChangedPath]) -> bool:
    """Whether a pull request with these changes means to submit. One that changes nothing does,
    or did."""
    paths = [change.path for change in changes]
    return not paths or any(path == ROOT or path.startswith(f"{ROOT}/") for path in paths)


def folders_of(paths: Iterable[str]) -> tuple[str, ...]:
    """The submissions' folders that files at these paths are in."""
    return tuple(sorted({_folder(path) for path in paths if _is_inside(path)}))


def entry_issues(entries: Sequence[TreeEntry], folder: str, *, caps: Caps = CAPS) -> list[Issue]:
    """What the names and modes of everything in the folder tell."""
    if not entries:
        return [_error(Code.EMPTY_SUBMISSION, "has no files left; add some", where=folder)]
    if len(entries) > caps.files:
        fact = f"has {len(entries)} files, at most {caps.files} are taken"
        fact = f"{fact}; submit fewer, or a .zip of them"
        return [_error(Code.TOO_MANY_FILES, fact, where=folder)]
    issues = []
    paths = [entry.path.removeprefix(f"{folder}/") for entry in entries]
    clashes = member_names.collisions(paths)
    for entry, path in zip(entries, paths, strict=True):
        facts = [*_mode_facts(entry.mode), *_name_facts(path, caps)]
        if path in clashes:
            other = printable(clashes[path])
            fact = f"differs from {other} by capitals only, or not at all; rename one"
            facts.append((Code.NAMES_COLLIDE, fact))
        issues += [_error(code, fact, where=entry.path) for code, fact in facts]
    return issues


def size_issues(
    entries: Iterable[TreeEntry], sizes: Mapping[str, int], folder: str, *, caps: Caps = CAPS
) -> list[Issue]:
    """``sizes`` are bytes by path, as GitHub gives them, before any file is fetched."""
    cure = "publish it as a release asset and name that in submission.yaml, under asset:"
    issues = []
    total = 0
    for entry in entries:
        size = sizes.get(entry.path)
        if size is None:
            fact = "GitHub does not tell its size; push it again"
            issues.append(_error(Code.SIZE_UNKNOWN, fact, where=entry.path))
            continue
        total += size
        if size > caps.file_size:
            fact = f"is {size // MIB} MiB, at most {caps.file_size // MIB} MiB are taken"
            issues.append(_error(Code.TOO_LARGE, f"{fact}; {cure}", where=entry.path))
    if total > caps.total_size:
        fact = f"is {total // MIB} MiB in all, at most {caps.total_size // MIB} MiB are taken"
        issues.append(_error(Code.TOO_LARGE, f"{fact}; {cure}", where=folder))
    return issues


def lfs_issue(path: str) -> Issue:
    return _error(
        Code.LFS_POINTER,
        "is a pointer to a Git LFS file, not the file; push the file itself, or publish it as a "
        "release asset and name that in submission.yaml, under asset:",
        where=path,
    )


def asset_phase(name: str, phases: Sequence[Phase]) -> Phase | None:
    """The phase, of those that the publisher may know of, of a release asset that is called
    ``<phase>--<name>.<type>``; any other asset is not a submission, and neither is one that only
    describes another."""
    codename, mark, _ = name.partition("--")
    if not mark or name.endswith(_STATEMENT):
        return None
    return _phase(codename, phases)


def statement_name(name: str) -> str:
    """The asset that says about another what ``submission.yaml`` says."""
    return f"{name}{_STATEMENT}"


def _is_inside(path: str) -> bool:
    parts = path.split("/")
    return len(parts) > _DEPTH and parts[0] == ROOT


def _folder(path: str) -> str:
    return "/".join(path.split("/")[:_DEPTH])


def _phase(codename: str, phases: Sequence[Phase]) -> Phase | None:
    return next((phase for phase in phases if phase.codename == codename), None)


def _outside_issues(
    outside: Sequence[ChangedPath], challenge: Challenge, login: str
) -> Iterator[Issue]:
    for change in outside[:MOST_OUTSIDE]:
        if change.path.startswith(f"{ROOT}/") and not change.is_deleted:
            fact = "is not in the folder of a submission; move it to"
            fact = f"{fact} {_example(challenge, login)}"
            yield _error(Code.CHANGES_OTHER_FILES, fact, where=change.path)
        else:
            verb = "deletes this file" if change.is_deleted else "changes this file"
            fact = f"the pull request {verb}; it may change nothing but your submission"
            fact = f"{fact}: take this change out of it"
            yield _error(Code.CHANGES_OTHER_FILES, fact, where=change.path)
    if len(outside) > MOST_OUTSIDE:
        fact = f"and {len(outside) - MOST_OUTSIDE} more files that are not your submission's"
        yield _error(Code.CHANGES_OTHER_FILES, fact)


def _folder_issues(
    folder: str, challenge: Challenge, login: str, phases: Sequence[Phase]
) -> Iterator[Issue]:
    _, slug, codename, participant, name = folder.split("/")
    if slug != challenge.slug:
        fact = f"there is no challenge of this name here; use {challenge.slug}"
        yield _error(Code.UNKNOWN_CHALLENGE, fact, where=folder)
    if _phase(codename, phases) is None:
        names = ", ".join(phase.codename for phase in phases)
        others = f"there are: {names}" if names else "there is no other that is public"
        fact = f"there is no phase of this name; {others}"
        yield _error(Code.UNKNOWN_PHASE, fact, where=folder)
    if participant.casefold() != login.casefold():
        yield _error(
            Code.FOLDER_OF_ANOTHER,
            f"this folder is another participant's; the pull request is {login}'s: "
            f"put your files in {_example(challenge, login)}",
            where=folder,
        )
    for code, fact in _name_facts(name, CAPS):
        yield _error(code, fact, where=folder)


def _example(challenge: Challenge, login: str) -> str:
    return f"{ROOT}/{challenge.slug}/<phase>/{login}/<name>/"


def _mode_facts(mode: str) -> Iterator[Complaint]:
    if mode == _LINK:
        yield Code.NOT_A_PLAIN_FILE, "is a symbolic link; put the file itself in its place"
    elif mode == _SUBMODULE:
        yield Code.NOT_A_PLAIN_FILE, "is a submodule; put the files themselves in its place"
    elif mode not in _REGULAR:
        yield Code.NOT_A_PLAIN_FILE, "is not a plain file; only plain files can be submitted"


def _name_facts(path: str, caps: Caps) -> Iterator[Complaint]:
    yield from member_names.complaints(
        path, depth=caps.depth, name_bytes=caps.name_bytes, path_bytes=caps.path_bytes
    )
    if "\\" in path and not path.startswith("\\"):
        yield Code.BAD_NAME, "has a backslash in its name; rename it"
    if not path.isprintable() and not any(unicodedata.category(c) in ("Cc", "Cs") for c in path):
        yield Code.BAD_NAME, "has invisible characters in its name; rename it"
    if unicodedata.normalize("NFC", path) != path:
        fact = "has a name in decomposed Unicode (not NFC), which some machines change; rename it"
        yield Code.BAD_NAME, fact
    for part in path.split("/"):
        if _RESERVED.fullmatch(part) or part.casefold() in (".git", "git~1"):
            yield Code.BAD_NAME, "has a name that is reserved on some machines; rename it"
        elif part.endswith((".", " ")) and part not in (".", ".."):
            yield Code.BAD_NAME, "has a name that ends with a dot or a space; rename it"


def _error(code: Code, message: str, *, where: str = "") -> Issue:
    place = printable(where) if where else "the pull request"
    return Issue.error(message, code=code, where=place)
