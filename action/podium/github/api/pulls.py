"""Pull requests as GitHub tells of them: whose, at which SHA, since when."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from github.PullRequest import PullRequest

from podium.github.api.client import Connection, GitHubError
from podium.records.model import Participant

_LOOKS = 3
_UNITS_BETWEEN_LOOKS = 6  # of the connection's patience: three seconds
_T = TypeVar("_T")
_INTAKE = "/intake.yml"
GHOST = Participant("ghost", 10137)  # whom GitHub shows in place of an account that is gone


@dataclass(frozen=True, slots=True)
class Pull:
    """``author`` is who opened it, never who made its commits; ``base_sha`` is on the branch that
    it is meant for. ``opened_at`` is by GitHub's clock.
    ``seen_at`` is when GitHub told us all this, by its clock; a listing does not say."""

    number: int
    author: Participant
    head_sha: str
    head_repository: str | None
    base_sha: str
    is_open: bool
    labels: tuple[str, ...]
    opened_at: datetime | None = None
    seen_at: datetime | None = None
    has_comments: bool = True


def get(connection: Connection, number: int) -> Pull:
    with connection.asking(f"pull request {number}"):
        given = connection.repository.get_pull(number)
        return replace(_pull(given), seen_at=_date(given), has_comments=given.comments > 0)


def find(
    connection: Connection, head_repository: str, head_branch: str, head_sha: str
) -> list[Pull]:
    """The open pull requests from a branch, which is a participant's text, and only a filter. An
    event may be there before GitHub lists what it tells of, so where none has the head
    ``head_sha``, they are asked for a few times."""
    found: list[Pull] = []
    for look in range(_LOOKS):
        if look:
            time.sleep(_UNITS_BETWEEN_LOOKS * connection.patience)
        found = _from_branch(connection, head_repository, head_branch)
        if any(pull.head_sha == head_sha for pull in found):
            break
    return found


def _from_branch(connection: Connection, head_repository: str, head_branch: str) -> list[Pull]:
    owner = head_repository.partition("/")[0]
    with connection.asking("the pull requests of a branch"):
        listed = connection.repository.get_pulls(state="open", head=f"{owner}:{head_branch}")
        pulls = [_pull(one) for one in listed if one.user is not None]
    wanted = head_repository.casefold()
    return [pull for pull in pulls if (pull.head_repository or "").casefold() == wanted]


def list_open(connection: Connection) -> list[Pull]:
    """All of them, those first that have not changed for longest: whoever pushes often does not
    come before the others."""
    with connection.asking("the open pull requests"):
        listed = connection.repository.get_pulls(state="open", sort="updated", direction="asc")
        # GitHub may name nobody as the author, of an account that it has taken away.
        return [_pull(one) for one in listed if one.user is not None]


def submitted_at(connection: Connection, pull: Pull) -> datetime:
    """Since when the pull request waits with this head, by GitHub's clock: no commit's date says
    when it was pushed, and what was pushed, taken back or closed, and chosen again later waits
    since then. So it is when GitHub last ran our intake for the head, which it does when a pull
    request is opened, pushed to or reopened; where that goes by another name, when it first ran any
    workflow for it; and never before the pull request was opened. If it ran none, now."""
    with connection.asking(f"the runs of pull request {pull.number}"):
        runs = connection.repository.get_workflow_runs(head_sha=pull.head_sha, event="pull_request")
        found = [
            (run.created_at.astimezone(UTC), (run.path or "").partition("@")[0].endswith(_INTAKE))
            for run in _first(iter(runs), 100)
            if run.head_sha == pull.head_sha
            and run.head_repository is not None
            and run.head_repository.full_name == pull.head_repository
        ]
    of_intake = [moment for moment, is_intake in found if is_intake]
    if not found:
        return now(connection, pull)
    since = max(of_intake) if of_intake else min(moment for moment, _ in found)
    return max(since, pull.opened_at or since)


def now(connection: Connection, pull: Pull) -> datetime:
    """When GitHub showed us the pull request by itself, which it does now if it has not yet."""
    return pull.seen_at or get(connection, pull.number).seen_at or datetime.now(UTC)


def author_may_write(connection: Connection, pull: Pull) -> bool:
    """Whether the author could push to the repository. It is asked for: ``author_association``
    says nothing of members whose membership is private, which is the default. Once a run for each
    account."""
    login, identity = pull.author.login, pull.author.id
    if identity not in connection.learnt.writers:
        connection.learnt.writers[identity] = _may_write(connection, login)
    return connection.learnt.writers[identity]


def _may_write(connection: Connection, login: str) -> bool:
    try:
        with connection.asking(f"what {login} may do"):
            return connection.repository.get_collaborator_permission(login) in ("admin", "write")
    except GitHubError as error:
        if error.status == 404:  # the account is gone
            return False
        raise


def _pull(given: PullRequest) -> Pull:
    """Only from what a listing holds as well: whatever else is asked for is one more request."""
    head, user = given.head, given.user
    return Pull(
        number=given.number,
        author=Participant(user.login, user.id) if user is not None else GHOST,
        head_sha=head.sha,
        head_repository=head.repo.full_name if head.repo is not None else None,
        base_sha=given.base.sha,
        is_open=given.state == "open",
        labels=tuple(label.name for label in given.labels),
        opened_at=given.created_at.astimezone(UTC),
    )


def _date(given: PullRequest) -> datetime:
    """When GitHub answered; our own clock where it does not say."""
    try:
        return parsedate_to_datetime(str(given.raw_headers.get("date"))).astimezone(UTC)
    except ValueError:
        return datetime.now(UTC)


def _first(found: Iterator[_T], most: int) -> Iterator[_T]:
    return itertools.islice(found, most)
