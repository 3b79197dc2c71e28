"""Who may take part: what a challenge asks of a person, and what GitHub vouches for.

Pure. An address counts only if GitHub stands for it, because anybody can write any address into a
commit. Nothing is asked of GitHub that no rule of the phase needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from podium.challenge.model import Challenge, Phase
from podium.codes import Code
from podium.errors import Issue

# What GitHub gives to whoever keeps their address private. It says which account it is, by a
# number that outlives every login, and nothing of where anybody works or studies.
_NO_REPLY_DOMAIN = "users.noreply.github.com"
_NO_REPLY = re.compile(rf"(\d{{1,15}})\+[^@\s]+@{re.escape(_NO_REPLY_DOMAIN)}")

Objection = tuple[Code, str]


@dataclass(frozen=True, slots=True)
class Person:
    """What GitHub says of somebody, in lower case, as far as it was asked. ``names`` are the logins
    in the challenge's files that mean them, see ``people.People``, where not just their own;
    ``has_team`` is for
    those whom ``teams.yaml`` names, ``is_known`` for those who have submitted before."""

    login: str
    id: int | None = None
    names: frozenset[str] | None = None
    addresses: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    created_at: datetime | None = None
    has_name: bool = False
    has_affiliation: bool = False
    has_team: bool = False
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class Questions:
    """What has to be known of a person. ``lists`` are names of which each list needs one to be
    theirs; the answer to one question can spare the next, so they are asked in turn. ``names`` are
    those of the person, see ``Person``."""

    profile: bool = False
    addresses: bool = False
    lists: tuple[tuple[str, ...], ...] = ()
    names: frozenset[str] | None = field(default=None, compare=False)

    def needs_profile(self, person: Person) -> bool:
        return self.profile or self.needs_addresses(person)

    def needs_addresses(self, person: Person) -> bool:
        return self.addresses or any(_is_shown_address(name) for name in self._open(person))

    def needs_group(self, group: str, person: Person) -> bool:
        return group in self._open(person)

    @property
    def groups(self) -> tuple[str, ...]:
        """``org/team`` names, in the order of the file."""
        names = (name for names in self.lists for name in names)
        return tuple(dict.fromkeys(name for name in names if _is_group(name)))

    def _open(self, person: Person) -> list[str]:
        """The names in those lists that do not name the person yet."""
        return [name for names in self.lists if not _is_named(names, person) for name in names]


def questions(
    challenge: Challenge, phase: Phase, login: str, identity: int | None = None
) -> Questions:
    """What the rules of the phase need to know of this account."""
    names = challenge.people.names(login, identity)
    settings = challenge.settings
    by_domain = settings.allowed_email_domains or settings.blocked_email_domains
    banned = any(_is_shown_address(name) for name in _names(settings.banned_email_ids))
    # Whoever is named by login needs no more than that.
    named, verified = Person(login, names=names), _names(settings.podium.verified)
    lists = [_names(phase.settings.allowed_email_ids)]
    if is_unverified := phase.settings.creator_must_be_verified and not _is_named(verified, named):
        lists.append(verified)
    age = is_unverified and settings.podium.minimum_account_age
    return Questions(
        profile=bool(age or settings.require_complete_profile),
        addresses=bool(by_domain or banned),
        lists=tuple(listed for listed in lists if listed and not _is_named(listed, named)),
        names=names,
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
        fact = (
            "the challenge asks for a complete profile: put your name and your company or "
            "university into your GitHub profile"
        )
        found.append((Code.PROFILE_INCOMPLETE, fact))
    if any(_is_their_address(name, person) for name in _names(settings.banned_email_ids)):
        fact = "the hosts have excluded this participant from the challenge"
        found.append((Code.EXCLUDED, fact))
    return [Issue.error(fact, code=code, where=f"@{person.login}") for code, fact in found]


def _registration(challenge: Challenge, person: Person) -> Iterator[Objection]:
    settings = challenge.settings
    if person.has_team:
        return
    if settings.manual_participant_approval:
        yield (
            Code.REGISTRATION_CLOSED,
            "the hosts approve each participant: ask them to add your login to teams.yaml, "
            "which you may propose in a pull request of its own",
        )
    elif not settings.is_registration_open and not person.is_known:
        fact = "the challenge takes no new participants any more; ask its hosts"
        yield Code.REGISTRATION_CLOSED, fact


def _allow_list(phase: Phase, person: Person) -> Iterator[Objection]:
    allowed = _names(phase.settings.allowed_email_ids)
    if not allowed or _is_named(allowed, person):
        return
    ways = ["ask the hosts to add your login"]
    if any(_is_shown_address(name) for name in allowed):
        ways = [
            "make the address that the hosts have of you public in your GitHub profile",
            "or push a commit that GitHub marks as verified, with that address as the committer's",
            f"or {ways[0]}",
        ]
    yield (
        Code.NOT_ON_THE_LIST,
        f"phase {phase.codename} takes submissions only of people on a list "
        f"(allowed_email_ids), and GitHub does not show that you are one: {', '.join(ways)}",
    )


def _domains(allowed: Sequence[str], blocked: Sequence[str], person: Person) -> Iterator[Objection]:
    """A domain stands for those below it too: EvalAI looks for it anywhere in an address."""
    domains = {address.rpartition("@")[2] for address in person.addresses} - {_NO_REPLY_DOMAIN}
    if allowed and not any(_is_below(domain, allowed) for domain in domains):
        yield (
            Code.DOMAIN_NOT_TAKEN,
            f"the challenge is for addresses of {', '.join(allowed)}: make yours public in your "
            "GitHub profile, or push a commit with it that GitHub marks as verified",
        )
    for domain in sorted(domain for domain in domains if _is_below(domain, blocked)):
        yield Code.DOMAIN_NOT_TAKEN, f"the challenge takes nobody with an address of {domain}"


def _is_below(domain: str, parents: Iterable[str]) -> bool:
    return any(f".{domain}".endswith(f".{name.lstrip('.')}") for name in _names(parents))


def _verification(
    challenge: Challenge, phase: Phase, person: Person, now: datetime
) -> Iterator[Objection]:
    podium = challenge.settings.podium
    if not phase.settings.creator_must_be_verified or _is_named(_names(podium.verified), person):
        return
    days = podium.minimum_account_age
    if days and person.created_at and (now - person.created_at) // timedelta(days=1) >= days:
        return
    fact = f"phase {phase.codename} takes submissions only of verified participants"
    older = f", or come back when your GitHub account is {days} days old" if days else ""
    fact = f"{fact}: ask the hosts to add your login to podium.verified{older}"
    yield Code.NOT_VERIFIED, fact


def _names(given: Iterable[str] | None) -> tuple[str, ...]:
    """As they are compared; a login or a team may be written as a mention."""
    names = (name.strip().removeprefix("@").casefold() for name in given or ())
    return tuple(name for name in names if name)


def _is_named(names: Iterable[str], person: Person) -> bool:
    own = {person.login.casefold()} if person.names is None else person.names
    return any(
        name in person.groups if _is_group(name) else _is_their_address(name, person) or name in own
        for name in names
    )


def _is_their_address(name: str, person: Person) -> bool:
    account = _NO_REPLY.fullmatch(name)
    if account is not None and person.id is not None:
        return int(account[1]) == person.id
    return name in person.addresses


def _is_shown_address(name: str) -> bool:
    """Whether GitHub has to be asked whose it is; one with an account's number says so itself."""
    return "@" in name and not _NO_REPLY.fullmatch(name)


def _is_group(name: str) -> bool:
    return "/" in name and "@" not in name
