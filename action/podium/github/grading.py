"""One submission on GitHub, from wherever it was found to its evaluation: read, check, tell,
evaluate, hand over. What failed is told to whoever can mend it, and never stops the others."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from podium import pipeline
from podium.errors import (
    ChallengeError,
    ExitCode,
    InfrastructureError,
    SubmissionError,
)
from podium.evaluation.trial import Experience
from podium.github import acceptance, comment, handover, host_notes, other_pulls
from podium.github.acceptance import RefusedError
from podium.github.comment import Stage, Subject
from podium.github.context import Candidate, GradingContext, Reporter
from podium.github.handover import Target
from podium.github.reading import HandedIn, NotASubmissionError, PullFiles
from podium.jobs import Fault
from podium.records.evaluation_folder import EvaluatedSubmission
from podium.records.model import (
    EvaluationRecord,
    Submission,
    SubmissionRecord,
)
from podium.submission.accept import Accepted

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


def grade(candidate: Candidate, context: GradingContext, reporter: Reporter) -> Graded:
    """Everything that can go wrong is told, and given as a value."""
    entrant = candidate.entrant
    subject = Subject(entrant.id, candidate.sha)
    if candidate.attempts >= MOST_ATTEMPTS:  # whatever it is, it kills its machine every time
        given = replace(subject, evaluators=context.evaluators)
        hosts = context.loaded.challenge.hosts
        body = comment.retrying(given, attempts=candidate.attempts, is_last=True, hosts=hosts)
        reporter.report(Stage.BROKEN, body)
        return Graded(Ending.FAILED, ExitCode.INFRASTRUCTURE)
    try:
        with tempfile.TemporaryDirectory(prefix="podium-submission-") as scratch:
            handed_in = context.reader.read(candidate.files, Path(scratch))
            # Only now is it known to be a submission.
            reporter.report(Stage.RECEIVED, comment.received(subject, attempts=candidate.attempts))
            if handed_in.phase is not None:
                subject = Subject(entrant.id, candidate.sha, handed_in.phase.name)
            allowed = acceptance.remaining(handed_in.phase, entrant, context)
            objections = acceptance.admit(handed_in.phase, candidate, context)
            accepted = acceptance.check(
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
    except NotASubmissionError as other:
        assert isinstance(candidate.files, PullFiles), "only those change anything"
        context.log(f"{entrant.id}: no submission")
        pull, url = candidate.files.pull, context.run_url
        if said := other_pulls.tell(context.reader, pull, other, url=url):
            context.note(said)
        return Graded(Ending.NONE)
    except SubmissionError as error:
        context.log(f"{entrant.id}: not accepted, {len(error.issues)} issues")
        left = (
            acceptance.remaining(error.phase, entrant, context)
            if isinstance(error, RefusedError)
            else None
        )
        reporter.report(Stage.REJECTED, comment.rejected(subject, error.issues, allowance=left))
        return Graded(Ending.REJECTED)
    except ChallengeError as error:
        context.log(f"{entrant.id}: the challenge is at fault: {error}")
        subject = replace(subject, evaluators=context.evaluators)
        context.note(host_notes.make(subject, str(error), is_theirs=True))
        hosts = context.loaded.challenge.hosts
        body = comment.broken(subject, hosts=hosts, run_url=context.run_url)
        reporter.report(Stage.BROKEN, body)
        return Graded(Ending.FAILED, ExitCode.CHALLENGE)
    except InfrastructureError as error:
        context.log(f"{entrant.id}: a machine failed: {error}")
        report_retry(subject, reporter, attempts=candidate.attempts, context=context)
        return Graded(Ending.FAILED, ExitCode.INFRASTRUCTURE)
    except Exception:
        # A bug of ours: it is shown with its trace, but nobody may be left waiting for it.
        report_retry(subject, reporter, attempts=candidate.attempts, context=context)
        raise
    return _hand_over(evaluated, candidate, subject, context, reporter)


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
        experience=Experience(context.records, context.trials),
    )


def announce(record: SubmissionRecord, context: GradingContext, reporter: Reporter) -> Graded:
    """Hand over once more what is recorded already, for whoever was not told of it."""
    evaluated = EvaluatedSubmission(record.submission, record.evaluations[-1])
    handover.write(context.work, _target(evaluated, context, reporter), evaluated)
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
        report_retry(subject, reporter, attempts=candidate.attempts, context=context)
        return Graded(Ending.FAILED, ExitCode.INFRASTRUCTURE)
    target = _target(evaluated, context, reporter, attempts=candidate.attempts)
    handover.write(context.work, target, evaluated)
    context.records.append(_as_record(evaluated.submission, evaluated.record))
    context.log(f"{candidate.entrant.id}: {evaluation.status.value}")
    told = host_notes.of_failure(evaluated, subject, shows_output=context.shows_output)
    if told:
        context.note(told)
    code = ExitCode.CHALLENGE if _is_organizers(evaluated) else ExitCode.DONE
    return Graded(Ending.EVALUATED, code)


def _target(
    evaluated: EvaluatedSubmission,
    context: GradingContext,
    reporter: Reporter,
    *,
    attempts: int = 0,
) -> Target:
    """Where to tell of it, and, for what the hosts have to mend, by which it failed."""
    target = reporter.target(attempts)
    if not _is_organizers(evaluated):
        return target
    return replace(target, evaluators=context.evaluators)


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
