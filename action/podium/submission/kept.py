"""Where the files of recorded submissions lie in a folder on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from podium.records.model import Submission


def places(root: Path, submission: Submission) -> Iterator[Path]:
    """All folders and files below ``root`` that may hold the submission: under its id, with or
    without a type, and where participants put theirs in a challenge's repository,
    ``<challenge>/<phase>/<participant>/<name>`` or the same without the challenge. Which of them
    it is, only the files' digests tell."""
    yield from _plain(root.glob(submission.id))
    yield from _plain(root.glob(f"{submission.id}.*"))
    for above in (root, root / submission.challenge):
        participants = above / submission.phase
        if participants.is_dir():
            login = submission.participant.login.casefold()
            for participant in sorted(participants.iterdir()):
                if participant.name.casefold() == login and participant.is_dir():
                    yield from _plain(participant.iterdir())


def _plain(found: Iterator[Path]) -> Iterator[Path]:
    yield from sorted(path for path in found if not path.is_symlink())
