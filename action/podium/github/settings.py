"""What the environment of a ``podium actions`` command says; nobody else asks the environment,
but ``recorded_files`` where GitHub is.

None of it is a participant's text, and the tokens are never shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from podium.challenge.model import Challenge
from podium.errors import ChallengeError
from podium.github import events, redaction
from podium.records.git import commands

SINGLE_SHAPE_BRANCH = "results"


@dataclass(frozen=True, slots=True)
class Settings:
    """``repository`` is the one whose pull requests and releases are read, ``grader_repository``
    the private one that only ``notify`` knows of; ``patience`` the unit in seconds by which the
    waits between attempts grow. ``run`` is the workflow run that this is a part of, about which
    and about others ``run_token`` may ask. Of a run that was planned, ``plan`` is the digest of the
    plan, ``item`` the number of the part that is taken here, ``ended`` the result of the job that
    evaluated it; ``minutes`` bound what is begun."""

    repository: str
    challenge: Path
    work: Path
    token: str = field(repr=False, default="")
    results_token: str = field(repr=False, default="")
    results_repository: str = ""
    results_branch: str = ""
    grader_repository: str = ""
    grader_token: str = field(repr=False, default="")
    pull_request: str = ""
    head_sha: str = ""
    run: int = 0
    run_token: str = field(repr=False, default="")
    item: int = 0
    plan: str = ""
    ended: str = ""
    minutes: float | None = None
    site_url: str = ""
    site: Path | None = None
    runner: str | None = None
    bot: str = ""
    patience: float = 0.5
    api_url: str = "https://api.github.com"
    server_url: str = "https://github.com"
    home: str = ""
    event_name: str = ""
    event_path: Path | None = None
    run_url: str = ""
    output: Path | None = None
    summary: Path | None = None
    other_secrets: tuple[str, ...] = field(repr=False, default=())

    @property
    def secrets(self) -> tuple[str, ...]:
        """Everything that must not be shown."""
        given = (self.token, self.results_token, self.grader_token, self.run_token)
        return (*filter(None, given), *self.other_secrets)

    @property
    def event(self) -> Mapping[str, Any]:
        if self.event_path is None or not self.event_path.is_file():
            return {}
        document = json.loads(self.event_path.read_text(encoding="utf-8"))
        return document if isinstance(document, dict) else {}

    @property
    def challenge_folder(self) -> str:
        """The challenge's folder in its repository, empty for all of it. A workflow names it
        from there; where it does not, the challenge is a repository of its own."""
        named = PurePosixPath(self.challenge.as_posix())
        return "" if named.is_absolute() or not named.parts else str(named)

    @property
    def is_apart(self) -> bool:
        """Whether this runs elsewhere than where participants submit: in a private grader."""
        return bool(self.home) and self.home.casefold() != self.repository.casefold()

    @property
    def is_unseen(self) -> bool:
        """Whether nobody but hosts reads this run's log: it is that of a private repository, and
        GitHub says so itself."""
        home = self.event.get("repository")
        return isinstance(home, Mapping) and home.get("private") is True

    @property
    def request(self) -> events.Request:
        return events.decide(
            self.event_name,
            self.event,
            repository=self.repository,
            pull_request=self.pull_request,
            head_sha=self.head_sha,
        )

    def clone_url(self, repository: str) -> str:
        return f"{self.server_url}/{repository}.git"

    def results(self, challenge: Challenge) -> tuple[str, str]:
        """Repository and branch of the records. In the repository of the challenge itself they
        have a branch of their own, so that its main branch stays the organizers'."""
        named = challenge.settings.podium.results
        repository = self.results_repository or named.repository or self.repository
        if self.results_branch:
            return repository, self.results_branch
        if repository.casefold() != self.repository.casefold():
            return repository, named.branch
        says_branch = "branch" in named.model_fields_set
        return repository, named.branch if says_branch else SINGLE_SHAPE_BRANCH

    def results_access(self) -> Mapping[str, str]:
        """Git's environment for the results repository. Its own token only comes when there is
        something to push; until then it is read with the other one, for GitHub gives little to
        who shows none, and what is public to any."""
        return commands.authorization(self.server_url, self.results_token or self.token)

    def access(self) -> Mapping[str, str]:
        return commands.authorization(self.server_url, self.token)


