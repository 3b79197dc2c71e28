"""Telling a network (or a disk) that is not there from a name that is wrong.

pip and the Docker engine both report either kind as plain text, and only the text tells whether the
organizer has to act or whoever runs the machine.
"""

from __future__ import annotations

_SIGNS = (
    # the Docker engine and BuildKit (Go)
    "no such host",
    "i/o timeout",
    "connection refused",
    "connection reset by peer",
    "network is unreachable",
    "server misbehaving",
    "TLS handshake timeout",
    "context deadline exceeded",
    "Client.Timeout exceeded",
    "toomanyrequests",
    "503 Service Unavailable",
    # pip (urllib3)
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "SSLError",
    "Connection aborted",
    "Temporary failure in name resolution",
    # either
    "no space left on device",
)


def says_unreachable(text: str) -> bool:
    lowered = text.lower()
    return any(sign.lower() in lowered for sign in _SIGNS)


def last_lines(text: str, count: int) -> str:
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    return "\n".join(lines[-count:])
