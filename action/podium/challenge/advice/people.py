"""Whom the lists of people can mean, and who can look them up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podium.challenge import keys
from podium.challenge.checks.consistency import Problem
from podium.challenge.text.source import KeyPath
from podium.codes import Code
from podium.formats import is_login, is_repository

_ADDRESS = re.compile(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+")


def find_problems(settings: keys.Challenge) -> Iterator[Problem]:
    yield from _entries(("podium", "verified"), settings.podium.verified, settings)
    for index, phase in enumerate(settings.challenge_phases):
        place: KeyPath = ("challenge_phases", index)
        yield from _entries((*place, "allowed_email_ids"), phase.allowed_email_ids, settings)
    for index, name in enumerate(settings.podium.hosts):
        if not is_login(name.removeprefix("@")):
            message = f"expected a GitHub login, found {name!r}: it makes nobody a host"
            yield Code.NAMES_NOBODY, ("podium", "hosts", index), message
    yield from _no_hosts(settings)


def _entries(
    place: KeyPath, names: list[str] | None, settings: keys.Challenge
) -> Iterator[Problem]:
    for index, name in enumerate(names or []):
        here = (*place, index)
        if is_repository(name):  # a team is written in the same way
            if settings.podium.results.repository is None:
                yield (
                    Code.TEAM_CANNOT_BE_ASKED,
                    here,
                    f"{name} is a team at GitHub, which the workflows of a challenge in one "
                    "repository may not look into: whoever is not listed by login is kept waiting. "
                    "List logins, or let a private grader evaluate (podium.results.repository)",
                )
        elif not is_login(name.removeprefix("@")) and not _ADDRESS.fullmatch(name):
            yield (
                Code.NAMES_NOBODY,
                here,
                f"{name!r} lets nobody in: an entry is a GitHub login (octocat), an address "
                "(ada@example.org) or a team at GitHub (org/team)",
            )


def _no_hosts(settings: keys.Challenge) -> Iterator[Problem]:
    if settings.podium.hosts:
        return
    for index, phase in enumerate(settings.challenge_phases):
        for key in ("is_public", "public"):
            if key in phase.model_fields_set and not getattr(phase, key):
                yield (
                    Code.NO_HOSTS,
                    ("challenge_phases", index, key),
                    "only hosts see this phase, and podium.hosts names none: it is left to those "
                    "who may write to the repository. Add the hosts' logins",
                )
                return
