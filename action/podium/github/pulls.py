"""Pull requests as GitHub tells of them: whose, at which SHA, since when."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from github.PullRequest import PullRequest

from podium.github.client import Connection
from podium.records import Participant

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Pull:
    """``author`` is who opened it, never who made its commits; ``base_sha`` is on the branch that
    it is meant for."""

    number: int
    author: Participant
    head_sha: str
    head_repository: str | None
    base_sha: str
    is_open: bool
    labels: tuple[str, ...]


def get(connection: Connection, number: int) -> Pull:
    with connection.asking(f"pull request {number}"):
        return _pull(connection.repository.get_pull(number))


def find(connection: Connection, head_repository: str, head_branch: str) -> list[Pull]:
    """The open pull requests from a branch, which is a participant's text, and only a filter."""
    owner = head_repository.partition("/")[0]
    with connection.asking("the pull requests of a branch"):
        listed = connection.repository.get_pulls(state="open", head=f"{owner}:{head_branch}")
        pulls = [_pull(one) for one in listed]
    wanted = head_repository.casefold()
    return [pull for pull in pulls if (pull.head_repository or "").casefold() == wanted]


def list_open(connection: Connection, *, most: int) -> list[Pull]:
    """At most so many, those that changed last first."""
    with connection.asking("the open pull requests"):
        listed = connection.repository.get_pulls(state="open", sort="updated", direction="desc")
        return [_pull(one) for one in _first(iter(listed), most)]


def submitted_at(connection: Connection, pull: Pull) -> datetime:
    """When GitHub first ran a workflow for this head: no commit's date says when it was pushed.
    If it ran none, now, by GitHub's clock."""
    with connection.asking(f"the runs of pull request {pull.number}"):
        runs = connection.repository.get_workflow_runs(head_sha=pull.head_sha, event="pull_request")
        moments = [
            run.created_at.astimezone(UTC)
            for run in _first(iter(runs), 100)
            if run.head_sha == pull.head_sha
            and run.head_repository is not None
            and run.head_repository.full_name == pull.head_repository
        ]
    return min(moments) if moments else now(connection, pull.number)


def now(connection: Connection, number: int) -> datetime:
    """GitHub's clock, as it shows it with a pull request; ours where it shows none."""
    with connection.asking("what time it is"):
        told = connection.repository.get_pull(number).raw_headers.get("date")
    try:
        return parsedate_to_datetime(str(told)).astimezone(UTC)
    except ValueError:
        return datetime.now(UTC)


def _pull(given: PullRequest) -> Pull:
    """Only from what a listing holds as well: whatever else is asked for is one more request."""
    head, user = given.head, given.user
    return Pull(
        number=given.number,
        author=Participant(user.login, user.id),
        head_sha=head.sha,
        head_repository=head.repo.full_name if head.repo is not None else None,
        base_sha=given.base.sha,
        is_open=given.state == "open",
        labels=tuple(label.name for label in given.labels),
    )


def _first(found: Iterator[_T], most: int) -> Iterator[_T]:
    return itertools.islice(found, most)
