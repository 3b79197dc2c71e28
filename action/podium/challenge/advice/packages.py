"""Which packages an EvalAI script needs and nothing installs, and what to write for them.

EvalAI's worker has some packages installed, and its documents have a script call pip while it is
imported. Here a script has what ``requirements.txt`` asks for, and no network.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from podium.challenge.advice import distributions
from podium.challenge.advice.calls import Install, Place
from podium.challenge.advice.distributions import (
    distribution_of,
    name_in,
    part_of_one_package,
    same_name,
)
from podium.challenge.advice.imports import Import, Reading

REQUIREMENTS = "requirements.txt"
_MOST_PLACES = 6


@dataclass(frozen=True, slots=True)
class Lacking:
    """``lines`` are what ``requirements.txt`` lacks; ``message`` says so, and why."""

    lines: tuple[str, ...]
    message: str


def find_modules_beside(reading: Reading, requirements: str) -> Iterator[str]:
    """Imports that take a module of the package for one that is installed: here, as on EvalAI,
    they fail. A package of EvalAI's worker, or one that is asked for, goes before such a module."""
    installed = _installed(requirements, has_worker_packages=True)
    messages = (
        f"{found.place}: {found.module} lies beside the script and is imported as if it were "
        f"installed, which fails; {found.near}"
        for found in reading.imports
        if found.near and same_name(distribution_of(found.name)) not in installed
    )
    yield from dict.fromkeys(messages)


def find_lacking(
    reading: Reading,
    requirements: str,
    *,
    script: str,
    has_worker_packages: bool,
    python: tuple[int, int],
) -> Lacking | None:
    """``requirements`` is the text of the package's ``requirements.txt`` and of what it includes,
    ``script`` the package's name for messages; ``has_worker_packages`` where the evaluator has
    those of EvalAI's worker."""
    if _is_opaque(requirements):
        return None
    installed = _installed(requirements, has_worker_packages=has_worker_packages)
    asked_for = [one for one in reading.installs if same_name(_name(one)) not in installed]
    installed |= distributions.with_what_they_bring(map(_name, asked_for))
    wanted = [
        found
        for found in reading.imports
        if same_name(distribution_of(found.name)) not in installed
        and not (found.near and not _is_of_worker(found.name))
    ]
    lines = _lines(asked_for, wanted, pins=not requirements.strip(), python=python)
    if not lines:
        return None
    return Lacking(lines, _message(lines, asked_for, wanted, script))


def with_worker_packages(requirements: str, *, python: tuple[int, int]) -> str:
    """A ``requirements.txt`` with the packages of EvalAI's worker, but for those that it names
    itself: their versions are its own."""
    own = {same_name(name_in(line)) for line in requirements.splitlines()}
    worker = distributions.worker_requirements(python)
    added = [line for name, line in worker.items() if same_name(name) not in own]
    return "\n".join([*requirements.rstrip("\n").splitlines(), *added, ""])


def includes(requirements: str) -> Iterator[str]:
    """The files that a ``requirements.txt`` has read as well."""
    for line in requirements.splitlines():
        option, _, name = line.strip().replace("=", " ", 1).partition(" ")
        if option in ("-r", "--requirement") and name.strip():
            yield name.strip()


def _installed(requirements: str, *, has_worker_packages: bool) -> frozenset[str]:
    names = [name for line in requirements.splitlines() if (name := name_in(line))]
    if has_worker_packages:
        names += distributions.worker_requirements((3, 11))
    return distributions.with_what_they_bring(names)


def _is_opaque(requirements: str) -> bool:
    """Whether a line asks for something without saying by name what: an address, a folder."""
    for line in map(str.strip, requirements.splitlines()):
        is_option = line.startswith("-") and not line.startswith(("-e", "--editable"))
        if line and not line.startswith("#") and not is_option and not name_in(line):
            return True
    return False


def _name(install: Install) -> str:
    """Of a folder that is installed, its own name has to do."""
    return name_in(install.requirement) or PurePosixPath(install.requirement).name


def _is_of_worker(name: str) -> bool:
    return distribution_of(name) in distributions.worker_requirements((3, 11))


def _lines(
    asked_for: Iterable[Install],
    wanted: Iterable[Import],
    *,
    pins: bool,
    python: tuple[int, int],
) -> tuple[str, ...]:
    """The worker's versions fit one another, and need not fit those that a folder names."""
    lines = {same_name(_name(one)): one.requirement for one in asked_for}
    for found in wanted:
        name = distribution_of(found.name)
        lines.setdefault(same_name(name), name)
    if pins:
        for name, pinned in distributions.worker_requirements(python).items():
            if lines.get(same_name(name)) in (name, same_name(name)):
                lines[same_name(name)] = pinned
    return tuple(lines.values())


def _message(
    lines: Iterable[str], asked_for: list[Install], wanted: list[Import], script: str
) -> str:
    facts = []
    if wanted:
        first: dict[str, Place] = {}
        for found in wanted:
            first.setdefault(part_of_one_package(found.name), found.place)
        facts.append(f"nothing installs what is imported: {_placed(first)}")
    if asked_for:
        placed = {one.requirement: one.place for one in asked_for}
        facts.append(f"nothing can be installed while a script runs: {_placed(placed)}")
    cure = f"{script}/{REQUIREMENTS} needs the lines {', '.join(lines)} (podium check --fix)"
    worker = {same_name(name) for name in distributions.worker_requirements((3, 11))}
    if any(same_name(name_in(line)) in worker for line in lines):
        cure += "; or set podium.evaluator.packages: evalai, for what EvalAI's worker has installed"
    return f"{'; '.join(facts)}. {cure}"


def _placed(places: Mapping[str, Place]) -> str:
    shown = [f"{name} ({place})" for name, place in places.items()]
    rest = len(shown) - _MOST_PLACES
    return ", ".join(shown[:_MOST_PLACES]) + (f" and {rest} more" if rest > 0 else "")
