"""What a machine does with submissions that were planned: fetch the files, check them, evaluate.

It tells nobody, and needs no token that may write: whatever comes of it is a value.
"""

from __future__ import annotations

from collections.abc import Callable

from podium import pipeline, temporary
from podium.challenge.model import Phase
from podium.errors import ChallengeError
from podium.evaluation.trial import Experience
from podium.github import acceptance
from podium.github.context import GradingContext
from podium.github.plan_document import Task
from podium.records.evaluation_folder import EvaluatedSubmission
from podium.submission.accept import Accepted

Ended = EvaluatedSubmission | Exception


def evaluate(
    task: Task,
    context: GradingContext,
    *,
    begin: Callable[[Accepted], None] = lambda accepted: None,
) -> Ended:
    """What came of it, or why nothing did; ``begin`` is told of what is taken before it is
    evaluated."""
    try:
        with temporary.folder("submission") as scratch:
            phase = _phase(task, context)
            handed_in = context.reader.fetch(phase, task.part, task.sha, scratch)
            accepted = acceptance.check(handed_in, task.entrant, context.loaded, scratch)
            begin(accepted)
            evaluated = _evaluate(phase, accepted, context)
    except Exception as error:
        return error
    for note in evaluated.notes:
        context.log(f"{task.id}: {note}")
    return evaluated


def _phase(task: Task, context: GradingContext) -> Phase:
    phase = context.loaded.challenge.phase(task.phase)
    if phase is None:
        raise ChallengeError(f"phase {task.phase}: it is no longer in the challenge")
    return phase


def _evaluate(phase: Phase, accepted: Accepted, context: GradingContext) -> EvaluatedSubmission:
    if phase.is_external:
        return pipeline.postpone(phase, accepted, clock=context.clock)
    return pipeline.evaluate(
        context.loaded,
        phase,
        accepted,
        runner=context.runner_for(phase.evaluator.contract),
        clock=context.clock,
        run_url=context.run_url,
        on_partial=context.on_partial,
        hides_truth=context.hides_truth,
        experience=Experience(context.records, context.trials),
    )
