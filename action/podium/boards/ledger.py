"""The ledger: what the hosts have ruled, and what was evaluated again, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from podium import formats
from podium.challenge.model import Challenge, Moderation, Ruling
from podium.records import versions
from podium.records.model import Status
from podium.records.results import Result
from podium.records.versions import EvaluationChange

if TYPE_CHECKING:
    from podium.boards.documents import LedgerDocument, ReevaluationDocument, RulingDocument

_FINAL = frozenset({Status.FINISHED, Status.FAILED, Status.CANCELLED})


@dataclass(frozen=True, slots=True)
class RulingEntry:
    """A ruling of ``moderation.yaml``. ``submission`` is the id that the reader knows; ``by`` is
    empty where they may not know who it was."""

    at: datetime
    submission: str
    phase: str
    action: Ruling
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class ReevaluationEntry:
    """``changes`` are empty where nothing that evaluates had changed, as far as records say;
    ``before`` is how the evaluation before it ended."""

    at: datetime
    submission: str
    phase: str
    number: int
    status: Status
    before: Status
    changes: tuple[EvaluationChange, ...]


LedgerEntry = RulingEntry | ReevaluationEntry


def make_ledger(
    challenge: Challenge, shown: Mapping[str, Result], at: datetime | None = None
) -> tuple[LedgerEntry, ...]:
    """The oldest first, up to ``at``. ``shown`` are the results that the reader may see, by the id
    that the records have: a ruling on any other submission is not in the ledger."""
    entries: list[LedgerEntry] = [
        entry
        for ruling in challenge.moderation
        if at is None or ruling.at <= at
        for entry in _of_ruling(ruling, challenge, shown)
    ]
    entries += [entry for result in shown.values() for entry in _reevaluations(result)]
    return tuple(sorted(entries, key=_by_time))


def _by_time(entry: LedgerEntry) -> tuple[datetime, str, bool, int]:
    """What was evaluated comes before what was ruled at that moment."""
    number = entry.number if isinstance(entry, ReevaluationEntry) else 0
    return (entry.at, entry.submission, number == 0, number)


def _of_ruling(
    ruling: Moderation, challenge: Challenge, shown: Mapping[str, Result]
) -> Iterator[RulingEntry]:
    result = shown.get(ruling.submission)
    if result is not None:
        # Whoever withdraws a submission of their own would give away whose it is.
        is_named = not result.is_anonymous or challenge.is_host(ruling.by, None)
        yield RulingEntry(
            at=ruling.at,
            submission=result.id,
            phase=result.submission.phase,
            action=ruling.action,
            reason=ruling.reason,
            by=ruling.by if is_named else "",
        )


def _reevaluations(result: Result) -> Iterator[ReevaluationEntry]:
    for before, evaluation in pairwise(versions.evaluations_of(result)):
        changes = versions.changes(before, evaluation)
        # What was not at its end goes on in the next record: that is no second evaluation.
        if evaluation.status in _FINAL and (before.status in _FINAL or changes):
            yield ReevaluationEntry(
                at=versions.made_at(evaluation),
                submission=result.id,
                phase=result.submission.phase,
                number=evaluation.number,
                status=evaluation.status,
                before=before.status,
                changes=changes,
            )


def to_document(entries: Iterable[LedgerEntry]) -> LedgerDocument:
    """The ledger as JSON, the oldest entry first."""
    return {"entries": [_document(entry) for entry in entries]}


def _document(entry: LedgerEntry) -> RulingDocument | ReevaluationDocument:
    at = formats.format_time(entry.at)
    if isinstance(entry, RulingEntry):
        return {
            "at": at,
            "submission": entry.submission,
            "phase": entry.phase,
            "action": entry.action,
            "reason": entry.reason,
            "by": entry.by,
        }
    return {
        "at": at,
        "submission": entry.submission,
        "phase": entry.phase,
        "action": "reevaluate",
        "evaluation": entry.number,
        "status": entry.status,
        "status_before": entry.before,
        "changed": list(entry.changes),
    }
