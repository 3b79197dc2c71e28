"""``podium people``: whom the logins in a challenge's files mean."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from podium.cli import options
from podium.cli.options import ChallengeArgument

if TYPE_CHECKING:
    from podium.challenge.people import People
    from podium.github.api.client import Connection

app = typer.Typer(name="people", help="Who is who, by GitHub's numbers.", no_args_is_help=True)


@app.callback()
def people() -> None:
    """Who is who, by GitHub's numbers."""


@app.command()
def lock(
    challenge: ChallengeArgument,
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; say which accounts are not as locked."),
    ] = False,
    renew: Annotated[
        list[str] | None,
        typer.Option("--renew", metavar="LOGIN", help="Ask anew whose it is. May be repeated."),
    ] = None,
) -> None:
    """Write people.lock: the numbers of the accounts that the challenge's files name by login."""
    from podium.challenge import people as locked
    from podium.challenge.people import People
    from podium.cli import console
    from podium.errors import ExitCode

    loaded = options.load(challenge)
    known, written = loaded.challenge.people, loaded.challenge.written_logins()
    connection = _connect()
    if check:
        problems = [*_missing(written, known), *_not_as_locked(known, connection)]
        for problem in problems:
            console.say(problem)
        console.say(f"{locked.NAME}: {len(known.numbers)} accounts, {len(problems)} to look at")
        raise typer.Exit(ExitCode.CHALLENGE if problems else ExitCode.DONE)
    again = frozenset(login.removeprefix("@").casefold() for login in renew or ())
    kept = {name: number for name, number in known.numbers.items() if name in written - again}
    problems = []
    for login in sorted(written - kept.keys()):
        number = _number(login, connection)
        if isinstance(number, int):
            kept[login] = number
            console.say(f"{login} is {number}")
        else:
            problems.append(number)
    for login in sorted(known.numbers.keys() - written):
        console.say(f"{login} is in none of the files any more, and left out")
    for problem in problems:
        console.say(f"warning: {problem}")
    place = loaded.folder.root / locked.NAME
    place.write_text(locked.dump(People(kept)), encoding="utf-8")
    console.say(f"{place}: {len(kept)} accounts")
    if problems:
        raise typer.Exit(ExitCode.CHALLENGE)


def _connect() -> Connection:
    from podium import resources
    from podium.github import recorded_files
    from podium.github.api import client

    origin = recorded_files.read_origin(os.environ)
    # Of the repository nothing is asked.
    return client.connect(origin.api_url, resources.REPOSITORY, origin.token)


def _number(login: str, connection: Connection) -> int | str:
    """Or why there is none."""
    from podium.github.api import accounts

    found = accounts.of_login(connection, login)
    if found is None:
        return f"{login}: nobody on GitHub has this login; mend or delete it where it is written"
    if not found.is_person:
        return f"{login}: no person's account, so nobody is meant; write the logins of people"
    return found.id


def _missing(written: Iterable[str], known: People) -> Iterator[str]:
    from podium.challenge import people as locked

    return (issue.message for issue in locked.compare(written, known))


def _not_as_locked(known: People, connection: Connection) -> Iterator[str]:
    from podium.github.api import accounts

    for login, number in sorted(known.numbers.items()):
        account = accounts.of_number(connection, number)
        if account is None:
            yield f"{login}: the account {number} is gone; delete the login where it is written"
            continue
        if account.login.casefold() == login:
            continue
        other = accounts.of_login(connection, login)
        now = "nobody has the old login" if other is None else f"another account has {login}"
        yield (
            f"{login}: the account {number} is called {account.login} now, and {now}; write "
            f"{account.login} in its place, or leave it: the number decides"
        )
