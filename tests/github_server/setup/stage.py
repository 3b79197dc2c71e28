"""What every part of the set-up shares."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from github_server.git.values import Content
from github_server.state import Repository, State, User

Files = Mapping[str, Content]


def _locked(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def call(self: Any, *given: Any, **named: Any) -> Any:
        with self._state.lock:
            return method(self, *given, **named)

    return call


class Stage:
    """Finds and adds people and repositories. Repositories are named ``owner/name``."""

    _state: State

    def __init_subclass__(cls) -> None:
        """Hooks and threads of a test may call a method while requests run: each is locked."""
        for name, value in list(vars(cls).items()):
            if inspect.isfunction(value) and not name.startswith("_"):
                setattr(cls, name, _locked(value))

    def repository(self, name: str) -> Repository:
        return self._state.repository(name)

    @_locked
    def add_user(self, login: str, *, id: int | None = None, **about: Any) -> User:
        """``about`` is what a ``User`` has: ``email`` is public, ``addresses`` are verified as
        well and shown to nobody, ``keys`` are SSH keys, as ``ssh-ed25519 …``."""
        user = User(self._state, id or self._state.next_id("user", 1001), login, **about)
        self._state.users[login.lower()] = user
        return user

    def add_organization(self, login: str) -> User:
        return self.add_user(login, kind="Organization")

    def _user(self, login: str, kind: str = "User") -> User:
        """Somebody known, or a new one of that name."""
        known = self._state.users.get(login.lower())
        return known or self.add_user(login, kind=kind)
