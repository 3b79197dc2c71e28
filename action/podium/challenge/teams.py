"""``teams.yaml``: which logins submit together, changed by reviewed commits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from podium.challenge.keys import fields
from podium.challenge.text.source import KeyPath, YamlSource, format_path, parse_yaml
from podium.codes import Code
from podium.errors import ChallengeError, Issue, Level, told
from podium.formats import is_login

_LONGEST_NAME = 100


def parse_teams(text: str, *, name: str, most_members: int | None = None) -> Mapping[str, str]:
    """Login in lower case to team, from a mapping of teams to their logins (or of logins to
    their teams). Raises ``ChallengeError`` with every mistake."""
    source = parse_yaml(text, name=name)
    if source.value is None:
        return {}
    if not isinstance(source.value, dict):
        found = fields.describe(source.value)
        message = f"expected a mapping of teams to lists of logins, found {found}"
        issue = Issue.error(message, code=Code.NO_TEAMS, where=f"{name}:1")
        raise ChallengeError(issues=[issue])
    teams: dict[str, str] = {}
    members: dict[str, int] = {}
    places = list(_memberships(source.value))
    issues = [
        replace(issue, level=Level.ERROR, code=Code.IN_TWO_TEAMS) for issue in source.duplicates
    ]
    issues += [_issue(source, Code.NO_TEAMS, path, found) for path, found in _odd(places)]
    for path, login, team in places:
        if not isinstance(login, str) or not isinstance(team, str):
            continue
        key = login.removeprefix("@").casefold()
        members[team] = members.get(team, 0) + 1
        if teams.setdefault(key, team) != team:
            fact = f"{login} is in {teams[key]!r} already; one team each"
            issues.append(_issue(source, Code.IN_TWO_TEAMS, path, fact))
        if most_members is not None and members[team] == most_members + 1:
            fact = f"{team!r} has more than {most_members} members (max_team_members)"
            issues.append(_issue(source, Code.TEAM_TOO_LARGE, path, fact))
    if issues:
        raise ChallengeError(issues=told(issues))
    return teams


def _memberships(value: Mapping[str, object]) -> Iterator[tuple[KeyPath, object, object]]:
    """Place, login and team, whatever they are."""
    for key, found in value.items():
        if isinstance(found, list):
            for index, login in enumerate(found):
                yield (key, index), login, key
        else:
            yield (key,), key, found


def _odd(places: list[tuple[KeyPath, object, object]]) -> Iterator[tuple[KeyPath, str]]:
    for path, login, team in places:
        if not isinstance(login, str) or not is_login(login.removeprefix("@")):
            yield path, f"expected a GitHub login, found {fields.describe(login)}"
        if not isinstance(team, str) or not team.strip() or not team.isprintable():
            yield path, f"expected a team's name or a list of logins, found {fields.describe(team)}"
        elif len(team) > _LONGEST_NAME:
            yield path, f"a team's name has at most {_LONGEST_NAME} characters"


def _issue(source: YamlSource, code: Code, path: KeyPath, message: str) -> Issue:
    return Issue.error(message, code=code, where=source.where(path), path=format_path(path))
