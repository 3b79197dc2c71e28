"""Git's output as values."""

from __future__ import annotations

from datetime import UTC, datetime

from github_server.git.values import Commit, Signature, TreeEntry

_FIELDS = ("%H", "%T", "%P", "%an", "%ae", "%aI", "%cn", "%ce", "%cI", "%B")
FORMAT = "%x1f".join(_FIELDS)
"""For ``git log -z``; ``commit`` reads it."""


def tree_entry(line: bytes) -> TreeEntry:
    about, path = line.split(b"\t", 1)
    mode, kind, sha, size = about.decode().split()
    return TreeEntry(mode, kind, sha, None if size == "-" else int(size), _text(path))


def commit(text: str) -> Commit:
    sha, tree, parents, an, ae, at, cn, ce, ct, message = text.split("\x1f", 9)
    return Commit(
        sha.strip(),
        tree,
        tuple(parents.split()),
        Signature(an, ae, datetime.fromisoformat(at).astimezone(UTC)),
        Signature(cn, ce, datetime.fromisoformat(ct).astimezone(UTC)),
        message.rstrip("\n"),
    )


_STATUSES = {"A": "added", "D": "removed", "M": "modified", "R": "renamed", "T": "changed"}


def raw_changes(raw: bytes) -> list[tuple[str, str, str | None, str]]:
    """``(status, path, previous path, blob)`` of ``diff-tree --raw -z``."""
    parts = iter(raw.split(b"\0")[:-1])
    changes = []
    for about in parts:
        _, _, old, new, status = about.decode().lstrip(":").split()
        path, previous = _text(next(parts)), None
        if status[0] == "R":
            path, previous = _text(next(parts)), path
        changes.append((_STATUSES[status[0]], path, previous, old if status == "D" else new))
    return changes


def counts(numstat: bytes) -> dict[str, tuple[int, int]]:
    """Path → lines added, lines removed; a binary file counts none."""
    parts = iter(numstat.split(b"\0")[:-1])
    found = {}
    for line in parts:
        added, removed, path = line.split(b"\t", 2)
        if not path:  # a rename: the two paths follow
            next(parts)
            path = next(parts)
        found[_text(path)] = (0, 0) if added == b"-" else (int(added), int(removed))
    return found


def patches(text: bytes) -> list[str | None]:
    """The hunks of each file, None where git prints none (binary, pure rename, no content)."""
    found: list[str | None] = []
    last = ""
    for part in ("\n" + _text(text)).split("\ndiff --git ")[1:]:
        header, _, rest = part.partition("\n")
        _, has_hunks, hunks = ("\n" + rest).partition("\n@@ ")
        patch = "@@ " + hunks.rstrip("\n") if has_hunks else None
        if header == last:  # a change of type is printed as a removal and an addition
            found[-1] = "\n".join(filter(None, (found[-1], patch))) or None
        else:
            found.append(patch)
        last = header
    return found


def _text(raw: bytes) -> str:
    return raw.decode(errors="replace")
