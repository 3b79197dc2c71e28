"""Files by path: read at a ref, written with the SHA of what is replaced."""

from __future__ import annotations

import posixpath

from github_server.documents import commits
from github_server.documents import contents as documents
from github_server.documents.repositories import html_url
from github_server.errors import ApiError
from github_server.git.values import LINK, SUBMODULE, MovedError, TreeEntry
from github_server.pushes import after_push
from github_server.routes.git_data import check_path, from_base64, signature
from github_server.routing import CONTENTS_READ, CONTENTS_WRITE, Call, Route
from github_server.wire import Response

_BLOB_LIMIT = 100 << 20


def get_content(call: Call) -> Response:
    git = call.repository.git
    at = call.request.query.get("ref") or call.repository.default_branch
    commit = git.find(at)
    if commit is None:
        raise ApiError(404, f"No commit found for the ref {at}")
    path = call.parameters.get("path", "").strip("/")
    entry = git.entry(commit, path) if path else None
    if path and entry is None:
        raise ApiError(404, "Not Found")
    if entry is None or entry.kind == "tree":
        return _folder(call, at, commit, path)
    if entry.mode == SUBMODULE:
        return Response(200, _submodule(call, at, entry))
    return _file(call, at, commit, entry)


def _folder(call: Call, at: str, commit: str, path: str) -> Response:
    entries = call.repository.git.tree(commit, path=f"{path}/" if path else "")
    shown = entries[:1000]
    return Response(
        200,
        [documents.content_item(call.state, call.repository, at, entry) for entry in shown],
    )


def _submodule(call: Call, at: str, entry: TreeEntry) -> documents.Document:
    item = documents.content_item(call.state, call.repository, at, entry)
    return item | {"submodule_git_url": f"{html_url(call.state, call.repository)}.git"}


def _file(call: Call, at: str, commit: str, entry: TreeEntry) -> Response:
    """A link to a file of the repository is followed, as GitHub does."""
    git = call.repository.git
    content = git.blob(entry.sha) or b""
    if entry.mode == LINK:
        target = content.decode(errors="replace")
        aim = posixpath.normpath(posixpath.join(posixpath.dirname(entry.path), target))
        pointed = None if aim.startswith(("..", "/")) else git.entry(commit, aim)
        if pointed is None or pointed.mode not in ("100644", "100755"):
            item = documents.content_item(call.state, call.repository, at, entry)
            return Response(200, item | {"target": target})
        content = git.blob(pointed.sha) or b""
    if len(content) > _BLOB_LIMIT:
        raise ApiError(403, "This API returns blobs up to 100 MB in size.")
    if call.request.accepts("application/vnd.github.raw"):
        media = {"Content-Type": "application/vnd.github.raw; charset=utf-8"}
        return Response(200, headers=media, content=content)
    return Response(200, documents.content_file(call.state, call.repository, at, entry, content))


def put_content(call: Call) -> Response:
    git, body, path = call.repository.git, call.body, call.parameters["path"].strip("/")
    branch = body.get("branch") or call.repository.default_branch
    tip = git.read_ref(f"refs/heads/{branch}")
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
    after_push(call.state, call.repository)
    document = commits.file_commit(call.state, call.repository, branch, path, commit)
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
