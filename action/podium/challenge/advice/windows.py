"""Windows that leave nothing open, or less than they say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from podium.challenge import keys
from podium.challenge.checks.consistency import Problem
from podium.challenge.keys import fields
from podium.challenge.text.source import KeyPath
from podium.codes import Code

Bound = tuple[datetime, str, KeyPath]


def find_problems(settings: keys.Challenge) -> Iterator[Problem]:
    for index, phase in enumerate(settings.challenge_phases):
        place = ("challenge_phases", index)
        if fields.says_false(phase.is_active):
            message = "the phase takes no submissions; EvalAI passes over it and goes by the dates"
            yield Code.SWITCHED_OFF, (*place, "is_active"), message
        opens = max(
            _bounds(settings, phase, place, "start_date", "submissions_open_at"), default=None
        )
        closes = min(
            _bounds(settings, phase, place, "end_date", "submissions_close_at"), default=None
        )
        if opens and closes and opens[0] >= closes[0]:
            yield _never(opens, closes, place)
        else:
            yield from _beyond(settings, phase, place)


def _bounds(
    settings: keys.Challenge, phase: keys.Phase, place: KeyPath, evalai: str, other: str
) -> Iterator[Bound]:
    for moment, name, path in (
        (getattr(settings, evalai), f"the challenge's {evalai}", (evalai,)),
        (getattr(phase, evalai), evalai, (*place, evalai)),
        (getattr(phase, other), other, (*place, other)),
    ):
        if moment is not None:
            yield moment, name, path


def _never(opens: Bound, closes: Bound, place: KeyPath) -> Problem:
    own = next((path for _, _, path in (opens, closes) if len(path) > 1), place)
    return (
        Code.NEVER_OPEN,
        own,
        f"the phase never takes a submission: it opens on {_told(opens[0])} ({opens[1]}) and "
        f"closes on {_told(closes[0])} ({closes[1]}); all windows that are given must be open",
    )


def _beyond(settings: keys.Challenge, phase: keys.Phase, place: KeyPath) -> Iterator[Problem]:
    starts, ends = settings.start_date, settings.end_date
    for key in ("start_date", "submissions_open_at"):
        moment = getattr(phase, key)
        if starts and moment and moment < starts:
            yield (
                Code.BEYOND_THE_CHALLENGE,
                (*place, key),
                f"lies before the challenge starts ({_told(starts)}): nothing is taken until then",
            )
    for key in ("end_date", "submissions_close_at"):
        moment = getattr(phase, key)
        if ends and moment and moment > ends:
            yield (
                Code.BEYOND_THE_CHALLENGE,
                (*place, key),
                f"lies after the challenge ends ({_told(ends)}): nothing is taken from then on",
            )


def _told(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
