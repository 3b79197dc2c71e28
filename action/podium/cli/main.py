"""The command line: one thin function a command. Heavy modules are imported where they are used,
so that ``--help`` answers at once."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from podium import __version__
from podium.cli import actions, init

if TYPE_CHECKING:
    from datetime import datetime

    from podium.challenge.folder import LoadedChallenge
    from podium.challenge.model import Phase
    from podium.records.evaluation_folder import EvaluatedSubmission
    from podium.records.repository import Loaded
    from podium.site import SiteChallenge

app = typer.Typer(
    name="podium",
    help="A challenge platform that is only a repository.",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

ChallengeArgument = Annotated[
    Path, typer.Argument(metavar="CHALLENGE", help="A folder with a challenge_config.yaml.")
]
PhaseOption = Annotated[str, typer.Option("--phase", help="Codename of the phase.")]
ResultsOption = Annotated[Path, typer.Option("--results", help="A checked-out results repository.")]
AudienceOption = Annotated[
    str, typer.Option("--audience", help="Who reads: public, hosts, or a participant's login.")
]
AtOption = Annotated[
    str | None,
    typer.Option("--at", help="Look back to this moment (ISO 8601, UTC), for example 2026-07-01."),
]
PortOption = Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes any free port.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]


class RunnerName(StrEnum):
    DOCKER = "docker"
    PROCESS = "process"


def run(arguments: Sequence[str]) -> int:
    """Every failure ends here: what was expected is one message, all else is a bug of ours."""
    try:
        app(args=list(arguments), prog_name="podium")
    except SystemExit as stop:  # how typer ends, with 2 for a mistake in the command line
        return stop.code if isinstance(stop.code, int) else 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        return _failure(error, as_json="--json" in arguments)
    return 0


def _failure(error: Exception, *, as_json: bool) -> int:
    import traceback

    from podium.cli import console
    from podium.errors import ExitCode, PodiumError

    if isinstance(error, PodiumError):
        console.tell_issues(error.issues)
        if as_json:
            console.print_json(console.issues_document(error.issues))
        return error.exit_code
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        console.say(f"{place}{error.strerror or error}")
        return ExitCode.INFRASTRUCTURE
    console.say("".join(traceback.format_exception(error)).rstrip())
    console.say(
        f"This is a bug in podium {__version__} (Python {sys.version.split()[0]}); "
        "please report it with the lines above."
    )
    return ExitCode.BUG


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"podium {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Print the version and stop."
        ),
    ] = False,
) -> None:
    """A challenge platform that is only a repository."""


app.command()(init.init)
app.add_typer(actions.app)


@app.command()
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
    as_json: JsonOption = False,
) -> None:
    """Find every mistake in a challenge, or in a submission to it."""
    from podium.cli import checks, console

    if submission is not None and phase is None:
        raise typer.BadParameter("a submission is checked for a phase: add --phase")
    if against is not None and not evalai:
        raise typer.BadParameter("--against compares with what EvalAI has: add --evalai")
    if approved and against is None:
        raise typer.BadParameter("--approved says something of --against, which is missing")
    report = checks.check_challenge(
        challenge, evalai=evalai, against=against, is_approved=approved, results=results
    )
    if report.exit_code == 0 and submission is not None:
        assert phase is not None
        report = checks.check_submission(challenge, submission, phase, now=_now())
    if as_json:
        console.print_json(console.issues_document(report.issues))
    console.tell_issues(report.issues)
    if not as_json:
        console.say(report.summary)
    raise typer.Exit(report.exit_code)


@app.command()
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
    as_json: JsonOption = False,
) -> None:
    """Evaluate one submission on this machine, as GitHub Actions would."""
    from podium import pipeline
    from podium.cli import console, report
    from podium.evaluation import runners
    from podium.records import evaluation_folder
    from podium.submission import local

    loaded = _load(challenge)
    chosen = _phase(loaded, phase)
    evaluation_folder.make_ready(out)
    entrant = local.make_entrant(
        submission,
        loaded.challenge,
        chosen,
        now=_now(),
        participant=participant,
        submission_id=id,
    )

    def show_partial(evaluated: EvaluatedSubmission) -> None:
        evaluation_folder.write(evaluated, out)
        console.say("\n".join(["so far:", *report.score_lines(evaluated, chosen)]))

    with closing(
        runners.choose_runner(runner and runner.value, chosen.evaluator.contract)
    ) as engine:
        if engine.notice:
            console.say(engine.notice)
        evaluated = pipeline.evaluate(
            loaded,
            chosen,
            submission,
            entrant=entrant,
            runner=engine,
            clock=_now,
            is_trial=True,
            on_partial=show_partial,
        )
    console.tell_issues(evaluated.warnings)
    evaluation_folder.write(evaluated, out)
    if as_json:
        console.print_json(report.evaluation_document(evaluated, out))
    console.say(report.describe_evaluation(evaluated, chosen, out))
    raise typer.Exit(report.exit_code(evaluated))


@app.command()
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
    from podium.cli import console
    from podium.errors import ChallengeError
    from podium.records import evaluation_folder, repository

    loaded = _load(challenge)
    evaluated = evaluation_folder.read(out)
    submission = evaluated.submission
    if submission.challenge != loaded.challenge.slug:
        raise ChallengeError(
            f"{out}: evaluated for the challenge {submission.challenge}, "
            f"not for {loaded.challenge.slug}"
        )
    _phase(loaded, submission.phase)
    recorded = repository.record_evaluation(
        submission, evaluated.record, results=results, branch=branch
    )
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


@app.command()
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
    from podium.submission import limits as answers
    from podium.submission import quotas

    login = participant.strip().removeprefix("@")
    if not login:
        raise typer.BadParameter("--participant: expected a GitHub login, found none")
    loaded = _load(challenge)
    chosen = _phase(loaded, phase)
    allowed = quotas.remaining(
        loaded.challenge,
        _load_records(loaded, results).records,
        phase=chosen,
        participant=Participant(login, team=loaded.challenge.team_of(login)),
        at=_moment(at) or _now(),
    )
    if as_json:
        console.print_json(answers.to_document(allowed))
    else:
        console.print_text(answers.describe(allowed))


@app.command()
def rank(
    challenge: ChallengeArgument,
    results: ResultsOption,
    phase: Annotated[str | None, typer.Option("--phase", help="Only this phase.")] = None,
    split: Annotated[str | None, typer.Option("--split", help="Only this split.")] = None,
    at: AtOption = None,
    audience: AudienceOption = "public",
    intervals: Annotated[
        bool,
        typer.Option(
            "--intervals", help="Also rank intervals and tie groups, from values case by case."
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Rank what is recorded."""
    from podium.boards import board, combined, visibility
    from podium.cli import console, tables
    from podium.errors import ChallengeError
    from podium.site import build as publishing

    loaded = _load(challenge)
    if phase is not None:
        _phase(loaded, phase)
    site_challenge = _boards(loaded, _load_records(loaded, results), audience, _moment(at))
    boards = [
        found
        for found in site_challenge.boards
        if phase in (None, found.phase) and split in (None, found.split)
    ]
    if split is not None and not boards:
        raise ChallengeError(f"there is no board of split {split!r} for this reader")
    reader = visibility.parse_audience(audience)
    spreads = publishing.spreads(site_challenge, reader) if intervals else {}
    # A combined board is of several phases: who asks for one board wants none.
    combinations = site_challenge.combined if phase is None and split is None else ()
    if as_json:
        documents = [
            board.to_document(found, spreads.get((found.phase, found.split))) for found in boards
        ]
        made = [combined.to_document(found) for found in combinations]
        console.print_json(
            {"challenge": loaded.challenge.slug, "boards": documents, "combined": made}
        )
    else:
        texts = [
            tables.board_table(found, spreads.get((found.phase, found.split))) for found in boards
        ]
        texts += [tables.combined_table(found) for found in combinations]
        console.print_text("\n\n".join(texts))


