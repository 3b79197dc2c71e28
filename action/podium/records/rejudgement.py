"""The folder in which a phase is evaluated again before any of it is recorded:

    evaluations/<submission>/        as ``podium evaluate`` leaves it
    problems/<submission>.json       why one could not be evaluated, where that is so

What is in it is never lost by a run that ends early, and folders of several machines can be put
together.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from podium.errors import ChallengeError
from podium.records import evaluation_folder
from podium.records.evaluation_folder import EvaluatedSubmission
from podium.records.staleness import Stale, Tools

_EVALUATIONS, _PROBLEMS = "evaluations", "problems"


@dataclass(frozen=True, slots=True)
class Rejudged:
    """What is there of the ``stale`` ones: an evaluation with the tools of today, or a sentence on
    why there is none. Both are by the submission's id; what has neither still waits."""

    stale: tuple[Stale, ...]
    evaluated: Mapping[str, EvaluatedSubmission]
    problems: Mapping[str, str]

    @property
    def missing(self) -> tuple[Stale, ...]:
        """Those without an evaluation, whether that was tried or not."""
        return tuple(one for one in self.stale if one.submission.id not in self.evaluated)

    @property
    def waiting(self) -> tuple[Stale, ...]:
        return tuple(one for one in self.missing if one.submission.id not in self.problems)


def write(evaluated: EvaluatedSubmission, out: Path) -> None:
    """The whole of it is there or nothing."""
    name = evaluated.submission.id
    unfinished = out / "unfinished" / name
    shutil.rmtree(unfinished, ignore_errors=True)
    evaluation_folder.write(evaluated, unfinished)
    _put(unfinished, out / _EVALUATIONS / name)
    _problem(out, name).unlink(missing_ok=True)
    unfinished.parent.rmdir()


def write_problem(submission: str, message: str, out: Path) -> None:
    place = _problem(out, submission)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps({"message": message}) + "\n", encoding="utf-8")


def merge(folders: Iterable[Path], out: Path) -> None:
    """Take over what other machines have left. Raises ``ChallengeError`` for a folder that is not
    there."""
    for folder in folders:
        if not folder.is_dir():
            raise ChallengeError(f"{folder}: expected a folder that podium rejudge wrote")
        if folder.resolve() == out.resolve():
            continue
        for place in _inside(folder / _EVALUATIONS):
            unfinished = out / "unfinished" / place.name
            shutil.rmtree(unfinished, ignore_errors=True)
            shutil.copytree(place, unfinished, symlinks=True)
            _put(unfinished, out / _EVALUATIONS / place.name)
        for place in _inside(folder / _PROBLEMS):
            target = out / _PROBLEMS / place.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(place, target)
        shutil.rmtree(out / "unfinished", ignore_errors=True)


def read(out: Path, stale: Iterable[Stale], tools: Tools) -> Rejudged:
    """What was evaluated with other tools than those of today, or is no longer stale, is passed
    over. Raises ``ChallengeError`` for what cannot be read."""
    wanted = tuple(stale)
    evaluated: dict[str, EvaluatedSubmission] = {}
    problems: dict[str, str] = {}
    for one in wanted:
        name = one.submission.id
        folder, problem = out / _EVALUATIONS / name, _problem(out, name)
        found = evaluation_folder.read(folder) if folder.is_dir() else None
        if found is not None and _is_of_today(found, one, tools):
            evaluated[name] = found
        elif problem.is_file():
            problems[name] = _message(problem)
    return Rejudged(wanted, evaluated, problems)


def _is_of_today(found: EvaluatedSubmission, stale: Stale, tools: Tools) -> bool:
    """And not the very one that is recorded, left here when it was published."""
    evaluation = replace(found.record.evaluation, number=stale.last.number)
    is_new = evaluation != stale.last and not tools.changed_since(evaluation)
    return is_new and found.submission == stale.submission


def _message(problem: Path) -> str:
    try:
        return str(json.loads(problem.read_bytes())["message"])
    except (ValueError, KeyError, TypeError):
        raise ChallengeError(f"{problem}: not what podium rejudge writes; delete it") from None


def _problem(out: Path, submission: str) -> Path:
    return out / _PROBLEMS / f"{submission}.json"


def _put(made: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(place, ignore_errors=True)
    made.rename(place)


def _inside(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.iterdir()) if folder.is_dir() else ()
