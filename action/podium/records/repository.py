"""The results repository: read every record, add one evaluation as one commit, or those of many
submissions. A record is only ever added to."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from podium.codes import Code
from podium.errors import ChallengeError, Issue
from podium.jobs import Progress
from podium.metrics import Metrics
from podium.records import commits, edits, evaluation_folder, model, plain_files
from podium.records import plan as results_plan
from podium.records.commits import PATIENCE_SECONDS, Added
from podium.records.git import commands
from podium.records.git.commands import Repository
from podium.records.model import EvaluationRecord, Submission, SubmissionRecord
from podium.records.packing import pack

_NO_FOLDER = "is a link or no folder"

Pause = commits.Pause


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


# Bytes of a document that weighs little, so that to look for what can be packed does not pay.
_SMALL = 4_096


def load_records(
    root: Path, challenge: str, *, keeps_documents: bool = True, tell: Progress | None = None
) -> Loaded:
    """All records of a challenge in a checked-out results repository, by id. All metrics are
    parsed, which is how they are checked; whoever reads none of them need not keep what that
    gives.

    A record that cannot be read is a problem, not a failure.
    """
    if not root.is_dir():
        fact = f"{root}: expected the folder of a results repository, found none"
        raise ChallengeError(fact, code=Code.NO_RESULTS)
    if (root / "HEAD").is_file() and (root / "objects").is_dir():
        fact = f"{root}: a bare repository; name a clone of it that is checked out"
        raise ChallengeError(fact, code=Code.NO_RESULTS)
    folders, problems = _submission_folders(root, challenge)
    records: list[SubmissionRecord] = []
    for number, place in enumerate(folders, start=1):
        if tell is not None:
            tell("reading results", number, len(folders))
        record, issues = _read_record(root, place, keeps_documents)
        problems += issues
        if record is not None:
            records.append(record)
    unique: dict[str, SubmissionRecord] = {}
    for record in records:
        first = unique.setdefault(record.submission.id, record)
        if first is not record:
            extra = model.submission_folder(record.submission)
            held = model.submission_folder(first.submission)
            message = f"the id is that of {held} already"
            problems.append(_passed_over(message, where=str(extra)))
    return Loaded(tuple(unique[name] for name in sorted(unique)), tuple(problems))


def find_submission(root: Path, challenge: str, phase: str, identity: str) -> Submission:
    """What is recorded of a submission in a checked-out results repository. Raises
    ``ChallengeError`` where nothing is, or nothing that can be read."""
    records = load_records(root, challenge, keeps_documents=False).records
    held = next((one.submission for one in records if one.submission.id == identity), None)
    if held is None:
        fact = f"{root}: no submission {identity!r} to {challenge} is recorded there"
        raise ChallengeError(fact, code=Code.NO_RESULTS)
    if held.phase != phase:
        fact = f"{identity} is recorded as a submission to the phase {held.phase}, not to {phase}"
        raise ChallengeError(fact, code=Code.NO_RESULTS)
    return held


def head_commit(root: Path) -> str | None:
    """The commit that a checked-out results repository stands at."""
    return commands.commit_at(Repository(root), "HEAD") if root.is_dir() else None


def record_evaluation(
    submission: Submission,
    evaluation: EvaluationRecord,
    *,
    results: str,
    branch: str | None = None,
    pause: Pause = time.sleep,
    patience: float = PATIENCE_SECONDS,
    environment: Mapping[str, str] | None = None,
    machine: Path | None = None,
) -> Recorded:
    """Commit one evaluation, and push it where ``results`` has a remote or is one.

    Where and how is told by ``commits.add``. Recording the same evaluation again changes nothing.
    Raises ``SubmissionError`` when another submission holds the same id.
    """
    added = commits.add(
        lambda repository, base: (
            results_plan.make_plan(repository, base, submission, evaluation),
        ),
        results=results,
        branch=branch,
        pause=pause,
        patience=patience,
        environment=environment,
        machine=machine,
    )
    (plan,) = added.plans
    return Recorded(plan.folder, plan.number, added.commit, added.is_behind)


def record_all(
    evaluated: Sequence[tuple[Submission, EvaluationRecord]],
    *,
    results: str,
    message: str,
    branch: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> Added:
    """Commit one evaluation of each of many submissions, all of them in one commit or none.
    Otherwise as ``record_evaluation``."""
    return commits.add(
        lambda repository, base: results_plan.make_plans(repository, base, evaluated),
        results=results,
        message=message,
        branch=branch,
        environment=environment,
    )


# Reading


def _submission_folders(root: Path, challenge: str) -> tuple[list[str], list[Issue]]:
    """``results/challenge/phase/month/id`` from ``root``, in order; and what is a link there."""
    folders, problems = [f"results/{challenge}"], []
    for _ in ("phases", "months", "submissions"):
        below = []
        for folder in folders:
            try:
                held = plain_files.list_folder(f"{root}/{folder}")
            except FileNotFoundError:  # nothing is recorded yet
                continue
            except OSError as error:
                problems.append(_problem(folder, error))
                continue
            below += [f"{folder}/{name}" for name in held.folders]
            problems += [_passed_over(_NO_FOLDER, where=f"{folder}/{name}") for name in held.others]
        folders = below
    return folders, problems


def _read_record(
    root: Path, place: str, keeps_documents: bool
) -> tuple[SubmissionRecord | None, list[Issue]]:
    folder = f"{root}/{place}"
    try:
        submission = evaluation_folder.read_submission(folder)
        _check_place(submission, place)
    except (OSError, ValueError) as error:
        return None, [_problem(f"{place}/{model.SUBMISSION_FILE}", error)]
    evaluations: list[EvaluationRecord] = []
    problems: list[Issue] = []
    numbers, others = _numbers(folder)
    problems += [_passed_over(_NO_FOLDER, where=f"{place}/{name}") for name in others]
    for number in numbers:
        name = f"{model.EVALUATIONS_FOLDER}/{number}"
        try:
            evaluations.append(_read_evaluation(f"{folder}/{name}", number, keeps_documents))
        except (OSError, ValueError) as error:
            problems.append(_problem(f"{place}/{name}/{model.EVALUATION_FILE}", error))
    said, unreadable = edits.read(folder, submission)
    problems += [_problem(f"{place}/{name}", error) for name, error in unreadable]
    return SubmissionRecord(submission, tuple(evaluations), said), problems


def _read_evaluation(folder: str, name: str, keeps_documents: bool) -> EvaluationRecord:
    """For whoever holds thousands of them: without the bytes, and what is parsed is packed."""
    record = evaluation_folder.read_record(folder, plain_files.list_folder(folder))
    number = record.evaluation.number
    if number != int(name):
        raise ValueError(f"its number is {number}, its folder says {name}")
    if record.metrics is None:
        return record
    file, most = f"{folder}/{model.METRICS_FILE}", plain_files.MAX_METRICS
    content = partial(plain_files.read, file, most=most)
    light = Metrics(content)
    if keeps_documents and record.metrics.is_parsed:
        document, size = record.metrics.document, len(record.metrics.content)
        light = Metrics.parsed(content, document if size < _SMALL else pack(document))
    return replace(record, metrics=light)


def _check_place(submission: Submission, place: str) -> None:
    expected = model.submission_place(submission)
    if place != expected:
        raise ValueError(f"it belongs in {expected}")


def _numbers(folder: str) -> tuple[list[str], list[str]]:
    """The names of the evaluations' folders, in the order of their numbers; and the places of what
    is a link there."""
    try:
        held = plain_files.list_folder(f"{folder}/{model.EVALUATIONS_FOLDER}")
    except FileNotFoundError:
        return [], []
    except OSError:  # a link itself
        return [], [model.EVALUATIONS_FOLDER]
    others = [f"{model.EVALUATIONS_FOLDER}/{name}" for name in held.others]
    return sorted(filter(str.isdecimal, held.folders), key=int), others


def _problem(place: str, error: Exception) -> Issue:
    if isinstance(error, FileNotFoundError):
        return _passed_over("there is no such file", where=place)
    reason = " ".join(str(error).split())
    return _passed_over(reason[:300], where=place)


def _passed_over(reason: str, *, where: str) -> Issue:
    return Issue.warning(f"passed over: {reason}", code=Code.RECORD_PASSED_OVER, where=where)


def clone_results(
    url: str, branch: str, challenge: str, target: Path, *, environment: Mapping[str, str]
) -> Path:
    """The records of a challenge as they are now, and nothing older: a shallow, sparse work tree.
    A branch that is not there yet is an empty folder."""
    target.mkdir(parents=True)
    repository = Repository(target, environment)
    repository.run("init", "--quiet", "--template=")
    repository.run("remote", "add", "origin", url)
    head = commands.fetch_branch(repository, "origin", branch, sparingly=True)
    if head is not None:
        repository.run("sparse-checkout", "set", f"results/{challenge}")
        repository.run("checkout", "--quiet", "--detach", head)
    return target
