"""One evaluation from an accepted submission to what its record says: the job that a runner is
given, and what is made of the outcome."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from podium import __version__
from podium.challenge import view_content
from podium.challenge.folder import LoadedChallenge
from podium.challenge.model import EvaluatorSource, Phase
from podium.challenge.text import pointers
from podium.codes import Code
from podium.errors import ChallengeError
from podium.evaluation import configuration, ground_truth
from podium.evaluation.evalai.job import evalai_metadata
from podium.jobs import Clock, Evaluator, Job, Outcome
from podium.records.model import (
    Error,
    Evaluation,
    EvaluationRecord,
    EvaluatorIdentity,
    Status,
    Submission,
)

_SILENT = "The evaluator ended with an error. This phase shows nothing of what it prints."


@dataclass(frozen=True, slots=True)
class Attempt:
    """An evaluation that has begun. ``truth_digest`` is what records say of the ground truth,
    ``config_digest`` of the challenge's file; ``run_url`` is where the log can be read."""

    phase: Phase
    job: Job
    truth_digest: str | None
    config_digest: str
    started_at: datetime
    clock: Clock
    run_url: str = ""

    def conclude(self, outcome: Outcome) -> tuple[EvaluationRecord, Outcome]:
        """What is recorded, and what is left of the outcome to be shown: nothing that an evaluator
        printed where the phase sets ``disable_logs``."""
        if self.phase.settings.disable_logs:
            outcome = without_logs(outcome)
        evaluation = describe(
            outcome,
            self.phase,
            ground_truth=self.truth_digest,
            config=self.config_digest,
            started_at=self.started_at,
            finished_at=self.clock(),
            run_url=self.run_url,
        )
        return EvaluationRecord(evaluation, outcome.metrics), outcome

    def conclude_so_far(self, outcome: Outcome) -> tuple[EvaluationRecord, Outcome]:
        """The same, of metrics that are there while the evaluator still runs."""
        record, shown = self.conclude(outcome)
        partial = replace(record.evaluation, status=Status.PARTIALLY_EVALUATED, finished_at=None)
        return replace(record, evaluation=partial), shown


def begin(
    loaded: LoadedChallenge,
    phase: Phase,
    submission: Submission,
    folder: Path,
    *,
    clock: Clock,
    run_url: str = "",
    hides_truth: bool = False,
) -> Attempt:
    """``folder`` holds the staged files of the submission. Raises ``ChallengeError`` where the
    phase is evaluated elsewhere, or its evaluator or its ground truth cannot be had here."""
    if phase.evaluator.is_elsewhere:
        raise ChallengeError(f"phase {phase.codename}: its hosts evaluate elsewhere, not here")
    truth = ground_truth.find_ground_truth(loaded, phase)
    evaluator = find_evaluator(loaded, phase)
    _refuse_pointers(truth, evaluator)
    job = Job(
        evaluator=evaluator,
        submission=folder,
        ground_truth=truth,
        phase=phase.codename,
        splits=phase.split_codenames,
        metadata=evalai_metadata(submission, phase),
        limits=phase.limits,
        images=view_content.image_names(phase.settings.view_content),
        outputs=configuration.outputs(loaded.challenge, phase),
    )
    digest = ground_truth.digest_ground_truth(loaded, truth, is_hidden=hides_truth)
    config = configuration.digest(loaded.challenge, phase)
    return Attempt(phase, job, digest, config, clock(), clock, run_url)


def _refuse_pointers(truth: Path | None, evaluator: Evaluator) -> None:
    """A submission must not be scored against the pointer to a file."""
    context = evaluator.context or (evaluator.dockerfile and evaluator.dockerfile.parent)
    for path in (truth, evaluator.script, context):
        for pointer in pointers.find_pointers(path) if path else ():
            raise ChallengeError(f"{pointer}: {pointers.CURE}", code=Code.FILE_NOT_FETCHED)


