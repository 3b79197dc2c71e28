"""``challenge_phase_splits``: which phase has which leaderboard on which dataset split."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from podium.challenge.checks.consistency import Problem
from podium.challenge.evalai import drf
from podium.challenge.keys.fields import describe
from podium.challenge.text.source import KeyPath
from podium.codes import Code

# In the order of EvalAI's triple.
REFERENCES: Mapping[str, str] = {
    "leaderboard_id": "leaderboard",
    "challenge_phase_id": "challenge_phases",
    "dataset_split_id": "dataset_splits",
}
REQUIRED: Mapping[str, drf.Field] = {
    "visibility": drf.choice("1", "2", "3"),
    "leaderboard_decimal_precision": drf.count,
    "is_leaderboard_order_descending": drf.boolean,
}
OPTIONAL: Mapping[str, drf.Field] = {
    "show_execution_time": drf.boolean,
    "show_leaderboard_by_latest_submission": drf.boolean,
    "show_scores_on_leaderboard": drf.boolean,
}


def find_problems(config: Mapping[str, Any]) -> Iterator[Problem]:
    known = {key: Identities.of(config, section) for key, section in REFERENCES.items()}
    seen: dict[Hashable, int] = {}
    for index, (place, split, reason) in enumerate(members(config, "challenge_phase_splits")):
        if split is None:
            yield Code.EVALAI_SECTION, place, reason
            continue
        yield from _references(split, place, known)
        yield from _settings(split, place)
        combination = triple(split)
        if combination is not None:
            first = seen.setdefault(combination, index)
            if first != index:
                message = f"entry {first + 1} maps the same leaderboard, phase and dataset split"
                yield Code.EVALAI_GIVEN_TWICE, place, message


def triple(split: Mapping[str, Any]) -> tuple[Hashable, ...] | None:
    """The ids as they are written, if all are there and can be compared."""
    ids = [split.get(key) for key in REFERENCES if key in split]
    named = tuple(identity for identity in ids if isinstance(identity, Hashable))
    return named if len(named) == len(REFERENCES) else None


def _references(
    split: dict[str, Any], place: KeyPath, known: Mapping[str, Identities]
) -> Iterator[Problem]:
    for key in REFERENCES:
        if key not in split:
            message = "expected an id, found nothing: EvalAI breaks down without it"
            yield Code.EVALAI_KEY_MISSING, (*place, key), message
        elif not isinstance(split[key], Hashable):
            message = f"expected an id, found {describe(split[key])}: EvalAI breaks down over it"
            yield Code.EVALAI_VALUE, (*place, key), message
        elif split[key] not in known[key]:
            yield Code.EVALAI_UNKNOWN_ID, (*place, key), known[key].unknown(split[key])


def _settings(split: dict[str, Any], place: KeyPath) -> Iterator[Problem]:
    for key, field in REQUIRED.items():
        if key not in split:
            message = "expected a value, found nothing: this key is required"
            yield Code.EVALAI_KEY_MISSING, (*place, key), message
        elif reason := field(split[key]):
            yield Code.EVALAI_VALUE, (*place, key), reason
    for key, field in OPTIONAL.items():
        if key in split and (reason := field(split[key])):
            yield Code.EVALAI_VALUE, (*place, key), reason


_SHOWN = 10

Member = tuple[KeyPath, dict[str, Any] | None, str]


def members(config: Mapping[str, Any], section: str) -> Iterator[Member]:
    """Where each stands, and its keys; or, for what has none, why EvalAI does not take it."""
    listed = config.get(section)
    if not listed:
        yield (section,), None, "expected a list, found nothing: this key is required"
    elif not isinstance(listed, list):
        yield (section,), None, f"expected a list, found {describe(listed)}"
    else:
        for index, member in enumerate(listed):
            if isinstance(member, dict):
                yield (section, index), member, ""
            else:
                reason = f"expected a mapping, found {describe(member)}: EvalAI breaks down over it"
                yield (section, index), None, reason


@dataclass(frozen=True, slots=True)
class Identities:
    """Every id of a section, as it is written: EvalAI tells 1 from the same digit in quotes."""

    section: str
    listed: tuple[Hashable, ...]
    _known: frozenset[Hashable]
    _texts: frozenset[str]

    @classmethod
    def of(cls, config: Mapping[str, Any], section: str) -> Identities:
        ids = (member.get("id", []) for _, member, _ in members(config, section) if member)
        listed = tuple(identity for identity in ids if isinstance(identity, Hashable))
        return cls(section, listed, frozenset(listed), frozenset(map(str, listed)))

    def __contains__(self, identity: Hashable) -> bool:
        return identity in self._known

    def unknown(self, identity: Hashable) -> str:
        """What is said of an id that is none of them."""
        names = ", ".join(repr(one) for one in self.listed[:_SHOWN]) or "none"
        more = len(self.listed) - _SHOWN
        rest = f" and {more} more" if more > 0 else ""
        is_near = str(identity) in self._texts
        hint = "; EvalAI tells a number from the same digits in quotes" if is_near else ""
        fact = f"no entry of {self.section} has the id {identity!r}"
        return f"{fact}; there are: {names}{rest}{hint}"
