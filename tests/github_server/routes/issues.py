"""Comments and labels of pull requests, which GitHub keeps under issues."""

from __future__ import annotations

from typing import Any

from github_server import access
from github_server.documents import pulls as documents
from github_server.errors import ApiError, invalid
from github_server.routes.pulls import set_state
from github_server.routing import ISSUES_READ, ISSUES_WRITE, READ, Call, Route
from github_server.state import WHOLE_SCALE, Comment, Label, Repository, State
from github_server.wire import Response

BODY_LIMIT = 65_536


def get_issue(call: Call) -> Response:
    return Response(200, documents.issue(call.state, call.repository, call.pull))


def update_issue(call: Call) -> Response:
    pull, body = call.pull, call.body
    pull.title = str(body.get("title") or pull.title)
    pull.body = body.get("body", pull.body)
    set_state(call.state, pull, body.get("state", pull.state))
    if "labels" in body:
        pull.labels = [label_named(call.state, call.repository, name) for name in _names(body)]
    pull.updated_at = call.state.clock.now
    return Response(200, documents.issue(call.state, call.repository, pull))


def list_comments(call: Call) -> Response:
    """Oldest first."""
    number = call.pull.number
    comments = [one for one in call.repository.comments.values() if one.number == number]
    return call.listing(comments, lambda one: documents.comment(call.state, call.repository, one))


def create_comment(call: Call) -> Response:
    """Who may read may comment, if she is a person; an app needs to be allowed to write."""
    if call.user and call.token and call.token.permissions is not None:
        access.require(call.token, call.repository, ISSUES_WRITE)
    pull = call.pull
    comment = Comment(
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
    return Response(201, documents.comment(call.state, call.repository, comment))


def _checked(body: str) -> str:
    if not body.strip():
        raise invalid("IssueComment", "body", "body can't be blank", code="missing_field")
    if len(body) > BODY_LIMIT:
        raise invalid("IssueComment", "body", f"body is too long (maximum is {BODY_LIMIT})")
    return body


def _comment(call: Call) -> Comment:
    found = call.repository.comments.get(call.number("comment_id"))
    if found is None:
        raise ApiError(404, "Not Found")
    return found


def get_comment(call: Call) -> Response:
    return Response(200, documents.comment(call.state, call.repository, _comment(call)))


def update_comment(call: Call) -> Response:
    comment = _own_comment(call)
    comment.body = _checked(call.body["body"])
    comment.updated_at = call.state.clock.now
    return Response(200, documents.comment(call.state, call.repository, comment))


def delete_comment(call: Call) -> Response:
    del call.repository.comments[_own_comment(call).id]
    return Response(204)


def _own_comment(call: Call) -> Comment:
    """The comment, if the caller wrote it or may write here."""
    comment = _comment(call)
    if call.user is not comment.user or (call.token and call.token.app):
        access.require(call.token, call.repository, ISSUES_WRITE)
    return comment


def list_labels_of_issue(call: Call) -> Response:
    return call.listing(call.pull.labels, lambda one: _shown(call, one))


def _shown(call: Call, label: Label) -> documents.Document:
    return documents.label(call.state, call.repository, label)


def add_labels(call: Call) -> Response:
    pull = call.pull
    for name in _names(call.body):
        label = label_named(call.state, call.repository, name)
        if label not in pull.labels:
            pull.labels.append(label)
    return Response(200, [_shown(call, one) for one in pull.labels])


def set_labels(call: Call) -> Response:
    labels = [label_named(call.state, call.repository, name) for name in _names(call.body)]
    call.pull.labels = list(dict.fromkeys(labels))
    return Response(200, [_shown(call, one) for one in call.pull.labels])


def remove_label(call: Call) -> Response:
    pull, name = call.pull, call.parameters["name"].lower()
    kept = [one for one in pull.labels if one.name.lower() != name]
    if len(kept) == len(pull.labels):
        raise ApiError(404, "Label does not exist")
    pull.labels = kept
    return Response(200, [_shown(call, one) for one in kept])


def _names(body: dict[str, Any]) -> list[str]:
    """``{"labels": […]}``, or the bare list that GitHub still takes."""
    given = body.get("labels", body.get("", []))
    listed = [given] if isinstance(given, str) else given
    return [one if isinstance(one, str) else one["name"] for one in listed]


def label_named(state: State, repository: Repository, name: str) -> Label:
    """The label of that name, made if there is none."""
    if len(name) > 50:
        raise invalid("Label", "name", "name is too long (maximum is 50 characters)")
    known = repository.labels.get(name.lower())
    if known is None:
        known = Label(state.next_id("label"), name)
        repository.labels[name.lower()] = known
    return known


def list_labels(call: Call) -> Response:
    return call.listing(call.repository.labels.values(), lambda one: _shown(call, one))


def get_label(call: Call) -> Response:
    found = call.repository.labels.get(call.parameters["name"].lower())
    if found is None:
        raise ApiError(404, "Not Found")
    return Response(200, _shown(call, found))


def create_label(call: Call) -> Response:
    name = call.body["name"]
    if name.lower() in call.repository.labels:
        raise invalid("Label", "name", "name already exists", code="already_exists")
    label = label_named(call.state, call.repository, name)
    label.color = call.body.get("color", label.color)
    label.description = call.body.get("description") or ""
    return Response(201, _shown(call, label))


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
    Route("POST", f"{_ROOT}/labels", create_label, ISSUES_WRITE),
    Route("GET", f"{_ROOT}/labels/{{name}}", get_label, ISSUES_READ),
)
