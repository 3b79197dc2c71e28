"""From settings to the parts that work on GitHub: built once a command, handed down after that."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from podium import pipeline, temporary
from podium.challenge.folder import LoadedChallenge, load_challenge
from podium.cli import console, options
from podium.errors import PodiumError
from podium.evaluation import runners
from podium.github.api import client, runs
from podium.github.api.client import Connection
from podium.github.candidates import GradingRun
from podium.github.claims import Claims
from podium.github.context import GradingContext
from podium.github.reading import Reader
from podium.github.settings import Settings
from podium.jobs import Clock, Contract, Runner
from podium.pipeline import Partial
from podium.records import repository as results_repository
from podium.records.evaluation_folder import EvaluatedSubmission
from podium.records.git import commands
from podium.records.model import SubmissionRecord

if TYPE_CHECKING:
    from podium.github.publication import Destination


def load(settings: Settings, *, clock: Clock = options.now) -> LoadedChallenge:
    """With the rulings that are in force now."""
    loaded = load_challenge(settings.challenge)
    console.tell_issues(loaded.warnings)
    return loaded.in_force(clock())


def connect(settings: Settings) -> Connection:
    return client.connect(
        settings.api_url,
        settings.repository,
        settings.token,
        bot=settings.bot,
        patience=settings.patience,
        secrets=settings.secrets,
    )


def make_reader(settings: Settings, loaded: LoadedChallenge, connection: Connection) -> Reader:
    return Reader(
        challenge=loaded.challenge,
        connection=connection,
        clone_url=settings.clone_url(settings.repository),
        server_url=settings.server_url,
        environment=settings.access(),
        folder=settings.challenge_folder,
    )


@contextmanager
def grading_run(
    settings: Settings, *, clock: Clock, note: Callable[[str], None]
) -> Iterator[GradingRun]:
    """Runners are made when the first submission needs them, and closed at the end."""
    loaded, connection = load(settings, clock=clock), connect(settings)
    with ExitStack() as stack, results_folder(settings, loaded) as results:
        context = GradingContext(
            loaded=loaded,
            reader=make_reader(settings, loaded, connection),
            records=load_records(results, loaded, keeps_documents=False),
            runner_for=_runners(settings, stack),
            clock=clock,
            work=settings.work,
            run_url=settings.run_url,
            log=console.say,
            shows_output=settings.is_unseen,
            hides_truth=settings.is_apart,
            run=settings.run,
            on_partial=_partial_recorder(settings, loaded, connection),
            note=note,
        )
        yield GradingRun(context, note, _claims(settings))


def _claims(settings: Settings) -> Claims:
    """Asks of runs where they are: in the repository that this run is one of."""
    token = settings.run_token or settings.token
    home = client.connect(settings.api_url, settings.home, token, patience=settings.patience)
    return Claims(settings.run, lambda run: runs.is_over(home, run))


def _partial_recorder(
    settings: Settings, loaded: LoadedChallenge, connection: Connection
) -> Partial | None:
    """Records metrics while an evaluator still runs, where the token at hand may push: with a
    private grader there is none for the results while an evaluator runs."""
    repository, _ = settings.results(loaded.challenge)
    if repository.casefold() != settings.repository.casefold():
        return None

    return lambda evaluated: record_partial(settings, loaded, connection, evaluated)


def record_partial(
    settings: Settings,
    loaded: LoadedChallenge,
    connection: Connection,
    evaluated: EvaluatedSubmission,
) -> None:
    """That it fails stops nothing: the whole of it is recorded at the end."""
    repository, branch = settings.results(loaded.challenge)
    name = evaluated.submission.id
    try:
        pipeline.record(
            evaluated,
            results=settings.clone_url(repository),
            branch=branch,
            environment={**settings.results_access(), **_identity(connection)},
        )
    except PodiumError as error:
        console.say(f"{name}: the first metrics are not recorded: {error}")
    else:
        console.say(f"{name}: the first metrics are recorded")


def make_destination(
    settings: Settings, loaded: LoadedChallenge, connection: Connection, *, clock: Clock
) -> Destination:
    from podium.github.publication import Destination  # it ranks and knows pages; not to evaluate

    repository, branch = settings.results(loaded.challenge)

    def load_now() -> list[SubmissionRecord]:
        with results_folder(settings, loaded) as folder:
            return load_records(folder, loaded)

    return Destination(
        loaded=loaded,
        results=settings.clone_url(repository),
        branch=branch,
        environment={**settings.results_access(), **_identity(connection)},
        load=load_now,
        clock=clock,
        site_url=settings.site_url,
        pause=lambda seconds: time.sleep(seconds * settings.patience * 2),
    )


def _identity(connection: Connection) -> Mapping[str, str]:
    """Git's environment for commits by whom the token writes as; where that is not known, they are
    by whoever git knows, as on one's own machine."""
    if not connection.bot:
        return {}
    address = f"{connection.own_id()}+{connection.bot}@users.noreply.github.com"
    return commands.identity(connection.bot, address)


@contextmanager
def results_folder(settings: Settings, loaded: LoadedChallenge) -> Iterator[Path]:
    """The results repository as it is now, on this machine for a while."""
    repository, branch = settings.results(loaded.challenge)
    with temporary.folder("results") as scratch:
        yield results_repository.clone_results(
            settings.clone_url(repository),
            branch,
            loaded.challenge.slug,
            scratch / "results",
            environment=settings.results_access(),
        )


def load_records(
    folder: Path, loaded: LoadedChallenge, *, keeps_documents: bool = True
) -> list[SubmissionRecord]:
    slug = loaded.challenge.slug
    found = results_repository.load_records(folder, slug, keeps_documents=keeps_documents)
    console.tell_issues(found.problems)
    return list(found.records)


def _runners(settings: Settings, stack: ExitStack) -> Callable[[Contract], Runner]:
    made: dict[Contract, Runner] = {}

    def runner_for(contract: Contract) -> Runner:
        if contract not in made:
            # Never one that does not isolate because an engine happens not to answer.
            runner = runners.choose_runner(settings.runner or "docker", contract)
            made[contract] = stack.enter_context(closing(runner))
            if runner.notice:
                console.say(runner.notice)
        return made[contract]

    return runner_for
