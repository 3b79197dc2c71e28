"""What happened in a challenge, in the order of time: the feed's matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from podium.boards import ledger
from podium.challenge.model import Phase
from podium.records import versions
from podium.records.model import Status
from podium.records.results import Result


@dataclass(frozen=True, slots=True)
class PhaseDates:
    """Since when a phase is in the challenge's file, and when it was last changed there; ``None``
    where that is not known."""

    created: datetime | None = None
    modified: datetime | None = None

    def until(self, now: datetime | None) -> PhaseDates:
        """Without what is still to come."""
        created, modified = (
            None if at is None or (now is not None and now < at) else at
            for at in (self.created, self.modified)
        )
        return PhaseDates(created, modified)


class PhaseChange(StrEnum):
    CREATED = "created"
    MODIFIED = "modified"
    OPENED = "opened"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class PhaseEvent:
    at: datetime
    phase: str
    change: PhaseChange


@dataclass(frozen=True, slots=True)
class ScoreEvent:
    """A submission got its first score, by its evaluation of this number."""

    at: datetime
    phase: str
    submission: str
    number: int


Event = PhaseEvent | ScoreEvent | ledger.LedgerEntry


def make_events(
    phases: Iterable[Phase],
    results: Iterable[Result],
    entries: Iterable[ledger.LedgerEntry],
    dates: Mapping[str, PhaseDates],
    now: datetime | None,
) -> tuple[Event, ...]:
    """The newest first. All is what one reader may see; without ``now`` no phase opens."""
    events: list[Event] = [*entries]
    events += [event for result in results for event in _scored(result)]
    for phase in phases:
        events += _of_phase(phase, dates.get(phase.codename, PhaseDates()), now)
    return tuple(sorted(events, key=_order, reverse=True))


def _scored(result: Result) -> Iterator[ScoreEvent]:
    for evaluation in versions.evaluations_of(result):
        if evaluation.status is Status.FINISHED:
            yield ScoreEvent(
                versions.made_at(evaluation),
                result.submission.phase,
                result.id,
                evaluation.number,
            )
            return


def _of_phase(phase: Phase, dates: PhaseDates, now: datetime | None) -> Iterator[PhaseEvent]:
    known = dates.until(now)
    if known.created is not None:
        yield PhaseEvent(known.created, phase.codename, PhaseChange.CREATED)
    if known.modified is not None and known.modified != known.created:
        yield PhaseEvent(known.modified, phase.codename, PhaseChange.MODIFIED)
    window = phase.window
    if now is not None and window.opens is not None and window.opens <= now:
        yield PhaseEvent(window.opens, phase.codename, PhaseChange.OPENED)
    if now is not None and window.closes is not None and window.closes <= now:
        yield PhaseEvent(window.closes, phase.codename, PhaseChange.CLOSED)


def _order(event: Event) -> tuple[datetime, str, str, str]:
    match event:
        case PhaseEvent():
            return (event.at, event.phase, "", event.change.value)
        case ScoreEvent():
            return (event.at, event.phase, event.submission, "")
        case ledger.RulingEntry():
            return (event.at, event.phase, event.submission, event.action.value)
        case ledger.ReevaluationEntry():
            return (event.at, event.phase, event.submission, f"{event.number:09}")
        case _:
            assert_never(event)
