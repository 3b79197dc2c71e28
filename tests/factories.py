"""Domain objects with sensible defaults: a test says only what it is about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from podium.challenge import parser
from podium.challenge.model import Challenge, Moderation, Ruling
from podium.jobs import Contract, Fault
from podium.metrics import Metrics, parse_metrics
from podium.records import model
from podium.records.model import (
    Error,
    Evaluation,
    EvaluationRecord,
    EvaluatorIdentity,
    LocalSource,
    Metadata,
    Participant,
    Status,
    Submission,
    SubmissionRecord,
    SubmittedFile,
)

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)

SMALL_CONFIG = """\
title: Small
podium: {evaluator: {image: "example:1"}}
challenge_phases:
  - codename: dev
    score_jsonpath: accuracy
"""


class EverythingThere:
    """A challenge folder in which every file that is asked for exists."""

    def has_file(self, path: str) -> bool:
        return not path.endswith("/Dockerfile")

    def has_folder(self, path: str) -> bool:
        return True


def parse(text: str, *, slug: str = "small", folder: Any = None) -> parser.Parsed:
    return parser.parse_challenge(
        text, name="challenge_config.yaml", slug=slug, folder=folder or EverythingThere()
    )


def make_challenge(text: str = SMALL_CONFIG, **changes: Any) -> Challenge:
    parsed = parse(text)
    assert parsed.challenge is not None, [str(issue) for issue in parsed.issues]
    return replace(parsed.challenge, **changes)


def make_submission(id: str = "s1", **changes: Any) -> Submission:
    defaults: dict[str, Any] = {
        "challenge": "small",
        "phase": "dev",
        "participant": Participant(changes.pop("login", "octocat")),
        "submitted_at": NOON,
        "source": LocalSource(),
        "files": (SubmittedFile("predictions.csv", 4, "0" * 64),),
        "metadata": Metadata(),
    }
    return Submission(id=id, **{**defaults, **changes})


def make_evaluation(number: int = 1, **changes: Any) -> Evaluation:
    defaults: dict[str, Any] = {
        "status": Status.FINISHED,
        "created_at": NOON + timedelta(minutes=1),
        "started_at": NOON,
        "finished_at": NOON + timedelta(minutes=1),
        "execution_seconds": 1.5,
        "evaluator": EvaluatorIdentity(Contract.GRAND_CHALLENGE, "sha256:" + "1" * 64),
        "exit_code": 0,
        "podium": "0.1.0",
    }
    return Evaluation(number=number, **{**defaults, **changes})


def make_failure(message: str = "no", by: Fault = Fault.PARTICIPANT, **changes: Any) -> Evaluation:
    return make_evaluation(
        status=Status.FAILED, error=Error(by, message), **{"exit_code": 1, **changes}
    )


def make_record(
    metrics: Mapping[str, Any] | bytes | None = None,
    *,
    submission: Submission | None = None,
    evaluation: Evaluation | None = None,
    **changes: Any,
) -> SubmissionRecord:
    """``changes`` are the submission's."""
    return SubmissionRecord(
        submission or make_submission(**changes),
        (EvaluationRecord(evaluation or make_evaluation(), make_metrics(metrics)),),
    )


def make_metrics(metrics: Mapping[str, Any] | bytes | None) -> Metrics | None:
    if metrics is None:
        return None
    return parse_metrics(metrics if isinstance(metrics, bytes) else json.dumps(metrics).encode())


def make_evaluated(
    metrics: Mapping[str, Any] | bytes | None = None, number: int = 1, **changes: Any
) -> EvaluationRecord:
    return EvaluationRecord(make_evaluation(number, **changes), make_metrics(metrics))


def make_submitted(id: str, *evaluations: EvaluationRecord, **changes: Any) -> SubmissionRecord:
    return SubmissionRecord(make_submission(id, **changes), evaluations)


def make_ruling(
    submission: str, action: Ruling, reason: str = "because", *, day: float = 0, by: str = "hostess"
) -> Moderation:
    """``day`` counts from ``NOON``."""
    return Moderation(submission, action, reason, by, NOON + timedelta(days=day))


def write_records(root: Path, records: Iterable[SubmissionRecord]) -> Path:
    """A results repository's files, without git."""
    for record in records:
        place = root / model.submission_folder(record.submission)
        for one in record.evaluations:
            folder = place / f"evaluations/{one.evaluation.number}"
            folder.mkdir(parents=True)
            (folder / "evaluation.json").write_bytes(model.dump_evaluation(one.evaluation))
            if one.metrics is not None:
                (folder / "metrics.json").write_bytes(one.metrics.content)
        (place / "submission.json").write_bytes(model.dump_submission(record.submission))
    return root


def write_challenge(
    root: Path, config: str = SMALL_CONFIG, files: Mapping[str, str] | None = None
) -> Path:
    """A challenge folder on disk; ``files`` are texts by path."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "challenge_config.yaml").write_text(config)
    for name, text in (files or {}).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root
