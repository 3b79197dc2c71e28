"""Where a participant's or a team's page is, for whoever names them."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from podium.records.results import Result
from podium.site.frame.parts import display_name
from podium.site.frame.texts import Texts

# What any disk and any address holds as it is, and tells apart without regard to case.
_PLAIN = re.compile(r"[a-z0-9](?:-?[a-z0-9]){0,59}")
_DIGEST = 12


@dataclass(frozen=True, slots=True)
class Competitor:
    """A team, or a participant without one. ``key`` is the last part of the page's address;
    ``results`` are the newest first, and the name that of the newest."""

    key: str
    name: str
    is_team: bool
    results: tuple[Result, ...]


def competitors(results: Iterable[Result]) -> tuple[Competitor, ...]:
    """By name. What is shown without a name is nobody's: a page of all that one pseudonym sent in
    would help to find out whose it is."""
    grouped: dict[str, list[Result]] = {}
    for result in results:
        if not result.is_anonymous:
            grouped.setdefault(result.owner, []).append(result)
    by_owner = {owner: newest_first(theirs) for owner, theirs in grouped.items()}
    names = {owner: theirs[0].participant for owner, theirs in by_owner.items()}
    # A login that was given up can be taken by somebody else: then neither has the plain key.
    logins = Counter(who.login.casefold() for who in names.values() if who.team is None)
    made = []
    for owner, theirs in by_owner.items():
        who = names[owner]
        name = display_name(who.login, who.team)
        is_alone = who.team is None and logins[who.login.casefold()] == 1
        key = _key(owner, name, is_alone=is_alone)
        made.append(Competitor(key, name, who.team is not None, tuple(theirs)))
    return tuple(sorted(made, key=lambda competitor: (competitor.name.casefold(), competitor.key)))


def keys(listed: Iterable[Competitor]) -> Mapping[str, str]:
    """The key of each owner."""
    return {result.owner: competitor.key for competitor in listed for result in competitor.results}


def newest_first(results: Iterable[Result]) -> list[Result]:
    """By when they were submitted, and by id where that is the same moment."""
    return sorted(results, key=lambda r: (r.submission.submitted_at, r.id), reverse=True)


def _key(owner: str, name: str, *, is_alone: bool) -> str:
    """A login where that alone is safe and nobody else's; a team could be called like one."""
    plain = name.casefold()
    if is_alone and _PLAIN.fullmatch(plain):
        return plain
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "team"
    # No login has two dashes in a row, so that this is no login's.
    return f"{slug}--{hashlib.sha256(owner.encode('utf-8', 'replace')).hexdigest()[:_DIGEST]}"


def submissions(results: Sequence[Result], say: Texts) -> str:
    if not results:
        return say("No submissions yet")
    return say.count("{n} submission", "{n} submissions", len(results))


def people(results: Sequence[Result], say: Texts) -> str:
    """Teams where there are teams, and participants without one; empty for nobody."""
    owners = {result.owner: result.participant.team is not None for result in results}
    teams = sum(owners.values())
    alone = len(owners) - teams
    told = []
    if teams:
        told.append(say.count("{n} team", "{n} teams", teams))
    if alone:
        told.append(say.count("{n} participant", "{n} participants", alone))
    if len(told) == 2:
        return say("{teams} and {participants}", teams=told[0], participants=told[1])
    return "".join(told)


def summary(results: Sequence[Result], say: Texts) -> str:
    """``12 submissions by 5 teams``."""
    count = submissions(results, say)
    by = people(results, say)
    return say("{submissions} by {people}", submissions=count, people=by) if by else count
