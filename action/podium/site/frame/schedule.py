"""Where a phase is in time, and how much may be submitted to it, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from podium import formats
from podium.challenge import keys
from podium.challenge.model import Phase
from podium.site.frame.parts import Chip, Moment, listed
from podium.site.frame.texts import Texts

# EvalAI's default for a limit that was not given; nobody means it as one.
_UNLIMITED = 100_000
_LAST = datetime.max.replace(tzinfo=UTC)


class PhaseState(StrEnum):
    """In the order in which they are listed; the value picks the colour."""

    OPEN = "open"
    SOON = "soon"
    PAUSED = "paused"
    INACTIVE = "inactive"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Deadline:
    """When something opens or closes, or did. ``counts_down`` where a reader waits for it."""

    label: str
    moment: Moment
    counts_down: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """``chip`` is ``None`` where it is not known what time it is. ``deadline`` is the moment that
    matters next, or the last one that did, if there is one. ``bounds`` are the opening and the
    closing, as far as there are any."""

    bounds: tuple[Deadline, ...]
    chip: Chip | None
    deadline: Deadline | None


def chip(state: PhaseState | None, say: Texts) -> Chip | None:
    return None if state is None else Chip(state_name(state, say), state.value)


def state_name(state: PhaseState, say: Texts) -> str:
    names = {
        PhaseState.OPEN: say("Open"),
        PhaseState.SOON: say("Opening soon"),
        PhaseState.PAUSED: say("Paused"),
        PhaseState.INACTIVE: say("Not active"),
        PhaseState.CLOSED: say("Closed"),
    }
    return names[state]


def of_phase(phase: Phase, now: datetime | None, say: Texts) -> Schedule:
    return of_phases([phase], now, say)


def of_phases(phases: Sequence[Phase], now: datetime | None, say: Texts) -> Schedule:
    """From the first opening to the last closing; no bound where one phase has none."""
    windows = [phase.window for phase in phases]
    opens = [window.opens for window in windows]
    closes = [window.closes for window in windows]
    state = joint_state(phases, now)
    bounds = []
    if opens and all(opens):
        bounds.append(_opening(min(at for at in opens if at), state, now, say))
    if closes and all(closes):
        bounds.append(_closing(max(at for at in closes if at), state, now, say))
    return Schedule(
        bounds=tuple(bounds),
        chip=chip(state, say),
        deadline=_deadline(state, phases, now, say),
    )


def _opening(at: datetime, state: PhaseState | None, now: datetime | None, say: Texts) -> Deadline:
    label = say("Opened") if now is not None and at < now else say("Opens")
    return Deadline(label, Moment.of(at, say), state is PhaseState.SOON)


def _closing(at: datetime, state: PhaseState | None, now: datetime | None, say: Texts) -> Deadline:
    label = say("Closed") if now is not None and at <= now else say("Closes")
    return Deadline(label, Moment.of(at, say), state is PhaseState.OPEN)


def phase_state(phase: Phase, now: datetime | None) -> PhaseState | None:
    if now is None:
        return None
    window = phase.window
    if window.closes is not None and window.closes <= now:
        return PhaseState.CLOSED
    if window.opens is not None and now <= window.opens:
        return PhaseState.SOON
    if takes_none(phase.settings):
        return PhaseState.CLOSED
    if not phase.is_active:
        return PhaseState.INACTIVE
    return PhaseState.PAUSED if phase.settings.is_submission_paused else PhaseState.OPEN


def joint_state(phases: Sequence[Phase], now: datetime | None) -> PhaseState | None:
    """The liveliest state of all phases; a challenge that shows none is closed."""
    states = {phase_state(phase, now) for phase in phases}
    if now is None:
        return None
    return next((state for state in PhaseState if state in states), PhaseState.CLOSED)


def urgency(phases: Sequence[Phase], now: datetime | None) -> tuple[int, float]:
    """What comes first in a list of challenges: open ones by their next deadline, those to come by
    their opening, closed ones by how lately they closed. What has no such date comes last."""
    state = joint_state(phases, now)
    if state is None:
        return 0, 0.0
    at = _turn(state, phases, now)
    if state is PhaseState.CLOSED:
        return list(PhaseState).index(state), -at.timestamp() if at else 0.0
    return list(PhaseState).index(state), (at or _LAST).timestamp()


def _deadline(
    state: PhaseState | None, phases: Sequence[Phase], now: datetime | None, say: Texts
) -> Deadline | None:
    at = None if state is None else _turn(state, phases, now)
    if state is None or at is None:
        return None
    label = {PhaseState.SOON: say("Opens"), PhaseState.CLOSED: say("Closed since")}
    waits = state in (PhaseState.OPEN, PhaseState.SOON)
    return Deadline(label.get(state, say("Closes")), Moment.of(at, say), waits)


def _turn(state: PhaseState, phases: Sequence[Phase], now: datetime | None) -> datetime | None:
    """When the phases that are in this state enter the next one; of closed ones, when the last of
    them closed."""
    windows = [phase.window for phase in phases if phase_state(phase, now) is state]
    if state is PhaseState.SOON:
        return min((window.opens for window in windows if window.opens), default=None)
    closes = [window.closes for window in windows if window.closes]
    if state is PhaseState.CLOSED:
        return max((at for at in closes if now and at <= now), default=None)
    return min(closes, default=None)


def limits(phase: Phase, say: Texts) -> tuple[str, ...]:
    """How often one may submit and what an evaluation may use, sentence by sentence."""
    settings = phase.settings
    if takes_none(settings):
        return (say("No submissions are taken."),)
    often = [_times(count, days, say) for days, count in _per_window(settings).items()]
    sentences = [
        say("A team, or a participant without one, may submit {times}.", times=listed(often, say))
        if often
        else say("A team, or a participant without one, may submit any number of times.")
    ]
    at_once = settings.max_concurrent_submissions_allowed
    if at_once < _UNLIMITED:
        sentences.append(
            say.count(
                "At most {n} submission may wait or run at the same time.",
                "At most {n} submissions may wait or run at the same time.",
                at_once,
            )
        )
    sentences.append(
        say(
            "An evaluation may take {time} and use {memory} of memory.",
            time=formats.format_duration(round(phase.limits.seconds)),
            memory=formats.format_size(phase.limits.memory),
        )
    )
    return tuple(sentences)


def takes_none(settings: keys.Phase) -> bool:
    """Whether a limit of 0 closes the phase."""
    at_once = settings.max_concurrent_submissions_allowed
    return at_once == 0 or 0 in _per_window(settings).values()


def any_of(words: Sequence[str], say: Texts) -> str:
    """``a``, ``a or b``, ``a, b or c``."""
    if len(words) < 2:
        return "".join(words)
    return say("{words} or {last}", words=", ".join(words[:-1]), last=words[-1])


_MONTH, _IN_ALL = -1, 0


def _times(count: int, days: int, say: Texts) -> str:
    often = {1: say("once"), 2: say("twice")}.get(count) or say("{n} times", n=say.number(count))
    if days == _IN_ALL:
        return say("{often} in all", often=often)
    if days == _MONTH:
        return say("{often} a month", often=often)
    if days == 1:
        return say("{often} a day", often=often)
    return say("{often} in any {days} days", often=often, days=days)


def _per_window(settings: keys.Phase) -> Mapping[int, int]:
    """Limits by days; where both vocabularies name the same period, the stricter."""
    period = settings.submission_limit_period
    found = [
        (1, settings.max_submissions_per_day),
        (_MONTH, settings.max_submissions_per_month),
        (_IN_ALL if period is None else period, settings.submissions_limit_per_user_per_period),
        (_IN_ALL, settings.max_submissions),
    ]
    shortest: dict[int, int] = {}
    for days, count in found:
        if count is not None and count < _UNLIMITED:
            shortest[days] = min(count, shortest.get(days, count))
    return shortest
