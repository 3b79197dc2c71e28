"""Commits with their files, comparisons, statuses."""

from __future__ import annotations

from github_server.documents import Document, pulls, statuses
from github_server.documents import commits as documents
from github_server.errors import ApiError, found, invalid
from github_server.git.values import Commit
from github_server.routing import (
    CONTENTS_READ,
    PULLS_READ,
    STATUSES_READ,
    STATUSES_WRITE,
    Call,
    Route,
)
from github_server.state import Status
from github_server.wire import Response

_CONTEXT_LIMIT = 1000
_DESCRIPTION_LIMIT = 140


def _commit(call: Call, name: str) -> Commit:
    git = call.repository.git
    return git.commit(found(git.find(name), f"No commit found for SHA: {name}", 422))


def get_commit(call: Call) -> Response | Document:
    commit = _commit(call, call.parameters["ref"])
    alone = call.raw("sha", commit.sha.encode())
    return alone or documents.commit_with_files(call.repository, commit)


def list_commits(call: Call) -> Response:
    query = call.request.query
    start = _commit(call, query.get("sha") or call.repository.default_branch)
    every = call.repository.git.commits(start.sha)
    return call.listing(every, lambda one: documents.commit(call.repository, one))


def compare(call: Call) -> Document:
    base, dots, head = call.parameters["basehead"].partition("...")
    git = call.repository.git
    ends = [git.find(name.rpartition(":")[2]) for name in (base, head)]
    if not dots or ends[0] is None or ends[1] is None:
        raise ApiError(404, "Not Found")
    nowhere = f"No common ancestor between {base} and {head}."
    parted = found(git.merge_base(ends[0], ends[1]), nowhere)
    shown = [git.commit(sha) for sha in (ends[0], ends[1], parted)]
    return documents.comparison(call.repository, *shown)


def list_pulls_of_commit(call: Call) -> Response:
    """Open pull requests whose head it is: GitHub's answer for a commit not merged."""
    wanted = ("open", call.parameters["commit_sha"])
    every = call.repository.pulls.values()
    return call.listing([one for one in every if (one.state, one.head_sha) == wanted], pulls.simple)


def create_status(call: Call) -> Document:
    commit, body = _commit(call, call.parameters["sha"]), call.body
    context, description = body.get("context", "default"), body.get("description")
    if len(description or "") > _DESCRIPTION_LIMIT:
        raise invalid("Status", "description", "description is too long (maximum is 140)")
    before = [one for one in call.repository.statuses if one.sha == commit.sha]
    if sum(one.context == context for one in before) >= _CONTEXT_LIMIT:
        raise invalid("Status", "base", "This SHA and context has reached the maximum of statuses")
    status = Status(
        repository=call.repository,
        id=call.state.next_id("status", 1),
        sha=commit.sha,
        state=body["state"],
        context=context,
        description=description,
        target_url=body.get("target_url"),
        creator=call.user,
        created_at=call.state.clock.now,
    )
    call.repository.statuses.append(status)
    return statuses.status(status)


def _statuses(call: Call, sha: str) -> list[Status]:
    """Newest first."""
    return [one for one in reversed(call.repository.statuses) if one.sha == sha]


def list_statuses(call: Call) -> Response:
    commit = _commit(call, call.parameters["ref"])
    return call.listing(_statuses(call, commit.sha), statuses.status)


def get_combined_status(call: Call) -> Response:
    commit = _commit(call, call.parameters["ref"])
    latest: dict[str, Status] = {}
    for one in _statuses(call, commit.sha):
        latest.setdefault(one.context, one)
    every = list(latest.values())
    document = statuses.combined_status(call.repository, commit.sha, every, call.shown)
    return Response(200, document, call.links(len(latest)))


_ROOT = "/repos/{owner}/{repo}"
ROUTES = (
    Route("GET", f"{_ROOT}/commits", list_commits, CONTENTS_READ),
    Route("GET", f"{_ROOT}/commits/{{ref}}", get_commit, CONTENTS_READ),
    Route("GET", f"{_ROOT}/commits/{{ref}}/status", get_combined_status, STATUSES_READ),
    Route("GET", f"{_ROOT}/commits/{{ref}}/statuses", list_statuses, STATUSES_READ),
    Route("GET", f"{_ROOT}/commits/{{commit_sha}}/pulls", list_pulls_of_commit, PULLS_READ),
    Route("GET", f"{_ROOT}/compare/{{basehead}}", compare, CONTENTS_READ),
    Route("POST", f"{_ROOT}/statuses/{{sha}}", create_status, STATUSES_WRITE),
)
