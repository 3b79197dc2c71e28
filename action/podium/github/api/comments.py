"""The one comment of a pull request: found by marker and author, made once, edited after."""

from __future__ import annotations

from dataclasses import dataclass

from podium.github import comment
from podium.github.api.client import Connection, GitHubError, retrying
from podium.github.comment import Mark

_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Found:
    id: int
    mark: Mark


def find(connection: Connection, number: int) -> Found | None:
    """Our comment. Anybody can write the marker, so it counts only from whom we write as; who
    that is is asked only when somebody has written one."""
    with connection.asking(f"the comments of pull request {number}"):
        candidates = [
            (one.user.id, Found(one.id, mark))
            for one in connection.repository.get_issue(number).get_comments()
            if one.user is not None and (mark := comment.parse_mark(one.body)) is not None
        ]
    if not candidates:
        return None
    ours = connection.own_id()
    return next((found for author, found in candidates if author == ours), None)


def write(connection: Connection, number: int, known: int | None, body: str) -> int:
    """Make the comment say ``body``; gives its id. ``known`` is the comment's id where there is
    one; if somebody has deleted it meanwhile, it is made again."""
    if known is not None and _edit(connection, number, known, body):
        return known
    for attempt in retrying(_ATTEMPTS):
        if attempt.retry_state.attempt_number > 1:  # the answer is lost, the comment may be there
            found = find(connection, number)
            if found is not None and _edit(connection, number, found.id, body):
                return found.id
        with attempt, connection.asking(f"a comment on pull request {number}"):
            return connection.repository.get_issue(number).create_comment(body).id
    raise AssertionError("the last attempt returns or raises")


def _edit(connection: Connection, number: int, identity: int, body: str) -> bool:
    """Whether the comment was there."""
    try:
        with connection.asking(f"the comment on pull request {number}"):
            connection.repository.get_issue(number).get_comment(identity).edit(body)
    except GitHubError as error:
        if error.status == 404:
            return False
        raise
    return True
