"""``podium evaluate``, ``record`` and ``limits``: one submission, from its files to the results
repository."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from podium import temporary
from podium.cli import options
from podium.cli.options import (
    AtOption,
    ChallengeArgument,
    JsonOption,
    PhaseOption,
    ResultsOption,
    RunnerName,
)

if TYPE_CHECKING:
    from podium.records.evaluation_folder import EvaluatedSubmission


def evaluate(
    challenge: ChallengeArgument,
    submission: Annotated[
        Path, typer.Argument(metavar="SUBMISSION", help="A folder, a .zip or one file.")
    ],
    phase: PhaseOption,
    out: Annotated[Path, typer.Option("--out", help="Folder for the evaluation.")],
    runner: Annotated[
        RunnerName | None,
        typer.Option("--runner", help="docker when an engine answers, otherwise process."),
    ] = None,
    participant: Annotated[
        str | None, typer.Option("--participant", help="GitHub login of who submits.")
    ] = None,
    id: Annotated[str | None, typer.Option("--id", help="The submission's id.")] = None,
    recorded: Annotated[
        str | None,
        typer.Option(
            "--submission",
            help="Id of one that is recorded: whose it is, and when it came, is taken from there.",
        ),
    ] = None,
    results: Annotated[
        Path | None,
        typer.Option("--results", help="With --submission: a checked-out results repository."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Evaluate one submission on this machine, as GitHub Actions would."""
    from podium import pipeline
    from podium.cli import console, report
    from podium.evaluation import runners
    from podium.records import evaluation_folder, repository
    from podium.submission import accept, local

    if (recorded is None) != (results is None):
        raise typer.BadParameter("--submission and --results go together")
    if recorded is not None and (participant or id):
        raise typer.BadParameter("--submission says already whose it is: leave out the others")
    loaded = options.load(challenge)
    chosen = options.find_phase(loaded, phase)
    held = None
    if recorded is not None and results is not None:
        held = repository.find_submission(results, loaded.challenge.slug, chosen.codename, recorded)
    evaluation_folder.make_ready(out)
    entrant = local.make_entrant(
        submission,
        loaded.challenge,
        chosen,
        now=options.now(),
        participant=participant,
        submission_id=id,
    )

    def show_partial(evaluated: EvaluatedSubmission) -> None:
        evaluation_folder.write(evaluated, out)
        console.say("\n".join(["so far:", *report.score_lines(evaluated, chosen)]))

    chosen_runner = runners.choose_runner(runner and runner.value, chosen.evaluator.contract)
    with closing(chosen_runner) as engine, temporary.folder("submission") as temp:
        if engine.notice:
            console.say(engine.notice)
        accepted = pipeline.check(
            loaded,
            chosen,
            submission,
            entrant=entrant,
            scratch=temp,
            now=options.now(),
            is_trial=True,
        )
        if held is not None:
            accepted = accept.as_recorded(accepted, held)
        evaluated = pipeline.evaluate(
            loaded, chosen, accepted, runner=engine, clock=options.now, on_partial=show_partial
        )
    console.tell_issues(evaluated.warnings)
    for note in evaluated.notes:
        console.say(f"note: {note}")
    evaluation_folder.write(evaluated, out)
    if as_json:
        console.print_json(report.evaluation_document(evaluated, out))
    console.say(report.describe_evaluation(evaluated, chosen, out))
    raise typer.Exit(report.exit_code(evaluated))


def record(
    challenge: ChallengeArgument,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="What podium evaluate wrote.")],
    results: Annotated[
        str, typer.Option("--results", help="The results repository: a folder or a URL.")
    ],
    branch: Annotated[
        str | None, typer.Option("--branch", help="Default: the branch that is checked out.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Commit one evaluation to the results repository, and push it past races."""
    from podium import pipeline
    from podium.cli import console
    from podium.errors import ChallengeError
    from podium.records import evaluation_folder

    loaded = options.load(challenge)
    evaluated = evaluation_folder.read(out)
    submission = evaluated.submission
    if submission.challenge != loaded.challenge.slug:
        raise ChallengeError(
            f"{out}: evaluated for the challenge {submission.challenge}, "
            f"not for {loaded.challenge.slug}"
        )
    options.find_phase(loaded, submission.phase)
    recorded = pipeline.record(evaluated, results=results, branch=branch)
    console.tell_issues(evaluated.warnings)
    if as_json:
        document = {"folder": recorded.folder, "number": recorded.number, "commit": recorded.commit}
        console.print_json(document)
    place = f"{recorded.folder}/evaluations/{recorded.number}"
    if recorded.commit is None:
        console.say(f"already recorded: {place}")
    else:
        console.say(f"recorded: {place} (commit {recorded.commit[:12]})")
    if recorded.is_behind:
        console.say(
            f"warning: {results} has commits of its own and did not follow; "
            "pull there before ranking"
        )


def limits(
    challenge: ChallengeArgument,
    phase: PhaseOption,
    participant: Annotated[
        str, typer.Option("--participant", help="GitHub login of who wants to submit.")
    ],
    results: ResultsOption,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say whether a participant may submit now, how often still, and when again."""
    from podium.cli import console
    from podium.records.model import Participant
    from podium.submission import allowance
    from podium.submission import limits as answers

    login = participant.strip().removeprefix("@")
    if not login:
        raise typer.BadParameter("--participant: expected a GitHub login, found none")
    loaded = options.load(challenge)
    chosen = options.find_phase(loaded, phase)
    allowed = allowance.remaining(
        loaded.challenge,
        options.load_records(loaded, results, keeps_documents=False).records,
        phase=chosen,
        participant=Participant(login, team=loaded.challenge.team_of(login, None)),
        at=options.moment(at) or options.now(),
    )
    if as_json:
        console.print_json(answers.to_document(allowed))
    else:
        console.print_text(answers.describe(allowed))
