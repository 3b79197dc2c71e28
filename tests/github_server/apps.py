"""GitHub Apps: they sign their own requests with a key, and get tokens for an hour."""

from __future__ import annotations

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from github_server import access
from github_server.errors import ApiError
from github_server.state import App, State, Token
from github_server.wire import Request


def make_key() -> tuple[bytes, str]:
    """The public half, which an app is added with, and the private one, which it signs with."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return public, private.decode()


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
