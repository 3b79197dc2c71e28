"""The example submission of a phase: a file or folder of the challenge, packed to be downloaded."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from podium.boards.view import View
from podium.challenge.folder import ChallengeFolder
from podium.challenge.model import Challenge, Phase
from podium.codes import Code
from podium.errors import ChallengeError
from podium.jobs import MIB
from podium.site.frame import addresses
from podium.site.frame.scope import Scope, SiteOptions
from podium.submission import statement

MOST_BYTES = 25 * MIB
KEY = "podium.example_submission"

# The first date that a zip can hold: the same files give the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16


def address(phase: Phase, slug: str) -> str:
    """Where it is in the site; empty where there is none."""
    return addresses.example(slug, phase.codename) if phase.example_submission else ""


def read_examples(challenges: Iterable[View], options: SiteOptions) -> dict[str, bytes]:
    """Those of all phases that the audience may see, by address. Raises ``ChallengeError`` for one
    that is too large, that has no file, or that would give the ground truth away."""
    scopes = (Scope.of(challenge, options) for challenge in challenges)
    return {place: content for scope in scopes for place, content in _examples(scope)}


def file_names(phase: Phase, scope: Scope) -> tuple[str, ...]:
    """What the example hands in, beside what it says of itself; nothing where there is none."""
    if not phase.example_submission:
        return ()
    files = find_files(scope.folder, phase.example_submission, scope.challenge)
    return tuple(sorted(files.keys() - {statement.NAME}))


def _examples(scope: Scope) -> Iterator[tuple[str, bytes]]:
    for phase in scope.phases:
        if phase.example_submission:
            files = find_files(scope.folder, phase.example_submission, scope.challenge)
            yield address(phase, scope.slug), _pack(files)


def find_files(folder: ChallengeFolder, path: str, challenge: Challenge) -> dict[str, Path]:
    """By name in the archive. Hidden files are none of the submission; links are followed as long
    as they stay in the challenge folder. Raises ``ChallengeError`` for what cannot be offered."""
    root = folder.path(path)
    if root.is_file():
        files = {root.name: root}
    else:
        files = {
            file.relative_to(root).as_posix(): file.resolve()
            for file in root.rglob("*")
            if file.is_file()
            and file.resolve().is_relative_to(folder.root)
            and not any(part.startswith(".") for part in file.relative_to(root).parts)
        }
    if not files:
        fact = f"{KEY}: {path}: there is no file in it"
        raise ChallengeError(fact, code=Code.NO_EXAMPLE)
    size = sum(file.stat().st_size for file in files.values())
    if size > MOST_BYTES:
        raise ChallengeError(
            f"{KEY}: {path}: {size / MIB:.1f} MiB; an example has at most {MOST_BYTES // MIB} MiB",
            code=Code.NO_EXAMPLE,
        )
    secret = _ground_truths(folder, challenge)
    for name, file in files.items():
        if any(file.is_relative_to(truth) for truth in secret):
            raise ChallengeError(
                f"{KEY}: {path}: {name} is ground truth, and everybody could download it; "
                "name a folder that holds a submission only",
                code=Code.EXAMPLE_GIVES_TRUTH_AWAY,
            )
    return files


def _ground_truths(folder: ChallengeFolder, challenge: Challenge) -> tuple[Path, ...]:
    """Of all phases, as far as they lie in the folder."""
    named = {phase.ground_truth for phase in challenge.phases if phase.ground_truth}
    return tuple(found for path in sorted(named) if (found := folder.find(path)) is not None)


def _pack(files: dict[str, Path]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix on every machine, for the permissions
            entry.external_attr = _PLAIN_FILE
            archive.writestr(entry, files[name].read_bytes())
    return packed.getvalue()
