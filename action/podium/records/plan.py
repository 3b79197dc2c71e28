"""What to add to the results repository for one evaluation, given what is there: which files in
which folder, under which number. Nothing is added twice, and nothing is written over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from podium.errors import ChallengeError, SubmissionError
from podium.records import model
from podium.records.git import commands
from podium.records.git.commands import Repository
from podium.records.model import EvaluationRecord, Submission

_DEPTH = 5  # results/<challenge>/<phase>/<month>/<submission>


@dataclass(frozen=True, slots=True)
class Plan:
    """The files to add for one evaluation; none if it is recorded already."""

    folder: str
    number: int
    files: Mapping[str, bytes]
    message: str


def make_plan(
    repository: Repository, base: str | None, submission: Submission, record: EvaluationRecord
) -> Plan:
    """``base`` is the commit to add to, ``None`` in an empty repository. A record like one that is
    there has no files to add, whatever its number; any other gets the next number. Raises
    ``SubmissionError`` where another submission has the id, and ``ChallengeError`` where what is
    recorded of this one cannot be read."""
    return _plan(repository, _held_files(repository, base, submission), submission, record)


def make_plans(
    repository: Repository,
    base: str | None,
    evaluated: Sequence[tuple[Submission, EvaluationRecord]],
) -> tuple[Plan, ...]:
    """The same for evaluations of many submissions, one each, in their order. What is recorded of
    their challenges is listed once."""
    slugs = sorted({submission.challenge for submission, _ in evaluated})
    held: dict[tuple[str, str], dict[str, str]] = {}
    roots = [f"results/{slug}" for slug in slugs]
    for path, blob in commands.blobs_below(repository, base, *roots).items():
        parts = path.split("/", _DEPTH)
        if len(parts) > _DEPTH:
            held.setdefault((parts[1], parts[_DEPTH - 1]), {})[path] = blob
    return tuple(
        _plan(repository, held.get((submission.challenge, submission.id), {}), submission, record)
        for submission, record in evaluated
    )


def _plan(
    repository: Repository,
    held: Mapping[str, str],
    submission: Submission,
    record: EvaluationRecord,
) -> Plan:
    folder = _held_folder(held, submission)
    files: dict[str, bytes] = {}
    numbers: list[int] = []
    if folder is None:
        folder = model.submission_folder(submission).as_posix()
        files[f"{folder}/{model.SUBMISSION_FILE}"] = model.dump_submission(submission)
    else:
        _check_same(repository, held.get(f"{folder}/{model.SUBMISSION_FILE}"), folder, submission)
        numbers = _numbers(held, folder)
        files |= _edit(held, folder, submission)
        for number in numbers:
            if _is_recorded(held, _place(folder, number), record, number):
                name = f"{submission.challenge}/{submission.phase}: {submission.id}"
                return Plan(folder, number, files, f"{name} edited\n" if files else "")
    number = max(numbers, default=0) + 1
    place = _place(folder, number)
    numbered = replace(record.evaluation, number=number)
    files[f"{place}/{model.EVALUATION_FILE}"] = model.dump_evaluation(numbered)
    if record.metrics is not None:
        files[f"{place}/{model.METRICS_FILE}"] = record.metrics.content
    for name, image in record.images.items():
        files[f"{place}/{model.IMAGES_FOLDER}/{name}"] = image.read_bytes()
    for name, kept in record.outputs.items():
        files[f"{place}/{model.OUTPUTS_FOLDER}/{name}"] = kept.read_bytes()
    message = (
        f"{submission.challenge}/{submission.phase}: {submission.id} "
        f"{record.evaluation.status.value} (evaluation {number})\n"
    )
    return Plan(folder, number, files, message)


def _held_files(
    repository: Repository, base: str | None, submission: Submission
) -> Mapping[str, str]:
    """Blobs by path of whatever is recorded under the submission's id. It keeps the folder of the
    month in which it was first recorded, and its id is its own in all phases of the challenge:
    rulings and addresses name nothing else."""
    phases = commands.paths_in(repository, base, f"results/{submission.challenge}")
    months = commands.paths_in(repository, base, *phases)
    return commands.blobs_below(repository, base, *(f"{month}/{submission.id}" for month in months))


def _held_folder(held: Mapping[str, str], submission: Submission) -> str | None:
    depth = len(model.submission_folder(submission).parts)
    folders = sorted({"/".join(path.split("/")[:depth]) for path in held})
    for folder in folders:
        if PurePosixPath(folder).parts[-3] != submission.phase:
            raise _id_is_taken(submission, folder)
    return folders[0] if folders else None


def _edit(held: Mapping[str, str], folder: str, submission: Submission) -> dict[str, bytes]:
    """The file that holds what its participant says of it now, if that is an edit and not there."""
    start = f"{folder}/{model.EDITS_FOLDER}/"
    known = {path: blob for path, blob in held.items() if path.startswith(start)}
    written = model.dump_submission(submission)
    if submission.edited_at is None or any(
        commands.is_blob(blob, written) for blob in known.values()
    ):
        return {}
    names = (path.removeprefix(start).removesuffix(".json") for path in known)
    number = max((int(name) for name in names if name.isdecimal()), default=0) + 1
    return {f"{start}{number}.json": written}


def _place(folder: str, number: int | str) -> str:
    return f"{folder}/{model.EVALUATIONS_FOLDER}/{number}"


def _numbers(held: Mapping[str, str], folder: str) -> list[int]:
    start = _place(folder, "")
    names = {path.removeprefix(start).partition("/")[0] for path in held if path.startswith(start)}
    return sorted(int(name) for name in names if name.isdecimal())


def _id_is_taken(submission: Submission, folder: str, how: str = "") -> SubmissionError:
    return SubmissionError(
        f"{submission.id}: another submission is recorded under this id in "
        f"{folder.rpartition('/')[0]}{how}; give this one another"
    )


def _check_same(
    repository: Repository, blob: str | None, folder: str, submission: Submission
) -> None:
    """The same files, by their digests, of the same person. Who evaluates on a machine of their own
    knows a login and not GitHub's number, and the team may have changed: the record's words stay.
    """
    place = f"{folder}/{model.SUBMISSION_FILE}"
    if blob is None:
        raise ChallengeError(f"{place} is missing in the results repository")
    if commands.is_blob(blob, model.dump_submission(submission)):
        return
    try:
        held = model.parse_submission(commands.read_blob(repository, blob))
    except ValueError as error:
        raise ChallengeError(
            f"{place}: what is recorded cannot be read, mend it first: {error}"
        ) from error
    if not model.same_person(held.participant, submission.participant):
        raise _id_is_taken(submission, folder)
    if not model.same_files(held.files, submission.files):
        raise _id_is_taken(submission, folder, ", with other files")


def _is_recorded(
    held: Mapping[str, str], place: str, record: EvaluationRecord, number: int
) -> bool:
    numbered = model.dump_evaluation(replace(record.evaluation, number=number))
    evaluation = held.get(f"{place}/{model.EVALUATION_FILE}")
    metrics = held.get(f"{place}/{model.METRICS_FILE}")
    if evaluation is None or not commands.is_blob(evaluation, numbered):
        return False
    if metrics is None or record.metrics is None:
        return metrics is None and record.metrics is None
    return commands.is_blob(metrics, record.metrics.content)
