"""Phases on one line of time: where each begins and ends on it, in percent of its width."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from podium import formats
from podium.challenge.model import Phase
from podium.site.frame import schedule
from podium.site.frame.parts import Moment
from podium.site.frame.schedule import PhaseState
from podium.site.frame.texts import Texts

# What is further away from now than this would press all else together: it is drawn as if it had
# no bound, and told in words.
FAR = timedelta(days=3 * 365)
# Where the line goes on beyond the last date.
_MARGIN = 0.08
# A bar that is thinner would not be seen.
_THINNEST = 0.6


@dataclass(frozen=True, slots=True)
class Bar:
    """``kind`` is the phase's state, for the colour."""

    start: str
    width: str
    kind: str


@dataclass(frozen=True, slots=True)
class Now:
    """``anchor`` is the side of the mark on which its word has room."""

    place: str
    anchor: str
    moment: Moment


@dataclass(frozen=True, slots=True)
class Timeline:
    """``begins`` and ``ends`` are the line's own ends, where a phase begins or ends there. ``bars``
    are by the phase's codename."""

    begins: Moment | None
    ends: Moment | None
    now: Now | None
    bars: Mapping[str, Bar]


def draw(phases: Sequence[Phase], now: datetime | None, say: Texts) -> Timeline | None:
    """Nothing where there are not two moments to draw a line between."""
    opens = {phase.codename: _near(phase.window.opens, now) for phase in phases}
    closes = {phase.codename: _near(phase.window.closes, now) for phase in phases}
    known = sorted({*filter(None, opens.values()), *filter(None, closes.values())})
    today = None if now is None else _today(now, known)
    moments = sorted({*known, today} if today is not None else known)
    if len(moments) < 2 or not known:
        return None
    first, last = moments[0], moments[-1]
    margin = (last - first) * _MARGIN
    is_left_open = None in opens.values() or first not in known
    is_right_open = None in closes.values() or last not in known
    first = first - margin if is_left_open else first
    last = last + margin if is_right_open else last

    def place(at: datetime) -> float:
        return 100 * ((at - first) / (last - first))

    bars = {
        phase.codename: _bar(
            place(opens[phase.codename] or first),
            place(closes[phase.codename] or last),
            schedule.phase_state(phase, now),
        )
        for phase in phases
    }
    return Timeline(
        begins=None if is_left_open else Moment.of(first, say),
        ends=None if is_right_open else Moment.of(last, say),
        now=None if today is None else _now(today, place(today), say),
        bars=bars,
    )


def _today(now: datetime, known: Iterable[datetime]) -> datetime:
    """Where the mark of today stands: a site that is built twice a day is the same both times,
    unless a phase opened or closed in between, which the mark has then passed."""
    day = datetime.combine(formats.as_utc(now).date(), time.min, UTC)
    return max([day, *(at for at in known if at <= now)])


def _near(at: datetime | None, now: datetime | None) -> datetime | None:
    if at is None or now is None:
        return at
    return at if abs(at - now) <= FAR else None


def _bar(start: float, end: float, state: PhaseState | None) -> Bar:
    width = max(end - start, _THINNEST)
    start = min(start, 100 - width)
    return Bar(_percent(start), _percent(width), state.value if state else "plain")


def _now(now: datetime, place: float, say: Texts) -> Now:
    anchor = "start" if place < 15 else "end" if place > 85 else "middle"
    return Now(_percent(place), anchor, Moment.of(now, say))


def _percent(value: float) -> str:
    return f"{value:.2f}%"