@app.command()
def build(
    challenges: Annotated[
        list[Path], typer.Argument(metavar="CHALLENGE…", help="One or more challenge folders.")
    ],
    results: ResultsOption,
    out: Annotated[Path, typer.Option("--out", help="Folder for the site.")],
    audience: AudienceOption = "public",
    at: AtOption = None,
    title: Annotated[str, typer.Option("--title", help="The site's name.")] = "Podium",
    base_url: Annotated[
        str,
        typer.Option("--base-url", help="Where the site will be, for its feeds and its 404 page."),
    ] = "",
) -> None:
    """Build the static site."""
    from podium.boards import visibility
    from podium.cli import console
    from podium.site import build as publishing

    moment = _moment(at)
    loaded = [_load(folder) for folder in challenges]
    reader = visibility.parse_audience(audience)
    made = [
        publishing.prepare_site(one, _load_records(one, results).records, reader, moment)
        for one in loaded
    ]
    count = publishing.build_site(
        made,
        out,
        results=results,
        audience=reader,
        now=moment or _now(),
        title=title,
        base_url=base_url,
    )
    console.say(f"{count} files in {out}")


@app.command()
def serve(
    site: Annotated[Path, typer.Argument(metavar="SITE", help="What podium build wrote.")],
    port: PortOption = 8000,
) -> None:
    """Serve a built site on this machine only."""
    from podium.cli import server

    server.serve(site, port)


