"""Where a phase's ground truth lies, and the digest that records say it had: the same content has
the same digest anywhere."""

from __future__ import annotations

import hashlib
import hmac
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from podium.challenge.folder import LoadedChallenge
from podium.challenge.model import Phase
from podium.errors import ChallengeError, InfrastructureError
from podium.jobs import GIB

_ARCHIVES = (".tar.gz", ".tgz")
_MOST_BYTES = 256 * GIB
_MOST_FILES = 1_000_000


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


def unpack(path: Path, target: Path) -> Path:
    """What a Grand Challenge evaluator is given of a ground truth: the content of a ``.tar.gz``,
    extracted to ``target``, as organizers upload it there; anything else as it is.

    No link is made, and nothing is written outside: a link in the archive becomes a copy of the
    file in it that it names. Raises ``ChallengeError`` for an archive that cannot be extracted.
    """
    if not (path.is_file() and path.name.lower().endswith(_ARCHIVES)):
        return path
    target.mkdir()
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member, place in _members(archive, path.name):
                _extract(archive, member, target / place)
    except (tarfile.TarError, EOFError, ValueError, KeyError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # the disk's, not the archive's
            raise InfrastructureError(f"{path.name} cannot be extracted: {error}") from error
        raise ChallengeError(f"{path.name}: this archive cannot be extracted: {error}") from error
    return target


def _members(archive: tarfile.TarFile, name: str) -> Iterator[tuple[tarfile.TarInfo, Path]]:
    size = 0
    for count, member in enumerate(archive):
        place = PurePosixPath(member.name.lstrip("/"))
        size += member.size
        if ".." in place.parts:
            raise ChallengeError(f"{name}: {member.name!r} leads out of the archive")
        if member.isdev():
            raise ChallengeError(f"{name}: {member.name!r} is neither a file nor a folder")
        if count >= _MOST_FILES or size > _MOST_BYTES:
            most = f"{_MOST_FILES:,} files or {_MOST_BYTES // GIB} GiB"
            raise ChallengeError(f"{name}: there are more than {most} in it")
        yield member, Path(*place.parts)


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, place: Path) -> None:
    if member.isdir():
        place.mkdir(parents=True, exist_ok=True)
        return
    content = archive.extractfile(member)
    if content is None:
        raise ValueError(f"{member.name!r} is a link to what is no file of the archive")
    place.parent.mkdir(parents=True, exist_ok=True)
    with content, place.open("wb") as stream:
        shutil.copyfileobj(content, stream)


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
