"""How much memory an evaluation was seen to use.

Engines and kernels tell what is held now, and forget it when it ends; so they are asked again and
again: soon at first, since most evaluations are short. What rises and falls between two questions
may not be seen.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_FIRST = 0.3  # seconds until the first question
_PATIENCE = 0.02  # seconds for one that is being answered when it is over
_GROWTH = 1.5  # each pause beside the one before
_LONGEST = 1.0


class Peak:
    """``bytes`` is the most that was seen, ``None`` where nothing was."""

    def __init__(self) -> None:
        self.bytes: int | None = None

    def follow(self, look: Callable[[], int | None], over: threading.Event) -> None:
        pause = _FIRST
        while not over.wait(pause):
            held = look()
            if held is None:
                return
            self.bytes = max(held, self.bytes or 0)
            pause = min(_LONGEST, _GROWTH * pause)


@contextmanager
def followed(look: Callable[[], int | None]) -> Iterator[Peak]:
    """While the block runs, ``look`` is asked how many bytes are held, until it says ``None``: that
    it is over, or that this cannot be told."""
    peak, over = Peak(), threading.Event()
    thread = threading.Thread(target=peak.follow, args=(look, over), daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join(_PATIENCE)
