"""How many submissions there are, and by whom, in words."""

from __future__ import annotations

from collections.abc import Sequence

from podium.records.results import Result
from podium.site.texts import Texts


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
