"""A site on this machine is read by whoever asks for this machine, and by no page elsewhere."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from podium.cli.server import make_server


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    (tmp_path / "index.html").write_text("for hosts")
    with make_server(tmp_path, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("127.0.0.1", 200),
        ("LOCALHOST", 200),
        ("[::1]", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("", 421),
    ],
)
@pytest.mark.parametrize("with_port", [True, False])
def test_only_this_machine_is_served_by_its_own_names(
    port: int, host: str, status: int, with_port: bool
) -> None:
    """A page whose name is made to lead to 127.0.0.1 is of the same origin as the site."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/", headers={"Host": f"{host}:{port}" if with_port else host})
    answer = connection.getresponse()
    assert answer.status == status
    assert (b"for hosts" in answer.read()) is (status == 200)
    connection.close()
