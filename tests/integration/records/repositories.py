"""Repositories to record in, and what is recorded."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import factories
from podium.metrics import parse_metrics
from podium.records.model import EvaluationRecord, Submission
from podium.records.repository import Recorded, record_evaluation

METRICS = parse_metrics(b'{"accuracy": 0.5, "odd": NaN}\n')
BETTER = parse_metrics(b'{"accuracy": 0.6}')


MONTH = "results/small/dev/2026-07"
AGAIN = EvaluationRecord(factories.make_evaluation(podium="0.2.0"), METRICS)
SOMEBODY = ("-c", "user.name=x", "-c", "user.email=x@x")


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def record(
    target: Path | str,
    submission: Submission | None = None,
    evaluation: EvaluationRecord | None = None,
    **more: Any,
) -> Recorded:
    return record_evaluation(
        submission or factories.make_submission(),
        evaluation or EvaluationRecord(factories.make_evaluation(), METRICS),
        results=str(target),
        pause=lambda seconds: None,
        **more,
    )


def write_hook(repository: Path, name: str, *lines: str) -> None:
    hook = repository / "hooks" / name
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("\n".join(("#!/bin/sh", *lines, "")))
    hook.chmod(0o755)
