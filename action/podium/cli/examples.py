"""The examples that phases offer to start from: whether they can be offered, would be taken, and,
where that is asked for, are evaluated well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace

from podium import pipeline, temporary
from podium.challenge.folder import ChallengeFolder, LoadedChallenge, read_source
from podium.challenge.model import Challenge, Phase
from podium.challenge.text.source import KeyPath, format_path
from podium.cli import console, report
from podium.codes import Code
from podium.errors import ChallengeError, Issue, Level, SubmissionError
from podium.evaluation import runners
from podium.jobs import Clock
from podium.submission.example import accept_example

_KEY: KeyPath = ("podium", "example_submission")


def find_issues(challenge: Challenge, folder: ChallengeFolder) -> Iterable[Issue]:
    """Whether what a phase offers to start from can be offered, and would be taken."""
    for index, phase in enumerate(challenge.phases):
        if phase.example_submission:
            for issue in _problems(challenge, phase, folder):
                yield _placed(issue, phase, index, folder)


def evaluate(loaded: LoadedChallenge, *, runner: str | None, clock: Clock) -> Iterator[Issue]:
    """Every example as its phase evaluates it: an error for each that fails. The challenge must be
    without errors; an example that its phase does not take was warned of."""
    for index, phase in enumerate(loaded.challenge.phases):
        if phase.example_submission and not phase.is_external:
            for issue in _evaluate(loaded, phase, runner, clock):
                yield _placed(issue, phase, index, loaded.folder)


def _evaluate(
    loaded: LoadedChallenge, phase: Phase, runner: str | None, clock: Clock
) -> Iterator[Issue]:
    with (
        closing(runners.choose_runner(runner, phase.evaluator.contract)) as engine,
        temporary.folder("example") as scratch,
    ):
        try:
            accepted = accept_example(loaded, phase, scratch=scratch)
        except SubmissionError:
            return
        evaluated = pipeline.evaluate(loaded, phase, accepted, runner=engine, clock=clock)
    console.say("\n".join([*report.tail(evaluated), report.one_line(evaluated, phase)]))
    yield from (issue for issue in evaluated.warnings if issue.code is Code.OUTPUT_LEFT_OUT)
    error = evaluated.record.evaluation.error
    if error is not None:
        fact = f"{phase.example_submission} is not evaluated well: {error.message}".rstrip(".")
        yield Issue.error(f"{fact}. {evaluated.cure}".strip(), code=Code.EXAMPLE_FAILS)


def _placed(issue: Issue, phase: Phase, index: int, folder: ChallengeFolder) -> Issue:
    own = ("challenge_phases", index, *_KEY)
    key = own if phase.settings.podium.example_submission else _KEY
    place = f"{issue.where}: " if issue.where else ""
    return replace(
        issue,
        message=f"phase {phase.codename}: {place}{issue.message}",
        where=read_source(folder).where(key),
        path=format_path(key),
    )


def _problems(challenge: Challenge, phase: Phase, folder: ChallengeFolder) -> Iterable[Issue]:
    from podium.site.phase import example  # what the site is made of is not needed for other checks

    assert phase.example_submission is not None
    try:
        example.find_files(folder, phase.example_submission, challenge)
    except ChallengeError as error:
        return error.issues
    if phase.settings.takes_algorithms:  # it takes none at all yet
        return ()
    loaded = LoadedChallenge(challenge, folder, ())
    with temporary.folder("check") as scratch:
        try:
            accept_example(loaded, phase, scratch=scratch)
        except SubmissionError as error:
            refusals = (issue for issue in error.issues if issue.is_error)
            return tuple(
                replace(issue, level=Level.WARNING, code=Code.EXAMPLE_NOT_TAKEN)
                for issue in refusals
            )
    return ()
