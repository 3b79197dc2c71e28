"""Git's own objects, one by one: refs, commits, trees, blobs."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import Any

from github_server.documents import Document
from github_server.documents import commits as documents
from github_server.errors import ApiError, found
from github_server.git.repository import BareRepository
from github_server.git.values import GitError, MovedError, Signature
from github_server.pushes import after_push, no_reply
from github_server.routing import CONTENTS_READ, CONTENTS_WRITE, Call, Route
from github_server.wire import Response

_TREE_LIMIT = 100_000


def _git(call: Call) -> BareRepository:
    """The repository; one without any commit refuses with 409."""
    git = call.repository.git
    if not git.refs("refs/heads"):
        raise ApiError(409, "Git Repository is empty.")
    return git


def get_ref(call: Call) -> Document:
    name = f"refs/{call.parameters['ref']}"
    return documents.ref(call.repository, name, found(_git(call).read_ref(name)))


def list_matching_refs(call: Call) -> Response:
    prefix = f"refs/{call.parameters['ref']}"
    refs = [(name, sha) for name, sha in _git(call).refs("refs").items() if name.startswith(prefix)]
    return call.listing(refs, lambda one: documents.ref(call.repository, *one))


def create_ref(call: Call) -> Document:
    git, name, sha = _git(call), call.body["ref"], call.body["sha"]
    if not name.startswith("refs/") or name.count("/") < 2:
        raise ApiError(422, f"{name} is not a valid ref name.")
    if git.read_ref(name):
        raise ApiError(422, "Reference already exists")
    found(git.kind(sha), "Object does not exist", 422)
    try:
        git.move_ref(name, sha)
    except GitError:
        raise ApiError(422, f"{name} is not a valid ref name.") from None
    after_push(call.repository)
    return documents.ref(call.repository, name, sha)


def update_ref(call: Call) -> Document:
    git, name = _git(call), f"refs/{call.parameters['ref']}"
    sha, force = call.body["sha"], call.body.get("force", False)
    found(git.read_ref(name), "Reference does not exist", 422)
    found(git.kind(sha), "Object does not exist", 422)
    try:
        git.move_ref(name, sha, force=force)
    except MovedError:
        raise ApiError(422, "Update is not a fast forward") from None
    after_push(call.repository)
    return documents.ref(call.repository, name, sha)


def delete_ref(call: Call) -> None:
    git, name = _git(call), f"refs/{call.parameters['ref']}"
    found(git.read_ref(name), "Reference does not exist", 422)
    git.delete_ref(name)


def get_commit(call: Call) -> Document:
    git, sha = _git(call), call.parameters["commit_sha"]
    if git.kind(sha) != "commit":
        raise ApiError(404, "Not Found")
    return documents.git_commit(call.repository, git.commit(sha))


def create_commit(call: Call) -> Document:
    git, body = _git(call), call.body
    parents = body.get("parents", [])
    if git.kind(body["tree"]) != "tree":
        raise ApiError(422, "Tree SHA does not exist", errors=[])
    if any(git.kind(parent) != "commit" for parent in parents):
        raise ApiError(422, "Parent SHA does not exist or is not a commit object", errors=[])
    author = signature(call, body.get("author"))
    sha = git.write_commit_of_tree(
        body["tree"],
        parents,
        message=body["message"],
        author=author,
        committer=signature(call, body.get("committer")) if body.get("committer") else author,
    )
    return documents.git_commit(call.repository, git.commit(sha))


def signature(call: Call, person: dict[str, Any] | None) -> Signature:
    """Who the caller says it was; by default the caller, now."""
    if person is None:
        who = call.user
        return Signature(who.login, no_reply(who), call.state.clock.now)
    date = person.get("date")
    at = datetime.fromisoformat(date).astimezone(UTC) if date else call.state.clock.now
    return Signature(person["name"], person["email"], at)


def get_tree(call: Call) -> Document:
    git = _git(call)
    sha = found(git.find(call.parameters["tree_sha"], "tree"))
    entries = git.tree(sha, recursive="recursive" in call.request.query)
    shown, truncated = entries[:_TREE_LIMIT], len(entries) > _TREE_LIMIT
    return documents.tree(call.repository, sha, shown, truncated=truncated)


def create_tree(call: Call) -> Document:
    git, base = _git(call), call.body.get("base_tree")
    if base:
        found(git.find(base, "tree"))
    entries = []
    for entry in call.body["tree"]:
        check_path(entry["path"])
        sha = entry.get("sha")
        if "content" in entry:
            sha = git.write_blob(entry["content"].encode())
        elif sha and entry.get("mode") != "160000" and git.kind(sha) is None:
            raise ApiError(422, "GitRPC::BadObjectState", errors=[])
        entries.append((entry["path"], entry.get("mode", "100644"), sha))
    sha = git.write_tree(base, entries)
    return documents.tree(call.repository, sha, git.tree(sha))


def check_path(path: str) -> None:
    """Raises for what no tree may hold."""
    if {part.lower() for part in path.split("/")} & {"", ".", "..", ".git"}:
        raise ApiError(422, "path contains a malformed path component", errors=[])


def get_blob(call: Call) -> Response | Document:
    sha = call.parameters["file_sha"]
    content = found(_git(call).blob(sha))
    return call.raw("raw", content) or documents.blob(call.repository, sha, content)


def create_blob(call: Call) -> Document:
    git, text = _git(call), call.body["content"]
    content = from_base64(text) if call.body.get("encoding") == "base64" else text.encode()
    sha = git.write_blob(content)
    return {"sha": sha, "url": f"{call.repository.api}/git/blobs/{sha}"}


def from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text.replace("\n", ""), validate=True)
    except binascii.Error:
        raise ApiError(422, "content is not valid Base64", errors=[]) from None


_ROOT = "/repos/{owner}/{repo}/git"
ROUTES = (
    Route("GET", f"{_ROOT}/ref/{{ref}}", get_ref, CONTENTS_READ),
    Route("GET", f"{_ROOT}/matching-refs/{{ref}}", list_matching_refs, CONTENTS_READ),
    Route("POST", f"{_ROOT}/refs", create_ref, CONTENTS_WRITE),
    Route("PATCH", f"{_ROOT}/refs/{{ref}}", update_ref, CONTENTS_WRITE),
    Route("DELETE", f"{_ROOT}/refs/{{ref}}", delete_ref, CONTENTS_WRITE),
    Route("GET", f"{_ROOT}/commits/{{commit_sha}}", get_commit, CONTENTS_READ),
    Route("POST", f"{_ROOT}/commits", create_commit, CONTENTS_WRITE),
    Route("GET", f"{_ROOT}/trees/{{tree_sha}}", get_tree, CONTENTS_READ),
    Route("POST", f"{_ROOT}/trees", create_tree, CONTENTS_WRITE),
    Route("GET", f"{_ROOT}/blobs/{{file_sha}}", get_blob, CONTENTS_READ),
    Route("POST", f"{_ROOT}/blobs", create_blob, CONTENTS_WRITE),
)
