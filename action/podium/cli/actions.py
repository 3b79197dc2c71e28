"""``podium actions``: what the workflows run. Each command reads the environment once and tells
the runner how it ended; what is decided, and done, is decided and done elsewhere."""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from podium.cli.evaluations import Tally
    from podium.errors import Issue
    from podium.github.api.client import Connection
    from podium.github.settings import Settings

app = typer.Typer(name="actions", help="What the GitHub workflows run.", no_args_is_help=True)

_SUMMARY_BYTES = 1_000_000  # of a mebibyte, with room for what tells that it was cut
_CUT = b"\n\nMore does not fit here; the log has what was done.\n\n"
_NOTHING_IS_LOST = (
    "The grader could not be started. Nothing is lost: its next sweep takes up what waits. If this "
    "comes again, look at “A second App, which starts the grader” in SETTINGS.md."
)


@app.command()
def intake() -> None:
    """Check the format of the event's pull request, in public, without writing anything."""
    from podium.cli import assembly, console
    from podium.errors import ExitCode, SubmissionError
    from podium.github import acceptance, candidates, comment, events, other_pulls, reading
    from podium.github.api import pulls

    with _settings() as settings:
        loaded, connection = assembly.load(settings), assembly.connect(settings)
        pull = pulls.get(connection, events.pull_request_number(settings.event))
        reader = assembly.make_reader(settings, loaded, connection)
        try:
            candidate = candidates.candidate_of(reader, pull, at=pulls.now(connection, pull))
            warnings = acceptance.check_format(candidate, loaded, reader)
        except reading.NotASubmissionError as other:
            _check_other(settings, other_pulls.check(reader, pull, other.changed))
            return
        except SubmissionError as error:
            console.tell_issues(error.issues)
            _summarize(settings, f"### Not in order\n\n{comment.issue_list(error.issues)}")
            raise typer.Exit(ExitCode.SUBMISSION) from None
        console.tell_issues(warnings)
        console.say("The format is in order.")
        _summarize(settings, f"### The format is in order\n\n{comment.issue_list(warnings)}")


def _check_other(settings: Settings, issues: tuple[Issue, ...] | None) -> None:
    """A pull request that is no submission; ``issues`` are of the challenge's files."""
    from podium.cli import console
    from podium.errors import ExitCode, has_errors
    from podium.github import other_pulls

    console.say("This is no submission: it changes nothing below submissions/.")
    console.tell_issues(issues or ())
    _summarize(settings, other_pulls.describe(issues))
    if has_errors(issues or ()):
        raise typer.Exit(ExitCode.CHALLENGE)


@app.command()
def plan() -> None:
    """Find what waits, and what each machine is to do; tell whatever needs none."""
    from podium.cli import planning
    from podium.errors import ExitCode

    with _settings() as settings:
        made, digest, tally, at_a_time = planning.plan(
            settings, settings.request, clock=_now, note=_noter(settings)
        )
        _output(
            settings,
            state="planned" if made.items else tally.state,
            rejected=tally.rejected,
            items=len(made.items),
            matrix=made.matrix,
            plan=digest,
            **{"max-parallel": at_a_time},
        )
        if tally.bug is not None:
            if not made.items:
                raise tally.bug
            traceback.print_exception(tally.bug, file=sys.stderr)
        # What could be planned is done, whatever else was wrong.
        raise typer.Exit(ExitCode.DONE if made.items else tally.exit_code)


@app.command()
def evaluate() -> None:
    """Evaluate what the event asks for, or an item of a plan, and leave it to be published."""
    from podium.cli import evaluations

    with _settings() as settings:
        note = _noter(settings)
        if settings.item:
            _finish(settings, evaluations.evaluate_item(settings, clock=_now, note=note))
        _finish(
            settings, evaluations.evaluate_here(settings, settings.request, clock=_now, note=note)
        )


@app.command()
def sweep() -> None:
    """Evaluate whatever a lost, cancelled or half-done run left behind."""
    from podium.cli import evaluations
    from podium.github import events

    with _settings() as settings:
        note = _noter(settings)
        _finish(
            settings, evaluations.evaluate_here(settings, events.Sweep(), clock=_now, note=note)
        )


@app.command()
def publish() -> None:
    """Record what was evaluated, rank it, and tell the participants."""
    from podium.cli import evaluations

    with _settings() as settings:
        note = _noter(settings)
        if settings.item:
            tally = evaluations.publish_item(settings, clock=_now, note=note)
        else:
            tally = evaluations.publish_waiting(settings, clock=_now, note=note)
        state = "published" if tally.published else "failed" if tally.exit_code else "none"
        _output(settings, state=state, published=tally.published)
        if tally.bug is not None:
            raise tally.bug
        raise typer.Exit(tally.exit_code)


