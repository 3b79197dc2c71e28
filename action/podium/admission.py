"""Who may take part: what a challenge asks of a person, and what GitHub vouches for.

Pure. An address counts only if GitHub stands for it, because anybody can write any address into a
commit. Nothing is asked of GitHub that no rule of the phase needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from podium.challenge.model import Challenge, Phase
from podium.issues import Issue


@dataclass(frozen=True, slots=True)
class Questions:
    """What has to be known of a person. ``groups`` are ``org/team`` names in lower case."""

    profile: bool = False
    addresses: bool = False
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """What GitHub says of somebody, in lower case, as far as it was asked. ``has_team`` is for
    those whom ``teams.yaml`` names, ``is_known`` for those who have submitted before."""

    login: str
    addresses: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    created_at: datetime | None = None
    has_name: bool = False
    has_affiliation: bool = False
    has_team: bool = False
    is_known: bool = False


def questions(challenge: Challenge, phase: Phase, login: str) -> Questions:
    """What the rules of the phase need to know of this login."""
    settings = challenge.settings
    lists = [phase.settings.allowed_email_ids or []]
    if phase.settings.creator_must_be_verified:
        lists.append(settings.podium.verified)
    # Whoever is named by login needs no more than that.
    unsettled = [names for names in lists if not _names_login(names, login)]
    addresses = any(_is_address(name) for names in unsettled for name in names)
    by_domain = settings.allowed_email_domains or settings.blocked_email_domains
    banned = any(_is_address(name) for name in settings.banned_email_ids or ())
    age = phase.settings.creator_must_be_verified and settings.podium.minimum_account_age
    groups = {name.casefold() for names in unsettled for name in names if _is_group(name)}
    needs_address = bool(addresses or by_domain or banned)
    return Questions(
        profile=bool(needs_address or age or settings.require_complete_profile),
        addresses=needs_address,
        groups=tuple(sorted(groups)),
    )


def find_issues(
    challenge: Challenge, phase: Phase, person: Person, *, now: datetime
) -> list[Issue]:
    """Everything that keeps this person from submitting to the phase, each with what to do."""
    settings = challenge.settings
    found = [
        *_registration(challenge, person),
        *_allow_list(phase, person),
        *_domains(settings.allowed_email_domains, settings.blocked_email_domains, person),
        *_verification(challenge, phase, person, now),
    ]
    if settings.require_complete_profile and not (person.has_name and person.has_affiliation):
        found.append(
            "the challenge asks for a complete profile: put your name and your company or "
            "university into your GitHub profile"
        )
    if any(name.casefold() in person.addresses for name in settings.banned_email_ids or ()):
        found.append("the hosts have excluded this participant from the challenge")
    return [Issue.error(message, where=f"@{person.login}") for message in found]


def _registration(challenge: Challenge, person: Person) -> Iterator[str]:
    settings = challenge.settings
    if person.has_team:
        return
    if settings.manual_participant_approval:
        yield (
            "the hosts approve each participant: ask them to add your login to teams.yaml, "
            "which you may propose in a pull request of its own"
        )
    elif not settings.is_registration_open and not person.is_known:
        yield "the challenge takes no new participants any more; ask its hosts"


def _allow_list(phase: Phase, person: Person) -> Iterator[str]:
    allowed = phase.settings.allowed_email_ids
    if not allowed or _is_named(allowed, person):
        return
    ways = ["ask the hosts to add your login"]
    if any(_is_address(name) for name in allowed):
        ways = [
            "make the address that the hosts have of you public in your GitHub profile",
            "or push a commit that GitHub marks as verified, with that address as the committer's",
            f"or {ways[0]}",
        ]
    yield (
        f"phase {phase.codename} takes submissions only of people on a list "
        f"(allowed_email_ids), and GitHub does not show that you are one: {', '.join(ways)}"
    )


def _domains(allowed: Sequence[str], blocked: Sequence[str], person: Person) -> Iterator[str]:
    domains = {address.rpartition("@")[2] for address in person.addresses}
    if allowed and not domains & _domain_names(allowed):
        yield (
            f"the challenge is for addresses of {', '.join(allowed)}: make yours public in your "
            "GitHub profile, or push a commit with it that GitHub marks as verified"
        )
    for domain in sorted(domains & _domain_names(blocked)):
        yield f"the challenge takes nobody with an address of {domain}"


def _domain_names(names: Iterable[str]) -> set[str]:
    return {name.removeprefix("@").casefold() for name in names}


def _verification(
    challenge: Challenge, phase: Phase, person: Person, now: datetime
) -> Iterator[str]:
    podium = challenge.settings.podium
    if not phase.settings.creator_must_be_verified or _is_named(podium.verified, person):
        return
    days = podium.minimum_account_age
    if days and person.created_at and person.created_at + timedelta(days=days) <= now:
        return
    fact = f"phase {phase.codename} takes submissions only of verified participants"
    older = f", or come back when your GitHub account is {days} days old" if days else ""
    yield f"{fact}: ask the hosts to add your login to podium.verified{older}"


def _is_named(names: Iterable[str], person: Person) -> bool:
    names = list(names)
    return _names_login(names, person.login) or any(
        name.casefold() in (person.groups if _is_group(name) else person.addresses)
        for name in names
    )


def _names_login(names: Iterable[str], login: str) -> bool:
    return any(
        name.removeprefix("@").casefold() == login.casefold()
        for name in names
        if not _is_group(name) and not _is_address(name)
    )


def _is_address(name: str) -> bool:
    return "@" in name.removeprefix("@")


def _is_group(name: str) -> bool:
    return "/" in name and not _is_address(name)
