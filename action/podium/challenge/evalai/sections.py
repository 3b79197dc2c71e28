"""The four lists of the file, member by member."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from podium.challenge.fields import describe
from podium.challenge.source import KeyPath

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
