from __future__ import annotations

import pytest

from podium.evaluation.unreachable import last_lines, says_unreachable


@pytest.mark.parametrize(
    "text",
    [
        'Get "https://registry.example/v2/": dial tcp: lookup registry.example: no such host',
        "dial tcp 127.0.0.1:1: connect: connection refused",
        "net/http: request canceled (Client.Timeout exceeded while awaiting headers)",
        "WARNING: Retrying after connection broken by 'NewConnectionError('...')'",
        "write /var/lib/x: no space left on device",
        "OSError: [Errno 28] No space left on device",
    ],
)
def test_what_the_machine_lacks(text: str) -> None:
    assert says_unreachable(text)


@pytest.mark.parametrize(
    "text",
    [
        "manifest unknown",
        "pull access denied for nothing, repository does not exist or may require 'docker login'",
        "ERROR: No matching distribution found for nosuchpackage==1",
        "The command '/bin/sh -c false' returned a non-zero code: 1",
    ],
)
def test_what_the_organizer_got_wrong(text: str) -> None:
    assert not says_unreachable(text)


def test_last_lines_that_say_something() -> None:
    assert last_lines("a\n\nb  \n\n c\n\n", 2) == "b\n c"
