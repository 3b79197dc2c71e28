"""Comments and labels of pull requests, which GitHub keeps under issues."""

from __future__ import annotations

from github_server import access, mails
from github_server.documents import Document
from github_server.documents import pulls as documents
from github_server.errors import ApiError, found, invalid
from github_server.routes.pulls import set_state
from github_server.routing import ISSUES_READ, ISSUES_WRITE, LABELS_MAKE, READ, Call, Route
from github_server.state import WHOLE_SCALE, Comment, Label, Pull, Repository
from github_server.wire import Response

BODY_LIMIT = 65_536


def get_issue(call: Call) -> Document:
    return documents.issue(call.pull)


def update_issue(call: Call) -> Document:
    pull, body = call.pull, call.body
    pull.title = str(body.get("title") or pull.title)
    pull.body = body.get("body", pull.body)
    set_state(pull, body.get("state", pull.state))
    if "labels" in body:
        pull.labels = _labels(call)
    pull.updated_at = call.state.clock.now
    return documents.issue(pull)


def list_comments(call: Call) -> Response:
    """Oldest first."""
    number = call.pull.number
    comments = [one for one in call.repository.comments.values() if one.number == number]
    return call.listing(comments, documents.comment)


def create_comment(call: Call) -> Document:
    """Who may read may comment, if she is a person; an app needs to be allowed to write."""
    if call.user and call.token and call.token.permissions is not None:
        access.require(call.token, call.repository, ISSUES_WRITE)
    pull = call.pull
    comment = Comment(
        repository=call.repository,
        id=call.state.next_id("comment", WHOLE_SCALE),
        number=pull.number,
        user=call.user,
        body=_checked(call.body["body"]),
        created_at=call.state.clock.now,
        updated_at=call.state.clock.now,
        app=call.token.app if call.token else None,
    )
    call.repository.comments[comment.id] = comment
    pull.updated_at = call.state.clock.now
    mails.after_writing(comment)
    return documents.comment(comment)


def _checked(body: str) -> str:
    if not body.strip():
        raise invalid("IssueComment", "body", "body can't be blank", code="missing_field")
    if len(body) > BODY_LIMIT:
        raise invalid("IssueComment", "body", f"body is too long (maximum is {BODY_LIMIT})")
    return body


def _comment(call: Call) -> Comment:
    return found(call.repository.comments.get(call.number("comment_id")))


def get_comment(call: Call) -> Document:
    return documents.comment(_comment(call))


def update_comment(call: Call) -> Document:
    comment = _own_comment(call)
    before, comment.body = comment.body, _checked(call.body["body"])
    comment.updated_at = call.state.clock.now
    mails.after_editing(comment, before)
    return documents.comment(comment)


def delete_comment(call: Call) -> None:
    del call.repository.comments[_own_comment(call).id]


def _own_comment(call: Call) -> Comment:
    """The comment, if the caller wrote it or may write here."""
    comment = _comment(call)
    if call.user is not comment.user or (call.token and call.token.app):
        access.require(call.token, call.repository, ISSUES_WRITE)
    return comment


def list_labels_of_issue(call: Call) -> Response:
    return call.listing(call.pull.labels, documents.label)


def _given(pull: Pull, labels: list[Label]) -> Response:
    """A pull request with these labels, each once."""
    pull.labels = list(dict.fromkeys(labels))
    return Response(200, [documents.label(one) for one in pull.labels])


def add_labels(call: Call) -> Response:
    return _given(call.pull, call.pull.labels + _labels(call))


def set_labels(call: Call) -> Response:
    return _given(call.pull, _labels(call))


def remove_label(call: Call) -> Response:
    pull, name = call.pull, call.named("name")
    kept = [one for one in pull.labels if one.name.lower() != name]
    if len(kept) == len(pull.labels):
        raise ApiError(404, "Label does not exist")
    return _given(pull, kept)


def _labels(call: Call) -> list[Label]:
    """Those of ``{"labels": […]}``, or of the bare list that GitHub still takes."""
    given = call.body.get("labels", call.body.get("", []))
    listed = [given] if isinstance(given, str) else given
    names = [one if isinstance(one, str) else one["name"] for one in listed]
    if any(name.lower() not in call.repository.labels for name in names):
        access.require(call.token, call.repository, LABELS_MAKE)
    return [label_named(call.repository, name) for name in names]


def label_named(repository: Repository, name: str) -> Label:
    """The label of that name, made if there is none."""
    if len(name) > 50:
        raise invalid("Label", "name", "name is too long (maximum is 50 characters)")
    known = repository.labels.get(name.lower())
    if known is None:
        known = Label(repository, repository.state.next_id("label"), name)
        repository.labels[name.lower()] = known
    return known


def list_labels(call: Call) -> Response:
    return call.listing(call.repository.labels.values(), documents.label)


def get_label(call: Call) -> Document:
    return documents.label(found(call.repository.labels.get(call.named("name"))))


def create_label(call: Call) -> Document:
    name = call.body["name"]
    if name.lower() in call.repository.labels:
        raise invalid("Label", "name", "name already exists", code="already_exists")
    label = label_named(call.repository, name)
    label.color = call.body.get("color", label.color)
    label.description = call.body.get("description") or ""
    return documents.label(label)


_ROOT = "/repos/{owner}/{repo}"
_ISSUE = f"{_ROOT}/issues/{{issue_number}}"
_COMMENT = f"{_ROOT}/issues/comments/{{comment_id}}"
ROUTES = (
    Route("GET", _ISSUE, get_issue, ISSUES_READ),
    Route("PATCH", _ISSUE, update_issue, ISSUES_WRITE),
    Route("GET", f"{_ISSUE}/comments", list_comments, ISSUES_READ),
    Route("POST", f"{_ISSUE}/comments", create_comment, READ, "signed-in"),
    Route("GET", _COMMENT, get_comment, ISSUES_READ),
    Route("PATCH", _COMMENT, update_comment, READ, "signed-in"),
    Route("DELETE", _COMMENT, delete_comment, READ, "signed-in"),
    Route("GET", f"{_ISSUE}/labels", list_labels_of_issue, ISSUES_READ),
    Route("POST", f"{_ISSUE}/labels", add_labels, ISSUES_WRITE),
    Route("PUT", f"{_ISSUE}/labels", set_labels, ISSUES_WRITE),
    Route("DELETE", f"{_ISSUE}/labels/{{name}}", remove_label, ISSUES_WRITE),
    Route("GET", f"{_ROOT}/labels", list_labels, ISSUES_READ),
    Route("POST", f"{_ROOT}/labels", create_label, LABELS_MAKE),
    Route("GET", f"{_ROOT}/labels/{{name}}", get_label, ISSUES_READ),
)
