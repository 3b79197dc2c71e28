"""GitHub Apps: they sign their own requests with a key, and get tokens for an hour."""

from __future__ import annotations

import jwt

from github_server import access
from github_server.errors import ApiError
from github_server.state import App, State, Token
from github_server.wire import Request


def authenticate(state: State, request: Request) -> Token:
    """The app itself, as a caller that has no repository; its signature is checked for real."""
    text = access.credential(request) or ""
    try:
        app = _issuer(state, jwt.decode(text, options={"verify_signature": False}))
        jwt.decode(text, app.public_key, algorithms=["RS256"])
    except (jwt.PyJWTError, LookupError):
        raise ApiError(401, "A JSON web token could not be decoded") from None
    return Token(app.slug, value="", user=app.bot, permissions={}, limit=5000, app=app)


def _issuer(state: State, claims: dict[str, object]) -> App:
    for app in state.apps.values():
        if str(claims["iss"]) in (str(app.id), app.client_id):
            return app
    raise LookupError("no such app")
