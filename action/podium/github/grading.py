"""One submission on GitHub, from wherever it was found to its outcome: planned, evaluated, told and
handed over. What failed is told to whoever can mend it, and never stops the others."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from podium import temporary
from podium.errors import (
    ChallengeError,
    ExitCode,
    InfrastructureError,
    SubmissionError,
)
from podium.github import (
    acceptance,
    comment,
    handover,
    host_notes,
    machine,
    other_pulls,
    planning,
)
from podium.github.acceptance import RefusedError
from podium.github.comment import Claim, Stage, Subject
from podium.github.context import Candidate, GradingContext, Reporter
from podium.github.handover import Target
from podium.github.machine import Ended
from podium.github.plan_document import Task
from podium.github.reading import NotASubmissionError, PullFiles
from podium.jobs import Fault
from podium.records.evaluation_folder import EvaluatedSubmission
from podium.records.model import (
    EvaluationRecord,
    Submission,
    SubmissionRecord,
)
from podium.submission.accept import Accepted, Entrant

MOST_ATTEMPTS = 6
_LINES_OF_OUTPUT = 200


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
class Case:
    """A submission whose end is told: where it stands, and what is known of it."""

    entrant: Entrant
    sha: str
    attempts: int
    reporter: Reporter
    phase: str = ""

    def subject(self, context: GradingContext) -> Subject:
        phase = context.loaded.challenge.phase(self.phase)
        return Subject(self.entrant.id, self.sha, phase.name if phase is not None else "")


def grade(candidate: Candidate, context: GradingContext, reporter: Reporter) -> Graded:
    """All of it on this machine. Everything that can go wrong is told, and given as a value."""
    planned = plan(candidate, context, reporter)
    if isinstance(planned, Graded):
        return planned

    def begin(accepted: Accepted) -> None:
        claim(planned, context, reporter, accepted=accepted)

    ended = machine.evaluate(planned, context, begin=begin)
    if isinstance(ended, EvaluatedSubmission):
        look_over(planned, ended, context)
    target = reporter.target(planned.attempts)
    return conclude(replace(planned, target=target), ended, context, reporter)


def plan(
    candidate: Candidate, context: GradingContext, reporter: Reporter, *, tells: bool = True
) -> Task | Graded:
    """What a machine is to do, if it is taken so far; what is not is told. ``tells`` is false where
    the next word on it comes at once."""
    entrant, attempts = candidate.entrant, candidate.attempts
    case = Case(entrant, candidate.sha, attempts, reporter)
    if attempts >= MOST_ATTEMPTS:  # whatever it is, it kills its machine every time
        given = replace(case.subject(context), evaluators=context.evaluators)
        hosts = context.loaded.challenge.hosts
        body = comment.retrying(given, attempts=attempts, is_last=True, hosts=hosts)
        reporter.report(Stage.BROKEN, body)
        return Graded(Ending.FAILED, ExitCode.INFRASTRUCTURE)
    try:
        with temporary.folder("submission") as scratch:
            found = context.reader.survey(candidate.files, scratch)
        if tells:  # only now is it known to be a submission
            receive(candidate, context, reporter)
        phase, part = planning.admit(found, candidate, context)
    except NotASubmissionError as other:
        assert isinstance(candidate.files, PullFiles), "only those change anything"
        context.log(f"{entrant.id}: no submission")
        pull, url = candidate.files.pull, context.run_url
        if said := other_pulls.tell(context.reader, pull, other, url=url):
            context.note(said)
        return Graded(Ending.NONE)
    except Exception as error:
        return tell_failure(case, error, context)
    target = reporter.target(attempts)
    return Task(entrant, candidate.sha, phase.codename, part, target, attempts)


def receive(candidate: Candidate, context: GradingContext, reporter: Reporter) -> None:
    """Tell that it was seen, and will be looked at."""
    subject = Subject(candidate.entrant.id, candidate.sha)
    reporter.report(Stage.RECEIVED, comment.received(subject, attempts=candidate.attempts))


def claim(
    task: Task, context: GradingContext, reporter: Reporter, *, accepted: Accepted | None = None
) -> None:
    """Tell that it is evaluated, by which run: no other takes it then."""
    case = Case(task.entrant, task.sha, task.attempts, reporter, task.phase)
    body = comment.evaluating(
        case.subject(context),
        warnings=accepted.warnings if accepted else (),
        run_url=context.run_url,
        attempts=task.attempts,
        claim=Claim(context.run, task.phase, task.entrant.submitted_at) if context.run else None,
    )
    reporter.report(Stage.EVALUATING, body)


def conclude(task: Task, ended: Ended, context: GradingContext, reporter: Reporter) -> Graded:
    """Hand over what came of a task to be published, or tell why nothing did."""
    case = Case(task.entrant, task.sha, task.attempts, reporter, task.phase)
    if isinstance(ended, Exception):
        return tell_failure(case, ended, context)
    return _hand_over(ended, task.target, case, context)


def tell_failure(case: Case, error: Exception, context: GradingContext) -> Graded:
    """Raises what is a bug of ours, after it was told."""
    identity, reporter, subject = case.entrant.id, case.reporter, case.subject(context)
    match error:
        case RefusedError(phase=phase):
            context.log(f"{identity}: not accepted, {len(error.issues)} issues")
            if phase is not None:
                subject = replace(subject, phase=phase.name)
            left = acceptance.remaining(phase, case.entrant, context)
            reporter.report(Stage.REJECTED, comment.rejected(subject, error.issues, allowance=left))
            return Graded(Ending.REJECTED)
        case SubmissionError():
            context.log(f"{identity}: not accepted, {len(error.issues)} issues")
            reporter.report(Stage.REJECTED, comment.rejected(subject, error.issues))
            return Graded(Ending.REJECTED)
        case ChallengeError():
            context.log(f"{identity}: the challenge is at fault: {error}")
            subject = replace(subject, evaluators=context.evaluators)
            context.note(host_notes.make(subject, str(error), is_theirs=True))
            hosts = context.loaded.challenge.hosts
            body = comment.broken(subject, hosts=hosts, run_url=context.run_url)
            reporter.report(Stage.BROKEN, body)
            return Graded(Ending.FAILED, ExitCode.CHALLENGE)
        case InfrastructureError():
            context.log(f"{identity}: a machine failed: {error}")
            report_retry(subject, reporter, attempts=case.attempts, context=context)
            return Graded(Ending.FAILED, ExitCode.INFRASTRUCTURE)
        case _:
            # A bug of ours: it is shown with its trace, but nobody may be left waiting for it.
            report_retry(subject, reporter, attempts=case.attempts, context=context)
            raise error


def announce(record: SubmissionRecord, context: GradingContext, reporter: Reporter) -> Graded:
    """Hand over once more what is recorded already, for whoever was not told of it."""
    evaluated = EvaluatedSubmission(record.submission, record.evaluations[-1])
    target = _with_evaluators(reporter.target(), evaluated, context)
    handover.write(context.work, target, evaluated)
    return Graded(Ending.EVALUATED)


def release(task: Task, context: GradingContext, reporter: Reporter) -> None:
    """Tell that no machine has it any more, though none has failed it."""
    subject = Case(task.entrant, task.sha, task.attempts, reporter, task.phase).subject(context)
    reporter.report(Stage.RECEIVED, comment.received(subject, attempts=task.attempts))


def _hand_over(
    evaluated: EvaluatedSubmission, target: Target, case: Case, context: GradingContext
) -> Graded:
    if _is_a_machines(evaluated):
        subject = case.subject(context)
        report_retry(subject, case.reporter, attempts=case.attempts, context=context)
        return Graded(Ending.FAILED, ExitCode.INFRASTRUCTURE)
    evaluated = _without_secrets(evaluated, context)
    handover.write(context.work, _with_evaluators(target, evaluated, context), evaluated)
    context.records.append(_as_record(evaluated.submission, evaluated.record))
    code = ExitCode.CHALLENGE if _is_organizers(evaluated) else ExitCode.DONE
    return Graded(Ending.EVALUATED, code)


def _without_secrets(
    evaluated: EvaluatedSubmission, context: GradingContext
) -> EvaluatedSubmission:
    """What an evaluator said is recorded, and stands on the site."""
    record, error = evaluated.record, evaluated.record.evaluation.error
    if error is None:
        return evaluated
    error = replace(error, message=context.reader.connection.redact(error.message))
    evaluation = replace(record.evaluation, error=error)
    return replace(evaluated, record=replace(record, evaluation=evaluation))


def look_over(task: Task, evaluated: EvaluatedSubmission, context: GradingContext) -> Graded:
    """Tell the hosts what only the machine that evaluated knows: what was printed, and what they
    can do about a failure."""
    evaluation = evaluated.record.evaluation
    if context.shows_output:
        _show_output(evaluated, context)
    if evaluation.error is not None and _is_a_machines(evaluated):
        context.log(f"{task.id}: a machine failed: {evaluation.error.message}")
        return Graded(Ending.FAILED, ExitCode.INFRASTRUCTURE)
    context.log(f"{task.id}: {evaluation.status.value}")
    phase = context.loaded.challenge.phase(task.phase)
    subject = Subject(task.id, task.sha, phase.name if phase is not None else "")
    told = host_notes.of_failure(evaluated, subject, shows_output=context.shows_output)
    if told:
        context.note(told)
    code = ExitCode.CHALLENGE if _is_organizers(evaluated) else ExitCode.DONE
    return Graded(Ending.EVALUATED, code)


def _with_evaluators(
    target: Target, evaluated: EvaluatedSubmission, context: GradingContext
) -> Target:
    """Where to tell of it and, for what the hosts have to mend, by which it failed."""
    if not _is_organizers(evaluated):
        return target
    return replace(target, evaluators=context.evaluators)


def _is_a_machines(evaluated: EvaluatedSubmission) -> bool:
    error = evaluated.record.evaluation.error
    return error is not None and error.by is Fault.INFRASTRUCTURE


def _is_organizers(evaluated: EvaluatedSubmission) -> bool:
    error = evaluated.record.evaluation.error
    return error is not None and error.by is Fault.ORGANIZER


def _show_output(evaluated: EvaluatedSubmission, context: GradingContext) -> None:
    for name, content in (("stdout", evaluated.stdout), ("stderr", evaluated.stderr)):
        lines = content.decode("utf-8", "replace").splitlines()[-_LINES_OF_OUTPUT:]
        for line in lines:
            context.log(f"{evaluated.submission.id} {name}: {line}")


def report_retry(
    subject: Subject,
    reporter: Reporter,
    *,
    attempts: int,
    hosts: Iterable[str] = (),
    context: GradingContext | None = None,
) -> None:
    """``attempts`` are those before this one. That it cannot be told either is most likely the
    very failure to tell of; a sweep finds the submission where we left it."""
    attempts += 1
    is_last = attempts >= MOST_ATTEMPTS
    if context is not None:
        hosts = context.loaded.challenge.hosts
        evaluators = context.evaluators if is_last else ""
        subject = replace(subject, evaluators=evaluators)
    body = comment.retrying(subject, attempts=attempts, is_last=is_last, hosts=hosts)
    with contextlib.suppress(InfrastructureError):
        reporter.report(Stage.BROKEN if is_last else Stage.RETRYING, body)


def _as_record(submission: Submission, evaluation: EvaluationRecord) -> SubmissionRecord:
    return SubmissionRecord(submission, (evaluation,))
