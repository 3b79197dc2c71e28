"""The organizer's EvalAI script: a folder with ``__init__.py``, or the zip of one, laid out for a
runner and named by a digest of what is in it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from podium.challenge.advice import script
from podium.errors import ChallengeError, SubmissionError
from podium.submission.files import folders, staging, zips
from podium.submission.files.members import Caps, Listing
from podium.submission.files.staging import StagedFile


@dataclass(frozen=True, slots=True)
class ScriptPackage:
    folder: Path
    digest: str
    requirements: Path | None


def unpack_script(script: Path, target: Path) -> ScriptPackage:
    """Copy the script into the new folder ``target``. Raises ``ChallengeError`` if it is none."""
    try:
        files = _copy(script, target)
    except SubmissionError as error:  # the same rules, but here they are the organizer's to keep
        raise ChallengeError(
            issues=[replace(issue, where=f"{script}: {issue.where}") for issue in error.issues]
        ) from error
    if not (target / "__init__.py").is_file():
        raise ChallengeError(f"{script}: __init__.py is missing; it has to import evaluate()")
    requirements = target / "requirements.txt"
    return ScriptPackage(target, digest_of(files), requirements if requirements.is_file() else None)


def digest_of(files: Iterable[StagedFile]) -> str:
    """``sha256:…`` over the paths and contents of a script; its zip has the same digest."""
    lines = "".join(f"{file.sha256}  {file.path}\n" for file in files)
    return f"sha256:{hashlib.sha256(lines.encode()).hexdigest()}"


def _copy(script: Path, target: Path) -> tuple[StagedFile, ...]:
    caps = Caps()
    if script.is_dir():
        listing = folders.list_folder(script, caps=caps)
        return staging.copy_listing(_sources(listing), target, place=script.name, caps=caps)
    if not script.is_file():
        raise ChallengeError(f"{script}: there is no such evaluation script")
    with zips.opened_zip(script, caps=caps) as listing:
        return staging.copy_listing(_sources(listing), target, place=script.name, caps=caps)


def _sources(listing: Listing) -> Listing:
    """Without what Python writes there by itself: it would change the digest on every machine."""
    kept = (member for member in listing.members if "__pycache__/" not in member.name)
    return replace(listing, members=tuple(kept))


_LONGEST_MODULE = 4 << 20


def find_problems(path: Path) -> Iterator[str]:
    """Why no submission could be evaluated with it."""
    with tempfile.TemporaryDirectory(prefix="podium-check-") as scratch:
        folder = Path(scratch, "package")
        try:
            unpack_script(path, folder)
        except ChallengeError as error:
            yield from (issue.message for issue in error.issues)
            return
        problem = script.find_problem(lambda name: _read(folder / name))
    if problem is not None:
        yield problem


def _read(path: Path) -> str | None:
    if not path.is_file():
        return None
    with path.open("rb") as stream:
        return stream.read(_LONGEST_MODULE).decode(errors="replace")
