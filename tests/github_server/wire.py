"""Requests and responses as values, and how they travel over HTTP."""

from __future__ import annotations

import json
import socket
import struct
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import IO, Any
from urllib.parse import parse_qsl, unquote, urlsplit

JSON = "application/json; charset=utf-8"
CHUNK = 1 << 16


class ConnectionLost(Exception):  # noqa: N818 - it says what the client sees
    """Drop the connection instead of answering."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request. Header names are in lower case; ``path`` is decoded."""

    method: str
    path: str
    query: Mapping[str, str]
    raw_query: str
    headers: Mapping[str, str] = field(repr=False)
    body: IO[bytes] = field(repr=False)

    def read(self) -> bytes:
        self.body.seek(0)
        return self.body.read()

    def accepts(self, media: str) -> bool:
        return media in self.headers.get("accept", "")


@dataclass(frozen=True, slots=True)
class Stream:
    """The rest of an open file, sent piece by piece."""

    file: IO[bytes]

    @property
    def size(self) -> int:
        at = self.file.tell()
        size = self.file.seek(0, 2) - at
        self.file.seek(at)
        return size


@dataclass(slots=True)
class Response:
    """``document`` is sent as JSON; else ``content`` as it is."""

    status: int = 200
    document: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | Stream = b""

    def encode(self) -> None:
        """Turns the document into content, once."""
        if self.document is not None:
            self.content = json.dumps(self.document, separators=(",", ":")).encode()
            self.headers.setdefault("Content-Type", JSON)

    def close(self) -> None:
        if isinstance(self.content, Stream):
            self.content.file.close()


Answer = Callable[[Request], Response]


class Handler(BaseHTTPRequestHandler):
    """Reads a request, has it answered, writes the response."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Listener

    def do_any(self) -> None:
        with tempfile.SpooledTemporaryFile(1 << 20) as body:
            for piece in self._body():
                body.write(piece)
            body.seek(0)
            try:
                with closing(self.server.answer(self._request(body))) as response:
                    self._write(response)
            except ConnectionLost:
                self._reset()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_any  # noqa: N815

    def _request(self, body: IO[bytes]) -> Request:
        parts = urlsplit(self.path)
        return Request(
            method=self.command,
            path=unquote(parts.path),
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            raw_query=parts.query,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
        )

    def _body(self) -> Iterator[bytes]:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            while size := int(self.rfile.readline().split(b";")[0], 16):
                yield self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return
        left = int(self.headers.get("Content-Length") or 0)
        while left and (piece := self.rfile.read(min(left, CHUNK))):
            left -= len(piece)
            yield piece

    def _write(self, response: Response) -> None:
        response.encode()
        content = response.content
        size = content.size if isinstance(content, Stream) else len(content)
        self.send_response_only(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if response.status not in (204, 304):
            self.send_header("Content-Length", str(size))
        self.end_headers()
        if isinstance(content, Stream):
            self._copy(content.file)
        elif self.command != "HEAD":
            self.wfile.write(content)
        self.wfile.flush()

    def _copy(self, file: IO[bytes]) -> None:
        while self.command != "HEAD" and (piece := file.read(CHUNK)):
            self.wfile.write(piece)

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the terminal: the server keeps its own log."""


class Listener(ThreadingHTTPServer):
    """Listens on a free port of 127.0.0.1, one thread a connection."""

    daemon_threads = False
    request_queue_size = 256

    def __init__(self, answer: Answer, failed: Callable[[BaseException], None]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self._failed = failed
        self._open: set[socket.socket] = set()

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keeps what went wrong in this server; a client that went away is none of it."""
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, ConnectionError):
            self._failed(error)

    def stop(self) -> None:
        """Ends the loop, hangs up on those who keep a connection open, joins every thread."""
        self.shutdown()
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self.server_close()
