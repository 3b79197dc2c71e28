"""Who somebody is, as far as GitHub vouches for it."""

from __future__ import annotations

from datetime import UTC
from urllib.parse import quote

from podium.admission import Person, Questions
from podium.errors import ChallengeError
from podium.github.client import Connection, GitHubError
from podium.records import Participant


def identify(
    connection: Connection, who: Participant, asked: Questions, *, commit: str = ""
) -> Person:
    """What ``asked`` needs to know, and no more. ``commit`` is what they handed in: its address
    counts if GitHub has verified the signature, and holds the committer to be this very person.

    Raises ``ChallengeError`` for a team that our token may not look into.
    """
    person = _profile(connection, who) if asked.profile else Person(who.login)
    addresses = person.addresses
    if asked.addresses and commit:
        addresses |= _verified_address(connection, who, commit)
    groups = frozenset(group for group in asked.groups if _is_member(connection, group, who))
    return Person(
        login=who.login,
        addresses=addresses,
        groups=groups,
        created_at=person.created_at,
        has_name=person.has_name,
        has_affiliation=person.has_affiliation,
    )


def _profile(connection: Connection, who: Participant) -> Person:
    with connection.asking(f"the profile of {who.login}"):
        user = connection.api.get_user(who.login)
        if user.id != who.id:  # renamed meanwhile, and the login is another person's
            return Person(who.login)
        return Person(
            login=who.login,
            addresses=frozenset([user.email.casefold()] if user.email else []),
            created_at=user.created_at.astimezone(UTC),
            has_name=bool(user.name),
            has_affiliation=bool(user.company),
        )


def _verified_address(connection: Connection, who: Participant, sha: str) -> frozenset[str]:
    with connection.asking(f"commit {sha[:12]}"):
        commit = connection.repository.get_commit(sha)
        verification, committer = commit.commit.verification, commit.committer
        is_theirs = committer is not None and committer.id == who.id
        if verification is None or not verification.verified or not is_theirs:
            return frozenset()
        return frozenset([commit.commit.committer.email.casefold()])


def _is_member(connection: Connection, group: str, who: Participant) -> bool:
    """Of ``org/team``. GitHub answers 404 for who is none, and for who may not ask."""
    org, _, team = group.partition("/")
    place = f"/orgs/{quote(org, safe='')}/teams/{quote(team, safe='')}"
    requester = connection.api.requester
    try:
        with connection.asking(f"the members of {group}"):
            _, found = requester.requestJsonAndCheck(
                "GET", f"{place}/memberships/{quote(who.login, safe='')}"
            )
            return bool(found["state"] == "active")
    except GitHubError as error:
        if error.status not in (403, 404):
            raise
    try:
        with connection.asking(f"the team {group}"):
            requester.requestJsonAndCheck("GET", place)
    except GitHubError as error:
        if error.status not in (403, 404):
            raise
        raise ChallengeError(
            f"{group}: the token may not see this team, or there is none; use the token of a "
            "GitHub App that may read the organization's members, or name logins instead"
        ) from None
    return False
