"""Users, the rate limit, apps and their tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from github_server.documents import Document
from github_server.documents import accounts as documents
from github_server.errors import ApiError, found
from github_server.routing import Call, Route
from github_server.state import App, Installation, Token
from github_server.wire import Response


def get_user(call: Call) -> Document:
    return documents.public_user(found(call.state.users.get(call.named("username"))))


def get_user_by_id(call: Call) -> Document:
    identity = call.number("account_id")
    user = next((one for one in call.state.users.values() if one.id == identity), None)
    return documents.public_user(found(user))


def get_self(call: Call) -> Document:
    """Only people have a self: an app's token is refused."""
    if call.token and call.token.app:
        raise ApiError(403, "Resource not accessible by integration")
    return documents.private_user(call.user)


def list_keys(call: Call) -> Response:
    user = found(call.state.users.get(call.named("username")))
    keys = enumerate(user.keys, start=user.id * 100)
    return call.listing(keys, lambda key: {"id": key[0], "key": key[1]})


def get_rate_limit(call: Call) -> Document:
    return call.limits.document(call.token)


def _app(call: Call) -> App:
    assert call.token is not None and call.token.app is not None
    return call.token.app


def get_app(call: Call) -> Document:
    return documents.app(_app(call))


def _own(call: Call) -> list[Installation]:
    app = _app(call)
    return [one for one in call.state.installations.values() if one.app is app]


def get_repository_installation(call: Call) -> Document:
    name = f"{call.named('owner')}/{call.named('repo')}"
    on_it = (one for one in _own(call) if name in one.repositories)
    return documents.installation(found(next(on_it, None)))


def get_owner_installation(call: Call) -> Document:
    login = call.named("org" if "org" in call.parameters else "username")
    on_it = (one for one in _own(call) if one.account.login.lower() == login)
    return documents.installation(found(next(on_it, None)))


def create_installation_token(call: Call) -> Document:
    """An hour's token for no more than the installation has."""
    identity = call.number("installation_id")
    one = found(next((each for each in _own(call) if each.id == identity), None))
    permissions = _granted(one, call.body.get("permissions") or one.permissions)
    repositories = _selected(one, call.body)
    token = Token(
        name=f"{one.app.slug}-{call.state.next_id('installation-token')}",
        value=call.state.token_value("ghs"),
        user=one.app.bot,
        permissions=dict.fromkeys(repositories, permissions),
        limit=5000,
        app=one.app,
        expires_at=call.state.clock.now + timedelta(hours=1),
    )
    call.state.tokens[token.value] = token
    return documents.installation_token(token, permissions)


def _granted(one: Installation, asked: dict[str, str]) -> dict[str, str]:
    rank = ("none", "read", "write").index
    for permission, level in asked.items():
        held = one.permissions.get(permission, "read" if permission == "metadata" else "none")
        if rank(level) > rank(held):
            raise ApiError(
                422, "The permissions requested are not granted to this installation.", errors=[]
            )
    return dict(asked)


def _selected(one: Installation, body: dict[str, Any]) -> list[str]:
    """Those asked for by name or id; without a wish, all."""
    if not {"repositories", "repository_ids"} & body.keys():
        return list(one.repositories)
    names = {name.lower() for name in body.get("repositories", ())}
    ids = set(body.get("repository_ids", ()))
    chosen = [
        full
        for full, repository in one.repositories.items()
        if repository.name.lower() in names or repository.id in ids
    ]
    if len(chosen) < len(names) + len(ids):
        raise ApiError(
            422,
            "There is at least one repository that does not exist or is not accessible to the "
            "parent installation.",
            errors=[],
        )
    return chosen


_INSTALLATION = "/app/installations/{installation_id}"
ROUTES = (
    Route("GET", "/rate_limit", get_rate_limit, None, is_free=True),
    Route("GET", "/users/{username}", get_user, None),
    Route("GET", "/users/{username}/keys", list_keys, None),
    Route("GET", "/user/{account_id}", get_user_by_id, None),
    Route("GET", "/user", get_self, None, "signed-in"),
    Route("GET", "/app", get_app, None, "app"),
    Route("GET", "/repos/{owner}/{repo}/installation", get_repository_installation, None, "app"),
    Route("GET", "/orgs/{org}/installation", get_owner_installation, None, "app"),
    Route("GET", "/users/{username}/installation", get_owner_installation, None, "app"),
    Route("POST", f"{_INSTALLATION}/access_tokens", create_installation_token, None, "app"),
)
