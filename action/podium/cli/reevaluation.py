"""One recorded submission evaluated again, with its files as they were handed in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import InitVar, dataclass, field, replace
from itertools import chain
from pathlib import Path

from podium import pipeline, temporary
from podium.challenge.folder import LoadedChallenge
from podium.challenge.model import Phase
from podium.cli import report
from podium.errors import InfrastructureError, SubmissionError
from podium.evaluation.trial import Experience
from podium.github import recorded_files
from podium.github.recorded_files import Origin
from podium.jobs import Clock, Fault, Runner
from podium.records.evaluation_folder import EvaluatedSubmission
from podium.records.model import LocalSource, Submission, SubmissionRecord
from podium.records.staleness import Stale
from podium.submission import accept, kept
from podium.submission.accept import Accepted


@dataclass(slots=True)
class Reevaluation:
    """With what it is done: ``files`` is a folder with submissions' files, ``origin`` where others
    are fetched, ``records`` what is known of the challenge's submissions."""

    loaded: LoadedChallenge
    phase: Phase
    runner: Runner
    clock: Clock
    origin: Origin
    files: Path | None = None
    records: InitVar[Sequence[SubmissionRecord]] = ()
    experience: Experience = field(init=False)

    def __post_init__(self, records: Sequence[SubmissionRecord]) -> None:
        self.experience = Experience(records)

    def evaluate(self, stale: Stale) -> EvaluatedSubmission:
        """Raises ``SubmissionError`` where its files are not to be had or others, and
        ``InfrastructureError`` where a machine or the network fails: neither is a result."""
        with temporary.folder("rejudge") as scratch:
            accepted = self._accept(stale.submission, scratch)
            evaluated = pipeline.evaluate(
                self.loaded,
                self.phase,
                accepted,
                runner=self.runner,
                clock=self.clock,
                # What was not said of the ground truth is not said now.
                hides_truth=stale.last.ground_truth is None,
                experience=self.experience,
            )
        evaluation = evaluated.record.evaluation
        if evaluation.error is not None and evaluation.error.by is Fault.INFRASTRUCTURE:
            raise InfrastructureError(evaluation.error.message)
        # Whether a result is published was decided when it was first there.
        kept_so = replace(evaluation, published=stale.last.published)
        return replace(evaluated, record=replace(evaluated.record, evaluation=kept_so))

    def describe(self, evaluated: EvaluatedSubmission) -> str:
        return report.one_line(evaluated, self.phase)

    def _accept(self, submission: Submission, scratch: Path) -> Accepted:
        wrong: SubmissionError | None = None
        for number, source in enumerate(self._sources(submission, scratch)):
            place = scratch / "staged" / str(number)
            place.mkdir(parents=True)
            try:
                return accept.stage_again(self.phase, source, submission, scratch=place)
            except SubmissionError as error:
                wrong = error
        if wrong is not None:
            raise wrong
        if isinstance(submission.source, LocalSource):
            fact = "it was not handed in on GitHub; name a folder that has its files with --files"
            raise SubmissionError(fact)
        raise SubmissionError("its files are not where they were handed in")

    def _sources(self, submission: Submission, scratch: Path) -> Iterator[Path]:
        here = kept.places(self.files, submission) if self.files is not None else ()
        return chain(here, recorded_files.candidates(submission, self.origin, scratch))
