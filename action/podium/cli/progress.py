"""How far long work is, on a terminal; nothing where nobody watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from podium import formats
from podium.jobs import Progress

_PAUSE_SECONDS = 0.1
# Before that the pace says little of what is left.
_FIRST_SECONDS = 1.0
_ERASE_TO_THE_END = "\x1b[K"


@contextmanager
def shown(stream: TextIO | None = None) -> Iterator[Progress]:
    """One line, by default on stderr, which is gone at the end: what is being done, how much of
    it, and how long the rest will take. Work whose extent nobody knows is of 0, and only named."""
    line = _Line(sys.stderr if stream is None else stream)
    try:
        yield line.tell
    finally:
        line.erase()


class _Line:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_watched = stream.isatty()
        self._work = ""
        self._since = self._written = 0.0

    def tell(self, work: str, done: int, of: int) -> None:
        if not self._is_watched:
            return
        now = time.monotonic()
        if work != self._work:
            self._work, self._since = work, now
        elif now - self._written < _PAUSE_SECONDS:
            return
        self._written = now
        text = _text(work, done, of, seconds=now - self._since)
        self._stream.write(f"\r{text}{_ERASE_TO_THE_END}")
        self._stream.flush()

    def erase(self) -> None:
        if self._work:
            self._stream.write(f"\r{_ERASE_TO_THE_END}")
            self._stream.flush()


def _text(work: str, done: int, of: int, *, seconds: float) -> str:
    if not of:
        return f"{work} …"
    text = f"{work}: {done:,} of {of:,}"
    if seconds < _FIRST_SECONDS or not 0 < done < of:
        return text
    left = round(seconds * (of - done) / done)
    return f"{text}, {f'{left} s' if left < 60 else formats.format_duration(left)} left"
