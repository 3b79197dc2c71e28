"""``podium rejudge``: a phase evaluated again, compared, and recorded in one commit."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from podium.cli import options
from podium.cli.options import ChallengeArgument, JsonOption, PhaseOption, ResultsOption, RunnerName

if TYPE_CHECKING:
    from podium.records.staleness import Shard


def rejudge(
    challenge: ChallengeArgument,
    phase: PhaseOption,
    results: ResultsOption,
    shard: Annotated[
        str | None,
        typer.Option("--shard", metavar="I/N", help="Only part I of N, for N machines at once."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Folder for what is evaluated; default: .podium/rejudge/CHALLENGE/PHASE.",
        ),
    ] = None,
    merge: Annotated[
        list[Path] | None,
        typer.Option("--merge", help="First take over what this --out of another machine has."),
    ] = None,
    files: Annotated[
        Path | None,
        typer.Option("--files", help="A folder with submissions' files, before GitHub is asked."),
    ] = None,
    runner: Annotated[
        RunnerName | None,
        typer.Option("--runner", help="docker when an engine answers, otherwise process."),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Also submissions for which nothing has changed.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what is stale, and why.")
    ] = False,
    publish: Annotated[
        bool, typer.Option("--publish", help="Record what is evaluated, in one commit.")
    ] = False,
    incomplete: Annotated[
        bool,
        typer.Option("--incomplete", help="With --publish: although some are not evaluated."),
    ] = False,
    branch: Annotated[
        str | None,
        typer.Option("--branch", help="With --publish: default is the one that is checked out."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Evaluate again what is stale, and compare the ranks before any of it is recorded."""
    from podium.cli import console, rejudging
    from podium.errors import ChallengeError, ExitCode
    from podium.evaluation import runners, tools
    from podium.records import evaluation_folder, rejudgement, staleness

    if incomplete and not publish:
        raise typer.BadParameter("--incomplete says something of --publish, which is missing")
    if publish and (dry_run or shard is not None):
        raise typer.BadParameter("--publish takes neither --dry-run nor --shard")
    part = _shard(shard)
    loaded = options.load(challenge)
    chosen = options.find_phase(loaded, phase)
    place = out or Path(".podium", "rejudge", loaded.challenge.slug, chosen.codename)
    if files is not None and not files.is_dir():
        raise ChallengeError(f"--files {files}: expected a folder, found none")
    records = options.load_records(loaded, results).records
    chosen_runner = runners.choose_runner(runner and runner.value, chosen.evaluator.contract)
    with closing(chosen_runner) as engine:
        today = tools.find_tools(loaded, chosen, engine)
        stale = staleness.find_stale(records, chosen.codename, today, all_of_them=every)
        again = rejudging.Rejudging(loaded, chosen, records, today, stale)
        if dry_run:
            if as_json:
                nothing = rejudgement.Rejudged(stale, {}, {})
                console.print_json(again.to_document(nothing, again.compare(nothing)))
            console.say(again.describe())
            return
        evaluation_folder.make_ready(place)
        rejudgement.merge(merge or (), place)
        found = rejudgement.read(place, stale, today)
        if not publish:
            if engine.notice:
                console.say(engine.notice)
            todo = [one for one in found.missing if part.holds(one.submission.id)]
            again.evaluate(todo, place, runner=engine, files=files, clock=options.now)
            found = rejudgement.read(place, stale, today)
    changes = again.compare(found)
    document, page = again.to_document(found, changes), again.make_page(found, changes)
    rejudging.write(document, page, place)
    if publish:
        document["published"] = again.publish(
            found, results=str(results), branch=branch, is_incomplete=incomplete
        )
    if as_json:
        console.print_json(document)
    elif not publish:
        console.print_text(rejudging.to_text(page))
    console.say(f"The comparison is in {place / rejudging.PAGE}.")
    raise typer.Exit(ExitCode.DONE if publish else rejudging.exit_code(found))


def _shard(text: str | None) -> Shard:
    from podium.records import staleness

    try:
        return staleness.Shard() if text is None else staleness.parse_shard(text)
    except ValueError as error:
        raise typer.BadParameter(f"--shard: {error}") from None
