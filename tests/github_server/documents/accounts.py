"""Users, apps and installations."""

from __future__ import annotations

from github_server.clock import stamp
from github_server.documents import Document, record, times, urls
from github_server.openapi import empty
from github_server.state import App, Installation, Token, User

_LISTS = (
    "followers following{/other_user} gists{/gist_id} starred{/owner}{/repo} subscriptions "
    "organizations=orgs repos events{/privacy} received_events"
)
_ORGANIZATION = "repos events hooks issues members{/member} public_members{/member}"


def avatar(who: User) -> str:
    return f"{who.state.url}/avatars/u/{who.id}?v=4"


def user(who: User) -> Document:
    api = f"{who.state.url}/users/{who.login}"
    return record("U", who, "login") | {
        "avatar_url": avatar(who),
        "gravatar_id": "",
        "url": api,
        "html_url": who.html,
        **urls(api, _LISTS),
        "type": who.kind,
        "user_view_type": "public",
        "site_admin": False,
    }


def known(who: User) -> Document | None:
    """As whoever wrote something; nobody, once the account is gone."""
    return None if who.is_gone else user(who)


def always(who: User) -> Document:
    """As ``known``, where GitHub says whose it is in any case: the account that stands for all."""
    return user(User(who.state, 10137, "ghost") if who.is_gone else who)


def public_repositories(who: User) -> int:
    return sum(one.owner is who and not one.private for one in who.state.repositories.values())


def public_user(who: User) -> Document:
    unsaid = "location hireable bio twitter_username public_gists followers following"
    return {
        **user(who),
        **record("U", who, "name company email"),
        **empty("public-user", unsaid),
        **times(who),
        "blog": "",
        "public_repos": public_repositories(who),
    }


def private_user(who: User) -> Document:
    """What a user sees of herself."""
    counts = "private_gists total_private_repos owned_private_repos disk_usage collaborators"
    return {
        **public_user(who),
        **empty("private-user", counts),
        "user_view_type": "private",
        "two_factor_authentication": True,
        "plan": {"name": "free", "space": 976562499, "collaborators": 0, "private_repos": 10000},
    }


def organization(who: User) -> Document:
    api = f"{who.state.url}/orgs/{who.login}"
    own = {"url": api, "avatar_url": avatar(who), "description": None}
    return record("O", who, "login") | own | urls(api, _ORGANIZATION)


def app(one: App) -> Document:
    html = f"{one.bot.state.url}/apps/{one.slug}"
    return record("A", one, "client_id slug") | {
        "owner": user(one.owner),
        "name": one.slug,
        "description": None,
        "external_url": html,
        "html_url": html,
        **times(one.bot),
        "permissions": {"metadata": "read"},
        "events": [],
    }


def installation(one: Installation) -> Document:
    url, account = one.account.state.url, one.account
    return {
        "id": one.id,
        "client_id": one.app.client_id,
        "account": user(account),
        "repository_selection": "selected",
        "access_tokens_url": f"{url}/app/installations/{one.id}/access_tokens",
        "repositories_url": f"{url}/installation/repositories",
        "html_url": f"{url}/organizations/{account.login}/settings/installations/{one.id}",
        "app_id": one.app.id,
        "app_slug": one.app.slug,
        "target_id": account.id,
        "target_type": account.kind,
        "permissions": {"metadata": "read"} | one.permissions,
        **times(one),
        **empty("installation", "events single_file_name suspended_by suspended_at"),
    }


def installation_token(token: Token, permissions: dict[str, str]) -> Document:
    return {
        "token": token.value,
        "expires_at": stamp(token.expires_at),
        "permissions": {"metadata": "read"} | permissions,
        "repository_selection": "selected",
    }
