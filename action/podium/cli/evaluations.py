"""What ``podium actions`` does with submissions: all of it on this machine, or the part of one job
of a run whose jobs plan, evaluate and publish."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from podium.cli import assembly, console
from podium.errors import ExitCode, PodiumError
from podium.github import (
    acceptance,
    delivery,
    events,
    grading,
    handover,
    machine,
    plan_document,
    publication,
)
from podium.github.acceptance import RefusedError
from podium.github.api import budget
from podium.github.api.client import Connection
from podium.github.candidates import GradingRun, Look
from podium.github.context import GradingContext
from podium.github.grading import Ending, Graded
from podium.github.machine import Ended
from podium.github.plan_document import Task
from podium.github.settings import Settings
from podium.jobs import Clock
from podium.records.evaluation_folder import EvaluatedSubmission

Note = Callable[[str], None]


@dataclass(slots=True)
class Tally:
    """What came of the submissions of one command. One that shows a bug of ours is told so, and
    does not stop those after it."""

    counts: Counter[Ending] = field(default_factory=Counter)
    exit_code: int = ExitCode.DONE
    bug: Exception | None = None
    published: int = 0

    def add(self, work: Callable[[], Graded]) -> Graded:
        try:
            graded = work()
        except PodiumError as error:
            console.tell_issues(error.issues)
            graded = Graded(Ending.FAILED, error.exit_code)
        except Exception as error:
            self.bug = self.bug or error
            graded = Graded(Ending.FAILED, ExitCode.BUG)
        self.counts[graded.ending] += 1
        self.exit_code = max(self.exit_code, graded.exit_code)
        return graded

    @property
    def evaluated(self) -> int:
        return self.counts[Ending.EVALUATED]

    @property
    def rejected(self) -> int:
        return self.counts[Ending.REJECTED]

    @property
    def state(self) -> str:
        order = (Ending.EVALUATED, Ending.FAILED, Ending.REJECTED)
        return next((one for one in order if self.counts[one]), Ending.NONE).value


def evaluate_here(
    settings: Settings, request: events.Request, *, clock: Clock, note: Note
) -> Tally:
    """All that the request asks for, one after the other. A sweep may take long and be cut off, so
    it publishes each as it ends, where it has the token for that."""
    tally = Tally()
    is_swept = isinstance(request, events.Sweep) and bool(settings.results_token)
    with assembly.grading_run(settings, clock=clock, note=note) as run:
        for name, look in run.looks(request):
            if is_spent(run, request, tally.evaluated - tally.published):
                break
            console.say(f"{name}:")
            graded = tally.add(partial(_grade, run.context, look))
            if is_swept and graded.ending is Ending.EVALUATED:
                tally.published += publish_waiting(settings, clock=clock, note=note).published
        tell_budget(run.connection)
    return tally


def is_spent(run: GradingRun, request: events.Request, waiting: int) -> bool:
    """Whether nothing more is asked of GitHub: the token is refused, or a sweep has used what it
    may; ``waiting`` are those that still have to be told of."""
    if run.connection.learnt.is_refused:
        console.say("GitHub refused the token: nothing more is tried with it")
        return True
    if isinstance(request, events.Sweep) and budget.is_low(run.connection, waiting):
        console.say("the sweep stops while some requests are left; the next one goes on")
        return True
    return False


def tell_budget(connection: Connection) -> None:
    if (left := budget.read(connection)) is not None:
        console.say(f"GitHub: {left}")


def _grade(context: GradingContext, look: Look) -> Graded:
    waiting = look()
    if waiting is None:
        return Graded(Ending.NONE)
    if waiting.record is not None:
        return grading.announce(waiting.record, context, waiting.reporter)
    assert waiting.candidate is not None, "one of the two"
    return grading.grade(waiting.candidate, context, waiting.reporter)


def publish_waiting(settings: Settings, *, clock: Clock, note: Note) -> Tally:
    """Record and tell of all that was handed over on this machine."""
    tally = Tally()
    waiting = list(handover.read_all(settings.work))
    if not waiting:
        return tally
    connection = assembly.connect(settings)
    loaded = assembly.load(settings)
    destination = assembly.make_destination(settings, loaded, connection, clock=clock)
    for name, error in publication.publish_all(waiting, destination, connection, note=note):
        if error is None:
            console.say(f"{name}: published")
            tally.published += 1
        else:
            console.say(f"{name}: not published yet: {error}")
            tally.exit_code = max(tally.exit_code, error.exit_code)
    tell_budget(connection)
    return tally


# A job that evaluates


def evaluate_item(settings: Settings, *, clock: Clock, note: Note) -> Tally:
    """The submissions of an item, while there is time for one more."""
    tally = Tally()
    made = plan_document.read(plan_folder(settings), settings.plan)
    ends_at = time.monotonic() + settings.minutes * 60 if settings.minutes else float("inf")
    delivered = _delivered(settings)
    delivery.sign_in(delivered)
    with assembly.grading_run(settings, clock=clock, note=note) as run:
        limits = {
            phase.codename: phase.limits.seconds for phase in run.context.loaded.challenge.phases
        }
        for number, task in enumerate(made.of_item(settings.item)):
            console.say(f"{task.id}:")
            if number and time.monotonic() + limits.get(task.phase, 0.0) > ends_at:
                console.say("there is no time for it any more; the next run takes it")
                continue
            tally.add(partial(_evaluate, task, run.context, delivered / task.id))
    return tally


def _evaluate(task: Task, context: GradingContext, folder: Path) -> Graded:
    delivery.begin(folder)
    context.on_partial = lambda evaluated: delivery.write_so_far(folder, evaluated)
    ended = machine.evaluate(task, context)
    delivery.write(folder, ended)
    if isinstance(ended, EvaluatedSubmission):
        return grading.look_over(task, ended, context)
    if isinstance(ended, RefusedError):
        context.log(f"{task.id}: not accepted, {len(ended.issues)} issues")
        return Graded(Ending.REJECTED)
    raise ended


# A job that publishes


def publish_item(settings: Settings, *, clock: Clock, note: Note) -> Tally:
    """What was delivered of an item: checked, recorded, told."""
    tally = Tally()
    made = plan_document.read(plan_folder(settings), settings.plan)
    tasks = made.of_item(settings.item)
    connection = assembly.connect(settings)
    delivered = _delivered(settings)
    is_lost = settings.ended == "failure" and not delivery.is_signed_in(delivered)
    with assembly.grading_run(settings, clock=clock, note=note) as run:
        context = run.context
        for task in tasks:
            console.say(f"{task.id}:")

            def take(task: Task = task) -> Graded:
                ended = delivery.read(
                    delivered / task.id,
                    task,
                    made,
                    context.loaded.challenge,
                    now=clock(),
                    server_url=settings.server_url,
                )
                if ended is None and is_lost:
                    ended = delivery.LostError()
                reporter = publication.LateReporter(connection, task.target, note)
                if ended is None:
                    console.say("it was not begun; it is in line again")
                    grading.release(task, context, reporter)
                    return Graded(Ending.NONE)
                return grading.conclude(
                    task, _as_taken(ended, task, settings, context), context, reporter
                )

            tally.add(take)
    told = publish_waiting(settings, clock=clock, note=note)
    tally.published = told.published
    tally.exit_code = max(tally.exit_code, told.exit_code)
    return tally


def _as_taken(ended: Ended, task: Task, settings: Settings, context: GradingContext) -> Ended:
    """An evaluation with where its log is, unless its participant has none left by now: others may
    have been recorded since it was planned."""
    if isinstance(ended, delivery.LostError) and ended.partial is not None:
        connection = context.reader.connection
        assembly.record_partial(settings, context.loaded, connection, ended.partial)
    if not isinstance(ended, EvaluatedSubmission):
        return ended
    phase = context.loaded.challenge.phase(task.phase)
    assert phase is not None, "read"
    allowed = acceptance.remaining(phase, task.entrant, context)
    issues = acceptance.limit_issues(phase, allowed)
    if issues:
        return RefusedError(issues, phase)
    evaluation = replace(ended.record.evaluation, run_url=context.run_url or None)
    return replace(ended, record=replace(ended.record, evaluation=evaluation))


def plan_folder(settings: Settings) -> Path:
    return settings.work / "plan"


def _delivered(settings: Settings) -> Path:
    return settings.work / "delivered"
