"""Who holds a submission: a workflow run that is to evaluate it says so where participants look,
and what it holds is free again once that run has ended without a word.

Runs are planned one at a time, but evaluate side by side: what one of them holds, no other takes,
and it counts against its participant's limits like what is recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from podium import formats
from podium.github.comment import Mark, Stage
from podium.records.model import Participant, Source, Submission, SubmissionRecord


@dataclass(frozen=True, slots=True)
class Claims:
    """``own`` is the run that asks, 0 outside of GitHub; ``is_over`` asks GitHub of another, once
    each."""

    own: int
    is_over: Callable[[int], bool]
    known: dict[int, bool] = field(default_factory=dict)

    def is_live(self, run: int) -> bool:
        """Whether a run other than this one holds what it says. One that is run again is this one:
        its first attempt is over."""
        if not run or run == self.own:
            return False
        if run not in self.known:
            self.known[run] = not self.is_over(run)
        return self.known[run]

    def holder(self, mark: Mark | None, sha: str) -> int:
        """The run that holds the submission of this commit, or 0."""
        if mark is None or mark.sha != sha or mark.stage is not Stage.EVALUATING:
            return 0
        return mark.run if self.is_live(mark.run) else 0


def as_record(
    identity: str, challenge: str, participant: Participant, source: Source, mark: Mark
) -> SubmissionRecord | None:
    """What a run holds, as limits count it: a submission without an evaluation yet."""
    try:
        at = formats.parse_time(mark.at)
    except ValueError:
        return None
    return in_progress(identity, challenge, mark.phase, participant, source, at)


def in_progress(
    identity: str,
    challenge: str,
    phase: str,
    participant: Participant,
    source: Source,
    at: datetime,
) -> SubmissionRecord:
    return SubmissionRecord(Submission(identity, challenge, phase, participant, at, source, ()))
