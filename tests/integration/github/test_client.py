"""The connection itself, against a server that answers what a test wants it to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from podium.github.api import client, pulls
from podium.github.api.client import Connection, GitHubError
from podium.records.git import commands
from podium.records.git.commands import GitError, Repository

TOKEN = "ghs_" + "t" * 36
Answer = Callable[[BaseHTTPRequestHandler], tuple[int, dict[str, str], object]]


class Server:
    """Answers every request with what ``answers`` gives in turn, the last one again and again."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.asked: list[tuple[str, str, str | None]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                outer.asked.append(
                    (self.command, self.path, self.headers.get("X-GitHub-Api-Version"))
                )
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                answer = outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]
                status, headers, document = answer(self)
                content = json.dumps(document).encode()
                self.send_response(status)
                for name, value in {"Content-Length": str(len(content)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PATCH = _answer  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"

    def connect(self) -> Connection:
        return client.connect(self.url, "org/small", TOKEN, patience=0.01)


def saying(status: int, message: str = "", **headers: str) -> Answer:
    return lambda request: (
        status,
        {name.replace("_", "-"): value for name, value in headers.items()},
        {"message": message},
    )


def echo(status: int) -> Answer:
    """A server that repeats what it was sent, as badly made proxies do."""
    return lambda request: (status, {}, {"message": str(dict(request.headers))})


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.http.shutdown()
    made.http.server_close()
    thread.join()


def refusal(connection: Connection) -> GitHubError:
    with pytest.raises(GitHubError) as caught:
        pulls.get(connection, 1)
    return caught.value


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 500, 502])
def test_a_token_echoed_by_an_error(server: Server, status: int) -> None:
    server.answers = [echo(status)]
    error = refusal(server.connect())
    assert TOKEN not in str(error) and TOKEN not in repr(error)
    assert error.__cause__ is None and error.__suppress_context__


def test_a_token_echoed_by_git(server: Server, tmp_path: object) -> None:
    environment = commands.authorization(server.url, TOKEN)
    assert TOKEN not in str(environment), "it is encoded; git prints neither form"
    server.answers = [echo(403)]
    with pytest.raises(GitError) as caught:
        Repository(tmp_path, environment).run("ls-remote", f"{server.url}/org/small.git")  # type: ignore[arg-type]
    encoded = environment["GIT_CONFIG_VALUE_0"].rpartition(" ")[2]
    assert encoded not in str(caught.value) and encoded not in caught.value.stderr


def test_the_token_is_not_shown_when_the_connection_is(server: Server) -> None:
    assert TOKEN not in repr(server.connect())


def test_every_request_names_its_version(server: Server) -> None:
    server.answers = [saying(404)]
    refusal(server.connect())
    assert server.asked == [("GET", "/repos/org/small/pulls/1", client.API_VERSION)]


def test_retry_after_is_honoured(server: Server) -> None:
    limited = saying(403, "You have exceeded a secondary rate limit", Retry_After="1")
    server.answers = [limited, saying(404, "Not Found")]
    began = time.monotonic()
    assert refusal(server.connect()).status == 404
    assert time.monotonic() - began >= 1


def test_what_github_asks_to_wait_too_long_for_is_not_asked_before(server: Server) -> None:
    server.answers = [saying(429, "Too Many Requests", Retry_After="3600")]
    assert refusal(server.connect()).status == 429
    assert len(server.asked) == 1


def test_a_token_that_was_refused_is_not_shown_again(server: Server) -> None:
    server.answers = [saying(401, "Bad credentials")]
    connection = server.connect()
    for _ in range(3):
        assert isinstance(refusal(connection), client.RefusedTokenError)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_that_keeps_failing_is_asked_a_few_times_only(server: Server, status: int) -> None:
    server.answers = [saying(status)]
    assert refusal(server.connect()).may_have_worked
    assert len(server.asked) == 6


def test_what_is_forbidden_is_not_asked_again(server: Server) -> None:
    server.answers = [saying(403, "Resource not accessible by integration")]
    assert refusal(server.connect()).status == 403
    assert len(server.asked) == 1


def test_a_post_whose_answer_is_lost_is_not_sent_again(server: Server) -> None:
    server.answers = [saying(502)]
    connection = server.connect()
    with pytest.raises(GitHubError), connection.asking("a comment"):
        connection.repository.get_issue(1).create_comment("x")
    assert len(server.asked) == 1


def test_a_server_that_is_not_there() -> None:
    error = refusal(client.connect("http://127.0.0.1:9", "org/small", TOKEN, patience=0))
    assert error.status == 0 and "no answer" in str(error)


def test_a_token_that_may_not_ask_whose_it_is_is_the_workflows(server: Server) -> None:
    server.answers = [saying(403, "Resource not accessible by integration")]
    assert server.connect().own_id() == client.ACTIONS_BOT
