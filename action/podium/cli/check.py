"""``podium check``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from podium.cli import options
from podium.cli.options import (
    ChallengeArgument,
    JsonOption,
    RunnerName,
)


def check(
    challenge: ChallengeArgument,
    submission: Annotated[
        Path | None,
        typer.Option("--submission", help="Also check this folder, .zip or file as a submission."),
    ] = None,
    phase: Annotated[str | None, typer.Option("--phase", help="The submission's phase.")] = None,
    evalai: Annotated[
        bool, typer.Option("--evalai", help="Answer whether EvalAI itself would take the folder.")
    ] = False,
    against: Annotated[
        Path | None,
        typer.Option(
            "--against", help="With --evalai: the folder or file that EvalAI has already."
        ),
    ] = None,
    approved: Annotated[
        bool,
        typer.Option("--approved", help="With --against: EvalAI's admins have approved it."),
    ] = False,
    results: Annotated[
        Path | None,
        typer.Option("--results", help="Also warn of what these recorded results tell."),
    ] = None,
    run: Annotated[
        bool, typer.Option("--run", help="Also evaluate the example submissions of all phases.")
    ] = False,
    runner: Annotated[
        RunnerName | None,
        typer.Option("--runner", help="With --run: docker, or process for EvalAI scripts."),
    ] = None,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix", help="First add to requirements.txt what an EvalAI script lacks there."
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Find every mistake in a challenge, or in a submission to it."""
    from podium.cli import console, inspection, scripts

    if submission is not None and phase is None:
        raise typer.BadParameter("a submission is checked for a phase: add --phase")
    if against is not None and not evalai:
        raise typer.BadParameter("--against compares with what EvalAI has: add --evalai")
    if runner is not None and not run:
        raise typer.BadParameter("--runner says how to evaluate: add --run")
    if approved and against is None:
        raise typer.BadParameter("--approved says something of --against, which is missing")
    for done in scripts.write_requirements(challenge) if fix else ():
        console.say(done)
    report = inspection.check_challenge(
        challenge,
        evalai=evalai,
        against=against,
        is_approved=approved,
        results=results,
        now=options.now(),
    )
    if report.exit_code == 0 and run:
        report = inspection.run_examples(
            challenge, report, runner=runner and runner.value, clock=options.now
        )
    if report.exit_code == 0 and submission is not None:
        assert phase is not None
        report = inspection.check_submission(challenge, submission, phase, now=options.now())
    if as_json:
        console.print_json(console.issues_document(report.issues))
    console.tell_issues(report.issues)
    if not as_json:
        console.say(report.summary)
    raise typer.Exit(report.exit_code)
