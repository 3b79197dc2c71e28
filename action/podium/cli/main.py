"""The command line: one thin function a command, a file a group of commands; the one place where
every failure ends."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from podium import __version__
from podium.cli import actions, boards, check, evaluate, explain, init, options, people, rejudge
from podium.cli.options import PortOption, RunnerName

app = typer.Typer(
    name="podium",
    help="A challenge platform that is only a repository.",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


# New objects until Python looks for those that only hold each other. A command makes hundreds of
# thousands that last to its end: to look at them as often as by default takes a tenth of its time.
_UNTIL_COLLECTION = 50_000


def run(arguments: Sequence[str]) -> int:
    """Every failure ends here: what was expected is one message, all else is a bug of ours."""
    gc.set_threshold(_UNTIL_COLLECTION)
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
    outcome = show.run_demo(folders, out, runner=runner and runner.value, clock=options.now)
    if serve:
        server.serve(outcome.site, port)
    if outcome.let_down:
        raise typer.Exit(ExitCode.INFRASTRUCTURE)


def schema() -> None:
    """Print the JSON Schema of challenge_config.yaml, for editors."""
    from podium.challenge import schema as config_schema
    from podium.cli import console

    console.print_json(config_schema.make_schema())


# In the order in which ``--help`` lists them: that of the flow.
app.command()(init.init)
app.command()(check.check)
app.command()(evaluate.evaluate)
app.command()(evaluate.record)
app.command()(evaluate.limits)
app.command()(rejudge.rejudge)
app.command()(boards.rank)
app.command()(boards.build)
app.command()(boards.serve)
app.command()(demo)
app.command()(schema)
app.command()(explain.explain)
app.add_typer(people.app)
app.add_typer(actions.app)
