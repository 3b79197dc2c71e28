"""Users, apps and installations."""

from __future__ import annotations

from typing import Any

from github_server.clock import stamp
from github_server.state import App, Installation, State, Token, User

Document = dict[str, Any]

_LISTS = {
    "followers": "",
    "following": "{/other_user}",
    "gists": "{/gist_id}",
    "starred": "{/owner}{/repo}",
    "subscriptions": "",
    "orgs": "",
    "repos": "",
    "events": "{/privacy}",
    "received_events": "",
}


def user(state: State, who: User) -> Document:
    api = f"{state.url}/users/{who.login}"
    lists = {
        f"{'organizations' if name == 'orgs' else name}_url": f"{api}/{name}{rest}"
        for name, rest in _LISTS.items()
    }
    return {
        "login": who.login,
        "id": who.id,
        "node_id": f"U_{who.id}",
        "avatar_url": f"{state.url}/avatars/u/{who.id}?v=4",
        "gravatar_id": "",
        "url": api,
        "html_url": f"{state.url}/{who.login}",
        **lists,
        "type": who.kind,
        "user_view_type": "public",
        "site_admin": False,
    }


def public_user(state: State, who: User) -> Document:
    owned = [one for one in state.repositories.values() if one.owner is who and not one.private]
    return user(state, who) | {
        "name": who.name,
        "company": who.company,
        "blog": "",
        "location": None,
        "email": who.email,
        "hireable": None,
        "bio": None,
        "twitter_username": None,
        "public_repos": len(owned),
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": stamp(who.created_at),
        "updated_at": stamp(who.created_at),
    }


def private_user(state: State, who: User) -> Document:
    """What a user sees of herself."""
    return public_user(state, who) | {
        "user_view_type": "private",
        "private_gists": 0,
        "total_private_repos": 0,
        "owned_private_repos": 0,
        "disk_usage": 0,
        "collaborators": 0,
        "two_factor_authentication": True,
        "plan": {"name": "free", "space": 976562499, "collaborators": 0, "private_repos": 10000},
    }


def organization(state: State, who: User) -> Document:
    api = f"{state.url}/orgs/{who.login}"
    return {
        "login": who.login,
        "id": who.id,
        "node_id": f"O_{who.id}",
        "url": api,
        "repos_url": f"{api}/repos",
        "events_url": f"{api}/events",
        "hooks_url": f"{api}/hooks",
        "issues_url": f"{api}/issues",
        "members_url": f"{api}/members{{/member}}",
        "public_members_url": f"{api}/public_members{{/member}}",
        "avatar_url": f"{state.url}/avatars/u/{who.id}?v=4",
        "description": None,
    }


def key(identity: int, text: str) -> Document:
    return {"id": identity, "key": text}


def app(state: State, one: App) -> Document:
    return {
        "id": one.id,
        "client_id": one.client_id,
        "slug": one.slug,
        "node_id": f"A_{one.id}",
        "owner": user(state, one.owner),
        "name": one.slug,
        "description": None,
        "external_url": f"{state.url}/apps/{one.slug}",
        "html_url": f"{state.url}/apps/{one.slug}",
        "created_at": stamp(one.bot.created_at),
        "updated_at": stamp(one.bot.created_at),
        "permissions": {"metadata": "read"},
        "events": [],
    }


def installation(state: State, one: Installation) -> Document:
    settings = f"{state.url}/organizations/{one.account.login}/settings"
    return {
        "id": one.id,
        "client_id": one.app.client_id,
        "account": user(state, one.account),
        "repository_selection": "selected",
        "access_tokens_url": f"{state.url}/app/installations/{one.id}/access_tokens",
        "repositories_url": f"{state.url}/installation/repositories",
        "html_url": f"{settings}/installations/{one.id}",
        "app_id": one.app.id,
        "app_slug": one.app.slug,
        "target_id": one.account.id,
        "target_type": one.account.kind,
        "permissions": {"metadata": "read"} | one.permissions,
        "events": [],
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.created_at),
        "single_file_name": None,
        "suspended_by": None,
        "suspended_at": None,
    }


def installation_token(token: Token, permissions: dict[str, str]) -> Document:
    assert token.expires_at is not None
    return {
        "token": token.value,
        "expires_at": stamp(token.expires_at),
        "permissions": {"metadata": "read"} | permissions,
        "repository_selection": "selected",
    }
