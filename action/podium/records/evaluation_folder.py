"""The folder that ``podium evaluate`` leaves: one evaluation, ready to be recorded.

The logs and the warnings beside it are for whoever ran the evaluation or handed in the submission;
they are never recorded.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from podium.errors import MOST, ChallengeError, Issue, told
from podium.metrics import Metrics
from podium.records import model, plain_files
from podium.records.model import EvaluationRecord, Submission
from podium.records.plain_files import Folder

LINES_SHOWN = 40
_WIDEST = 1_000  # characters of a line, of which there may be one of megabytes
_WARNINGS_FILE = "warnings.json"
_WARNINGS: TypeAdapter[tuple[Issue, ...]] = TypeAdapter(
    Annotated[tuple[Issue, ...], Field(max_length=MOST)]
)


@dataclass(frozen=True, slots=True)
class EvaluatedSubmission:
    """``images`` and ``files`` are those that are not in the folder yet, ``notes`` for whoever
    runs the evaluation. ``cure`` is what the hosts can do about a failure; like the logs, it is not
    recorded."""

    submission: Submission
    record: EvaluationRecord
    stdout: bytes = b""
    stderr: bytes = b""
    warnings: tuple[Issue, ...] = ()
    images: Mapping[str, bytes] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    cure: str = ""

    @property
    def stderr_tail(self) -> list[str]:
        """The last lines of stderr, for those who may read what an evaluator prints."""
        lines = self.stderr.decode("utf-8", "replace").rstrip().splitlines()
        return [line[:_WIDEST] for line in lines[-LINES_SHOWN:]]


def make_ready(out: Path) -> None:
    """Find out that ``out`` can be written before an evaluation is spent on it. Raises
    ``ChallengeError`` for a file in its place or a folder that may not be written."""
    place = out
    while not place.exists() and place != place.parent:
        place = place.parent
    if not place.is_dir():
        raise ChallengeError(f"--out {out}: expected a folder, {place} is a file")
    if not os.access(place, os.W_OK | os.X_OK):
        raise ChallengeError(f"--out {out}: nothing may be written in {place}")


def write(evaluated: EvaluatedSubmission, out: Path) -> None:
    """An earlier evaluation in the same folder makes place."""
    out.mkdir(parents=True, exist_ok=True)
    written = evaluated.record.metrics
    (out / model.METRICS_FILE).unlink(missing_ok=True)
    if written is not None:
        (out / model.METRICS_FILE).write_bytes(written.content)
    _write_files(evaluated.images, out / model.IMAGES_FOLDER)
    _write_files(evaluated.files, out / model.OUTPUTS_FOLDER)
    (out / "stdout.log").write_bytes(evaluated.stdout)
    (out / "stderr.log").write_bytes(evaluated.stderr)
    (out / _WARNINGS_FILE).write_bytes(_WARNINGS.dump_json(told(evaluated.warnings)))
    (out / model.SUBMISSION_FILE).write_bytes(model.dump_submission(evaluated.submission))
    (out / model.EVALUATION_FILE).write_bytes(model.dump_evaluation(evaluated.record.evaluation))


def _write_files(files: Mapping[str, bytes], folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def read(out: Path) -> EvaluatedSubmission:
    """Raises ``ChallengeError`` for a folder that ``podium evaluate`` did not write."""
    try:
        submission = read_submission(str(out))
        held = plain_files.list_folder(str(out))
        record = read_record(str(out), held)
        warnings: tuple[Issue, ...] = ()
        if _WARNINGS_FILE in held.files:
            warnings = _WARNINGS.validate_json(_read(str(out), _WARNINGS_FILE))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ChallengeError(
            f"{error.filename}: there is no such file; name a folder that podium evaluate wrote"
        ) from None
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise ChallengeError(f"{out}: not what podium evaluate writes: {reason}") from error
    warnings = tuple(issue for issue in warnings if not issue.is_error)
    return EvaluatedSubmission(submission, record, warnings=warnings)


def read_submission(folder: str) -> Submission:
    """Raises ``ValueError`` for what is no record of one, ``OSError`` where there is none."""
    return model.parse_submission(_read(folder, model.SUBMISSION_FILE))


def read_record(folder: str, held: Folder) -> EvaluationRecord:
    """One evaluation with what lies beside it: what the folder holds was listed. Raises
    ``ValueError`` for one that cannot be read, or that has metrics by its status and none to read;
    ``OSError`` where a file is missing."""
    if held.others:
        raise ValueError(f"{held.others[0]} is a link or no plain file")
    evaluation = model.parse_evaluation(_read(folder, model.EVALUATION_FILE))
    metrics = None
    if model.METRICS_FILE in held.files:
        metrics = Metrics(_read(folder, model.METRICS_FILE, most=plain_files.MAX_METRICS))
    if evaluation.status.has_metrics:
        _check(metrics)
    beside = {
        name: plain_files.files_below(f"{folder}/{name}")
        for name in (model.IMAGES_FOLDER, model.OUTPUTS_FOLDER)
        if name in held.folders
    }
    images, outputs = beside.get(model.IMAGES_FOLDER, {}), beside.get(model.OUTPUTS_FOLDER, {})
    return EvaluationRecord(evaluation, metrics, images, outputs)


def _read(folder: str, name: str, *, most: int = plain_files.MAX_DOCUMENT) -> bytes:
    try:
        return plain_files.read(f"{folder}/{name}", most=most)
    except ValueError as error:
        raise ValueError(f"{name} {error}") from None


def _check(metrics: Metrics | None) -> None:
    if metrics is None:
        raise ValueError(f"{model.METRICS_FILE} is missing")
    try:
        _ = metrics.document
    except ValueError as error:
        raise ValueError(f"{model.METRICS_FILE} is not JSON: {error}") from error
