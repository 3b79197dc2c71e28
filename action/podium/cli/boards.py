"""``podium rank``, ``build`` and ``serve``: from the results repository to boards and pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from podium.cli import options
from podium.cli.options import (
    AtOption,
    AudienceOption,
    ChallengeArgument,
    JsonOption,
    PortOption,
    ResultsOption,
)

if TYPE_CHECKING:
    from podium.challenge.folder import LoadedChallenge
    from podium.errors import Issue


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
    from podium import pipeline
    from podium.boards import combined, exports, readers, view
    from podium.cli import console, tables
    from podium.errors import ChallengeError

    moment = options.moment(at)
    loaded = options.load(challenge, moment)
    if phase is not None:
        options.find_phase(loaded, phase)
    records = options.load_records(loaded, results).records
    reader = readers.parse_reader(audience)
    shown = pipeline.rank(loaded, records, reader, moment)
    boards = [
        found
        for found in shown.boards
        if phase in (None, found.phase) and split in (None, found.split)
    ]
    if split is not None and not boards:
        raise ChallengeError(f"there is no board of split {split!r} for this reader")
    spreads = view.spreads(shown) if intervals else {}
    # A combined board is of several phases: who asks for one board wants none.
    combinations = shown.combined if phase is None and split is None else ()
    if as_json:
        documents = [
            exports.to_document(found, spreads.get((found.phase, found.split))) for found in boards
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
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", min=1, help="Processes; one for each processor if not given."),
    ] = None,
) -> None:
    """Build the static site."""
    from podium import pipeline
    from podium.boards import readers
    from podium.cli import console, progress

    moment = options.moment(at)
    now = moment or options.now()
    loaded = [options.load(folder, now) for folder in challenges]
    slugs = {one.challenge.slug for one in loaded}
    for one in loaded:
        console.tell_issues(_missing(one, results, besides=slugs))
    reader = readers.parse_reader(audience)
    wanted = {"audience": audience, "at": at, "title": title, "base_url": base_url}
    site, inputs = pipeline.find_site(out, loaded, results=results, now=now, options=wanted)
    if site is not None:
        console.tell_issues(site.issues)
        console.say(f"nothing changed: {site.count} files in {out}")
        return
    with progress.shown() as tell:
        made = []
        for one in loaded:
            records = options.load_records(one, results, tell=tell).records
            tell("ranking", 0, 0)
            made.append(pipeline.rank(one, records, reader, moment, for_site=True))
        site = pipeline.render(
            made,
            out,
            results=results,
            now=now,
            title=title,
            base_url=base_url,
            jobs=jobs,
            inputs=inputs,
            tell=tell,
        )
    console.tell_issues(site.issues)
    console.say(f"{site.count} files in {out}")


def _missing(loaded: LoadedChallenge, results: Path, *, besides: set[str]) -> list[Issue]:
    """What is recorded and on no board, ``besides`` the challenges that are built."""
    from podium.boards import missing
    from podium.challenge.checks import ignoring
    from podium.challenge.folder import read_source
    from podium.records import survey

    source = read_source(loaded.folder)
    held = survey.survey(results, loaded.challenge.slug).without(besides)
    return ignoring.silence(missing.find_warnings(loaded.challenge, held, source), source)


def serve(
    site: Annotated[Path, typer.Argument(metavar="SITE", help="What podium build wrote.")],
    port: PortOption = 8000,
) -> None:
    """Serve a built site on this machine only."""
    from podium.cli import server

    server.serve(site, port)