def read(environ: Mapping[str, str]) -> Settings:
    """Raises ``ChallengeError`` for a value that cannot be one."""

    def path(name: str) -> Path | None:
        return Path(environ[name]) if environ.get(name) else None

    repository = environ.get("PODIUM_REPOSITORY") or environ.get("GITHUB_REPOSITORY", "")
    server = (environ.get("GITHUB_SERVER_URL") or "https://github.com").rstrip("/")
    run, home = environ.get("GITHUB_RUN_ID", ""), environ.get("GITHUB_REPOSITORY", "")
    results = environ.get("PODIUM_RESULTS_REPOSITORY", "")
    grader = environ.get("PODIUM_GRADER_REPOSITORY", "")
    item = environ.get("PODIUM_ITEM", "")
    runner = environ.get("PODIUM_RUNNER") or None
    if runner not in (None, "docker", "process"):
        raise ChallengeError(f"PODIUM_RUNNER: expected docker or process, found {runner!r}")
    return Settings(
        repository=events.parse_repository(repository),
        challenge=Path(environ.get("PODIUM_CHALLENGE") or "."),
        work=path("PODIUM_WORK") or Path(environ.get("RUNNER_TEMP") or ".", "podium"),
        token=environ.get("PODIUM_TOKEN", ""),
        results_token=environ.get("PODIUM_RESULTS_TOKEN", ""),
        results_repository=events.parse_repository(results) if results else "",
        results_branch=environ.get("PODIUM_RESULTS_BRANCH", ""),
        grader_repository=events.parse_repository(grader) if grader else "",
        grader_token=environ.get("PODIUM_GRADER_TOKEN", ""),
        run=int(run) if run.isdecimal() else 0,
        run_token=environ.get("PODIUM_RUN_TOKEN", ""),
        item=events.parse_number(item) if item else 0,
        plan=_digest(environ.get("PODIUM_PLAN", "")),
        ended=_result(environ.get("PODIUM_ENDED", "")),
        minutes=_minutes(environ.get("PODIUM_MINUTES", "")),
        pull_request=environ.get("PODIUM_PULL_REQUEST", ""),
        head_sha=environ.get("PODIUM_HEAD_SHA", ""),
        site_url=environ.get("PODIUM_SITE_URL", ""),
        site=path("PODIUM_SITE"),
        runner=runner,
        patience=_seconds(environ.get("PODIUM_PATIENCE", "")),
        bot=environ.get("PODIUM_BOT", ""),
        api_url=(environ.get("GITHUB_API_URL") or "https://api.github.com").rstrip("/"),
        server_url=server,
        home=home or repository,
        event_name=environ.get("GITHUB_EVENT_NAME", ""),
        event_path=path("GITHUB_EVENT_PATH"),
        # The run of a private grader is not for participants, who could not open it anyway.
        run_url=f"{server}/{home}/actions/runs/{run}"
        if run.isdecimal() and home == repository
        else "",
        output=path("GITHUB_OUTPUT"),
        summary=path("GITHUB_STEP_SUMMARY"),
        other_secrets=redaction.known_secrets(environ),
    )


def _digest(text: str) -> str:
    if text and not re.fullmatch(r"[0-9a-f]{64}", text):
        raise ChallengeError(f"PODIUM_PLAN: expected 64 hex digits, found {text!r}")
    return text


def _result(text: str) -> str:
    if text not in ("", "success", "failure", "cancelled", "skipped"):
        raise ChallengeError(f"PODIUM_ENDED: expected a job's result, found {text!r}")
    return text


def _minutes(text: str) -> float | None:
    if text and not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", text):
        raise ChallengeError(f"PODIUM_MINUTES: expected minutes, found {text!r}")
    return float(text) if text else None


def _seconds(text: str) -> float:
    try:
        return float(text or "0.5")
    except ValueError:
        raise ChallengeError(f"PODIUM_PATIENCE: expected seconds, found {text!r}") from None
