"""What is wrong with an EvalAI script, as far as reading its files tells: nothing of it is run."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from podium import temporary
from podium.challenge.advice import imports, packages
from podium.challenge.advice import script as entry
from podium.challenge.advice.calls import Fetch, Place
from podium.challenge.advice.packages import REQUIREMENTS, Lacking
from podium.codes import Code
from podium.errors import ChallengeError, Issue
from podium.evaluation.evalai import package as script_package

_LONGEST = 4 << 20
_MOST_CALLS = 6


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an evaluator has beside its script: an image of its own, or the packages of EvalAI's
    worker; ``is_elsewhere`` where the hosts evaluate on machines of their own."""

    has_image: bool = False
    has_worker_packages: bool = False
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """``lacking`` are the packages that the script needs and nothing installs."""

    issues: tuple[Issue, ...]
    lacking: Lacking | None = None


def review_script(path: Path, name: str, around: Surroundings) -> Review:
    """``name`` is the script's path in the challenge folder, for messages."""
    with temporary.folder("check") as scratch:
        folder = scratch / "package"
        try:
            script_package.unpack_script(path, folder)
        except ChallengeError as error:
            problems = [issue.message for issue in error.issues]
            return Review(() if around.is_elsewhere else tuple(_cannot_be_called(problems, name)))
        problem = entry.find_problem(lambda module: _read(folder / module))
        if problem is not None:
            return Review(() if around.is_elsewhere else tuple(_cannot_be_called([problem], name)))
        reading = imports.read_package(_modules(folder), script_package.names_beside(path))
        requirements = read_requirements(folder)
    found = [
        Issue.error(f"{name}/{message}", code=Code.MODULE_BESIDE)
        for message in packages.find_modules_beside(reading, requirements)
    ]
    lacking = None
    if not around.has_image:
        lacking = packages.find_lacking(
            reading,
            requirements,
            script=name if path.is_dir() else Path(name).stem,
            has_worker_packages=around.has_worker_packages,
            python=sys.version_info[:2],
        )
        found += _java(reading.java, name)
    found += _fetches(reading.fetches)
    if lacking is not None:
        found.append(Issue.warning(lacking.message, code=Code.PACKAGES_NOT_ASKED_FOR))
    if around.is_elsewhere:  # it need not run here
        found = [issue for issue in found if not issue.is_error]
    return Review(tuple(found), lacking)


def differ(script: Path, other: Path) -> bool:
    """Whether two scripts are not the same: a folder, and a zip that was made of it."""
    with temporary.folder("check") as scratch:
        try:
            digests = {
                script_package.unpack_script(path, scratch / str(index)).digest
                for index, path in enumerate((script, other))
            }
        except ChallengeError:
            return True
    return len(digests) > 1


def read_requirements(folder: Path) -> str:
    """The text of ``requirements.txt`` and of the files that it includes; empty where none is."""
    texts: list[str] = []
    waiting, seen = [folder / REQUIREMENTS], set[Path]()
    while waiting:
        path = waiting.pop(0)
        if path in seen or not path.resolve().is_relative_to(folder.resolve()):
            continue
        seen.add(path)
        text = _read(path) or ""
        texts.append(text)
        waiting += [path.parent / name for name in packages.includes(text)]
    return "\n".join(texts)


def _cannot_be_called(problems: list[str], name: str) -> Iterator[Issue]:
    for problem in problems:
        yield Issue.error(f"{name}: {problem}", code=Code.SCRIPT_WITHOUT_EVALUATE)


def _java(places: tuple[Place, ...], name: str) -> Iterator[Issue]:
    if places:
        yield Issue.warning(
            f"{name}/{', '.join(map(str, places))} starts java, and where a script is run without "
            "an image of its own there is none: name one with Python and Java under "
            "podium.evaluator.image",
            code=Code.STARTS_JAVA,
        )


def _fetches(fetches: tuple[Fetch, ...]) -> Iterator[Issue]:
    if fetches:
        calls = ", ".join(f"{one.name} ({one.place})" for one in fetches[:_MOST_CALLS])
        yield Issue.warning(
            f"evaluations have no network, and {calls} may need one: put what is fetched "
            "into the script's folder, or into an image under podium.evaluator.image",
            code=Code.NEEDS_A_NETWORK,
        )


def _modules(folder: Path) -> Mapping[str, str]:
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            if path.suffix == ".py" and (text := _read(path)) is not None:
                found[path.relative_to(folder).as_posix()] = text
    return found


def _read(path: Path) -> str | None:
    if not path.is_file():
        return None
    with path.open("rb") as stream:
        return stream.read(_LONGEST).decode(errors="replace")
