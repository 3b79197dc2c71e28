"""A phase with recorded submissions, whose evaluator has changed since, and all their files."""

from __future__ import annotations

import hashlib
import subprocess
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import factories
from podium.jobs import Contract
from podium.records import repository
from podium.records.model import EvaluationRecord, EvaluatorIdentity, Submission, SubmittedFile

CONFIG = """\
title: Small
evaluation_script: evaluation_script
leaderboard: [{id: 1, schema: {labels: [accuracy], default_order_by: accuracy}}]
dataset_splits: [{id: 1, codename: all, name: All}]
challenge_phases: [{id: 1, codename: dev, podium: {evaluator: {time_limit: 20}}}]
challenge_phase_splits: [{challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 1}]
"""
# Since those that are recorded, better answers have come to be worth less.
EVALUATOR = """\
def evaluate(annotation, submission, phase, **kwargs):
    with open(submission) as stream:
        text = stream.read().strip()
    return {"result": [{"all": {"accuracy": 1.0 - float(text)}}]}
"""
OLD = EvaluatorIdentity(Contract.EVALAI, f"sha256:{1:064}")


@dataclass(frozen=True, slots=True)
class Phase:
    """``files`` holds each submission as ``<id>.txt``."""

    challenge: Path
    results: Path
    files: Path

    def arguments(self, *more: object) -> tuple[object, ...]:
        given = ("--phase", "dev", "--results", self.results, "--files", self.files)
        return ("rejudge", self.challenge, *given, "--runner", "process", *more)

    @property
    def commits(self) -> int:
        done = subprocess.run(
            ["git", "rev-list", "--count", "HEAD"],
            cwd=self.results,
            check=True,
            capture_output=True,
        )
        return int(done.stdout)

    def evaluations(self) -> dict[str, list[int]]:
        found = repository.load_records(self.results, "small").records
        return {
            one.submission.id: [each.evaluation.number for each in one.evaluations] for one in found
        }


def make(folder: Path, count: int) -> Phase:
    """``s0000`` is the best by the recorded evaluations, and the worst by those of today."""
    challenge = factories.write_challenge(
        folder / "small",
        CONFIG,
        {
            "evaluation_script/__init__.py": "from .main import evaluate\n",
            "evaluation_script/main.py": EVALUATOR,
        },
    )
    phase = Phase(challenge, folder / "results", folder / "files")
    phase.files.mkdir(parents=True)
    evaluated = [_recorded(phase.files, number, count) for number in range(count)]
    repository.record_all(evaluated, results=str(phase.results), message="before\n")
    return phase


def _recorded(files: Path, number: int, count: int) -> tuple[Submission, EvaluationRecord]:
    identity, value = f"s{number:04}", 1.0 - number / count
    content = f"{value}".encode()
    (files / f"{identity}.txt").write_bytes(content)
    submission = factories.make_submission(
        identity,
        login=f"user{number}",
        submitted_at=factories.NOON + timedelta(minutes=number),
        files=(SubmittedFile("x.txt", len(content), hashlib.sha256(content).hexdigest()),),
    )
    metrics = {"all": {"accuracy": value}}
    return submission, factories.make_evaluated(metrics, evaluator=OLD)
