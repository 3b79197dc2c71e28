"""The results repository: read every record, add one evaluation as one commit.

A record is only ever added to. Writing goes through git's object database, never through a work
tree, so that any number of writers can race: whoever loses makes the commit again on the new head.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from podium import git, records, results_branch
from podium.errors import ChallengeError, InfrastructureError, SubmissionError
from podium.git import Repository
from podium.issues import Issue
from podium.records import EvaluationRecord, Submission, SubmissionRecord

SUBMISSION = results_branch.SUBMISSION
EVALUATION = "evaluation.json"
METRICS = "metrics.json"
_ATTEMPTS = 12
_LONGEST_PAUSE_SECONDS = 4.0

Pause = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """``problems`` are the records that could not be read; everything else is there."""

    records: tuple[SubmissionRecord, ...]
    problems: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where an evaluation is kept. ``commit`` is ``None`` when it was there before. A clone with
    commits of its own is not touched: it ``is_behind`` until somebody pulls there."""

    folder: str
    number: int
    commit: str | None
    is_behind: bool = False


def load_records(root: Path, challenge: str) -> Loaded:
    """All records of a challenge in a checked-out results repository, by id.

    A record that cannot be read is a problem, not a failure.
    """
    if not root.is_dir():
        raise ChallengeError(f"{root}: expected the folder of a results repository, found none")
    if (root / "HEAD").is_file() and (root / "objects").is_dir():
        raise ChallengeError(f"{root}: a bare repository; name a clone of it that is checked out")
    found: list[SubmissionRecord] = []
    problems: list[Issue] = []
    for folder in sorted((root / "results" / challenge).glob("*/*/*")):
        if folder.is_dir():
            record, issues = _read_record(folder, root)
            problems += issues
            if record is not None:
                found.append(record)
    unique: dict[str, SubmissionRecord] = {}
    for record in found:
        first = unique.setdefault(record.submission.id, record)
        if first is not record:
            place = records.submission_folder(record.submission)
            held = records.submission_folder(first.submission)
            message = f"passed over: the id is that of {held} already"
            problems.append(Issue.warning(message, where=str(place)))
    return Loaded(tuple(unique[name] for name in sorted(unique)), tuple(problems))


def head_commit(root: Path) -> str | None:
    """The commit that a checked-out results repository stands at."""
    return git.commit_at(Repository(root), "HEAD") if root.is_dir() else None


def record_evaluation(
    submission: Submission,
    evaluation: EvaluationRecord,
    *,
    results: str,
    branch: str | None = None,
    pause: Pause = time.sleep,
    environment: Mapping[str, str] | None = None,
) -> Recorded:
    """Commit one evaluation, and push it where ``results`` has a remote or is one.

    ``results`` is a work tree, a bare repository, a URL, or a path where a new repository is made.
    ``environment`` is git's for a URL, see ``git.authorization``.
    Recording the same evaluation again changes nothing. Raises ``SubmissionError`` when another
    submission holds the same id, ``InfrastructureError`` when git cannot be made to take it.
    """
    with tempfile.TemporaryDirectory(prefix="podium-record-") as scratch:
        target = results_branch.open_branch(results, branch, Path(scratch), environment or {})
        for attempt in range(_ATTEMPTS):
            base = target.head()
            plan = _plan(target.repository, base, submission, evaluation)
            if not plan.files:
                # An earlier run may have been stopped between its commit and its checkout.
                target.follow(base, plan.folder)
                return Recorded(plan.folder, plan.number, None, target.is_behind())
            commit = git.commit_files(
                target.repository,
                base,
                plan.files,
                message=plan.message,
                index=Path(scratch, "index"),
            )
            if target.publish(commit, base):
                return Recorded(plan.folder, plan.number, commit, target.is_behind())
            pause(random.uniform(0, min(_LONGEST_PAUSE_SECONDS, 0.05 * 2**attempt)))
    raise InfrastructureError(
        f"{results}: somebody else pushed first {_ATTEMPTS} times in a row; record it again"
    )


# Reading


def _read_record(folder: Path, root: Path) -> tuple[SubmissionRecord | None, tuple[Issue, ...]]:
    try:
        submission = records.parse_submission((folder / SUBMISSION).read_bytes())
        _check_place(submission, folder)
    except (OSError, ValueError) as error:
        return None, (_problem(folder / SUBMISSION, root, error),)
    evaluations, problems = [], []
    for place in _numbered(folder / "evaluations"):
        try:
            evaluations.append(_read_evaluation(place))
        except (OSError, ValueError) as error:
            problems.append(_problem(place / EVALUATION, root, error))
    return SubmissionRecord(submission, tuple(evaluations)), tuple(problems)


