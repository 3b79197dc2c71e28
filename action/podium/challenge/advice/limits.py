"""Limits that close a phase, and limits that nobody can ever reach."""

from __future__ import annotations

import math
from collections.abc import Iterator

from podium.challenge import keys
from podium.challenge.checks.consistency import Problem
from podium.challenge.text.source import KeyPath
from podium.codes import Code

TOTAL = "max_submissions"
MONTH = "max_submissions_per_month"
DAY = "max_submissions_per_day"
AT_ONCE = "max_concurrent_submissions_allowed"
PERIOD = "submissions_limit_per_user_per_period"
_LONGEST_MONTH = 31

Bound = tuple[int, str]


def find_problems(settings: keys.Challenge) -> Iterator[Problem]:
    for index, phase in enumerate(settings.challenge_phases):
        place = ("challenge_phases", index)
        given = _given(phase)
        closing = [key for key, limit in given.items() if limit == 0]
        for key in closing:
            message = "the phase takes no submissions: a limit of 0 closes it"
            yield Code.CLOSED_BY_A_LIMIT, (*place, key), message
        if not closing:
            yield from _unreachable(settings, phase, place, given)


def _given(phase: keys.Phase) -> dict[str, int]:
    """Those that the file sets: what is left to its default limits nobody, on purpose."""
    names = (TOTAL, MONTH, DAY, AT_ONCE, PERIOD)
    values = {key: getattr(phase, key) for key in names if key in phase.model_fields_set}
    return {key: value for key, value in values.items() if value is not None}


def _unreachable(
    settings: keys.Challenge, phase: keys.Phase, place: KeyPath, given: dict[str, int]
) -> Iterator[Problem]:
    for key, bounds in _bounds(settings, phase, given):
        if key in given and bounds:
            most, why = min(bounds)
            if most < given[key]:
                message = f"nobody can reach this limit of {given[key]}: {why}"
                yield Code.LIMIT_OUT_OF_REACH, (*place, key), message


def _bounds(
    settings: keys.Challenge, phase: keys.Phase, given: dict[str, int]
) -> Iterator[tuple[str, list[Bound]]]:
    """For each limit what the others leave, as far as they are given."""
    total, month, day = (_as_bound(given, key) for key in (TOTAL, MONTH, DAY))
    yield DAY, [*month, *total]
    yield MONTH, [*total, *_of_days(given, _LONGEST_MONTH, "in a month")]
    yield TOTAL, _of_days(given, _days(settings, phase), "while the phase is open")
    yield AT_ONCE, [*day, *month, *total]
    # A period rolls, and so touches one calendar day more than it is long.
    period = phase.submission_limit_period
    days = None if period is None else period + 1
    yield PERIOD, [*total, *_of_days(given, days, "in that time")]


def _as_bound(given: dict[str, int], key: str) -> list[Bound]:
    return [(given[key], f"{key} is {given[key]}")] if key in given else []


def _of_days(given: dict[str, int], days: int | None, when: str) -> list[Bound]:
    if days is None or DAY not in given:
        return []
    most = given[DAY] * days
    return [(most, f"{DAY} of {given[DAY]} leaves at most {most} {when}")]


def _days(settings: keys.Challenge, phase: keys.Phase) -> int | None:
    """On how many calendar days the phase can be open, if it opens and closes."""
    opens = [at for at in (settings.start_date, phase.start_date, phase.submissions_open_at) if at]
    closes = [at for at in (settings.end_date, phase.end_date, phase.submissions_close_at) if at]
    if not opens or not closes:
        return None
    seconds = (min(closes) - max(opens)).total_seconds()
    return None if seconds <= 0 else math.ceil(seconds / 86_400) + 1
