"""The names inside a submission: which are junk, what they have in common, which are unsafe.

Pure: names in, names and complaints out. Names come from the participant, so nothing here trusts
them, and ``printable`` is the only form in which they may enter a message.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Sequence

from podium.codes import Code

# Grand Challenge's own expression, unescaped dot included: `desktopXini` is junk there too.
_JUNK = re.compile(r"(__MACOSX|\.DS_Store|desktop.ini)")
_DRIVE = re.compile(r"[A-Za-z]:")

INVALID_PATHS = "Zip file contains invalid paths"  # Grand Challenge's words, kept recognisable

Complaint = tuple[Code, str]
OUTSIDE: Complaint = (
    Code.POINTS_OUTSIDE,
    f"{INVALID_PATHS}: this one points outside of the submission",
)


def is_junk(name: str) -> bool:
    return _JUNK.search(name) is not None


def strip_common_folder(names: Sequence[str]) -> tuple[str, ...]:
    """Take away the longest folder that all names share, component by component.

    A single name keeps only its last component. A leading ``/`` is a component of its own, so
    absolute and relative names share nothing.
    """
    parts = [_components(name) for name in names]
    folders = [part[:-1] for part in parts]
    shared = 0
    if folders:
        shortest, longest = min(folders), max(folders)
        while shared < len(shortest) and shortest[shared] == longest[shared]:
            shared += 1
    return tuple("/".join(part[shared:]).replace("//", "/", 1) for part in parts)


def points_outside(name: str) -> bool:
    """Whether a name, as it stands in the archive, is absolute, has a drive, or climbs with ``..``.

    Grand Challenge takes what all names share away first, so that a lone ``../../x`` is the
    harmless ``x`` there. Nobody makes such a name by accident: here it is refused."""
    plain = posixpath.normpath(name.replace("\\", "/"))
    return plain.startswith(("/", "../")) or plain == ".." or _DRIVE.match(name) is not None


def complaints(path: str, *, depth: int, name_bytes: int, path_bytes: int) -> tuple[Complaint, ...]:
    """Everything that forbids creating ``path`` below a folder; no complaint means it is safe."""
    components = path.split("/")
    # A backslash is part of a name here, and a separator on the participant's machine.
    either = re.split(r"[/\\]", path)
    if path.startswith("/") or ".." in either:
        return (OUTSIDE,)
    if _DRIVE.match(path) or path.startswith("\\"):
        fact = f"{INVALID_PATHS}: this one begins with a drive or a root"
        return ((Code.POINTS_OUTSIDE, fact),)
    found = []
    if path in {"", "."} or any(map(_is_control, path)):
        fact = f"{INVALID_PATHS}: this one is empty or has control characters"
        found.append((Code.BAD_NAME, fact))
    if any(_bytes(part) > name_bytes for part in components):
        fact = f"the name is longer than {name_bytes} bytes; shorten it"
        found.append((Code.TOO_LONG_OR_DEEP, fact))
    elif _bytes(path) > path_bytes:
        fact = f"the whole path is longer than {path_bytes} bytes; shorten it"
        found.append((Code.TOO_LONG_OR_DEEP, fact))
    if len(components) > depth:
        fact = f"the file lies more than {depth} folders deep; flatten the submission"
        found.append((Code.TOO_LONG_OR_DEEP, fact))
    return tuple(found)


def collisions(paths: Iterable[str]) -> dict[str, str]:
    """Each path that another one, earlier in order, already occupies: itself, the same name in
    other capitals, or a file where this one needs a folder."""
    taken: dict[str, str] = {}
    clashes: dict[str, str] = {}
    for path in paths:
        key = _fold(path)
        if key in taken:
            clashes[path] = taken[key]
        taken.setdefault(key, path)
    for path in list(taken.values()):
        for folder in _parents(_fold(path)):
            if folder in taken:
                clashes.setdefault(path, taken[folder])
    return clashes


def printable(name: str) -> str:
    """``name`` as it may be shown: one line, nothing invisible, not too long."""
    shown = "".join(
        character if character.isprintable() else f"\\u{ord(character):04x}" for character in name
    )
    return shown if len(shown) <= 120 else f"{shown[:60]}…{shown[-55:]}"


def _components(name: str) -> list[str]:
    """``/a//b/../c`` → ``['/', 'a', 'c']``; leading ``..`` stay, there is nothing to take back."""
    plain = posixpath.normpath(name)
    if not plain.startswith("/"):
        return plain.split("/")
    return ["/", *filter(None, plain.split("/"))]


def _is_control(character: str) -> bool:
    """Control characters, line separators, and the surrogates of a name that is not UTF-8."""
    return unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}


def _bytes(name: str) -> int:
    return len(name.encode("utf-8", "surrogatepass"))


def _fold(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _parents(path: str) -> Iterable[str]:
    parts = path.split("/")
    return ("/".join(parts[:count]) for count in range(1, len(parts)))
