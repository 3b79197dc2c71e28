"""The flow, told once: submission, check, evaluate; recording and ranking take it from there."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from podium import (
    __version__,
    assets,
    digests,
    statement,
    submission,
    supplement,
    times,
    view_content,
)
from podium.challenge.folder import LoadedChallenge
from podium.challenge.model import Phase
from podium.errors import ChallengeError, SubmissionError
from podium.evaluation_folder import EvaluatedSubmission
from podium.evaluators import extraction
from podium.issues import Issue, has_errors
from podium.jobs import Evaluator, Failure, Job, Outcome, Runner
from podium.records import (
    Error,
    Evaluation,
    EvaluationRecord,
    EvaluatorIdentity,
    Metadata,
    Participant,
    Source,
    Status,
    Submission,
    SubmittedFile,
)
from podium.statement import Statement

Clock = Callable[[], datetime]
Partial = Callable[[EvaluatedSubmission], None]

_SILENT = "The evaluator ended with an error. This phase shows nothing of what it prints."


@dataclass(frozen=True, slots=True)
class Entrant:
    """Who hands in, under which id, when and from where; none of it is the submission's word.
    A host is named by the challenge, or may write to its repository."""

    id: str
    participant: Participant
    submitted_at: datetime
    source: Source
    is_host: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """A submission that passed its checks, staged for the evaluator below ``folder``."""

    submission: Submission
    folder: Path
    warnings: tuple[Issue, ...]


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
        accepted = accept(
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


def accept(
    loaded: LoadedChallenge,
    phase: Phase,
    source: Path,
    *,
    scratch: Path,
    entrant: Entrant,
    now: datetime,
    is_trial: bool = False,
    files_url: str = "",
) -> Accepted:
    """Stage the files below ``scratch`` and check everything; all issues are raised at once.
    ``files_url`` is where the submitted folder can be seen."""
    said, issues = read_statement(source)
    metadata = None if has_errors(issues) else said.metadata
    if said.asset is not None:
        beside = (said.supplementary_file,)
        missing = assets.find_issues(said.asset, source, where=statement.NAME, beside=beside)
        if missing:
            rest = check_statement(phase, source, now=now, is_trial=is_trial)
            raise SubmissionError(issues=[*missing, *rest])
    supplements = supplement.find_issues(
        phase, said.supplementary_file, source, where=statement.NAME
    )
    can_still_come = is_trial and not said.supplementary_file
    issues += submission.soften(supplements) if can_still_come else supplements
    folder = scratch / "submission"
    files: tuple[SubmittedFile, ...] = ()
    try:
        files = stage(phase, source, folder, leave_out=said.supplementary_file)
    except SubmissionError as error:
        issues = [*issues, *error.issues]
    named = _as_submitted(source, files)
    issues += submission.check_submission(
        phase, files=named, metadata=metadata, now=now, is_trial=is_trial
    )
    if has_errors(issues):
        raise SubmissionError(issues=issues)
    handed_in = Submission(
        id=entrant.id,
        challenge=loaded.challenge.slug,
        phase=phase.codename,
        participant=entrant.participant,
        submitted_at=entrant.submitted_at,
        source=entrant.source,
        files=files,
        metadata=_with_supplement(said, files_url),
        is_public=is_public(phase, said),
    )
    return Accepted(handed_in, folder, tuple(issues))


def check_statement(
    phase: Phase, source: Path, *, now: datetime, is_trial: bool = False
) -> list[Issue]:
    """Everything but the files, for a submission whose files could not be had."""
    said, issues = read_statement(source)
    metadata = None if has_errors(issues) else said.metadata
    return issues + submission.check_submission(
        phase, files=(), metadata=metadata, now=now, is_trial=is_trial
    )


def _with_supplement(said: Statement, files_url: str) -> Metadata:
    if not said.supplementary_file or not files_url:
        return said.metadata
    address = f"{files_url}/{quote(said.supplementary_file)}"
    return replace(said.metadata, supplementary_file=address)


def stage(
    phase: Phase, source: Path, folder: Path, *, leave_out: str = ""
) -> tuple[SubmittedFile, ...]:
    """The submission's plain files in the new ``folder``, as the evaluator will meet them;
    ``leave_out`` names one that is not for it. Raises ``SubmissionError`` with every file that
    cannot be taken."""
    staged = extraction.stage_submission(
        source, folder, contract=phase.evaluator.contract, leave_out=leave_out
    )
    return tuple(SubmittedFile(file.path, file.size, file.sha256) for file in staged.files)


def read_statement(source: Path) -> tuple[Statement, list[Issue]]:
    """What ``submission.yaml`` at the root of a submitted folder says."""
    path = source / statement.NAME
    if not source.is_dir() or path.is_symlink() or not path.is_file():
        return Statement(), []
    with path.open("rb") as stream:
        content = stream.read(statement.CAP + 1)
    return statement.parse_statement(content)


def is_public(phase: Phase, said: Statement) -> bool:
    """EvalAI's document: where the phase makes submissions public, participants cannot hide them;
    where it does not, they may show them while the phase's leaderboard is public. A phase without
    EvalAI's visibility keys shows submissions, unless their participants hide them."""
    if not phase.uses_evalai_visibility:
        return said.is_public is not False
    if phase.settings.is_submission_public:
        return True
    return phase.leaderboard_public and said.is_public is True


