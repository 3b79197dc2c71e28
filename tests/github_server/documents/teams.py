"""Teams of an organization."""

from __future__ import annotations

from github_server.documents import Document, accounts, record, times, urls
from github_server.openapi import empty
from github_server.state import Team, User


def team(one: Team) -> Document:
    return record("T", one, "slug") | {
        "url": _api(one),
        "html_url": f"{one.org.state.url}/orgs/{one.org.login}/teams/{one.slug}",
        "name": one.slug,
        "privacy": "secret" if one.is_secret else "closed",
        "notification_setting": "notifications_enabled",
        "permission": "pull",
        **urls(_api(one), "members{/member} repositories=repos"),
        **empty("team-full", "description parent repos_count"),
        "type": "organization",
        "organization_id": one.org.id,
        "members_count": sum(one.members.values()),
        **times(one),
        "organization": _organization(one.org),
    }


def _api(one: Team) -> str:
    return f"{one.org.state.url}/organizations/{one.org.id}/team/{one.id}"


def _organization(org: User) -> Document:
    return accounts.organization(org) | {
        "html_url": org.html,
        "type": "Organization",
        "has_organization_projects": True,
        "has_repository_projects": True,
        "public_repos": accounts.public_repositories(org),
        **empty("team-organization", "public_gists followers following archived_at"),
        **times(org),
    }


def membership(one: Team, who: User) -> Document:
    """Without anything that says which account it is: the path named it by login."""
    return {
        "url": f"{_api(one)}/memberships/{who.login}",
        "role": "member",
        "state": "active" if one.members[who.id] else "pending",
    }
