"""Pull requests: list, read, change; their files and commits."""

from __future__ import annotations

from github_server.documents import Document, commits
from github_server.documents import pulls as documents
from github_server.errors import ApiError, invalid
from github_server.pushes import refresh
from github_server.routing import PULLS_READ, PULLS_WRITE, Call, Route
from github_server.state import Pull
from github_server.wire import Response

_FILE_LIMIT = 3000
_COMMIT_LIMIT = 250
_SORTS = {"created": "created_at", "updated": "updated_at"}


def list_pulls(call: Call) -> Response:
    query = call.request.query
    wanted = query.get("state", "open")
    found = [one for one in call.repository.pulls.values() if wanted in (one.state, "all")]
    if "head" in query:
        found = [one for one in found if _label(one) == query["head"].lower()]
    if "base" in query:
        found = [one for one in found if one.base_branch == query["base"]]
    attribute = _SORTS.get(query.get("sort", "created"), "created_at")
    natural = "desc" if query.get("sort", "created") == "created" else "asc"
    falling = query.get("direction", natural) == "desc"
    found.sort(key=lambda one: (getattr(one, attribute), one.number), reverse=falling)
    return call.listing(found, documents.simple)


def _label(pull: Pull) -> str:
    return f"{pull.head_owner.login}:{pull.head_branch}".lower()


def get_pull(call: Call) -> Document:
    return documents.full(call.pull)


def update_pull(call: Call) -> Document:
    pull, body = call.pull, call.body
    if "base" in body and call.repository.git.tip(body["base"]) is None:
        raise invalid("PullRequest", "base", "Proposed base branch was not found", code="invalid")
    pull.title = body.get("title", pull.title)
    pull.body = body.get("body", pull.body)
    pull.base_branch = body.get("base", pull.base_branch)
    set_state(pull, body.get("state", pull.state))
    pull.updated_at = call.state.clock.now
    if pull.state == "open":
        refresh(pull)
    return documents.full(pull)


def set_state(pull: Pull, wanted: str) -> None:
    """Opens or closes; a merged pull request stays as it is."""
    if wanted == pull.state:
        return
    if pull.merged_at is not None:
        raise invalid("PullRequest", "state", "Cannot reopen a merged pull request", code="invalid")
    pull.state = wanted
    pull.closed_at = pull.repository.state.clock.now if wanted == "closed" else None


def _merge_base(call: Call) -> str:
    pull = call.pull
    base = call.repository.git.merge_base(pull.base_sha, pull.head_sha)
    if base is None:
        raise ApiError(422, "There is no common ancestor", errors=[])
    return base


def list_files(call: Call) -> Response:
    pull = call.pull
    changes = call.repository.git.changes(_merge_base(call), pull.head_sha)[:_FILE_LIMIT]
    shown = pull.head_repository or call.repository
    return call.listing(changes, lambda one: commits.diff_entry(shown, pull.head_sha, one))


def list_commits(call: Call) -> Response:
    """Oldest first, and no more than 250."""
    pull = call.pull
    own = call.repository.git.commits("--reverse", pull.head_sha, f"^{_merge_base(call)}")
    return call.listing(own[:_COMMIT_LIMIT], lambda one: commits.commit(call.repository, one))


_ROOT = "/repos/{owner}/{repo}/pulls"
ROUTES = (
    Route("GET", _ROOT, list_pulls, PULLS_READ),
    Route("GET", f"{_ROOT}/{{pull_number}}", get_pull, PULLS_READ),
    Route("PATCH", f"{_ROOT}/{{pull_number}}", update_pull, PULLS_WRITE),
    Route("GET", f"{_ROOT}/{{pull_number}}/files", list_files, PULLS_READ),
    Route("GET", f"{_ROOT}/{{pull_number}}/commits", list_commits, PULLS_READ),
)
