"""Tokens of people, jobs and apps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from github_server.setup.stage import Stage
from github_server.state import ACTIONS_BOT, App, Installation, Token, User

ACTIONS_BOT_ID = 41898282
Permissions = Mapping[str, Mapping[str, str]]


class Tokens(Stage):
    def token(
        self,
        permissions: Permissions,
        *,
        name: str | None = None,
        login: str = ACTIONS_BOT,
        limit: int = 1000,
        expires_at: datetime | None = None,
    ) -> str:
        """An app's or a job's token: repository → permission → read or write, and no more.

        By default it is a job's ``GITHUB_TOKEN``. ``name`` is what the request log calls it.
        """
        user = self._user(login, "Bot")
        held = {repository.lower(): dict(levels) for repository, levels in permissions.items()}
        app = self._app_of(user) if user.kind == "Bot" else None
        return self._issue("ghs", name, user, held, limit, app, expires_at)

    def user_token(self, login: str, *, name: str | None = None, limit: int = 5000) -> str:
        """A person's token, for all that she may do herself."""
        return self._issue("ghp", name or login, self._user(login), None, limit)

    def _issue(self, prefix: str, name: str | None, *about: Any) -> str:
        value = self._state.token_value(prefix)
        name = name or f"token-{len(self._state.tokens) + 1}"
        self._state.tokens[value] = Token(name, value, *about)
        return value

    def permissions(self, name: str) -> Permissions:
        """What the token may do that the request log calls by this name."""
        (token,) = [one for one in self._state.tokens.values() if one.name == name]
        return dict(token.permissions or {})

    def revoke(self, token: str) -> None:
        del self._state.tokens[token]

    def _app_of(self, bot: User) -> App:
        for app in self._state.apps.values():
            if app.bot is bot:
                return app
        return self._app(bot.login.removesuffix("[bot]"), bot)

    def _app(self, slug: str, bot: User, public_key: bytes = b"") -> App:
        app = App(self._state.next_id("app", 15368), slug, self._user("github"), bot, public_key)
        self._state.apps[app.id] = app
        return app

    def add_app(self, slug: str, *, public_key: bytes) -> App:
        """An app that signs with the private half of ``public_key`` (PEM); see ``make_key``."""
        return self._app(slug, self.add_user(f"{slug}[bot]", kind="Bot"), public_key)

    def install(
        self, app: App, repositories: tuple[str, ...], permissions: Mapping[str, str]
    ) -> Installation:
        """On repositories of one owner."""
        chosen = {name.lower(): self.repository(name) for name in repositories}
        (owner,) = {one.owner for one in chosen.values()}
        installation = Installation(
            id=self._state.next_id("installation", 7001),
            app=app,
            account=owner,
            repositories=chosen,
            permissions=dict(permissions),
            created_at=self._state.clock.now,
        )
        self._state.installations[installation.id] = installation
        return installation
