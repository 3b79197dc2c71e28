"""Names that people or disks cannot tell apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from podium.challenge import keys
from podium.challenge.checks.consistency import Problem
from podium.challenge.checks.names import phase_codename
from podium.challenge.text.source import KeyPath
from podium.codes import Code


def find_problems(settings: keys.Challenge) -> Iterator[Problem]:
    phases, splits = settings.challenge_phases, settings.dataset_splits
    codenames = [phase_codename(phase) for phase in phases]
    yield from _differ_by_case("challenge_phases", codenames)
    yield from _differ_by_case("dataset_splits", [split.codename for split in splits])
    titles = [phase.name or phase.title or "" for phase in phases]
    named_by = ["name" if phase.name else "title" for phase in phases]
    for index, first in _same(titles):
        yield (
            Code.SAME_NAME,
            ("challenge_phases", index, named_by[index]),
            f"entry {first + 1} has the same name, {titles[first]!r}: readers cannot tell the "
            "phases apart, and Grand Challenge refuses it",
        )


def _differ_by_case(section: str, codenames: Sequence[str]) -> Iterator[Problem]:
    for index, first in _same(codenames):
        if codenames[index] != codenames[first]:  # equal ones are an error
            place: KeyPath = (section, index, "codename")
            yield (
                Code.DIFFER_BY_CASE,
                place,
                f"differs from {codenames[first]!r} by case only; codenames are folders, and on "
                "many disks these two are one: choose another",
            )


def _same(values: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The index of each value that was there before, if not in the same case, and where."""
    seen: dict[str, int] = {}
    for index, value in enumerate(values):
        first = seen.setdefault(value.casefold(), index)
        if value and first != index:
            yield index, first
