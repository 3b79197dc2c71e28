"""Names in a challenge's file: what identifies an entry, which stand twice, which one was meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence

from podium.challenge import keys

_MOST = 10


def identities(
    members: Iterable[keys.Leaderboard | keys.DatasetSplit | keys.Phase],
) -> list[str]:
    """The id of each member as text; one without an id has its place in the list, from 1."""
    return [
        str(index if member.id is None else member.id)
        for index, member in enumerate(members, start=1)
    ]


def phase_codename(phase: keys.Phase) -> str:
    """Empty where it has none."""
    return phase.codename or phase.slug or ""


def repeats(values: Iterable[str]) -> Iterator[tuple[int, int]]:
    """The index of each value that was there before, and where it was first."""
    seen: dict[str, int] = {}
    for index, value in enumerate(values):
        if seen.setdefault(value, index) != index:
            yield index, seen[value]


def some(names: Sequence[str], *, most: int = _MOST, longest: int | None = None) -> str:
    """As many as help, each cut to ``longest`` characters; thousands would be a flood."""
    more = len(names) - most
    rest = f" and {more} more" if more > 0 else ""
    return (", ".join(name[:longest] for name in names[:most]) or "none") + rest


def did_you_mean(name: str, known: Sequence[str], *, longest: int | None = None) -> str:
    """The nearest of the known ones as the end of a sentence, or nothing."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f"; did you mean {near[0][:longest]}?" if near else ""
