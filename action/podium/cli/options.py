"""What the commands share: their options, and what they all load first.

Heavy modules are imported where they are used, here and in every command, so that ``--help``
answers at once.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from podium.challenge.folder import LoadedChallenge
    from podium.challenge.model import Phase
    from podium.jobs import Progress
    from podium.records.repository import Loaded

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


def now() -> datetime:
    from datetime import UTC, datetime

    return datetime.now(UTC)


def moment(text: str | None) -> datetime | None:
    from podium import formats

    if text is None:
        return None
    try:
        return formats.parse_time(text)
    except ValueError:
        fact = f"--at: expected a time such as 2026-07-01T12:00:00Z, found {text!r}"
        reason = formats.impossible_part(text)
        raise typer.BadParameter(f"{fact}: {reason}" if reason else fact) from None


def load(folder: Path, at: datetime | None = None) -> LoadedChallenge:
    """With the rulings in force now, or ``at`` a moment."""
    from podium.challenge.folder import load_challenge
    from podium.cli import console

    loaded = load_challenge(folder)
    console.tell_issues(loaded.warnings)
    return loaded.in_force(at or now())


def find_phase(loaded: LoadedChallenge, codename: str) -> Phase:
    from podium.codes import Code
    from podium.errors import ChallengeError

    found = loaded.challenge.phase(codename)
    if found is None:
        names = ", ".join(phase.codename for phase in loaded.challenge.phases)
        fact = f"there is no phase {codename!r}; there are: {names}"
        raise ChallengeError(fact, code=Code.UNKNOWN_PHASE)
    return found


def load_records(
    loaded: LoadedChallenge,
    results: Path,
    *,
    keeps_documents: bool = True,
    tell: Progress | None = None,
) -> Loaded:
    from podium.cli import console
    from podium.records import repository

    slug = loaded.challenge.slug
    found = repository.load_records(results, slug, keeps_documents=keeps_documents, tell=tell)
    console.tell_issues(found.problems)
    return found