def _read_evaluation(folder: Path) -> EvaluationRecord:
    evaluation = records.parse_evaluation((folder / EVALUATION).read_bytes())
    if evaluation.number != int(folder.name):
        raise ValueError(f"its number is {evaluation.number}, its folder says {folder.name}")
    path = folder / METRICS
    content = path.read_bytes() if path.is_file() else None
    records.check_metrics(evaluation, content)
    return EvaluationRecord(evaluation, content)


def _check_place(submission: Submission, folder: Path) -> None:
    expected = records.submission_folder(submission)
    if PurePosixPath(*folder.parts[-len(expected.parts) :]) != expected:
        raise ValueError(f"it belongs in {expected}")


def _numbered(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    places = [place for place in folder.iterdir() if place.name.isdecimal()]
    yield from sorted(places, key=lambda place: int(place.name))


def _problem(path: Path, root: Path, error: Exception) -> Issue:
    place = path.relative_to(root).as_posix()
    if isinstance(error, FileNotFoundError):
        return Issue.warning("passed over: there is no such file", where=place)
    reason = " ".join(str(error).split())
    return Issue.warning(f"passed over: {reason[:300]}", where=place)


# Writing


@dataclass(frozen=True, slots=True)
class _Plan:
    """The files to add for one evaluation; none if it is recorded already."""

    folder: str
    number: int
    files: Mapping[str, bytes]
    message: str


def _plan(
    repository: Repository, base: str | None, submission: Submission, record: EvaluationRecord
) -> _Plan:
    folder = _existing_folder(repository, base, submission)
    files: dict[str, bytes] = {}
    numbers: list[int] = []
    if folder is None:
        folder = records.submission_folder(submission).as_posix()
        files[f"{folder}/{SUBMISSION}"] = records.dump_submission(submission)
    else:
        assert base is not None
        _check_same(repository, base, folder, submission)
        names = git.names_below(repository, base, f"{folder}/evaluations")
        numbers = sorted(int(name) for name in names if name.isdecimal())
        for number in numbers:
            if _is_recorded(repository, base, f"{folder}/evaluations/{number}", record, number):
                return _Plan(folder, number, {}, "")
    number = max(numbers, default=0) + 1
    place = f"{folder}/evaluations/{number}"
    numbered = replace(record.evaluation, number=number)
    files[f"{place}/{EVALUATION}"] = records.dump_evaluation(numbered)
    if record.metrics is not None:
        files[f"{place}/{METRICS}"] = record.metrics
    message = (
        f"{submission.challenge}/{submission.phase}: {submission.id} "
        f"{record.evaluation.status.value} (evaluation {number})\n"
    )
    return _Plan(folder, number, files, message)


def _existing_folder(
    repository: Repository, base: str | None, submission: Submission
) -> str | None:
    """A submission keeps the folder of the month in which it was first recorded. Its id is its
    own in all phases of the challenge: rulings and addresses name nothing else."""
    challenge = f"results/{submission.challenge}"
    for phase in git.names_below(repository, base, challenge):
        for month in git.names_below(repository, base, f"{challenge}/{phase}"):
            place = f"{challenge}/{phase}/{month}"
            if submission.id in git.names_below(repository, base, place):
                if phase != submission.phase:
                    raise _id_is_taken(submission, place)
                return f"{place}/{submission.id}"
    return None


def _id_is_taken(submission: Submission, place: str) -> SubmissionError:
    return SubmissionError(
        f"{submission.id}: another submission is recorded under this id in {place}; "
        "give this one another"
    )


def _check_same(repository: Repository, base: str, folder: str, submission: Submission) -> None:
    content = git.read_blob(repository, base, f"{folder}/{SUBMISSION}")
    if content is None:
        raise InfrastructureError(f"{folder}/{SUBMISSION} is missing in the results repository")
    try:
        held = records.parse_submission(content)
    except ValueError as error:
        raise ChallengeError(
            f"{folder}/{SUBMISSION}: what is recorded cannot be read, mend it first: {error}"
        ) from error
    if (held.participant, held.files) != (submission.participant, submission.files):
        raise _id_is_taken(submission, folder.rpartition("/")[0])


def _is_recorded(
    repository: Repository, base: str, place: str, record: EvaluationRecord, number: int
) -> bool:
    as_numbered = records.dump_evaluation(replace(record.evaluation, number=number))
    if git.read_blob(repository, base, f"{place}/{EVALUATION}") != as_numbered:
        return False
    return git.read_blob(repository, base, f"{place}/{METRICS}") == record.metrics
