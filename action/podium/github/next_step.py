"""What is left to do for a submission, by what is recorded of it and what its comment says."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from podium.github.comment import Mark, Stage
from podium.jobs import Fault
from podium.records.model import PullRequestSource, Status, SubmissionRecord

_ENDED = (Stage.SCORED, Stage.FAILED, Stage.BROKEN)
_WAITING = (Stage.WAITING,)


class NextStep(StrEnum):
    NOTHING = "nothing"
    GRADE = "grade"
    ANNOUNCE = "announce"


def find_next_step(
    record: SubmissionRecord | None,
    mark: Mark | None,
    sha: str,
    *,
    by_hand: bool = False,
    is_changed: bool = False,
) -> NextStep:
    """What is left to do for a SHA. ``record`` is of this very SHA, ``mark`` what our comment
    says, of whichever SHA. What only hosts can mend is tried again by hand, and where
    what evaluates ``is_changed`` since it was told."""
    said = mark.stage if mark is not None and mark.sha == sha else None
    if record is not None and record.evaluations and not _is_partial(record):
        is_mended = is_changed and said is Stage.BROKEN
        if (by_hand or is_mended) and _is_organizers_fault(record):
            return NextStep.GRADE
        waits = record.evaluations[-1].evaluation.status is Status.SUBMITTED
        announced = said in (_WAITING if waits else _ENDED)
        return NextStep.NOTHING if announced else NextStep.ANNOUNCE
    if by_hand or (is_changed and said is Stage.BROKEN):
        return NextStep.GRADE
    if said in (Stage.REJECTED, Stage.BROKEN):
        return NextStep.NOTHING
    return NextStep.GRADE


def find_record(
    records: Iterable[SubmissionRecord], identity: str, sha: str
) -> SubmissionRecord | None:
    """Of a pull request's submission, or of an edit of one. Seven digits can be made to agree;
    forty are compared."""
    of_pull = identity.rpartition("-")[0]
    for record in records:
        source = record.submission.source
        if not isinstance(source, PullRequestSource):
            continue
        if record.submission.id == identity:
            return record if source.head_sha == sha else None
        if record.submission.id.startswith(f"{of_pull}-") and sha in _edited_heads(record):
            return record
    return None


def _edited_heads(record: SubmissionRecord) -> set[str]:
    sources = [edit.source for edit in record.edits]
    return {source.head_sha for source in sources if isinstance(source, PullRequestSource)}


def _is_partial(record: SubmissionRecord) -> bool:
    """Its machine was lost after the first metrics were there."""
    return record.evaluations[-1].evaluation.status is Status.PARTIALLY_EVALUATED


def _is_organizers_fault(record: SubmissionRecord) -> bool:
    error = record.evaluations[-1].evaluation.error
    return error is not None and error.by is not Fault.PARTICIPANT
