"""A repository, who may do what in it, its forks and branches."""

from __future__ import annotations

from github_server.documents import commits
from github_server.documents import repositories as documents
from github_server.errors import ApiError
from github_server.routing import CONTENTS_READ, CONTENTS_WRITE, READ, Call, Route
from github_server.state import Dispatch
from github_server.wire import Response


def get_repository(call: Call) -> Response:
    return Response(200, documents.full(call.state, call.repository, call.token))


def list_forks(call: Call) -> Response:
    forks = call.state.forks(call.repository)
    return call.listing(forks, lambda one: documents.item(call.state, one))


def get_branch(call: Call) -> Response:
    name = call.parameters["branch"]
    sha = call.repository.git.read_ref(f"refs/heads/{name}")
    if sha is None:
        raise ApiError(404, "Branch not found")
    return Response(200, commits.branch(call.state, call.repository, name, sha))


def check_collaborator(call: Call) -> Response:
    login = call.parameters["username"].lower()
    repository = call.repository
    if login == repository.owner.login.lower() or login in repository.roles:
        return Response(204)
    raise ApiError(404, "Not Found")


def get_permission(call: Call) -> Response:
    login = call.parameters["username"]
    if login.lower() not in call.state.users:
        raise ApiError(404, f"{login} is not a user")
    return Response(200, documents.collaborator_permission(call.state, call.repository, login))


def dispatch(call: Call) -> Response:
    body = call.body
    call.state.dispatches.append(
        Dispatch(
            repository=call.repository.full_name,
            by=call.user.login,
            event_type=body["event_type"],
            client_payload=body.get("client_payload", {}),
        )
    )
    return Response(204)


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
