"""The organizer's EvalAI script: a folder with ``__init__.py``, or the zip of one, laid out for a
runner and named by a digest of what is in it."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from podium.challenge.advice import packages
from podium.errors import ChallengeError, SubmissionError
from podium.submission.files import folders, staging, zips
from podium.submission.files.members import Caps, Listing
from podium.submission.files.staging import StagedFile


@dataclass(frozen=True, slots=True)
class ScriptPackage:
    folder: Path
    digest: str
    requirements: Path | None


def unpack_script(
    script: Path, target: Path, *, has_worker_packages: bool = False
) -> ScriptPackage:
    """Copy the script into the new folder ``target``; its requirements get the packages of EvalAI's
    worker, if it is to have them. Raises ``ChallengeError`` if it is no script."""
    try:
        files = _copy(script, target)
    except SubmissionError as error:  # the same rules, but here they are the organizer's to keep
        raise ChallengeError(
            issues=[replace(issue, where=f"{script}: {issue.where}") for issue in error.issues]
        ) from error
    if not (target / "__init__.py").is_file():
        raise ChallengeError(f"{script}: __init__.py is missing; it has to import evaluate()")
    requirements = target / packages.REQUIREMENTS
    if has_worker_packages:
        own = requirements.read_text("utf-8", "replace") if requirements.is_file() else ""
        wanted = packages.with_worker_packages(own, python=sys.version_info[:2])
        requirements.write_text(wanted, encoding="utf-8")
        digest = hashlib.sha256(wanted.encode()).hexdigest()
        files = (*files, StagedFile("installed", 0, digest))  # other packages, other results
    return ScriptPackage(target, digest_of(files), requirements if requirements.is_file() else None)


def names_beside(script: Path) -> frozenset[str]:
    """Of the modules that lie beside the script, in the challenge's folder."""
    return frozenset(
        path.stem
        for path in script.parent.iterdir()
        if path.suffix == ".py" or (path != script and (path / "__init__.py").is_file())
    )


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
