"""The flow, told once: submission, check, evaluate; recording and ranking take it from there."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from podium import __version__
from podium.challenge import view_content
from podium.challenge.folder import LoadedChallenge
from podium.challenge.model import Phase
from podium.errors import ChallengeError
from podium.evaluation.evalai.job import evalai_metadata
from podium.evaluation.ground_truth import digest_ground_truth, find_ground_truth
from podium.jobs import Evaluator, Failure, Job, Outcome, Runner
from podium.records.evaluation_folder import EvaluatedSubmission
from podium.records.model import (
    Error,
    Evaluation,
    EvaluationRecord,
    EvaluatorIdentity,
    Status,
)
from podium.submission import accept
from podium.submission.accept import Accepted, Entrant

Clock = Callable[[], datetime]
Partial = Callable[[EvaluatedSubmission], None]

_SILENT = "The evaluator ended with an error. This phase shows nothing of what it prints."


def evaluate(
    loaded: LoadedChallenge,
    phase: Phase,
    source: Path,
    *,
    entrant: Entrant,
    runner: Runner,
    clock: Clock,
    is_trial: bool = False,
    on_partial: Partial | None = None,
) -> EvaluatedSubmission:
    """One submission from its files to its metrics; a trial is not held to what can still come.

    Raises ``SubmissionError`` with every issue of a submission that is not taken, and what ``run``
    raises.
    """
    with tempfile.TemporaryDirectory(prefix="podium-submission-") as scratch:
        accepted = accept.accept(
            loaded,
            phase,
            source,
            scratch=Path(scratch),
            entrant=entrant,
            now=clock(),
            is_trial=is_trial,
        )
        return run(loaded, phase, accepted, runner=runner, clock=clock, on_partial=on_partial)


def run(
    loaded: LoadedChallenge,
    phase: Phase,
    accepted: Accepted,
    *,
    runner: Runner,
    clock: Clock,
    run_url: str = "",
    on_partial: Partial | None = None,
    hides_truth: bool = False,
) -> EvaluatedSubmission:
    """An accepted submission to its metrics; an evaluation that fails is a value.

    ``run_url`` is where the log can be read. ``on_partial`` is told, from another thread, of the
    metrics that are there while the evaluator still runs, where the phase has them shown. Raises
    ``ChallengeError`` and ``InfrastructureError`` as they are met.
    """
    if phase.evaluator.is_elsewhere:
        raise ChallengeError(f"phase {phase.codename}: its hosts evaluate elsewhere, not here")
    ground_truth = find_ground_truth(loaded, phase)
    job = Job(
        evaluator=find_evaluator(loaded, phase),
        submission=accepted.folder,
        ground_truth=ground_truth,
        phase=phase.codename,
        splits=phase.split_codenames,
        metadata=evalai_metadata(accepted.submission, phase),
        limits=phase.limits,
        images=view_content.image_names(phase.settings.view_content),
    )
    digest = digest_ground_truth(loaded, ground_truth, is_hidden=hides_truth)
    started_at = clock()

    def conclude(outcome: Outcome) -> EvaluatedSubmission:
        if phase.settings.disable_logs:
            outcome = without_logs(outcome)
        evaluation = describe(
            outcome,
            phase,
            ground_truth=digest,
            started_at=started_at,
            finished_at=clock(),
            run_url=run_url,
        )
        return EvaluatedSubmission(
            accepted.submission,
            EvaluationRecord(evaluation, outcome.metrics),
            outcome.stdout,
            outcome.stderr,
            accepted.warnings,
            outcome.images,
        )

    def tell(outcome: Outcome) -> None:
        assert on_partial is not None
        evaluated = conclude(outcome)
        partial = replace(
            evaluated.record.evaluation, status=Status.PARTIALLY_EVALUATED, finished_at=None
        )
        on_partial(replace(evaluated, record=replace(evaluated.record, evaluation=partial)))

    is_shown = phase.settings.is_partial_submission_evaluation_enabled and on_partial is not None
    return conclude(runner.run(job, watch=tell if is_shown else None))


def postpone(phase: Phase, accepted: Accepted, *, clock: Clock) -> EvaluatedSubmission:
    """An accepted submission that the hosts evaluate elsewhere, and record when it is done."""
    evaluation = Evaluation(
        number=1,
        status=Status.SUBMITTED,
        published=phase.settings.auto_publish_new_results,
        created_at=clock(),
        evaluator=EvaluatorIdentity(phase.evaluator.contract, "external"),
        podium=__version__,
    )
    record = EvaluationRecord(evaluation)
    return EvaluatedSubmission(accepted.submission, record, warnings=accepted.warnings)


def without_logs(outcome: Outcome) -> Outcome:
    """What is left where a phase sets ``disable_logs``: nothing that an evaluator printed."""
    failure = outcome.failure
    if failure is not None and failure.is_quoted:
        failure = Failure(failure.by, _SILENT)
    return replace(outcome, failure=failure, stdout=b"", stderr=b"")


def find_evaluator(loaded: LoadedChallenge, phase: Phase) -> Evaluator:
    source, folder = phase.evaluator, loaded.folder
    return Evaluator(
        contract=source.contract,
        image=source.image,
        dockerfile=folder.path(source.dockerfile) if source.dockerfile else None,
        script=folder.path(source.script) if source.script else None,
    )


def describe(
    outcome: Outcome,
    phase: Phase,
    *,
    ground_truth: str | None,
    started_at: datetime,
    finished_at: datetime,
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
        error=None if failure is None else Error(failure.by, failure.message),
        evaluator=EvaluatorIdentity(phase.evaluator.contract, outcome.digest),
        ground_truth=ground_truth,
        exit_code=outcome.exit_code,
        podium=__version__,
        run_url=run_url or None,
    )