def find_evaluator(loaded: LoadedChallenge, phase: Phase) -> Evaluator:
    source, folder = phase.evaluator, loaded.folder
    return Evaluator(
        contract=source.contract,
        image=source.image,
        dockerfile=folder.path(source.dockerfile) if source.dockerfile else None,
        script=folder.path(source.script) if source.script else None,
    )


def find_ground_truth(loaded: LoadedChallenge, phase: Phase) -> Path | None:
    """Raises ``ChallengeError`` for ground truth that is sealed or kept elsewhere."""
    path = phase.ground_truth
    if path is None:
        return None
    if "@" in path:
        raise ChallengeError(
            f"{path}: ground truth in a release can be read on GitHub only; "
            "to evaluate here, name a path in the challenge folder"
        )
    if path.endswith(".age"):
        raise ChallengeError(f"{path}: sealed ground truth must be unsealed before evaluating here")
    return loaded.folder.path(path)


def digest_ground_truth(
    loaded: LoadedChallenge, path: Path | None, *, is_hidden: bool = False
) -> str | None:
    """What ``evaluation.json`` says of the ground truth, salted where the challenge folder holds a
    salt. Without one nothing is said of a truth that ``is_hidden`` from those who read records."""
    if path is None:
        return None
    salt = loaded.folder.read_salt()
    if salt:
        return digests.salted(digests.digest_path(path), salt)
    return None if is_hidden else digests.digest_path(path)


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


def evalai_metadata(handed_in: Submission, phase: Phase) -> Mapping[str, object]:
    """The submission's part of ``submission_metadata``, as EvalAI's workers name its keys."""
    metadata, participant = handed_in.metadata, handed_in.participant
    return {
        "id": handed_in.id,
        "participant_team": participant.team or participant.login,
        "participant_team_name": participant.team or participant.login,
        "challenge_phase": phase.codename,
        "created_by": participant.login,
        "submitted_at": times.format_time(handed_in.submitted_at),
        "method_name": metadata.method_name,
        "method_description": metadata.method_description,
        "project_url": metadata.project_url,
        "publication_url": metadata.publication_url,
        "is_public": handed_in.is_public,
        "submission_metadata": [
            {"name": name, "values" if isinstance(value, tuple) else "value": value}
            for name, value in metadata.attributes.items()
        ],
    }


def _as_submitted(source: Path, files: tuple[SubmittedFile, ...]) -> tuple[SubmittedFile, ...]:
    """The files under the names that the participant gave them: an archive is one file."""
    if source.is_file():
        return (SubmittedFile(source.name, source.stat().st_size, ""),)
    return files
