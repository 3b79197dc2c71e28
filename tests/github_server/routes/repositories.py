"""A repository, who may do what in it, its forks and branches."""

from __future__ import annotations

from github_server.documents import Document, commits
from github_server.documents import repositories as documents
from github_server.errors import ApiError, found
from github_server.routing import CONTENTS_READ, CONTENTS_WRITE, READ, Call, Route
from github_server.state import Dispatch
from github_server.wire import Response


def get_repository(call: Call) -> Document:
    return documents.full(call.repository, call.token)


def list_forks(call: Call) -> Response:
    return call.listing(call.repository.forks, documents.item)


def get_branch(call: Call) -> Document:
    name = call.parameters["branch"]
    sha = found(call.repository.git.tip(name), "Branch not found")
    return commits.branch(call.repository, name, sha)


def check_collaborator(call: Call) -> None:
    if call.named("username") not in (call.named("owner"), *call.repository.roles):
        raise ApiError(404, "Not Found")


def get_permission(call: Call) -> Document:
    login = call.parameters["username"]
    who = found(call.state.users.get(login.lower()), f"{login} is not a user")
    return documents.collaborator_permission(call.repository, who)


def dispatch(call: Call) -> None:
    body = call.body
    call.state.dispatches.append(
        Dispatch(
            repository=call.repository.full_name,
            by=call.user.login,
            event_type=body["event_type"],
            client_payload=body.get("client_payload", {}),
        )
    )


_ROOT = "/repos/{owner}/{repo}"
ROUTES = (
    Route("GET", _ROOT, get_repository),
    Route("GET", f"{_ROOT}/forks", list_forks),
    Route("GET", f"{_ROOT}/branches/{{branch}}", get_branch, CONTENTS_READ),
    Route("GET", f"{_ROOT}/collaborators/{{username}}", check_collaborator, READ, "signed-in"),
    Route(
        "GET", f"{_ROOT}/collaborators/{{username}}/permission", get_permission, READ, "signed-in"
    ),
    Route("POST", f"{_ROOT}/dispatches", dispatch, CONTENTS_WRITE),
)
