"""Accounts by login and by number: a login can be renamed and taken by somebody else, a number is
the account's for good."""

from __future__ import annotations

from dataclasses import dataclass

from podium.github.api.client import Connection, GitHubError


@dataclass(frozen=True, slots=True)
class Account:
    """``is_person``: no organization and no app."""

    login: str
    id: int
    is_person: bool


def of_login(connection: Connection, login: str) -> Account | None:
    """``None`` where nobody has it."""
    return _ask(connection, f"who {login} is", f"/users/{login}")


def of_number(connection: Connection, number: int) -> Account | None:
    """``None`` where the account is gone."""
    return _ask(connection, f"whose number {number} is", f"/user/{number}")


def _ask(connection: Connection, what: str, place: str) -> Account | None:
    try:
        with connection.asking(what):
            _, found = connection.api.requester.requestJsonAndCheck("GET", place)
    except GitHubError as error:
        if error.status == 404:
            return None
        raise
    return Account(found["login"], found["id"], found.get("type", "User") == "User")
