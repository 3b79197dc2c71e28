"""One submission on GitHub, from wherever it was found to its evaluation: read, check, tell,
evaluate, hand over. What failed is told to whoever can mend it, and never stops the others."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from podium import pipeline
from podium.challenge.folder import LoadedChallenge
from podium.challenge.model import Phase
from podium.codes import Code
from podium.errors import (
    ChallengeError,
    ExitCode,
    InfrastructureError,
    Issue,
    SubmissionError,
    has_errors,
)
from podium.github import comment, handover
from podium.github.comment import Mark, Stage, Subject
from podium.github.handover import PullTarget, ReleaseTarget
from podium.github.reading import AssetFiles, HandedIn, PullFiles, Reader
from podium.jobs import Clock, Contract, Fault, Runner
from podium.pipeline import Partial
from podium.records.evaluation_folder import EvaluatedSubmission
from podium.records.model import (
    EvaluationRecord,
    PullRequestSource,
    Status,
    Submission,
    SubmissionRecord,
)
from podium.submission import accept, admission, allowance, uses
from podium.submission.accept import Accepted, Entrant
from podium.submission.limits import Allowance

MOST_ATTEMPTS = 6
_LINES_OF_OUTPUT = 200
_ENDED = (Stage.SCORED, Stage.FAILED, Stage.BROKEN)
_WAITING = (Stage.WAITING,)


class Ending(StrEnum):
    """How it ended for one submission, in the words of the action's output."""

    NONE = "none"
    REJECTED = "rejected"
    EVALUATED = "evaluated"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Graded:
    """``exit_code`` says who has to act, if anybody."""

    ending: Ending
    exit_code: int = ExitCode.DONE


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
    two submissions in one run do not both take the last one of a day. ``shows_output`` is for a
    log that only hosts read: it then holds what an evaluator printed last. ``hides_truth`` is
    for records that go elsewhere than where the ground truth is."""

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
    on_partial: Partial | None = None


class NextStep(StrEnum):
    NOTHING = "nothing"
    GRADE = "grade"
    ANNOUNCE = "announce"


def next_step(
    record: SubmissionRecord | None, mark: Mark | None, sha: str, *, by_hand: bool = False
) -> NextStep:
    """What is left to do for a SHA. ``record`` is of this very SHA, ``mark`` what our comment
    says, of whichever SHA. By hand, what only hosts can mend is tried again."""
    said = mark.stage if mark is not None and mark.sha == sha else None
    if record is not None and record.evaluations and not _is_partial(record):
        if by_hand and _is_organizers_fault(record):
            return NextStep.GRADE
        waits = record.evaluations[-1].evaluation.status is Status.SUBMITTED
        announced = said in (_WAITING if waits else _ENDED)
        return NextStep.NOTHING if announced else NextStep.ANNOUNCE
    if said in (Stage.REJECTED, Stage.BROKEN) and not by_hand:
        return NextStep.NOTHING
    return NextStep.GRADE


def find_record(
    records: Iterable[SubmissionRecord], identity: str, sha: str
) -> SubmissionRecord | None:
    """Of a pull request's submission. Seven digits can be made to agree; forty are compared."""
    for record in records:
        source = record.submission.source
        if record.submission.id == identity and isinstance(source, PullRequestSource):
            return record if source.head_sha == sha else None
    return None


