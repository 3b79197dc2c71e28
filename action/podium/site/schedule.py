"""Where a phase is in time, and how much may be submitted to it, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from podium import formats
from podium.challenge import document
from podium.challenge.model import Phase
from podium.site.parts import Chip, Moment, listed

# EvalAI's default for a limit that was not given; nobody means it as one.
_UNLIMITED = 100_000


class State(StrEnum):
    OPEN = "open"
    SOON = "opening soon"
    PAUSED = "paused"
    INACTIVE = "not active"
    CLOSED = "closed"

    @property
    def chip(self) -> Chip:
        return Chip(self.value.capitalize(), self.name.lower())


@dataclass(frozen=True, slots=True)
class Schedule:
    """``chip`` is ``None`` where it is not known what time it is."""

    opens: Moment | None
    closes: Moment | None
    chip: Chip | None


def of_phase(phase: Phase, now: datetime | None) -> Schedule:
    state = phase_state(phase, now)
    return Schedule(
        opens=Moment.of_any(phase.window.opens),
        closes=Moment.of_any(phase.window.closes),
        chip=None if state is None else state.chip,
    )


def of_phases(phases: Sequence[Phase], now: datetime | None) -> Schedule:
    """From the first opening to the last closing; no bound where one phase has none."""
    windows = [phase.window for phase in phases]
    opens = [window.opens for window in windows]
    closes = [window.closes for window in windows]
    state = joint_state(phases, now)
    return Schedule(
        opens=Moment.of(min(o for o in opens if o)) if opens and all(opens) else None,
        closes=Moment.of(max(c for c in closes if c)) if closes and all(closes) else None,
        chip=None if state is None else state.chip,
    )


def phase_state(phase: Phase, now: datetime | None) -> State | None:
    if now is None:
        return None
    window = phase.window
    if window.closes is not None and window.closes <= now:
        return State.CLOSED
    if window.opens is not None and now <= window.opens:
        return State.SOON
    if _takes_none(phase.settings):
        return State.CLOSED
    if not phase.is_active:
        return State.INACTIVE
    return State.PAUSED if phase.settings.is_submission_paused else State.OPEN


def joint_state(phases: Sequence[Phase], now: datetime | None) -> State | None:
    """The liveliest state of all phases; a challenge that shows none is closed."""
    states = {phase_state(phase, now) for phase in phases}
    if now is None:
        return None
    return next((state for state in State if state in states), State.CLOSED)


def limits(phase: Phase) -> tuple[str, ...]:
    """How often one may submit and what an evaluation may use, sentence by sentence."""
    settings = phase.settings
    if _takes_none(settings):
        return ("No submissions are taken.",)
    times = [
        f"{_times(count)} {period}".rstrip() for period, count in _per_window(settings).items()
    ]
    sentences = [
        f"A team, or a participant without one, may submit {listed(times)}."
        if times
        else "A team, or a participant without one, may submit any number of times."
    ]
    at_once = settings.max_concurrent_submissions_allowed
    if at_once < _UNLIMITED:
        verb = "submission" if at_once == 1 else "submissions"
        sentences.append(f"At most {at_once} {verb} may wait or run at the same time.")
    seconds = formats.format_duration(round(phase.limits.seconds))
    memory = formats.format_size(phase.limits.memory)
    sentences.append(f"An evaluation may take {seconds} and use {memory} of memory.")
    return tuple(sentences)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _per_window(settings: document.Phase) -> Mapping[str, int]:
    """Limits by period in words; where both vocabularies name the same one, the stricter."""
    found = [
        ("a day", settings.max_submissions_per_day),
        ("a month", settings.max_submissions_per_month),
        (_period(settings.submission_limit_period), settings.submissions_limit_per_user_per_period),
        ("in all", settings.max_submissions),
    ]
    shortest: dict[str, int] = {}
    for period, count in found:
        if count is not None and count < _UNLIMITED:
            shortest[period] = min(count, shortest.get(period, count))
    return shortest


def _period(days: int | None) -> str:
    if days is None:
        return "in all"
    return "a day" if days == 1 else f"in any {days} days"


def _takes_none(settings: document.Phase) -> bool:
    at_once = settings.max_concurrent_submissions_allowed
    return at_once == 0 or 0 in _per_window(settings).values()
