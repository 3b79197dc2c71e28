"""SHA-256 of files and folders, as provenance: the same content has the same digest anywhere."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path


def digest_path(path: Path) -> str:
    """``sha256:…`` of a file's bytes, or of a folder's relative paths and bytes in order."""
    if path.is_file():
        return f"sha256:{_file_digest(path)}"
    total = hashlib.sha256()
    for member in sorted(path.rglob("*")):
        if member.is_file():
            name = member.relative_to(path).as_posix()
            total.update(f"{_file_digest(member)}  {name}\n".encode())
    return f"sha256:{total.hexdigest()}"


def salted(digest: str, salt: bytes) -> str:
    """A digest that says whether something has changed, and not what it is: of a short file, such
    as a list of labels, a plain one can be guessed."""
    return f"sha256:{hmac.new(salt, digest.encode(), hashlib.sha256).hexdigest()}"


def _file_digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
