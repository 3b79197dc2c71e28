"""What git holds, as values; and how git refuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

NO_OBJECT = "0" * 40
FILE, EXECUTABLE, LINK, SUBMODULE, FOLDER = "100644", "100755", "120000", "160000", "040000"


class GitError(Exception):
    """Git refused; the text is what it said."""


class MovedError(GitError):
    """The branch is not where the writer thought: not a fast-forward."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file to write that is not plain: a link, a submodule, an executable."""

    mode: str
    content: bytes | str


Content = bytes | str | Entry | None
"""What a path gets; None removes it."""


@dataclass(frozen=True, slots=True)
class Signature:
    name: str
    email: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Commit:
    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Signature
    committer: Signature
    message: str


@dataclass(frozen=True, slots=True)
class TreeEntry:
    mode: str
    kind: str
    sha: str
    size: int | None
    path: str


@dataclass(frozen=True, slots=True)
class Change:
    """One file between two commits, as GitHub lists it."""

    status: str
    path: str
    previous: str | None
    sha: str
    additions: int
    deletions: int
    patch: str | None
