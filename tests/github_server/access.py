"""Who is calling, and what they may do: 401, 403 or 404, as GitHub decides it."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from github_server.errors import ApiError
from github_server.rate_limits import RateLimits
from github_server.state import ROLES, Repository, State, Token
from github_server.wire import Request

READERS = ("read", "triage", "write", "maintain", "admin")
WRITERS = ("write", "maintain", "admin")


@dataclass(frozen=True, slots=True)
class Need:
    """A level of at least one of ``permissions``; none of them means metadata."""

    permissions: tuple[str, ...] = ()
    level: str = "read"

    def __str__(self) -> str:
        return "; ".join(f"{one}={self.level}" for one in self.permissions) or "metadata=read"


def credential(request: Request) -> str | None:
    """The token of an ``Authorization`` header, whichever of GitHub's three ways it is given."""
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() in ("bearer", "token"):
        return rest.strip()
    if scheme.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(rest).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return password or user


def authenticate(state: State, limits: RateLimits, request: Request) -> Token | None:
    """The caller's token, None for an anonymous one; a wrong or expired one is a 401, and after
    several of those every other one a 403."""
    value = credential(request)
    if value is None:
        return None
    if limits.is_locked_out():
        raise ApiError(403, "Maximum number of login attempts exceeded. Please try again later.")
    token = state.tokens.get(value)
    if token is None or (token.expires_at and token.expires_at <= state.clock.now):
        limits.refuse_credentials()
        raise ApiError(401, "Bad credentials")
    return token


def level(token: Token | None, repository: Repository, permission: str) -> str:
    """none, read or write."""
    public = "none" if repository.private else "read"
    if token is None:
        return public
    if token.permissions is None:
        role = repository.role_of(token.user)
        return "write" if role in WRITERS else "read" if role in READERS else "none"
    granted = token.permissions.get(repository.full_name.lower(), {}).get(permission, "none")
    return public if granted == "none" else granted


def may_see(token: Token | None, repository: Repository) -> bool:
    if not repository.private:
        return True
    if token is None:
        return False
    if token.permissions is None:
        return repository.role_of(token.user) in READERS
    return repository.full_name.lower() in token.permissions


def is_allowed(token: Token | None, repository: Repository, need: Need) -> bool:
    if not need.permissions:
        return may_see(token, repository)
    enough = ("write",) if need.level == "write" else ("read", "write")
    return any(level(token, repository, one) in enough for one in need.permissions)


def require(token: Token | None, repository: Repository, need: Need) -> None:
    """Raises the refusal that GitHub would give; what one may not see does not exist."""
    if not may_see(token, repository):
        raise ApiError(404, "Not Found")
    if is_allowed(token, repository, need):
        return
    if token is None:
        raise ApiError(401, "Requires authentication")
    kind = "integration" if token.app else "personal access token"
    raise ApiError(
        403,
        f"Resource not accessible by {kind}",
        headers={"X-Accepted-GitHub-Permissions": str(need)},
    )


def at_least(role: str, other: str) -> bool:
    return ROLES.index(role) >= ROLES.index(other)
