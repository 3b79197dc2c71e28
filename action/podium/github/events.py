"""What a GitHub event asks for: the event and the inputs of the action, as mappings, to a request.

Pure. An event only wakes us up. Whatever it says of a pull request is asked again from GitHub, so
the worst that a forged or repeated event can do is to make us look at what is there anyway.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, assert_never

from podium import formats
from podium.errors import ChallengeError

_T = TypeVar("_T")
_SHA = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class PushedTo:
    """The intake workflow ran for a branch; ``at`` is when GitHub started that run, which is when
    ``head_sha`` was submitted. The run's list of pull requests is empty for forks, so the pull
    request is found by its branch."""

    head_repository: str
    head_branch: str
    head_sha: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OnePull:
    """Somebody named a pull request. By hand, without a SHA, even a rejection is looked at anew;
    with one, a head that has moved on since is left to whoever names it."""

    number: int
    head_sha: str = ""

    @property
    def by_hand(self) -> bool:
        return not self.head_sha


@dataclass(frozen=True, slots=True)
class OneRelease:
    release_id: int


@dataclass(frozen=True, slots=True)
class Sweep:
    """Look at everything that is open."""


@dataclass(frozen=True, slots=True)
class Nothing:
    reason: str


Request = PushedTo | OnePull | OneRelease | Sweep | Nothing


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What a private grader is started for: one pull request at one commit or, without a number,
    whatever waits. A number and a SHA are all that is ever said to it: no participant's text."""

    number: int | None = None
    head_sha: str = ""

    @property
    def inputs(self) -> dict[str, str]:
        """As the grader's workflow takes them."""
        if self.number is None:
            return {}
        return {"pull-request": str(self.number), "head-sha": parse_sha(self.head_sha)}


def decide(
    event_name: str,
    event: Mapping[str, Any],
    *,
    repository: str,
    pull_request: str = "",
    head_sha: str = "",
) -> Request:
    """What to evaluate. Raises ``ChallengeError`` for an event or inputs that cannot be read."""
    if pull_request:
        return OnePull(parse_number(pull_request), parse_sha(head_sha))
    match event_name:
        case "workflow_run":
            return _workflow_run(event, repository)
        case "release":
            if event.get("action") != "published":
                return Nothing(f"a release was {_word(event.get('action'))}, not published")
            return OneRelease(_at(event, "release", "id", kind=int))
        case "schedule" | "workflow_dispatch" | "repository_dispatch":
            return Sweep()
        case _:
            return Nothing(f"the event {_word(event_name)} asks for no evaluation")


def dispatches(request: Request, open_heads: Mapping[int, str]) -> tuple[Dispatch, ...]:
    """What to start a private grader for. ``open_heads`` are the open pull requests that GitHub
    lists for the request, each with its head: what the event says only chooses among them."""
    match request:
        case PushedTo():
            chosen = {n: sha for n, sha in open_heads.items() if sha == request.head_sha}
        case OnePull():
            chosen = {n: sha for n, sha in open_heads.items() if n == request.number}
        case OneRelease() | Sweep():
            return (Dispatch(),)
        case Nothing():
            chosen = {}
        case _:
            assert_never(request)
    return tuple(Dispatch(number, sha) for number, sha in sorted(chosen.items()))


def pull_request_number(event: Mapping[str, Any]) -> int:
    """Of a ``pull_request`` event."""
    return _at(event, "pull_request", "number", kind=int)


def parse_number(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,9}", text):
        raise ChallengeError(f"pull request: expected a number, found {text!r}")
    return int(text)


def parse_sha(text: str) -> str:
    """Empty stays empty."""
    if text and not _SHA.fullmatch(text):
        raise ChallengeError(f"head SHA: expected 40 hex digits, found {text!r}")
    return text


def parse_repository(text: str) -> str:
    if not formats.is_repository(text):
        raise ChallengeError(f"repository: expected owner/name, found {text!r}")
    return text


def _workflow_run(event: Mapping[str, Any], repository: str) -> Request:
    started_by = _at(event, "workflow_run", "event", kind=str)
    if _at(event, "repository", "full_name", kind=str).casefold() != repository.casefold():
        return Nothing("the run was not one of this repository")
    if started_by == "release":  # by which one, the event does not say
        return Sweep()
    if started_by != "pull_request":
        return Nothing("the run was not that of a pull request or a release")
    if (event["workflow_run"].get("head_repository") or None) is None:
        return Nothing("the fork is gone; the sweep finds the pull request if it is still open")
    started = _at(event, "workflow_run", "created_at", kind=str)
    try:
        at = formats.parse_time(started)
    except ValueError:
        raise ChallengeError(f"event: workflow_run.created_at is no time: {started!r}") from None
    return PushedTo(
        head_repository=_at(event, "workflow_run", "head_repository", "full_name", kind=str),
        head_branch=_at(event, "workflow_run", "head_branch", kind=str),
        head_sha=parse_sha(_at(event, "workflow_run", "head_sha", kind=str)),
        at=at,
    )


def _at(event: Mapping[str, Any], *keys: str, kind: type[_T]) -> _T:
    found: Any = event
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    if not isinstance(found, kind) or isinstance(found, bool):
        raise ChallengeError(f"event: expected {'.'.join(keys)} to be {kind.__name__}")
    return found


def _word(value: object) -> str:
    """A name of GitHub's own, or nothing that anybody could have written."""
    return value if isinstance(value, str) and re.fullmatch(r"[a-z_]{1,40}", value) else "unknown"
