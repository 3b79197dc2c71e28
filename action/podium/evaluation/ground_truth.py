"""Where a phase's ground truth lies, and the digest that records say it had: the same content has
the same digest anywhere."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

from podium.challenge.folder import LoadedChallenge
from podium.challenge.model import Phase
from podium.errors import ChallengeError


def find_ground_truth(loaded: LoadedChallenge, phase: Phase) -> Path | None:
    """Raises ``ChallengeError`` for ground truth that is sealed or kept elsewhere."""
    path = phase.ground_truth
    if path is None:
        return None
    if "@" in path:
        raise ChallengeError(
            f"{path}: ground truth in a release can be read on GitHub only; "
            "to evaluate here, name a path in the challenge folder"
        )
    if path.endswith(".age"):
        raise ChallengeError(f"{path}: sealed ground truth must be unsealed before evaluating here")
    return loaded.folder.path(path)


def digest_ground_truth(
    loaded: LoadedChallenge, path: Path | None, *, is_hidden: bool = False
) -> str | None:
    """What ``evaluation.json`` says of the ground truth, salted where the challenge folder holds a
    salt. Without one nothing is said of a truth that ``is_hidden`` from those who read records."""
    if path is None:
        return None
    salt = loaded.folder.read_salt()
    if salt:
        return salted(digest_path(path), salt)
    return None if is_hidden else digest_path(path)


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
