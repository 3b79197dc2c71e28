"""What the server knows: users, repositories and what hangs on them, tokens, apps.

Plain mutable records and look-ups; each knows what it is part of. Whoever touches them holds
``State.lock``.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from github_server.clock import Clock
from github_server.git.repository import BareRepository

ROLES = ("none", "read", "triage", "write", "maintain", "admin")
ACTIONS_BOT = "github-actions[bot]"
BORN = datetime(2020, 1, 1, tzinfo=UTC)
WHOLE_SCALE = 1 << 31
"""Ids of comments, assets and runs start here: GitHub's have outgrown 32 bits."""


@dataclass(slots=True, eq=False)
class User:
    """Somebody, or an organization with its ``teams`` and ``members``: ids of accounts, with
    whether everybody may know of it, which by default nobody may. ``email`` is shown to everybody,
    ``addresses`` are verified and kept private, ``unconfirmed`` ones anybody can claim. Of an
    account that ``is_gone``, what it wrote names nobody."""

    state: State = field(repr=False)
    id: int
    login: str
    kind: str = "User"
    name: str | None = None
    email: str | None = None
    created_at: datetime = BORN
    keys: tuple[str, ...] = ()
    company: str | None = None
    addresses: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    teams: list[Team] = field(default_factory=list)
    members: dict[int, bool] = field(default_factory=dict)
    is_gone: bool = False

    @property
    def html(self) -> str:
        return f"{self.state.url}/{self.login}"


@dataclass(slots=True, eq=False)
class Team:
    """``members`` are ids of accounts, with whether they have accepted; a secret team is seen by
    its members only, and by apps."""

    org: User
    id: int
    slug: str
    is_secret: bool
    members: dict[int, bool]
    created_at: datetime


@dataclass(slots=True, eq=False)
class Label:
    repository: Repository
    id: int
    name: str
    color: str = "ededed"
    description: str = ""


@dataclass(slots=True, eq=False)
class Comment:
    repository: Repository
    id: int
    number: int
    user: User
    body: str
    created_at: datetime
    updated_at: datetime
    app: App | None = None


@dataclass(slots=True, eq=False)
class Status:
    repository: Repository
    id: int
    sha: str
    state: str
    context: str
    description: str | None
    target_url: str | None
    creator: User
    created_at: datetime


@dataclass(slots=True, eq=False)
class Pull:
    """A pull request. ``head_repository`` is None once the fork is deleted."""

    repository: Repository
    id: int
    number: int
    title: str
    body: str | None
    user: User
    base_branch: str
    base_sha: str
    head_owner: User
    head_repository: Repository | None
    head_branch: str
    head_sha: str
    created_at: datetime
    updated_at: datetime
    draft: bool = False
    state: str = "open"
    closed_at: datetime | None = None
    merged_at: datetime | None = None
    merge_sha: str | None = None
    labels: list[Label] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Asset:
    """``size`` and ``digest`` are what the API says; a test may make them lie."""

    release: Release
    id: int
    name: str
    file: Path
    size: int
    digest: str | None
    content_type: str
    created_at: datetime
    downloads: int = 0


@dataclass(slots=True, eq=False)
class Release:
    repository: Repository
    id: int
    tag: str
    name: str | None
    body: str | None
    target: str
    author: User
    created_at: datetime
    published_at: datetime | None
    draft: bool = False
    prerelease: bool = False
    assets: list[Asset] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Workflow:
    repository: Repository
    id: int
    path: str
    name: str
    created_at: datetime


@dataclass(slots=True, eq=False)
class Run:
    id: int
    number: int
    workflow: Workflow
    head_branch: str | None
    head_sha: str
    head_repository: Repository
    actor: User
    title: str
    created_at: datetime
    updated_at: datetime
    event: str = "workflow_dispatch"
    status: str = "queued"
    conclusion: str | None = None
    pull_numbers: tuple[int, ...] = ()
    attempt: int = 1


