"""The example that a phase offers to start from, handed in like a submission."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from podium.challenge.folder import LoadedChallenge
from podium.challenge.model import Phase, Window
from podium.records.model import LocalSource, Participant
from podium.submission import accept
from podium.submission.accept import Accepted, Entrant

# Whether an example would be taken has nothing to do with when.
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def accept_example(loaded: LoadedChallenge, phase: Phase, *, scratch: Path) -> Accepted:
    """The ``example_submission`` of a phase that has one, staged below ``scratch``. Raises
    ``SubmissionError`` where the phase, were it open, would not take it."""
    assert phase.example_submission is not None
    return accept.accept(
        loaded,
        _always_open(phase),
        loaded.folder.path(phase.example_submission),
        scratch=scratch,
        entrant=Entrant("example", Participant("example"), _ANY_TIME, LocalSource()),
        now=_ANY_TIME,
    )


def _always_open(phase: Phase) -> Phase:
    settings = phase.settings.model_copy(update={"is_active": None, "is_submission_paused": False})
    return replace(phase, window=Window(), settings=settings)
