"""Teams of an organization, and who is in them."""

from __future__ import annotations

from github_server.access import Need
from github_server.documents import Document
from github_server.documents import teams as documents
from github_server.errors import ApiError, found
from github_server.routing import Call, Route
from github_server.state import Team, Token, User

_NEED = Need(("members",))


def get_team(call: Call) -> Document:
    return documents.team(_team(call))


def get_membership(call: Call) -> Document:
    """Of an account that was invited too: it is pending until they accept."""
    team = _team(call)
    who = call.state.users.get(call.named("username"))
    if who is None or who.id not in team.members:
        raise ApiError(404, "Not Found")
    return documents.membership(team, who)


def _team(call: Call) -> Team:
    """A team that the caller may see. A workflow's own token and an app that has not been given
    ``members`` are refused; an app of another organization, and strangers, are told nothing."""
    org, slug = call.state.users.get(call.named("org")), call.named("team_slug")
    if org is None or org.kind != "Organization":
        raise ApiError(404, "Not Found")
    if call.token is None:
        raise ApiError(401, "Requires authentication")
    team = next((one for one in org.teams if one.slug.lower() == slug), None)
    if call.token.permissions is not None:
        _require_members(call.token, org)
    elif not _sees(call.token.user, org, team):
        team = None
    return found(team)


def _require_members(token: Token, org: User) -> None:
    """An organization's permission holds for whatever of it the token is for."""
    held = [
        levels.get("members", "none")
        for repository, levels in (token.permissions or {}).items()
        if repository.startswith(f"{org.login.lower()}/")
    ]
    if not held:
        raise ApiError(404, "Not Found")
    if not {"read", "write"} & set(held):
        raise ApiError(
            403,
            "Resource not accessible by integration",
            headers={"X-Accepted-GitHub-Permissions": str(_NEED)},
        )


def _sees(user: User, org: User, team: Team | None) -> bool:
    if team is not None and team.is_secret:
        return bool(team.members.get(user.id))
    return any(one.members.get(user.id) for one in org.teams)


_TEAM = "/orgs/{org}/teams/{team_slug}"
ROUTES = (
    Route("GET", _TEAM, get_team, None),
    Route("GET", f"{_TEAM}/memberships/{{username}}", get_membership, None),
)
