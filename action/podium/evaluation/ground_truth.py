"""Where a phase's ground truth lies, and the digest that records say it had: the same content has
the same digest anywhere."""

from __future__ import annotations

import errno
import hashlib
import hmac
import lzma
import os
import shutil
import tarfile
import zlib
from pathlib import Path, PurePosixPath

from podium.challenge.folder import LoadedChallenge
from podium.challenge.model import Phase
from podium.challenge.text import pointers
from podium.errors import ChallengeError, InfrastructureError
from podium.jobs import GIB

_ARCHIVES = (".tar.gz", ".tgz", ".tar", ".tar.xz", ".txz", ".tar.bz2", ".tbz2")
# What a system says of names that cannot be beside others, or at all: not the disk's fault.
_OF_NAMES = {errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.EINVAL}
_BROKEN = (
    *(tarfile.TarError, EOFError, ValueError, KeyError),
    *(zlib.error, lzma.LZMAError, RecursionError),  # a link that leads to itself
)
_CHUNK = 1 << 20
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
    """What a Grand Challenge evaluator is given of a ground truth: the content of a ``.tar.gz``, or
    of another tar, extracted to ``target``, as organizers upload it there; anything else as it is.

    No link is made, and nothing is written outside: a link in the archive becomes a copy of what
    it names in it. Raises ``ChallengeError`` for an archive that cannot be extracted.
    """
    if not (path.is_file() and path.name.lower().endswith(_ARCHIVES)):
        return path
    target.mkdir()
    try:
        with tarfile.open(path, "r:*") as archive:
            _extract_all(archive, path.name, target)
            while archive.fileobj and archive.fileobj.read(_CHUNK):
                pass  # checksums of compressed files stand at their end
    except _BROKEN as error:
        # Of what is no archive at all it says why it is none of each kind, a line each.
        said = "it is no tar archive" if "\n" in str(error) else str(error)
        raise ChallengeError(f"{path.name}: this archive cannot be extracted: {said}") from error
    except OSError as error:
        if error.errno is None or error.errno in _OF_NAMES:
            raise ChallengeError(
                f"{path.name}: this archive cannot be extracted: {error.strerror or error}"
            ) from error
        raise InfrastructureError(f"{path.name} cannot be extracted: {error}") from error
    return target


def _extract_all(archive: tarfile.TarFile, name: str, target: Path) -> None:
    count = size = 0
    links: list[tuple[tarfile.TarInfo, Path]] = []
    for member in archive:
        place = PurePosixPath(member.name.lstrip("/"))
        if ".." in place.parts:
            raise ChallengeError(f"{name}: {member.name!r} leads out of the archive")
        if member.isdev():
            raise ChallengeError(f"{name}: {member.name!r} is neither a file nor a folder")
        count, size = _within(name, count + 1, size + member.size)
        if member.issym() and not _is_of_a_file(archive, member):
            links.append((member, Path(*place.parts)))
        else:
            _extract(archive, member, target / Path(*place.parts))
    for member, link in links:
        named = _named_folder(member, link, target)
        found = list(named.rglob("*"))
        count, size = _within(
            name, count + len(found), size + sum(one.stat().st_size for one in found)
        )
        shutil.copytree(named, target / link)


def _is_of_a_file(archive: tarfile.TarFile, link: tarfile.TarInfo) -> bool:
    try:
        return archive.extractfile(link) is not None
    except KeyError:  # a folder need not be a member itself
        return False


def _within(name: str, count: int, size: int) -> tuple[int, int]:
    if count > _MOST_FILES or size > _MOST_BYTES:
        most = f"{_MOST_FILES:,} files or {_MOST_BYTES // GIB} GiB"
        raise ChallengeError(f"{name}: there are more than {most} in it")
    return count, size


def _named_folder(member: tarfile.TarInfo, link: Path, target: Path) -> Path:
    """What a link to a folder names, within ``target``."""
    named = Path(os.path.normpath(target / link.parent / member.linkname))
    is_within = named.is_relative_to(target) and not (target / link).is_relative_to(named)
    if not (is_within and named.is_dir()):
        raise ValueError(f"{member.name!r} is a link to what is no other folder of the archive")
    return named


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
    if any(pointers.find_pointers(place)):
        raise ChallengeError(f"{member.name}: it is a pointer to a Git LFS file, not the file")


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
