"""Files by path: read at a ref, written with the SHA of what is replaced."""

from __future__ import annotations

import posixpath

from github_server.documents import Document, commits
from github_server.documents import contents as documents
from github_server.errors import ApiError, found
from github_server.git.values import LINK, SUBMODULE, MovedError, TreeEntry
from github_server.pushes import after_push
from github_server.routes.git_data import check_path, from_base64, signature
from github_server.routing import CONTENTS_READ, CONTENTS_WRITE, Call, Route
from github_server.wire import Response

_BLOB_LIMIT = 100 << 20


def get_content(call: Call) -> Response | Document | list[Document]:
    git = call.repository.git
    at = call.request.query.get("ref") or call.repository.default_branch
    commit = found(git.find(at), f"No commit found for the ref {at}")
    path = call.parameters.get("path", "").strip("/")
    entry = found(git.entry(commit, path)) if path else None
    if entry is None or entry.kind == "tree":
        shown = git.tree(commit, path=f"{path}/" if path else "")[:1000]
        return [documents.content_item(call.repository, at, one) for one in shown]
    if entry.mode == SUBMODULE:
        item = documents.content_item(call.repository, at, entry)
        return item | {"submodule_git_url": f"{call.repository.html}.git"}
    return _file(call, at, commit, entry)


def _file(call: Call, at: str, commit: str, entry: TreeEntry) -> Response | Document:
    """A link to a file of the repository is followed, as GitHub does."""
    git = call.repository.git
    content = git.blob(entry.sha) or b""
    if entry.mode == LINK:
        target = content.decode(errors="replace")
        aim = posixpath.normpath(posixpath.join(posixpath.dirname(entry.path), target))
        pointed = None if aim.startswith(("..", "/")) else git.entry(commit, aim)
        if pointed is None or pointed.mode not in ("100644", "100755"):
            return documents.content_item(call.repository, at, entry) | {"target": target}
        content = git.blob(pointed.sha) or b""
    if len(content) > _BLOB_LIMIT:
        raise ApiError(403, "This API returns blobs up to 100 MB in size.")
    whole = call.raw("raw", content)
    return whole or documents.content_file(call.repository, at, entry, content)


def put_content(call: Call) -> Response:
    git, body, path = call.repository.git, call.body, call.parameters["path"].strip("/")
    branch = body.get("branch") or call.repository.default_branch
    tip = git.tip(branch)
    if tip is None and branch != call.repository.default_branch:
        raise ApiError(404, f"Branch {branch} not found")
    existing = git.entry(tip, path) if tip else None
    check_path(path)
    _check_sha(path, existing, body.get("sha"))
    author = signature(call, body.get("author") or body.get("committer"))
    try:
        commit = git.write_commit(
            branch,
            {path: from_base64(body["content"])},
            message=body["message"],
            author=author,
            committer=signature(call, body["committer"]) if "committer" in body else author,
            parent=tip,
        )
    except MovedError as error:
        raise ApiError(409, f"{branch} is at another commit but expected {tip}") from error
    after_push(call.repository)
    document = commits.file_commit(call.repository, branch, path, commit)
    return Response(200 if existing else 201, document)


def _check_sha(path: str, existing: TreeEntry | None, given: str | None) -> None:
    if existing is None and given is None:
        return
    if existing is not None and given is None:
        raise ApiError(422, 'Invalid request.\n\n"sha" wasn\'t supplied.', errors=[])
    if existing is None or existing.sha != given:
        raise ApiError(409, f"{path} does not match {given}")


_ROOT = "/repos/{owner}/{repo}/contents/{path}"
ROUTES = (
    Route("GET", _ROOT, get_content, CONTENTS_READ),
    Route("PUT", _ROOT, put_content, CONTENTS_WRITE),
)
