"""How often a participant may still submit to a phase, and from when again.

Every rule of both vocabularies must allow a submission, so the strictest holds. Each one is the
same at heart: at most so many submissions count at a time, and each stops counting at a moment of
its own (the next midnight, the next month, N days later, never, or when its evaluation is done).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from podium import formats
from podium.challenge import keys
from podium.challenge.model import Phase
from podium.submission.uses import Use

UNLIMITED = 100_000  # EvalAI's default of max_submissions; nobody means it as a limit

_LIMITS = (
    "max_submissions",
    "max_submissions_per_month",
    "max_submissions_per_day",
    "max_concurrent_submissions_allowed",
    "submissions_limit_per_user_per_period",
)
# The two ends of a use that the calendar does not know; "never" is the later one, so it wins.
_NEVER = datetime.max.replace(tzinfo=UTC)
_DAY = timedelta(days=1)
_WHEN_DONE = _NEVER - timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Allowance:
    """``open`` is the phase's answer: does it take submissions of people like this one now?
    ``remaining`` and ``next_submission_at`` are the participant's.

    ``remaining`` is never negative, and 0 whenever the phase is not open. ``next_submission_at`` is
    ``now`` while something remains; else the moment right after which every rule allows one again;
    ``None`` where there is none, or no clock knows it. ``reasons`` are sentences for them.
    """

    open: bool
    remaining: int
    next_submission_at: datetime | None
    reasons: tuple[str, ...]


def allowance(
    phase: Phase,
    uses: Sequence[Use],
    *,
    now: datetime,
    is_host: bool = False,
    is_banned: bool = False,
    awaits: str | None = None,
    failures: Iterable[datetime] = (),
    most_failures: int = UNLIMITED,
) -> Allowance:
    """What every rule of the phase allows together.

    ``awaits`` names the parent phase in which the participant has not finished yet. Of their
    ``failures``, which use nothing up, ``most_failures`` may lie within a day.

    EvalAI's limits hold for a team, or a participant without one; Grand Challenge's for a person,
    as its key says. ``max_concurrent_submissions_allowed`` is a part of ``remaining`` where the
    phase sets it; EvalAI's default of 3 only stops a fourth submission while three are evaluated,
    so that five a day, of which nobody said more, are five.

    Hosts are not limited, but are told what holds for others. The peers disagree (Grand Challenge
    lets its admins pass, EvalAI its hosts not), and a host could change the file anyway: what a
    host submits is the try before the phase opens, and the baselines.
    """
    now = formats.as_utc(now)
    answer = _for_participant(phase, uses, now, is_banned=is_banned)
    if awaits is not None:
        reason = f"a finished submission to {awaits} comes first"
        answer = Allowance(answer.open, 0, None, (reason, *answer.reasons))
    answer = _slowed(answer, failures, most_failures, now)
    if not is_host:
        return answer
    told = (f"for others: {reason}" for reason in answer.reasons)
    return Allowance(True, UNLIMITED, now, ("hosts of the challenge are not limited", *told))


def _slowed(answer: Allowance, failures: Iterable[datetime], most: int, now: datetime) -> Allowance:
    """Until a day has passed since enough of them. Those after ``now`` count as well: whatever was
    handed in together is looked at one after the other."""
    recent = sorted(failed for failed in failures if failed > now - _DAY)
    if len(recent) < most:
        return answer
    until = recent[-most] + _DAY
    reason = (
        f"{len(recent)} submissions failed within a day, and {most} may (podium.failures): the "
        f"next one is taken from {_moment(until)} on"
    )
    following = answer.next_submission_at
    if following is not None:
        following = max(following, until)
    return Allowance(answer.open, 0, following, (reason, *answer.reasons))


def to_document(allowed: Allowance) -> dict[str, object]:
    """The answer of ``podium limits --json``."""
    following = allowed.next_submission_at
    return {
        "open": allowed.open,
        "remaining": allowed.remaining,
        "next_submission_at": None if following is None else formats.format_time(following),
        "reasons": list(allowed.reasons),
    }


def describe(allowed: Allowance) -> str:
    """The same for people: the answer on one line, then why."""
    if allowed.remaining >= UNLIMITED:
        answer = "open: any number of submissions"
    elif allowed.remaining:
        answer = f"open: {_submissions(allowed.remaining)} left"
    elif allowed.open:
        answer = "open, but no submission is left now"
    else:
        answer = "closed"
    return "\n".join([answer, *(f"- {reason}" for reason in allowed.reasons)])


# What a phase says


def _for_participant(
    phase: Phase, uses: Sequence[Use], now: datetime, *, is_banned: bool
) -> Allowance:
    opens, closes = phase.window.opens, phase.window.closes
    reasons = list(_shut(phase, now, is_banned=is_banned))
    is_shut = bool(reasons)
    if opens is not None and now <= opens:
        reasons.append(f"the phase opens on {_moment(opens)}")
    if is_shut:
        return Allowance(False, 0, None, tuple(reasons))
    start = now if opens is None else max(now, opens)
    rules = tuple(_rules(phase.settings, uses, start))
    again = max((rule.free_from for rule in rules if not rule.left), default=start)
    is_open = phase.window.is_open(now)
    remaining = min(rule.left for rule in rules) if is_open else 0
    reasons += _told(rules, again, closes)
    following: datetime | None = again
    if again >= min(closes or _NEVER, _WHEN_DONE) or now == opens:
        # At the very instant of opening Grand Challenge takes nothing and names no time.
        following = None
    return Allowance(is_open, remaining, following, tuple(dict.fromkeys(reasons)))


def _shut(phase: Phase, now: datetime, *, is_banned: bool) -> Iterator[str]:
    """Why nothing is taken, for as long as nobody changes the challenge."""
    opens, closes = phase.window.opens, phase.window.closes
    if is_banned:
        yield "the hosts have excluded this participant from the challenge"
    if not phase.is_public:
        yield "the phase is not public"
    if not phase.is_active:
        yield "the hosts have made the phase inactive (is_active)"
    if phase.settings.is_submission_paused:
        yield "the hosts have paused submissions"
    for key in _LIMITS:
        if getattr(phase.settings, key) == 0:
            yield f"the phase takes no submissions ({key} is 0)"
    if closes is not None and closes <= now:
        yield f"the phase closed on {_moment(closes)}"
    elif opens is not None and closes is not None and closes <= opens:
        yield f"the phase closes on {_moment(closes)}, before it opens"


@dataclass(frozen=True, slots=True)
class _Rule:
    """One limit. ``ends`` are the moments at which the uses that count now stop counting, the
    latest first; ``text`` says how much is used."""

    limit: int
    ends: tuple[datetime, ...]
    text: str

    @property
    def left(self) -> int:
        """Never below 0: a limit may have been lowered below what is used already."""
        return max(0, self.limit - len(self.ends))

    @property
    def free_from(self) -> datetime:
        """When as many uses have ended as leave room for one; asked where none is left."""
        return self.ends[self.limit - 1]


def _rules(settings: keys.Phase, uses: Sequence[Use], at: datetime) -> Iterator[_Rule]:
    """The limits that hold at this moment; none of them is 0.

    EvalAI's count calendar days and months of UTC, by ``submitted_at``. Its default for a month is
    ``max_submissions``, which the total says already. Grand Challenge's period rolls, and a
    submission still counts at exactly N times 24 hours.
    """
    moments = [use.submitted_at for use in uses]
    yield _quota(settings.max_submissions, [_NEVER for _ in uses], "of this phase")
    if settings.max_submissions_per_month is not None:
        ends = [end for end in _ends(_month_after, moments) if at < end]
        yield _quota(settings.max_submissions_per_month, ends, f"of {at:%Y-%m} (UTC)")
    ends = [end for end in _ends(_day_after, moments) if at < end]
    yield _quota(settings.max_submissions_per_day, ends, f"of {at:%Y-%m-%d} (UTC)")
    if settings.submissions_limit_per_user_per_period is not None:
        own = [use.submitted_at for use in uses if use.is_own]
        limit = settings.submissions_limit_per_user_per_period
        yield _per_person(limit, settings.submission_limit_period, own, at)
    yield from _at_once(settings, sum(use.is_in_progress for use in uses))


def _at_once(settings: keys.Phase, in_progress: int) -> Iterator[_Rule]:
    """The places for submissions in progress; EvalAI's default only when all are taken."""
    limit = settings.max_concurrent_submissions_allowed
    is_given = "max_concurrent_submissions_allowed" in settings.model_fields_set
    if not is_given and in_progress < limit:
        return
    verb = "is" if in_progress == 1 else "are"
    text = (
        f"{_submissions(in_progress)} {verb} being evaluated, of at most {limit} at the same time"
    )
    yield _Rule(limit, (_WHEN_DONE,) * in_progress, text)


