"""What grading is given: a candidate, what it works with, and where it tells of the outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from podium.challenge.folder import LoadedChallenge
from podium.evaluation import attempt
from podium.evaluation.evidence import Trial
from podium.github.comment import Stage
from podium.github.handover import PullTarget, ReleaseTarget
from podium.github.reading import AssetFiles, PullFiles, Reader
from podium.jobs import Clock, Contract, Runner
from podium.pipeline import Partial
from podium.records.model import SubmissionRecord
from podium.submission.accept import Entrant


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be a submission, before anything in it has been looked at: ``files`` say what is to
    be read. ``attempts`` counts those that infrastructure let down."""

    entrant: Entrant
    sha: str
    files: PullFiles | AssetFiles
    attempts: int = 0


class Reporter(Protocol):
    """Tells a participant, in the one place where they look, how their submission stands."""

    def report(self, stage: Stage, body: str) -> None: ...

    def target(self, attempts: int = 0) -> PullTarget | ReleaseTarget: ...


@dataclass(slots=True)
class GradingContext:
    """What grading works with. ``records`` grow with what this run has evaluated itself, so that
    two submissions in one run do not both take the last one of a day; ``trials`` do with the
    examples that were evaluated to tell whose a failure is. ``shows_output`` is for a log that only
    hosts read: it then holds what an evaluator printed last; ``note`` is its summary.
    ``hides_truth`` is for records that go elsewhere than where the ground truth is;
    ``is_overheard`` where what is evaluated passes through a place that anybody can read. ``run``
    is the workflow run that claims what it takes, 0 outside of one."""

    loaded: LoadedChallenge
    reader: Reader
    records: list[SubmissionRecord]
    runner_for: Callable[[Contract], Runner]
    clock: Clock
    work: Path
    run_url: str = ""
    log: Callable[[str], None] = field(default=lambda text: None)
    shows_output: bool = False
    hides_truth: bool = False
    is_overheard: bool = False
    run: int = 0
    on_partial: Partial | None = None
    note: Callable[[str], None] = field(default=lambda text: None)
    trials: dict[tuple[str, str], Trial | None] = field(default_factory=dict)
    _evaluators: str = ""

    @property
    def evaluators(self) -> str:
        """The fingerprint of what evaluates; ground truth may be large, and is read once."""
        if not self._evaluators:
            self._evaluators = attempt.fingerprint(self.loaded, hides_truth=self.hides_truth)
        return self._evaluators

    def evaluates_anew(self, evaluators: str) -> bool:
        """Whether what was given to the hosts has been changed since; unknown is no."""
        return bool(evaluators) and evaluators != self.evaluators
