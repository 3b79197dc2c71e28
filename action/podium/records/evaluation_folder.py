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
from podium.records import model
from podium.records.model import EvaluationRecord, Submission

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
        submission = model.parse_submission((out / model.SUBMISSION_FILE).read_bytes())
        record = read_record(out)
        told_of = out / _WARNINGS_FILE
        warnings = _WARNINGS.validate_json(told_of.read_bytes()) if told_of.is_file() else ()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ChallengeError(
            f"{error.filename}: there is no such file; name a folder that podium evaluate wrote"
        ) from None
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise ChallengeError(f"{out}: not what podium evaluate writes: {reason}") from error
    warnings = tuple(issue for issue in warnings if not issue.is_error)
    return EvaluatedSubmission(submission, record, warnings=warnings)


def read_record(folder: Path) -> EvaluationRecord:
    """One evaluation with what lies beside it. Raises ``ValueError`` for one that cannot be read,
    or that has metrics by its status and none to read; ``OSError`` where a file is missing."""
    evaluation = model.parse_evaluation((folder / model.EVALUATION_FILE).read_bytes())
    place = folder / model.METRICS_FILE
    metrics = Metrics(place.read_bytes()) if place.is_file() else None
    if evaluation.status.has_metrics:
        _check(metrics)
    images = _files(folder / model.IMAGES_FOLDER, "*/*")
    return EvaluationRecord(evaluation, metrics, images, _files(folder / model.OUTPUTS_FOLDER))


def _check(metrics: Metrics | None) -> None:
    if metrics is None:
        raise ValueError(f"{model.METRICS_FILE} is missing")
    try:
        _ = metrics.document
    except ValueError as error:
        raise ValueError(f"{model.METRICS_FILE} is not JSON: {error}") from error


def _files(root: Path, pattern: str = "**/*") -> dict[str, Path]:
    found = (path for path in sorted(root.glob(pattern)) if path.is_file())
    return {path.relative_to(root).as_posix(): path for path in found}
