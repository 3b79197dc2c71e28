from __future__ import annotations

import pytest

from podium.evaluation.watching import Tail


@pytest.mark.parametrize("chunk", [1, 3, 7, 100, 1000])
def test_only_the_last_bytes_stay_however_they_come(chunk: int) -> None:
    stream = bytes(range(256)) * 4
    tail = Tail(100)
    for start in range(0, len(stream), chunk):
        tail.add(stream[start : start + chunk])
    assert tail.content == stream[-100:]


def test_short_stream_stays_whole() -> None:
    tail = Tail(100)
    tail.add(b"abc")
    assert tail.content == b"abc"
