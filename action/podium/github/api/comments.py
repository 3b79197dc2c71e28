"""Our comments on a pull request, found by marker and author: one that is edited while things go
on, and one for each outcome, which is posted once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from github.IssueComment import IssueComment

from podium.github import comment, outcome
from podium.github.api.client import Connection, GitHubError, retrying
from podium.github.comment import Mark

_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Found:
    """``id`` is the comment that is edited, where there is one; ``mark`` the last word of ours,
    which is an outcome's until the other goes on. ``outcome`` is the id of the last outcome, or 0,
    and ``url`` where it is."""

    id: int | None
    mark: Mark
    outcome: int = 0
    url: str = ""

    @property
    def is_behind(self) -> bool:
        """Whether an outcome was told, and whoever told it was cut off before anything else."""
        return self.mark.is_outcome and self.id is not None

    def says(self, mark: Mark) -> bool:
        """Whether the last word is an outcome with this mark."""
        return self.outcome > 0 and replace(self.mark, is_outcome=False, after=0) == mark


def find(connection: Connection, number: int) -> Found | None:
    """Anybody can write the marker, so it counts only from whom we write as; who that is is asked
    only when somebody has written one."""
    with connection.asking(f"the comments of pull request {number}"):
        candidates = [
            (one, mark)
            for one in connection.repository.get_issue(number).get_comments()
            if one.user is not None and (mark := comment.parse_mark(one.body)) is not None
        ]
    if not candidates:
        return None
    author = connection.own_id()
    ours = [(one, mark) for one, mark in candidates if one.user.id == author]
    edited = next(((one, mark) for one, mark in ours if not mark.is_outcome), None)
    last = next(((one, mark) for one, mark in reversed(ours) if mark.is_outcome), None)
    if last is None:
        return Found(edited[0].id, edited[1]) if edited else None
    is_last_word = edited is None or edited[1].after < last[0].id
    mark = last[1] if edited is None or is_last_word else edited[1]
    return Found(edited[0].id if edited else None, mark, last[0].id, last[0].html_url)


def write(connection: Connection, number: int, known: Found | None, body: str) -> Found:
    """Make the comment that is edited say ``body``; it is made where there is none, and again if
    somebody has deleted it meanwhile. GitHub tells nobody of a change."""
    last = known or Found(None, outcome.mark_of(body))
    body = outcome.progress(body, after=last.outcome)
    written = replace(last, mark=outcome.mark_of(body))
    if last.id is not None and _edit(connection, number, last.id, body):
        return written
    for attempt in retrying(_ATTEMPTS):
        if attempt.retry_state.attempt_number > 1:  # the answer is lost, the comment may be there
            found = find(connection, number)
            if found and found.id is not None and _edit(connection, number, found.id, body):
                return replace(written, id=found.id)
        with attempt:
            return replace(written, id=_post(connection, number, body).id)
    raise AssertionError("the last attempt returns or raises")


def tell(
    connection: Connection, number: int, known: Found | None, body: str, *, author: str
) -> Found:
    """Post ``body`` as an outcome, which GitHub tells ``author`` of, unless ``known`` says that it
    was; the comment that is edited then only leads there."""
    told = known
    for attempt in retrying(_ATTEMPTS):
        if attempt.retry_state.attempt_number > 1:
            told = find(connection, number)
        if told is not None and told.says(outcome.mark_of(body)):
            break
        with attempt:
            posted = _post(connection, number, outcome.told(body, author=author))
            identity = known.id if known else None
            mark = replace(outcome.mark_of(body), is_outcome=True)
            told = Found(identity, mark, posted.id, posted.html_url)
            break
    assert told is not None, "the last attempt returns or raises"
    return catch_up(connection, number, told)


def catch_up(connection: Connection, number: int, told: Found) -> Found:
    """The comment that is edited leads to the outcome; where there is none, none is made."""
    body = outcome.concluded(told.mark, url=told.url, after=told.outcome)
    if told.id is not None:
        _edit(connection, number, told.id, body)
    return replace(told, mark=outcome.mark_of(body))


def _post(connection: Connection, number: int, body: str) -> IssueComment:
    with connection.asking(f"a comment on pull request {number}"):
        return connection.repository.get_issue(number).create_comment(connection.redact(body))


def _edit(connection: Connection, number: int, identity: int, body: str) -> bool:
    """Whether the comment was there."""
    try:
        with connection.asking(f"the comment on pull request {number}"):
            connection.repository.get_issue(number).get_comment(identity).edit(
                connection.redact(body)
            )
    except GitHubError as error:
        if error.status == 404:
            return False
        raise
    return True