def grade(candidate: Candidate, context: GradingContext, reporter: Reporter) -> Graded:
    """Everything that can go wrong is told, and given as a value."""
    entrant = candidate.entrant
    subject = Subject(entrant.id, candidate.sha)
    if candidate.attempts >= MOST_ATTEMPTS:  # whatever it is, it kills its machine every time
        reporter.report(
            Stage.BROKEN, comment.retrying(subject, attempts=candidate.attempts, is_last=True)
        )
        return Graded(Ending.FAILED, ExitCode.INFRASTRUCTURE)
    try:
        reporter.report(Stage.RECEIVED, comment.received(subject, attempts=candidate.attempts))
        with tempfile.TemporaryDirectory(prefix="podium-submission-") as scratch:
            handed_in = context.reader.read(candidate.files, Path(scratch))
            if handed_in.phase is not None:
                subject = Subject(entrant.id, candidate.sha, handed_in.phase.name)
            allowed = remaining(handed_in.phase, entrant, context)
            objections = admit(handed_in.phase, candidate, context)
            accepted = check(
                handed_in, entrant, context.loaded, Path(scratch), allowed=allowed, more=objections
            )
            reporter.report(
                Stage.EVALUATING,
                comment.evaluating(
                    subject,
                    warnings=accepted.warnings,
                    run_url=context.run_url,
                    attempts=candidate.attempts,
                ),
            )
            evaluated = evaluate(handed_in, accepted, context)
            for note in evaluated.notes:
                context.log(f"{entrant.id}: {note}")
    except SubmissionError as error:
        context.log(f"{entrant.id}: not accepted, {len(error.issues)} issues")
        left = remaining(error.phase, entrant, context) if isinstance(error, RefusedError) else None
        reporter.report(Stage.REJECTED, comment.rejected(subject, error.issues, allowance=left))
        return Graded(Ending.REJECTED)
    except ChallengeError as error:
        context.log(f"{entrant.id}: the challenge is at fault: {error}")
        reporter.report(Stage.BROKEN, comment.broken(subject))
        return Graded(Ending.FAILED, ExitCode.CHALLENGE)
    except InfrastructureError as error:
        context.log(f"{entrant.id}: a machine failed: {error}")
        report_retry(subject, reporter, attempts=candidate.attempts)
        return Graded(Ending.FAILED, ExitCode.INFRASTRUCTURE)
    except Exception:
        # A bug of ours: it is shown with its trace, but nobody may be left waiting for it.
        report_retry(subject, reporter, attempts=candidate.attempts)
        raise
    return _hand_over(evaluated, candidate, subject, context, reporter)


class RefusedError(SubmissionError):
    """A submission that is not taken, with the phase for which it was meant."""

    def __init__(self, issues: list[Issue], phase: Phase | None) -> None:
        self.phase = phase
        super().__init__(issues=issues)


def remaining(phase: Phase | None, entrant: Entrant, context: GradingContext) -> Allowance | None:
    """What the participant may still submit, this submission not counted."""
    if phase is None:
        return None
    others = [record for record in context.records if record.submission.id != entrant.id]
    return allowance.remaining(
        context.loaded.challenge,
        others,
        phase=phase,
        participant=entrant.participant,
        at=entrant.submitted_at,
        is_host=entrant.is_host,
        sees_later=True,
    )


def admit(phase: Phase | None, candidate: Candidate, context: GradingContext) -> list[Issue]:
    """What keeps this person, whatever they submit, from the phase; nothing keeps hosts."""
    entrant, challenge = candidate.entrant, context.loaded.challenge
    if phase is None or entrant.is_host:
        return []
    asked = admission.questions(challenge, phase, entrant.participant.login)
    person = replace(
        context.reader.identify(candidate.files, entrant.participant, asked),
        has_team=entrant.participant.team is not None,
        is_known=uses.has_submitted(context.records, entrant.participant),
    )
    return admission.find_issues(challenge, phase, person, now=entrant.submitted_at)


def check(
    handed_in: HandedIn,
    entrant: Entrant,
    loaded: LoadedChallenge,
    scratch: Path,
    *,
    allowed: Allowance | None = None,
    more: Iterable[Issue] = (),
) -> Accepted:
    """Raises ``RefusedError`` with everything that speaks against the submission: its place and
    files, what it says of itself, the phase's window and its limits, at GitHub's time, and what
    ``more`` there is."""
    issues = [*handed_in.issues, *more]
    phase, folder = handed_in.phase, handed_in.folder
    if phase is None:
        raise RefusedError(issues, None)
    if folder is None or phase.window.is_open(entrant.submitted_at):
        issues += _limit_issues(phase, allowed)  # else the window is all there is to say
    if folder is None:
        raise RefusedError(issues, phase)
    # What hosts hand in before a phase opens is their own trial of it.
    is_trial, now = entrant.is_host, entrant.submitted_at
    if has_errors(handed_in.issues):
        issues += accept.check_statement(phase, folder, now=now, is_trial=is_trial)
        raise RefusedError(issues, phase)
    try:
        accepted = pipeline.check(
            loaded,
            phase,
            folder,
            scratch=scratch / "checked",
            entrant=entrant,
            now=now,
            is_trial=is_trial,
            files_url=handed_in.files_url,
        )
    except SubmissionError as error:
        raise RefusedError([*issues, *error.issues], phase) from None
    if has_errors(issues):
        raise RefusedError(issues, phase)
    return accepted


