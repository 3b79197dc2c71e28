"""Teams of an organization."""

from __future__ import annotations

from typing import Any

from github_server.clock import stamp
from github_server.documents import accounts
from github_server.state import State, Team, User

Document = dict[str, Any]


def team(state: State, org: User, one: Team) -> Document:
    api = f"{state.url}/organizations/{org.id}/team/{one.id}"
    return {
        "id": one.id,
        "node_id": f"T_{one.id}",
        "url": api,
        "html_url": f"{state.url}/orgs/{org.login}/teams/{one.slug}",
        "name": one.slug,
        "slug": one.slug,
        "description": None,
        "privacy": "secret" if one.is_secret else "closed",
        "notification_setting": "notifications_enabled",
        "permission": "pull",
        "members_url": f"{api}/members{{/member}}",
        "repositories_url": f"{api}/repos",
        "parent": None,
        "type": "organization",
        "organization_id": org.id,
        "members_count": sum(one.members.values()),
        "repos_count": 0,
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.created_at),
        "organization": _organization(state, org),
    }


def _organization(state: State, org: User) -> Document:
    owned = [one for one in state.repositories.values() if one.owner is org and not one.private]
    return accounts.organization(state, org) | {
        "html_url": f"{state.url}/{org.login}",
        "type": "Organization",
        "has_organization_projects": True,
        "has_repository_projects": True,
        "public_repos": len(owned),
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": stamp(org.created_at),
        "updated_at": stamp(org.created_at),
        "archived_at": None,
    }


def membership(state: State, org: User, one: Team, who: User) -> Document:
    """Without anything that says which account it is: the path named it by login."""
    place = f"{state.url}/organizations/{org.id}/team/{one.id}"
    return {
        "url": f"{place}/memberships/{who.login}",
        "role": "member",
        "state": "active" if one.members[who.id] else "pending",
    }
