"""Metrics while they come: an evaluator may write those of one split after the other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from podium import metrics
from podium.evaluation.verdict import Unreadable
from podium.jobs import Outcome, Watch
from podium.metrics import Metrics

EVERY_SECONDS = 2.0


@contextmanager
def watching(
    read: Callable[[], bytes | Unreadable],
    tell: Callable[[Metrics], None] | None,
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
            found = None if content == last else _whole(content)
            if found is not None:
                last = found.content
                tell(found)

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


def partial_outcomes(watch: Watch | None, *, digest: str) -> Callable[[Metrics], None] | None:
    """What is told as metrics, told as an outcome; its seconds count from here."""
    if watch is None:
        return None
    started = time.monotonic()

    def tell(found: Metrics) -> None:
        seconds = time.monotonic() - started
        watch(Outcome(found, None, None, b"", b"", digest, seconds))

    return tell


def _whole(content: bytes | Unreadable) -> Metrics | None:
    """``None`` for what is not there yet, or not all of it."""
    if isinstance(content, Unreadable):
        return None
    try:
        found = metrics.parse_metrics(content)
    except ValueError:
        return None
    return found if isinstance(found.document, dict) else None


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
