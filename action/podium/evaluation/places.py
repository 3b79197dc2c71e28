"""Which paths, as an evaluator sees them, are the submission's and which the organizer's.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from podium.evaluation.evalai import script
from podium.evaluation.tracebacks import Frame

_SCRATCH = ("/tmp", "/var/tmp", "/dev/shm", "/output")


@dataclass(frozen=True, slots=True)
class Places:
    """Folders and files as the evaluator sees them: those with the submission, and those that the
    organizer brought; ``names`` are of single files of theirs."""

    submission: tuple[str, ...] = ("/input",)
    organizer: tuple[str, ...] = ("/opt/ml/input", "/opt/podium", f"/tmp/{script.COPY}")
    names: frozenset[str] = frozenset()

    def is_submitted(self, path: str) -> bool:
        return _is_below(path, self.submission)

    def mentions_submission(self, text: str) -> bool:
        return any(place in text for place in self.submission)

    def is_organizers(self, path: str, code: Frame | None = None) -> bool:
        """Whether whoever made the evaluator chose this path: it leads to what they brought, or
        beside their ``code``, or into the image."""
        if not path.startswith("/") or self.is_submitted(path):
            return False
        beside = code and str(PurePosixPath(code.file).parent)
        if _is_below(path, self.organizer) or (beside and _is_below(path, (beside,))):
            return True
        return not _is_below(path, _SCRATCH)


def _is_below(path: str, places: tuple[str, ...]) -> bool:
    return any(path == place or path.startswith(f"{place.rstrip('/')}/") for place in places)