@app.command()
def pages() -> None:
    """Build the site from the results repository, and tell whether it differs from the live one."""
    from podium import pipeline
    from podium.boards.readers import Public
    from podium.cli import assembly, console
    from podium.errors import ChallengeError
    from podium.github import live_site, missing_results

    with _settings() as settings:
        if settings.site is None:
            raise ChallengeError("PODIUM_SITE: expected a folder for the site, found nothing")
        loaded = assembly.load(settings)
        with assembly.results_folder(settings, loaded) as results:
            missing_results.refuse(settings, loaded, results)
            records = assembly.load_records(results, loaded)
            made = pipeline.render(
                [pipeline.rank(loaded, records, Public(), for_site=True)],
                settings.site,
                results=results,
                now=_now(),
                title=loaded.challenge.title,
                base_url=settings.site_url,
                repository=settings.repository,
            )
        console.tell_issues(made.issues)
        console.say(f"{made.count} files in {settings.site}")
        is_live = live_site.is_live(settings.site_url, made.digest)
        if is_live:
            console.say(f"nothing to deploy: {settings.site_url} is the same")
        _output(settings, changed="false" if is_live else "true")


@app.command()
def notify() -> None:
    """Start the private grader for what the event speaks of; with a token for only that."""
    from podium.cli import assembly, console
    from podium.errors import InfrastructureError, Issue
    from podium.github import events
    from podium.github.api import dispatches

    with _settings() as settings:
        grader, request = _connect_grader(settings), settings.request
        if isinstance(request, events.Nothing):
            console.say(f"nothing to do: {request.reason}")
        try:
            heads = dispatches.open_heads(assembly.connect(settings), request)
            wanted = events.dispatches(request, heads)
            dispatches.send_all(
                grader,
                wanted,
                pause=lambda units: time.sleep(units * settings.patience),
                log=console.say,
            )
        except InfrastructureError as error:
            _output(settings, state="failed")
            issues = [*error.issues, Issue.error(_NOTHING_IS_LOST)]
            raise InfrastructureError(issues=issues) from error
        _output(settings, state="notified" if wanted else "none")


def _connect_grader(settings: Settings) -> Connection:
    from podium.errors import ChallengeError
    from podium.github.api import client

    for name, value in (
        ("PODIUM_GRADER_REPOSITORY", settings.grader_repository),
        ("PODIUM_GRADER_TOKEN", settings.grader_token),
    ):
        if not value:
            raise ChallengeError(f"{name}: notify needs that of the private grader, found nothing")
    return client.connect(
        settings.api_url,
        settings.grader_repository,
        settings.grader_token,
        patience=settings.patience,
    )


def _finish(settings: Settings, tally: Tally) -> NoReturn:
    _output(
        settings,
        state=tally.state,
        evaluated=tally.evaluated,
        rejected=tally.rejected,
    )
    if tally.bug is not None:
        raise tally.bug
    raise typer.Exit(tally.exit_code)


# The runner's side


@contextmanager
def _settings() -> Iterator[Settings]:
    """The settings, around everything that may fail: no failure may show a token."""
    from podium.cli import console
    from podium.errors import PodiumError
    from podium.github import settings as environment
    from podium.github.redaction import redact

    settings = environment.read(os.environ)
    console.hide(lambda text: redact(text, settings.secrets))
    try:
        yield settings
    except PodiumError as error:
        error.issues = tuple(
            replace(issue, message=redact(issue.message, settings.secrets))
            for issue in error.issues
        )
        raise


def _output(settings: Settings, **values: int | str) -> None:
    """Numbers and words of ours only: whatever else stood here could set other outputs."""
    if settings.output is None:
        return
    with settings.output.open("a", encoding="utf-8") as stream:
        for name, value in values.items():
            stream.write(f"{name}={value}\n")


def _noter(settings: Settings) -> Callable[[str], None]:
    return lambda body: _summarize(settings, body)


def _summarize(settings: Settings, text: str) -> None:
    """What comes before the limit, for GitHub drops a summary that is over it whole."""
    if settings.summary is None:
        return
    from podium.github.redaction import redact

    text = redact(text, settings.secrets)
    with settings.summary.open("ab") as stream:
        content, room = f"{text.rstrip()}\n\n".encode(), _SUMMARY_BYTES - stream.tell()
        if len(content) > room:
            content = content[: max(room, 0)].rpartition(b"\n")[0] + _CUT if room > 0 else b""
        stream.write(content)


def _now() -> datetime:
    return datetime.now(UTC)
