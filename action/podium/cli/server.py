"""A built site on this machine, and on this machine only."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from podium.cli import console
from podium.errors import ChallengeError, InfrastructureError

_ADDRESS = "127.0.0.1"
_OWN_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


class _Handler(SimpleHTTPRequestHandler):
    """As GitHub Pages serves: the site's own page for what is not there, no listings."""

    def parse_request(self) -> bool:
        """Only to who asks for this machine: a page elsewhere whose name is made to lead here
        could read what only its hosts may see."""
        if not super().parse_request():
            return False
        if _named_host(self.headers.get("Host", "")) in _OWN_NAMES:
            return True
        super().send_error(HTTPStatus.MISDIRECTED_REQUEST, "ask for localhost")
        return False

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a reader's clicks are no progress."""

    def list_directory(self, path: object) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def _named_host(header: str) -> str:
    """Without the port."""
    name, _, port = header.strip().rpartition(":")
    return (name if port.isdecimal() and name else header.strip()).lower()


def make_server(site: Path, port: int) -> ThreadingHTTPServer:
    """Listening already. Raises ``InfrastructureError`` for a port that is taken."""
    if not (site / "index.html").is_file():
        raise ChallengeError(f"{site}: there is no index.html; name what podium build wrote")
    try:
        return ThreadingHTTPServer((_ADDRESS, port), partial(_Handler, directory=str(site)))
    except OSError as error:
        raise InfrastructureError(
            f"port {port} cannot be used ({error.strerror}); name another with --port"
        ) from error


def serve(site: Path, port: int) -> None:
    """Until the reader interrupts."""
    with make_server(site, port) as server:
        console.say(f"http://{_ADDRESS}:{server.server_port}/ serves {site} (stop with Ctrl-C)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            console.say("stopped")
