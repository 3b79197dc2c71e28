"""What ``podium actions plan`` does: find what waits, tell whatever needs no machine, and say what
each machine is to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from podium.challenge.folder import LoadedChallenge
from podium.challenge.model import Phase
from podium.cli import assembly, console, evaluations
from podium.cli.evaluations import Note, Tally
from podium.errors import ChallengeError, InfrastructureError
from podium.evaluation import ground_truth
from podium.github import claims, events, grading, plan_document, schedule
from podium.github.candidates import GradingRun, Look
from podium.github.context import Candidate, GradingContext, Reporter
from podium.github.grading import Ending, Graded
from podium.github.plan_document import Plan, Task
from podium.github.schedule import Group
from podium.github.settings import Settings
from podium.jobs import Clock


def plan(
    settings: Settings, request: events.Request, *, clock: Clock, note: Note
) -> tuple[Plan, str, Tally, int]:
    """What machines are to do, the digest of that, and how many at a time. Whatever needs no
    machine is told here."""
    tally = Tally()
    found: list[_Planned] = []
    with assembly.grading_run(settings, clock=clock, note=note) as run:
        run.context.is_overheard = not settings.is_unseen
        for name, look in run.looks(request):
            if evaluations.is_spent(run, request, len(found)):
                break
            console.say(f"{name}:")
            tally.add(partial(_plan, run, look, found))
        phases = {phase.codename: phase for phase in run.context.loaded.challenge.phases}
        at_a_time = min((phases[one.task.phase].machines.at_a_time for one in found), default=1)
        groups = _groups(found, run.context, phases, at_a_time)
        chosen = _claim(found, groups, run.context)
        kept = [
            replace(group, ids=ids)
            for group in groups
            if (ids := tuple(one for one in group.ids if one in chosen))
        ]
        made = Plan(
            run=settings.run,
            challenge=run.context.loaded.challenge.slug,
            made_at=clock(),
            tasks=tuple(chosen.values()),
            items=tuple(kept),
            ground_truth=_truths(run.context, {task.phase for task in chosen.values()}),
        )
        evaluations.tell_budget(run.connection)
    told = evaluations.publish_waiting(settings, clock=clock, note=note)
    tally.exit_code = max(tally.exit_code, told.exit_code)
    for group in kept:
        console.say(f"item {group.number}, {group.minutes} minutes: {', '.join(group.ids)}")
    return made, plan_document.write(made, evaluations.plan_folder(settings)), tally, at_a_time


@dataclass(frozen=True, slots=True)
class _Planned:
    task: Task
    candidate: Candidate
    reporter: Reporter
    is_told: bool


def _plan(run: GradingRun, look: Look, found: list[_Planned]) -> Graded:
    context, waiting = run.context, look()
    if waiting is None:
        return Graded(Ending.NONE)
    if waiting.record is not None:
        return grading.announce(waiting.record, context, waiting.reporter)
    candidate, reporter = waiting.candidate, waiting.reporter
    assert candidate is not None, "one of the two"
    task = grading.plan(candidate, context, reporter, tells=False)
    if isinstance(task, Graded):
        return task
    found.append(_Planned(task, candidate, reporter, waiting.is_told))
    who = task.entrant
    context.records.append(
        claims.in_progress(
            task.id,
            context.loaded.challenge.slug,
            task.phase,
            who.participant,
            who.source,
            who.submitted_at,
        )
    )
    return Graded(Ending.NONE)


def _groups(
    found: list[_Planned],
    context: GradingContext,
    phases: dict[str, Phase],
    at_a_time: int,
) -> list[Group]:
    expected = {
        name: 0.0 if phase.is_external else schedule.expected_seconds(context.records, name)
        for name, phase in phases.items()
    }
    waiting = []
    for one in found:
        phase = phases[one.task.phase]
        waiting.append(
            schedule.Waiting(
                one.task.id,
                limit=phase.limits.seconds,
                expected=expected[phase.codename],
                runs_on=phase.machines.runs_on,
                most_minutes=phase.machines.minutes,
                attempts=one.task.attempts,
            )
        )
    return schedule.plan_groups(waiting, machines=at_a_time)


def _claim(found: list[_Planned], groups: list[Group], context: GradingContext) -> dict[str, Task]:
    """Say of each that gets a machine that it is this run's; what that cannot be said of is left to
    the next. What gets none is told that it waits."""
    chosen = {one for group in groups for one in group.ids}
    claimed = {}
    for one in found:
        try:
            if one.task.id in chosen:
                grading.claim(one.task, context, one.reporter)
                target = one.reporter.target(one.task.attempts)
                claimed[one.task.id] = replace(one.task, target=target)
            elif not one.is_told:
                grading.receive(one.candidate, context, one.reporter)
        except InfrastructureError as error:
            console.say(f"{one.task.id}: left to the next run: {error}")
    return claimed


def _truths(context: GradingContext, names: set[str]) -> dict[str, str | None]:
    """What records of each phase are to say of the ground truth."""
    found: dict[str, str | None] = {}
    for name in names:
        phase = context.loaded.challenge.phase(name)
        assert phase is not None, "planned"
        found[name] = _truth(context.loaded, phase, is_hidden=context.hides_truth)
    return found


def _truth(loaded: LoadedChallenge, phase: Phase, *, is_hidden: bool) -> str | None:
    try:
        path = ground_truth.find_ground_truth(loaded, phase)
    except ChallengeError:
        return None  # whoever evaluates finds the same, and tells it
    return ground_truth.digest_ground_truth(loaded, path, is_hidden=is_hidden)