@dataclass(slots=True, eq=False)
class Repository:
    state: State
    id: int
    owner: User
    name: str
    git: BareRepository
    private: bool
    default_branch: str
    created_at: datetime
    pushed_at: datetime
    parent: Repository | None = None
    description: str | None = None
    roles: dict[str, str] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    pulls: dict[int, Pull] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)
    statuses: list[Status] = field(default_factory=list)
    releases: dict[int, Release] = field(default_factory=dict)
    workflows: dict[str, Workflow] = field(default_factory=dict)
    runs: dict[int, Run] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Repository({self.full_name})"

    @property
    def full_name(self) -> str:
        return f"{self.owner.login}/{self.name}"

    @property
    def api(self) -> str:
        return f"{self.state.url}/repos/{self.full_name}"

    @property
    def html(self) -> str:
        return f"{self.state.url}/{self.full_name}"

    @property
    def forks(self) -> list[Repository]:
        return [one for one in self.state.repositories.values() if one.parent is self]

    def role_of(self, user: User | None) -> str:
        """What the repository itself grants; a public one lets everybody read."""
        if user is not None and user is self.owner:
            return "admin"
        granted = self.roles.get(user.login.lower(), "none") if user else "none"
        return "read" if granted == "none" and not self.private else granted

    def assets(self) -> Iterator[Asset]:
        return (asset for release in self.releases.values() for asset in release.assets)


@dataclass(slots=True, eq=False)
class App:
    id: int
    slug: str
    owner: User
    bot: User
    public_key: bytes = field(repr=False, default=b"")

    @property
    def client_id(self) -> str:
        return f"Iv23li{self.id:014d}"


@dataclass(slots=True, eq=False)
class Installation:
    id: int
    app: App
    account: User
    repositories: dict[str, Repository]
    permissions: dict[str, str]
    created_at: datetime


@dataclass(slots=True, eq=False)
class Token:
    """Who may do what. ``permissions`` is None for a token that may all that its user may;
    otherwise repository (lower case) → permission → read or write."""

    name: str
    value: str = field(repr=False)
    user: User
    permissions: Mapping[str, Mapping[str, str]] | None
    limit: int
    app: App | None = None
    expires_at: datetime | None = None

    @property
    def quota(self) -> str:
        """Whose limits it uses up."""
        if self.permissions is None:
            return f"user {self.user.login}"
        if self.user.login == ACTIONS_BOT:
            return f"repository {min(self.permissions, default=self.name)}"
        return f"app {self.user.login}"


@dataclass(frozen=True, slots=True)
class Mail:
    """That GitHub tells ``to`` of a comment, and why: as author, mention or comment."""

    to: str
    reason: str
    comment: int


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A workflow (``workflow``, ``ref``, ``inputs``) or repository (``event_type``,
    ``client_payload``) dispatch that somebody asked for."""

    repository: str
    by: str
    workflow: str | None = None
    ref: str | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    event_type: str | None = None
    client_payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True, repr=False)
class State:
    root: Path
    url: str
    clock: Clock = field(default_factory=Clock)
    lock: threading.RLock = field(default_factory=threading.RLock)
    users: dict[str, User] = field(default_factory=dict)
    repositories: dict[str, Repository] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    apps: dict[int, App] = field(default_factory=dict)
    installations: dict[int, Installation] = field(default_factory=dict)
    dispatches: list[Dispatch] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    lag: int = 0
    unseen: dict[Repository, int] = field(default_factory=dict)
    """Repositories of which the API does not know the last push yet, for so many requests."""
    signers: dict[str, User] = field(default_factory=dict)
    """Commit → whose key has signed it."""
    _ids: dict[str, Iterator[int]] = field(default_factory=dict)

    def next_id(self, kind: str, start: int = 1) -> int:
        """Ids are counted by kind, so the same test gets the same ids."""
        return next(self._ids.setdefault(kind, itertools.count(start)))

    def user(self, login: str) -> User:
        return self.users[login.lower()]

    def repository(self, full_name: str) -> Repository:
        return self.repositories[full_name.lower()]

    def user_of_email(self, email: str) -> User | None:
        """The account that GitHub shows beside a commit: by e-mail, so anybody can claim it."""
        local = email.removesuffix("@users.noreply.github.com").partition("+")
        for user in self.users.values():
            is_noreply = local == (str(user.id), "+", user.login)
            own = (user.email, *user.addresses, *user.unconfirmed)
            if is_noreply or (email and email in own):
                return user
        return None

    def token_value(self, prefix: str) -> str:
        """As long as GitHub's newer ones, so that nobody counts on forty characters."""
        number = self.next_id("token")
        filler = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" * 9
        return f"{prefix}_{number:06d}{filler}"[:520]