@app.command()
def demo(
    challenges: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[CHALLENGE…]", help="Default: the challenges that ship with podium."
        ),
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Where results and site go.")] = Path(
        ".podium/demo"
    ),
    serve: Annotated[bool, typer.Option(help="Serve the site when it is built.")] = True,
    port: PortOption = 8000,
    runner: Annotated[RunnerName | None, typer.Option("--runner")] = None,
) -> None:
    """The main job on sample challenges: evaluate, record, rank, build, serve."""
    from podium import resources
    from podium.cli import demo as show
    from podium.cli import server
    from podium.errors import ExitCode

    folders = challenges or show.challenge_folders(resources.bundled("challenges"))
    outcome = show.run_demo(folders, out, runner=runner and runner.value, clock=_now)
    if serve:
        server.serve(outcome.site, port)
    if outcome.let_down:
        raise typer.Exit(ExitCode.INFRASTRUCTURE)


@app.command()
def schema() -> None:
    """Print the JSON Schema of challenge_config.yaml, for editors."""
    from podium.challenge import schema as config_schema
    from podium.cli import console

    console.print_json(config_schema.make_schema())


def _now() -> datetime:
    from datetime import UTC, datetime

    return datetime.now(UTC)


def _moment(text: str | None) -> datetime | None:
    from podium import formats

    if text is None:
        return None
    try:
        return formats.parse_time(text)
    except ValueError:
        raise typer.BadParameter(
            f"--at: expected a time such as 2026-07-01T12:00:00Z, found {text!r}"
        ) from None


def _load(folder: Path) -> LoadedChallenge:
    from podium.challenge.folder import load_challenge
    from podium.cli import console

    loaded = load_challenge(folder)
    console.tell_issues(loaded.warnings)
    return loaded


def _phase(loaded: LoadedChallenge, codename: str) -> Phase:
    from podium.errors import ChallengeError

    found = loaded.challenge.phase(codename)
    if found is None:
        names = ", ".join(phase.codename for phase in loaded.challenge.phases)
        raise ChallengeError(f"there is no phase {codename!r}; there are: {names}")
    return found


def _load_records(loaded: LoadedChallenge, results: Path) -> Loaded:
    from podium.cli import console
    from podium.records import repository

    found = repository.load_records(results, loaded.challenge.slug)
    console.tell_issues(found.problems)
    return found


def _boards(
    loaded: LoadedChallenge, found: Loaded, audience: str, at: datetime | None
) -> SiteChallenge:
    from podium.boards import visibility
    from podium.site import build as publishing

    reader = visibility.parse_audience(audience)
    return publishing.prepare(loaded, found.records, reader, at)
