"""Metrics while they come: an evaluator may write those of one split after the other."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from podium.evaluation.verdict import Unreadable
from podium.jobs import Outcome, Watch

EVERY_SECONDS = 2.0


@contextmanager
def watching(
    read: Callable[[], bytes | Unreadable],
    tell: Callable[[bytes], None] | None,
    *,
    every: float = EVERY_SECONDS,
) -> Iterator[None]:
    """While the block runs, ``tell`` each new content that ``read`` finds and that is a whole
    document; half of one is not told. What ``tell`` raises is raised when the block is over."""
    if tell is None:
        yield
        return
    over = threading.Event()
    raised: list[BaseException] = []

    def look() -> None:
        last: bytes | None = None
        while not over.wait(every):
            content = read()
            if isinstance(content, bytes) and content != last and _is_whole(content):
                last = content
                tell(content)

    def guarded() -> None:
        try:
            look()
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=guarded, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    if raised:
        raise raised[0]


def partial_outcomes(watch: Watch | None, *, digest: str) -> Callable[[bytes], None] | None:
    """What is told as bytes, told as an outcome; its seconds count from here."""
    if watch is None:
        return None
    started = time.monotonic()

    def tell(metrics: bytes) -> None:
        seconds = time.monotonic() - started
        watch(Outcome(metrics, None, None, b"", b"", digest, seconds))

    return tell


def _is_whole(content: bytes) -> bool:
    try:
        return isinstance(json.loads(content), dict)
    except (ValueError, RecursionError):
        return False


class Tail:
    """Keeps the last ``size`` bytes of what is added. It cuts only when as much again has come, so
    that a flood of single bytes costs no more than one of large pieces."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept = bytearray()

    def add(self, chunk: bytes) -> None:
        self._kept += chunk[-self._size :]
        if len(self._kept) > 2 * self._size:
            del self._kept[: -self._size]

    @property
    def content(self) -> bytes:
        return bytes(self._kept[-self._size :])
