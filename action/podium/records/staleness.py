"""Which recorded evaluations are stale: what they were made with is not what an evaluation of today
would be made with."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from podium.records.model import Evaluation, Status, Submission, SubmissionRecord
from podium.records.versions import EvaluationChange

_ENDED = frozenset({Status.FINISHED, Status.FAILED})


@dataclass(frozen=True, slots=True)
class Tools:
    """What ``evaluation.json`` of an evaluation of today says that it was made with."""

    evaluator: str
    ground_truth: str | None
    config: str

    def changed_since(self, evaluation: Evaluation) -> tuple[EvaluationChange, ...]:
        """Of what a record does not say, nothing is known to have changed: older ones name no
        configuration, and those of hidden ground truth without a salt name no ground truth."""
        config, truth = evaluation.config, evaluation.ground_truth
        changed = {
            EvaluationChange.EVALUATOR: evaluation.evaluator.digest != self.evaluator,
            EvaluationChange.GROUND_TRUTH: truth is not None and truth != self.ground_truth,
            EvaluationChange.CONFIG: config is not None and config != self.config,
        }
        return tuple(change for change, is_so in changed.items() if is_so)


@dataclass(frozen=True, slots=True)
class Stale:
    """A submission to evaluate again. ``last`` is its newest evaluation that came to an end;
    ``changed`` is empty where it is evaluated again although nothing has changed."""

    submission: Submission
    last: Evaluation
    changed: tuple[EvaluationChange, ...]


@dataclass(frozen=True, slots=True)
class Shard:
    """One of ``of`` parts of all submissions, ``number`` from 1. Each is in the same one wherever
    that is asked, whatever else there is."""

    number: int = 1
    of: int = 1

    def holds(self, submission: str) -> bool:
        digest = hashlib.sha256(submission.encode()).digest()
        return int.from_bytes(digest) % self.of == self.number - 1


def parse_shard(text: str) -> Shard:
    """Raises ``ValueError`` for what is not ``I/N`` with 1 ≤ I ≤ N."""
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text, re.ASCII)
    shard = Shard(int(found[1]), int(found[2])) if found else None
    if shard is None or not 1 <= shard.number <= shard.of:
        raise ValueError(f"expected a shard such as 1/4, found {text!r}")
    return shard


def find_stale(
    records: Iterable[SubmissionRecord], phase: str, tools: Tools, *, all_of_them: bool = False
) -> tuple[Stale, ...]:
    """Of the phase, in the order of submission; ``all_of_them`` also where nothing has changed.

    The newest evaluation that came to an end is asked, so that one that failed with the tools of
    today is not tried for ever. What has none, or goes on since, is no matter of evaluating again.
    """
    found = []
    for record in records:
        newest = max((one.evaluation for one in record.evaluations), key=_number, default=None)
        if record.submission.phase != phase or newest is None or newest.status not in _ENDED:
            continue
        changed = tools.changed_since(newest)
        if changed or all_of_them:
            found.append(Stale(record.submission, newest, changed))
    return tuple(sorted(found, key=lambda one: (one.submission.submitted_at, one.submission.id)))


def _number(evaluation: Evaluation) -> int:
    return evaluation.number