def check_format(
    candidate: Candidate, loaded: LoadedChallenge, reader: Reader
) -> tuple[Issue, ...]:
    """The check without limits and without who they are, which nobody asks in public; gives the
    warnings."""
    with tempfile.TemporaryDirectory(prefix="podium-submission-") as scratch:
        handed_in = reader.read(candidate.files, Path(scratch))
        return check(handed_in, candidate.entrant, loaded, Path(scratch)).warnings


def _limit_issues(phase: Phase, allowed: Allowance | None) -> list[Issue]:
    if allowed is None or (allowed.open and allowed.remaining):
        return []
    where = f"phase {phase.codename}"
    return [Issue.error(reason, code=Code.LIMIT_REACHED, where=where) for reason in allowed.reasons]


def evaluate(
    handed_in: HandedIn, accepted: Accepted, context: GradingContext
) -> EvaluatedSubmission:
    assert handed_in.phase is not None, "checked before"
    if handed_in.phase.is_external:
        return pipeline.postpone(handed_in.phase, accepted, clock=context.clock)
    return pipeline.evaluate(
        context.loaded,
        handed_in.phase,
        accepted,
        runner=context.runner_for(handed_in.phase.evaluator.contract),
        clock=context.clock,
        run_url=context.run_url,
        on_partial=context.on_partial,
        hides_truth=context.hides_truth,
    )


def announce(record: SubmissionRecord, context: GradingContext, reporter: Reporter) -> Graded:
    """Hand over once more what is recorded already, for whoever was not told of it."""
    last = record.evaluations[-1]
    handover.write(context.work, reporter.target(), EvaluatedSubmission(record.submission, last))
    return Graded(Ending.EVALUATED)


def _hand_over(
    evaluated: EvaluatedSubmission,
    candidate: Candidate,
    subject: Subject,
    context: GradingContext,
    reporter: Reporter,
) -> Graded:
    evaluation = evaluated.record.evaluation
    if context.shows_output:
        _show_output(evaluated, context)
    if evaluation.error is not None and evaluation.error.by is Fault.INFRASTRUCTURE:
        context.log(f"{candidate.entrant.id}: a machine failed: {evaluation.error.message}")
        report_retry(subject, reporter, attempts=candidate.attempts)
        return Graded(Ending.FAILED, ExitCode.INFRASTRUCTURE)
    handover.write(context.work, reporter.target(candidate.attempts), evaluated)
    context.records.append(_as_record(evaluated.submission, evaluated.record))
    context.log(f"{candidate.entrant.id}: {evaluation.status.value}")
    return Graded(Ending.EVALUATED)


def _show_output(evaluated: EvaluatedSubmission, context: GradingContext) -> None:
    for name, content in (("stdout", evaluated.stdout), ("stderr", evaluated.stderr)):
        lines = content.decode("utf-8", "replace").splitlines()[-_LINES_OF_OUTPUT:]
        for line in lines:
            context.log(f"{evaluated.submission.id} {name}: {line}")


def report_retry(subject: Subject, reporter: Reporter, *, attempts: int) -> None:
    """``attempts`` are those before this one. That it cannot be told either is most likely the
    very failure to tell of; a sweep finds the submission where we left it."""
    attempts += 1
    is_last = attempts >= MOST_ATTEMPTS
    body = comment.retrying(subject, attempts=attempts, is_last=is_last)
    with contextlib.suppress(InfrastructureError):
        reporter.report(Stage.BROKEN if is_last else Stage.RETRYING, body)


def _as_record(submission: Submission, evaluation: EvaluationRecord) -> SubmissionRecord:
    return SubmissionRecord(submission, (evaluation,))


def _is_partial(record: SubmissionRecord) -> bool:
    """Its machine was lost after the first metrics were there."""
    return record.evaluations[-1].evaluation.status is Status.PARTIALLY_EVALUATED


def _is_organizers_fault(record: SubmissionRecord) -> bool:
    error = record.evaluations[-1].evaluation.error
    return error is not None and error.by is not Fault.PARTICIPANT