def _per_person(limit: int, days: int | None, moments: Sequence[datetime], at: datetime) -> _Rule:
    if days is None:
        return _quota(limit, [_NEVER for _ in moments], "of this phase")
    ends = [end for end in _ends(lambda moment: moment + timedelta(days), moments) if at <= end]
    return _quota(limit, ends, "of the last 24 hours" if days == 1 else f"of the last {days} days")


def _quota(limit: int, ends: Iterable[datetime], period: str) -> _Rule:
    latest_first = tuple(sorted(ends, reverse=True))
    used = len(latest_first)
    verb = "is" if 1 in (used, limit) else "are"
    return _Rule(limit, latest_first, f"{used} of {_submissions(limit)} {period} {verb} used")


def _ends(end: Callable[[datetime], datetime], moments: Iterable[datetime]) -> Iterator[datetime]:
    for moment in moments:
        try:
            yield end(moment)
        except OverflowError:  # after the year 9999
            yield _NEVER


def _day_after(moment: datetime) -> datetime:
    return _midnight(formats.as_utc(moment).date() + timedelta(days=1))


def _month_after(moment: datetime) -> datetime:
    """The first of the next month. EvalAI itself takes the first of the month that is 30 days
    away, which skips February after 31 January and is past already on the 1st of a long month."""
    first = formats.as_utc(moment).date().replace(day=1)
    return _midnight((first + timedelta(days=32)).replace(day=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


# In words


def _told(rules: Sequence[_Rule], again: datetime, closes: datetime | None) -> Iterator[str]:
    """The rules that leave nothing, or else those that leave least; a limit that nobody set is
    told only when it is reached. Which rule holds longest says until when."""
    least = min(rule.left for rule in rules)
    for rule in rules:
        if rule.left > least or (least and rule.limit >= UNLIMITED):
            continue
        if least or rule.free_from < again:
            yield rule.text
        else:
            yield f"{rule.text}; {_outlook(again, closes)}"


def _outlook(again: datetime, closes: datetime | None) -> str:
    if again == _NEVER:
        return "no more are possible"
    if again == _WHEN_DONE:
        return "the next is possible when one of them is done"
    if closes is not None and closes <= again:
        return f"the phase closes on {_moment(closes)}, before the next is possible"
    return f"the next is possible from {_moment(again)}"


def _submissions(count: int) -> str:
    return "1 submission" if count == 1 else f"{count} submissions"


def _moment(moment: datetime) -> str:
    """Seconds only where there are some: a rolling period ends at any."""
    moment = formats.as_utc(moment)
    clock = f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
    return f"{moment:%Y-%m-%d} {clock} UTC"