def postpone(phase: Phase, *, clock: Clock) -> EvaluationRecord:
    """Of a submission that the hosts evaluate elsewhere, and record when it is done."""
    return EvaluationRecord(
        Evaluation(
            number=1,
            status=Status.SUBMITTED,
            published=phase.settings.auto_publish_new_results,
            created_at=clock(),
            evaluator=EvaluatorIdentity(phase.evaluator.contract, "external"),
            podium=__version__,
        )
    )


def find_evaluator(loaded: LoadedChallenge, phase: Phase) -> Evaluator:
    source, folder = phase.evaluator, loaded.folder
    return Evaluator(
        contract=source.contract,
        image=source.image,
        dockerfile=folder.path(source.dockerfile) if source.dockerfile else None,
        script=folder.path(source.script) if source.script else None,
        has_worker_packages=source.has_worker_packages,
        context=folder.path(source.context) if source.context else None,
    )


def fingerprint(loaded: LoadedChallenge, *, hides_truth: bool = False) -> str:
    """Names all that evaluates in a challenge: evaluators, ground truth, limits, and this program.
    Where it changes, what the organizer was at fault for is worth another try. It is public."""
    total = hashlib.sha256(__version__.encode())
    for phase in loaded.challenge.phases:
        source = phase.evaluator
        truth = loaded.folder.find(phase.ground_truth) if phase.ground_truth else None
        parts = (
            phase.codename,
            repr(source),
            repr(phase.limits),
            _content(loaded, source.script),
            _content(loaded, source.dockerfile),
            _content(loaded, _context(source)),
            ground_truth.digest_ground_truth(loaded, truth, is_hidden=hides_truth) or "",
        )
        total.update("\0".join(parts).encode())
    return total.hexdigest()[:16]


def _context(source: EvaluatorSource) -> str | None:
    """What a Dockerfile is built from."""
    if source.context is not None or source.dockerfile is None:
        return source.context
    return str(PurePosixPath(source.dockerfile).parent)


def _content(loaded: LoadedChallenge, path: str | None) -> str:
    """A digest of a file or of what a folder holds; hidden files, such as git's own, left out."""
    root = None if path is None else loaded.folder.find(path)
    if root is None or root.is_file():
        return "" if root is None else ground_truth.digest_path(root)
    names = sorted(file.relative_to(root) for file in root.rglob("*") if file.is_file())
    shown = [name for name in names if not any(part.startswith(".") for part in name.parts)]
    return " ".join(f"{name} {ground_truth.digest_path(root / name)}" for name in shown)


def without_logs(outcome: Outcome) -> Outcome:
    """What is left where a phase sets ``disable_logs``: nothing that an evaluator printed."""
    failure = outcome.failure
    if failure is not None and failure.is_quoted:
        failure = replace(failure, message=_SILENT, is_quoted=False)
    return replace(outcome, failure=failure, stdout=b"", stderr=b"")


def describe(
    outcome: Outcome,
    phase: Phase,
    *,
    ground_truth: str | None,
    started_at: datetime,
    finished_at: datetime,
    config: str | None = None,
    run_url: str = "",
) -> Evaluation:
    """``evaluation.json`` of what came out; its number is given when it is recorded."""
    failure = outcome.failure
    return Evaluation(
        number=1,
        status=Status.FINISHED if failure is None else Status.FAILED,
        published=phase.settings.auto_publish_new_results,
        created_at=finished_at,
        started_at=started_at,
        finished_at=finished_at,
        execution_seconds=round(outcome.seconds, 3),
        peak_memory=outcome.peak_memory,
        error=None if failure is None else Error(failure.by, failure.message),
        evaluator=EvaluatorIdentity(phase.evaluator.contract, outcome.digest),
        ground_truth=ground_truth,
        config=config,
        exit_code=outcome.exit_code,
        podium=__version__,
        run_url=run_url or None,
    )
