"""Whether ``podium.cases`` leads to cases in the results that there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from podium.challenge.checks import names
from podium.challenge.checks.consistency import Problem
from podium.challenge.model import Phase
from podium.challenge.text.source import KeyPath
from podium.codes import Code
from podium.ranking.cases import Cases, reader_for

_LONGEST_NAME = 100
_MOST_NAMES = 200


def find_problems(phase: Phase, index: int, parts: Sequence[object]) -> Iterator[Problem]:
    """``parts`` are what a board of the phase reads of each ``metrics.json``. At most one problem:
    the first that hinders."""
    own = phase.settings.podium.cases
    said = phase.cases
    place: KeyPath = ("challenge_phases", index, "podium") if own else ("podium",)
    if not (said.path or said.name or said.group or said.outer) or not parts:
        return
    reader = reader_for(parts, declared=said)
    found = [cases for part in parts if (cases := reader.read(part)) is not None]
    results = f"the {len(parts)} metrics.json of phase {phase.codename}"
    if not found:
        key = "path" if said.path else "name" if said.name else "group" if said.group else "outer"
        where = f"at {said.path} " if said.path else ""
        message = f"there were no values case by case {where}in any of {results}"
        yield Code.CASES_NEVER_THERE, (*place, "cases", key), message
        return
    named = [cases for cases in found if cases.is_named]
    if said.name and not named:
        fact = f"{said.name} names the cases of none of {results}, each by a name of its own"
        yield _unknown(fact, said.name, found[0], (*place, "cases", "name"))
    elif said.group and not any(cases.groups for cases in found):
        fact = f"{said.group} was in none of {results}"
        yield _unknown(fact, said.group, found[0], (*place, "cases", "group"))


def _unknown(fact: str, said: str, cases: Cases, place: KeyPath) -> Problem:
    """With the columns that there are."""
    known = list(islice(cases.columns, _MOST_NAMES))
    there = names.some(known, longest=_LONGEST_NAME)
    near = names.did_you_mean(said, known, longest=_LONGEST_NAME)
    return Code.CASES_NEVER_THERE, place, f"{fact}; there are: {there}{near}"
