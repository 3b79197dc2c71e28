"""The EvalAI scripts of a challenge: what ``podium check`` says of them, and what it can mend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from podium.challenge.folder import ChallengeFolder, inspect_challenge, read_source
from podium.challenge.model import Challenge
from podium.codes import Code
from podium.errors import ChallengeError, Issue
from podium.evaluation.evalai import review
from podium.evaluation.evalai.review import Review, Surroundings

_KEY = "evaluation_script"
_REQUIREMENTS = "requirements.txt"


def find_issues(challenge: Challenge, folder: ChallengeFolder) -> Iterator[Issue]:
    """All at the key that names the script; a script belongs to all phases that have one."""
    where = read_source(folder).where((_KEY,))
    for name in _scripts(challenge):
        for issue in (
            *_review(challenge, folder, name).issues,
            *_of_zip(challenge.settings.evaluation_script, name, folder),
        ):
            yield replace(issue, where=where, path=_KEY)


def write_requirements(root: Path) -> list[str]:
    """Add to each script's ``requirements.txt`` the lines that it lacks; what was done, in
    sentences. Nothing else is touched, and nothing at all in a challenge with errors."""
    try:
        folder, _, challenge = inspect_challenge(root)
    except ChallengeError:
        return []
    return [] if challenge is None else list(_write_all(challenge, folder))


def _write_all(challenge: Challenge, folder: ChallengeFolder) -> Iterator[str]:
    for name in _scripts(challenge):
        lacking = _review(challenge, folder, name).lacking
        if lacking is None:
            continue
        lines = ", ".join(lacking.lines)
        if not folder.has_folder(name):
            yield f"{name}: nothing is written into a zip; put {lines} into its {_REQUIREMENTS}"
            continue
        path = folder.path(name) / _REQUIREMENTS
        before = path.read_bytes() if path.is_file() else b""
        added = "".join(f"{line}\n" for line in lacking.lines).encode()
        path.write_bytes(before + (b"\n" if before[-1:] not in (b"", b"\n") else b"") + added)
        yield f"{name}/{_REQUIREMENTS}: added {lines}"


def _scripts(challenge: Challenge) -> list[str]:
    named = (phase.evaluator.script for phase in challenge.phases)
    return list(dict.fromkeys(name for name in named if name is not None))


def _review(challenge: Challenge, folder: ChallengeFolder, name: str) -> Review:
    phases = [phase for phase in challenge.phases if phase.evaluator.script == name]
    around = Surroundings(
        has_image=all(phase.evaluator.image or phase.evaluator.dockerfile for phase in phases),
        has_worker_packages=all(phase.evaluator.has_worker_packages for phase in phases),
        is_elsewhere=all(phase.is_external for phase in phases),
    )
    return review.review_script(folder.path(name), name, around)


def _of_zip(named: str | None, taken: str, folder: ChallengeFolder) -> Iterator[Issue]:
    """EvalAI's starter builds the zip anew with every push, so that the folder is what counts."""
    if named is None or named == taken or not folder.has_file(named):
        return
    if review.differ(folder.path(taken), folder.path(named)):
        yield Issue.warning(
            f"{named} is not what {taken}/ holds: the folder is taken, as EvalAI's starter builds "
            "the zip from it; take the zip out of the repository, or build it anew",
            code=Code.SCRIPT_ZIP_DIFFERS,
        )
