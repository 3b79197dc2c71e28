"""Clone, fetch and push over HTTP, by git's own ``http-backend``."""

from __future__ import annotations

import re
import subprocess
import tempfile
from typing import IO

from github_server import access
from github_server.errors import ApiError
from github_server.git.repository import environment
from github_server.pushes import after_push
from github_server.routing import CONTENTS_READ, CONTENTS_WRITE
from github_server.state import Repository, State, Token
from github_server.wire import Request, Response, Stream

_PATH = re.compile(
    r"/(?P<owner>[^/]+)/(?P<name>[^/]+?)(?:\.git)?/"
    r"(?P<service>info/refs|git-upload-pack|git-receive-pack)"
)
_CHALLENGE = {"WWW-Authenticate": 'Basic realm="GitHub"', "Content-Type": "text/plain"}
_HEADERS = {
    "content-type": "CONTENT_TYPE",
    "content-encoding": "HTTP_CONTENT_ENCODING",
    "git-protocol": "GIT_PROTOCOL",
    "accept": "HTTP_ACCEPT",
    "user-agent": "HTTP_USER_AGENT",
}


def service(request: Request) -> str | None:
    """Which of git's services is asked for, or None if this is no request of git."""
    found = _PATH.fullmatch(request.path)
    if found is None:
        return None
    is_question = found["service"] == "info/refs"
    return request.query.get("service", "") if is_question else found["service"]


def answer(state: State, request: Request, token: Token | None) -> Response:
    found = _PATH.fullmatch(request.path)
    assert found is not None
    writes = service(request) == "git-receive-pack"
    with state.lock:
        repository = state.repositories.get(f"{found['owner']}/{found['name']}".lower())
        refusal = _refusal(token, repository, writes=writes)
    if refusal is not None or repository is None:
        return refusal or _text(404, "Repository not found.")
    try:
        return _run(request, repository, found["service"], token)
    finally:
        if found["service"] == "git-receive-pack":
            with state.lock:
                after_push(repository)


def refusal(error: ApiError) -> Response:
    if error.status == 401:
        return _text(401, "Invalid username or token.", _CHALLENGE)
    return _text(error.status, error.message, error.headers)


def _refusal(
    token: Token | None, repository: Repository | None, *, writes: bool
) -> Response | None:
    """Git is asked for a token first, and told of a repository only if it may be seen."""
    if repository is None or not access.may_see(token, repository):
        if token is None:
            return _text(401, "Authentication required.", _CHALLENGE)
        return _text(404, "Repository not found.")
    if access.is_allowed(token, repository, CONTENTS_WRITE if writes else CONTENTS_READ):
        return None
    if token is None:
        return _text(401, "Authentication required.", _CHALLENGE)
    return _text(403, "Write access to repository not granted.")


def _text(status: int, text: str, headers: dict[str, str] | None = None) -> Response:
    return Response(status, headers=dict(headers or {}), content=text.encode() + b"\n")


def _run(request: Request, repository: Repository, part: str, token: Token | None) -> Response:
    """Lets the backend read the request's body and write to a file, so that it never waits
    for a slow client while it holds a ref."""
    output = tempfile.TemporaryFile()  # noqa: SIM115 - closed once it is sent
    variables = environment() | _variables(request, repository, part, token)
    request.body.seek(0)
    subprocess.run(
        ["git", "http-backend"],
        stdin=request.body.fileno(),
        stdout=output.fileno(),
        stderr=subprocess.DEVNULL,
        env=variables,
        check=False,
    )
    output.seek(0)
    status, headers = _cgi_headers(output)
    return Response(status, headers=headers, content=Stream(output))


def _variables(
    request: Request, repository: Repository, part: str, token: Token | None
) -> dict[str, str]:
    """The request as the CGI standard hands it over."""
    size = request.body.seek(0, 2)
    given = {name: request.headers.get(header, "") for header, name in _HEADERS.items()}
    return {name: value for name, value in given.items() if value} | {
        "CONTENT_LENGTH": str(size),
        "GIT_HTTP_EXPORT_ALL": "1",
        "GIT_PROJECT_ROOT": str(repository.git.path),
        "PATH_INFO": f"/{part}",
        "QUERY_STRING": request.raw_query,
        "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_USER": token.user.login if token else "",
        "REQUEST_METHOD": request.method,
    }


def _cgi_headers(output: IO[bytes]) -> tuple[int, dict[str, str]]:
    status, headers = 200, dict[str, str]()
    while line := output.readline().decode("latin-1").strip():
        name, _, value = line.partition(": ")
        if name == "Status":
            status = int(value.split()[0])
        else:
            headers[name] = value
    return status, headers
