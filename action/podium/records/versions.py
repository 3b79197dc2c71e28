"""Which versions of a phase's evaluator and ground truth its results were made with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from podium.records.model import Evaluation, Status
from podium.records.results import Result

_NOT_YET = frozenset({Status.SUBMITTED, Status.RUNNING})


class EvaluationChange(StrEnum):
    """What is otherwise in an evaluation than in the one before it."""

    EVALUATOR = "evaluator"
    GROUND_TRUTH = "ground_truth"
    CONFIG = "config"


@dataclass(frozen=True, slots=True)
class Version:
    """An evaluator together with a ground truth. ``ground_truth`` is a digest where the reader may
    know it, else a name for it. Versions are numbered from 1 in the order of their first use;
    ``evaluations`` is how many were made with it."""

    number: int
    evaluator: str
    ground_truth: str | None
    first_used: datetime
    last_used: datetime
    evaluations: int

    def made(self, evaluation: Evaluation) -> bool:
        return _tools(evaluation) == (self.evaluator, self.ground_truth)


def evaluations_of(result: Result) -> tuple[Evaluation, ...]:
    """All that the reader may know of, the oldest first."""
    return result.evaluations or (result.evaluation,)


def made_at(evaluation: Evaluation) -> datetime:
    """When it ended. When it began would tell how long it took, which not everybody may see."""
    return evaluation.finished_at or evaluation.created_at


def changes(before: Evaluation, evaluation: Evaluation) -> tuple[EvaluationChange, ...]:
    """What changed from one evaluation to another, as far as records say; older ones say nothing
    of the configuration."""
    configs = (before.config, evaluation.config)
    changed = {
        EvaluationChange.EVALUATOR: before.evaluator.digest != evaluation.evaluator.digest,
        EvaluationChange.GROUND_TRUTH: before.ground_truth != evaluation.ground_truth,
        EvaluationChange.CONFIG: None not in configs and configs[0] != configs[1],
    }
    return tuple(change for change, is_so in changed.items() if is_so)


def versions_of(results: Iterable[Result]) -> tuple[Version, ...]:
    """Those that the results of one phase were made with, in the order of their first use."""
    versions: dict[tuple[str, str | None], Version] = {}
    for at, _, evaluation in sorted(_dated(results), key=lambda dated: dated[:2]):
        tools = _tools(evaluation)
        known = versions.get(tools)
        if known is None:
            versions[tools] = Version(len(versions) + 1, *tools, at, at, 1)
        else:
            versions[tools] = replace(known, last_used=at, evaluations=known.evaluations + 1)
    return tuple(versions.values())


def count_outdated(results: Iterable[Result]) -> int:
    """How many of these results stand by another version than the one that was used last."""
    standing = [replace(result, evaluations=()) for result in results]
    last = max(versions_of(standing), key=lambda version: version.last_used, default=None)
    if last is None:
        return 0
    return sum(not last.made(result.evaluation) for result in standing)


def _dated(results: Iterable[Result]) -> Iterator[tuple[datetime, tuple[str, int], Evaluation]]:
    for result in results:
        for evaluation in evaluations_of(result):
            if evaluation.status not in _NOT_YET:
                yield made_at(evaluation), (result.id, evaluation.number), evaluation


def _tools(evaluation: Evaluation) -> tuple[str, str | None]:
    return evaluation.evaluator.digest, evaluation.ground_truth
