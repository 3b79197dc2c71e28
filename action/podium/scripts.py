"""An EvalAI script on disk, a folder or a zip, laid out and read without running any of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from podium.challenge.advice import script
from podium.errors import ChallengeError
from podium.evaluation.evalai.package import unpack_script

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
