"""Who somebody is, as far as GitHub vouches for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from urllib.parse import quote

from github import GithubException, RateLimitExceededException

from podium.errors import ChallengeError
from podium.github.api.client import Connection
from podium.records.model import Participant
from podium.submission.admission import Person, Questions

_UNSEEN = (403, 404)  # which of them GitHub answers depends on the token


def identify(
    connection: Connection, who: Participant, asked: Questions, *, commit: str = ""
) -> Person:
    """What ``asked`` needs to know, and no more. ``commit`` is what they handed in: its address
    counts if GitHub has verified the signature, and holds the committer to be this very person.

    Raises ``ChallengeError`` for a team that our token may not look into.
    """
    person = Person(who.login, id=who.id, names=asked.names)
    unsure = []
    for group in asked.groups:
        if asked.needs_group(group, person):
            is_member = _is_member(connection, group, who)
            if is_member:
                person = replace(person, groups=person.groups | {group})
            elif is_member is None:
                unsure.append(group)
    if asked.needs_profile(person):
        person = _with_profile(connection, person, who)
    if commit and asked.needs_addresses(person):
        addresses = person.addresses | _verified_address(connection, who, commit)
        person = replace(person, addresses=addresses)
    for group in unsure:  # which harms nobody who is let in otherwise
        if asked.needs_group(group, person):
            _require_visible(connection, group)
    return person


def _with_profile(connection: Connection, person: Person, who: Participant) -> Person:
    """By the number of the account: the login may have been renamed, and be another's by now."""
    with connection.asking(f"the profile of {who.login}"):
        assert who.id is not None, "GitHub gives it for everybody"
        user = connection.api.get_user_by_id(who.id)
        return replace(
            person,
            addresses=frozenset([user.email.casefold()] if user.email else []),
            created_at=user.created_at.astimezone(UTC),
            has_name=bool(user.name and user.name.strip()),
            has_affiliation=bool(user.company and user.company.strip()),
        )


def _verified_address(connection: Connection, who: Participant, sha: str) -> frozenset[str]:
    """Never the author's: GitHub verifies whom the signature is of, and that is the committer.
    What is made on its pages is GitHub's own commit, so it says nothing of the person."""
    with connection.asking(f"commit {sha[:12]}"):
        commit = connection.repository.get_commit(sha)
        verification = commit.commit.verification
        account = commit.raw_data.get("committer") or {}  # none, where the address is nobody's
        if verification is None or not verification.verified or account.get("id") != who.id:
            return frozenset()
        return frozenset([commit.commit.committer.email.casefold()])


def _is_member(connection: Connection, group: str, who: Participant) -> bool | None:
    """Of ``org/team``; None where GitHub says nothing, of who is none or to who may not ask."""
    place = f"{_team(group)}/memberships/{quote(who.login, safe='')}"
    found = _seen(connection, place, f"the members of {group}")
    if found is None:
        return None
    return found.get("state") == "active"  # or they have not accepted the invitation yet


def _require_visible(connection: Connection, group: str) -> None:
    if _seen(connection, _team(group), f"the team {group}") is None:
        raise ChallengeError(
            f"{group}: the token may not see this team, or there is none; use the token of a "
            "GitHub App that may read the organization's members, or name logins instead"
        )


def _team(group: str) -> str:
    org, _, team = group.partition("/")
    return f"/orgs/{quote(org, safe='')}/teams/{quote(team, safe='')}"


def _seen(connection: Connection, place: str, what: str) -> dict[str, object] | None:
    with connection.asking(what):
        try:
            found: dict[str, object]
            _, found = connection.api.requester.requestJsonAndCheck("GET", place)
        except RateLimitExceededException:  # also a 403, and no word about the team
            raise
        except GithubException as error:
            if error.status in _UNSEEN:
                return None
            raise
        return found
