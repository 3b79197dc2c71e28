"""One connection to GitHub's REST API: versioned, patient within bounds, silent about tokens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from github import Auth, Github, GithubException
from github.GithubRetry import GithubRetry
from github.Repository import Repository
from tenacity import Retrying, retry_if_exception, stop_after_attempt

from podium.errors import InfrastructureError
from podium.github.redaction import redact

API_VERSION = "2022-11-28"
ACTIONS_BOT = 41898282  # github-actions[bot], who writes with a workflow's own token
ACTIONS_LOGIN = "github-actions[bot]"

_ATTEMPTS = 5
_LONGEST_WAIT_SECONDS = 120
_TIMEOUT_SECONDS = 30
_REFUSED = "the token is wrong, has expired or was revoked"


class GitHubError(InfrastructureError):
    """GitHub refused, or could not be reached; then ``status`` is 0."""

    def __init__(self, message: str, *, status: int) -> None:
        self.status = status
        super().__init__(message)

    @property
    def may_have_worked(self) -> bool:
        """Whether the request may have been carried out although its answer was lost."""
        return self.status == 0 or self.status >= 500


class RefusedTokenError(GitHubError):
    """The token is wrong, expired or revoked. Several wrong ones in a short time, and GitHub takes
    right ones no more, so nothing is asked with it again."""


def retrying(attempts: int, **how: Any) -> Retrying:
    """Asks so many times where the answer was lost, at once or as ``how`` says, for what does no
    harm when it is done twice. Raises the last ``GitHubError``."""
    lost = retry_if_exception(
        lambda error: isinstance(error, GitHubError) and error.may_have_worked
    )
    return Retrying(stop=stop_after_attempt(attempts), reraise=True, **{"retry": lost, **how})


class _Retry(GithubRetry):
    """Waits as long as GitHub asks, if that is not too long. What was posted is sent again only
    where GitHub says that it did not look at it: a second comment would be one too many."""

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: Any = None,
        error: Exception | None = None,
        _pool: Any = None,
        _stacktrace: Any = None,
    ) -> Any:
        """Raises what GitHub said where it asks for a longer wait: to ask before that is worse."""
        asked = response.headers.get("Retry-After") if response is not None else None
        if asked and not asked.strip().isdigit():
            asked = None  # a date, which GitHub sends none of
        if asked and int(asked) > _LONGEST_WAIT_SECONDS:
            said = {"message": f"asks to wait for {int(asked)} seconds"}
            response.close()  # nobody else does, where this is not what urllib3 raises
            raise GithubException(response.status, said, dict(response.headers))
        return super().increment(method, url, response, error, _pool, _stacktrace)

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:
        if method.upper() == "POST":
            return bool(self.total) and status_code in (403, 429)
        return super().is_retry(method, status_code, has_retry_after)


@dataclass(slots=True)
class Learnt:
    """What need not be asked twice: who we are, of accounts whether they may push here, and
    whether the token was refused."""

    own_id: int | None = None
    writers: dict[int | None, bool] = field(default_factory=dict)
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class Connection:
    """A repository as one token sees it. ``name`` is its owner/name; ``bot`` the login that the
    token writes as, where that is known beforehand; ``patience`` the unit of waits in seconds."""

    api: Github
    repository: Repository
    name: str
    has_token: bool = False
    secrets: tuple[str, ...] = field(repr=False, default=())
    bot: str = ""
    patience: float = 0.5
    learnt: Learnt = field(repr=False, default_factory=Learnt)

    @contextmanager
    def asking(self, what: str) -> Iterator[None]:
        """Turn whatever GitHub or the network answers into a ``GitHubError`` about ``what``.

        The cause is not chained: it holds the request, and with it the token. Raises
        ``RefusedTokenError`` without asking where the token was refused before.
        """
        if self.learnt.is_refused:
            raise RefusedTokenError(f"GitHub: {what}: not asked, {_REFUSED}", status=401)
        try:
            yield
        except GithubException as error:
            raise self._refused(what, error) from None
        except requests.RequestException as error:
            reason = type(error).__name__
            raise GitHubError(f"GitHub: {what}: no answer ({reason})", status=0) from None

    def _refused(self, what: str, error: GithubException) -> GitHubError:
        said = error.data.get("message", "") if isinstance(error.data, dict) else ""
        message = " ".join(str(said).split())[:300]
        told = self.redact(f"GitHub: {what}: {error.status} {message}".rstrip())
        if error.status == 401 and self.has_token:
            self.learnt.is_refused = True
            return RefusedTokenError(f"{told}: {_REFUSED}", status=401)
        return GitHubError(told, status=error.status)

    def redact(self, text: str) -> str:
        """Whatever anybody is to read, without a secret."""
        return redact(text, self.secrets)

    def own_id(self) -> int:
        """Whom our comments are by."""
        if self.learnt.own_id is None:
            self.learnt.own_id = self._ask_own_id()
        return self.learnt.own_id

    def _ask_own_id(self) -> int:
        """An installation's token may not ask who it is; without a ``bot`` it is taken for the
        workflow's own."""
        if self.bot == ACTIONS_LOGIN:
            return ACTIONS_BOT
        if self.bot:
            with self.asking(f"who {self.bot} is"):
                return self.api.get_user(self.bot).id
        try:
            with self.asking("whose token this is"):
                return self.api.get_user().id
        except GitHubError as error:
            if error.status in (403, 404):
                return ACTIONS_BOT
            raise


def connect(
    api_url: str,
    repository: str,
    token: str,
    *,
    bot: str = "",
    patience: float = 0.5,
    secrets: tuple[str, ...] = (),
) -> Connection:
    """``patience`` is the unit in seconds by which the waits between attempts grow; ``secrets`` are
    what else must not be shown."""
    retry = _Retry(
        total=_ATTEMPTS,
        backoff_factor=patience,
        backoff_max=_LONGEST_WAIT_SECONDS,
        retry_after_max=_LONGEST_WAIT_SECONDS,
        max_rate_limit_wait=_LONGEST_WAIT_SECONDS,
        status_forcelist=[429, *range(500, 600)],
        allowed_methods=frozenset({"GET", "PUT", "PATCH", "DELETE"}),
    )
    api = Github(
        auth=Auth.Token(token) if token else None,
        base_url=api_url,
        timeout=_TIMEOUT_SECONDS,
        per_page=100,
        retry=retry,
        # A submission makes few requests; when there are too many, GitHub says how long to wait.
        seconds_between_requests=0,
        seconds_between_writes=0,
        lazy=True,
        api_version=API_VERSION,
        user_agent="podium",
    )
    return Connection(
        api, api.get_repo(repository), repository, bool(token), (token, *secrets), bot, patience
    )
