"""``start_date`` and ``end_date``, of the challenge and of a phase alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from podium.challenge.checks.consistency import Problem
from podium.challenge.evalai import drf
from podium.challenge.text.source import KeyPath
from podium.codes import Code

_KEYS = ("start_date", "end_date")


def find_problems(mapping: Mapping[str, Any], place: KeyPath) -> Iterator[Problem]:
    given = [key for key in _KEYS if mapping.get(key)]
    refused = []
    for key in _KEYS:
        if key not in given:
            message = "expected a date and a time, found nothing: this key is required"
            yield Code.EVALAI_KEY_MISSING, (*place, key), message
    for key in given:
        if reason := drf.moment(mapping[key]):
            refused.append(key)
            yield Code.EVALAI_VALUE, (*place, key), reason
    if len(given) == len(_KEYS) and not refused:
        start, end = (mapping[key] for key in _KEYS)
        try:
            is_reversed = start > end
        except TypeError:
            yield (
                Code.EVALAI_WINDOW,
                (*place, "start_date"),
                "EvalAI breaks down comparing it with end_date: write both in the same way, "
                "in quotes or not, with a zone or not",
            )
        else:
            if is_reversed:
                yield Code.EVALAI_WINDOW, (*place, "end_date"), "it comes before start_date"
