"""Keeps what an evaluator writes over its image within bounds.

Only few storage drivers of the engine can be told a bound (overlay2 on XFS with project quotas), so
it is asked again and again how much there is, and the evaluator ended once it is too much. What one
interval lets through is bounded by the disk's speed, and is gone with the container.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress

from docker import DockerClient
from docker.errors import APIError
from docker.models.containers import Container
from requests.exceptions import RequestException

from podium import formats
from podium.jobs import Failure, Fault, Limits

_EVERY = 0.5  # seconds between two questions for the size
_COUNT_EVERY = 2.0  # seconds between two for the number of files, which costs more
_FULL = 0.1  # seconds that the size of a layer with tens of thousands of files takes
_SHARE = 3  # at least so many times as long as the question took: a full layer is slow to walk


class Layer:
    """The writable layer of one container. ``excess`` is the bound that it passed, if any."""

    def __init__(self, client: DockerClient, container: Container, limits: Limits) -> None:
        self._client, self._container, self._limits = client, container, limits
        self._counts_at = 0.0
        self.excess: Failure | None = None

    def look(self, *, counts: bool) -> None:
        """Ask for the size, and with ``counts`` for the number of files."""
        limits, started = self._limits, time.monotonic()
        if self._size() > limits.scratch:
            size = formats.format_size(limits.scratch)
            self._exceeded(f"more than {size} to its disk", "scratch_mb")
        elif counts:
            is_full = time.monotonic() - started > _FULL
            with self._paused() if is_full else nullcontext():
                number = self._count()
            if number > limits.scratch_files:
                files = f"{limits.scratch_files:,} files"
                self._exceeded(f"more than {files} to its disk", "scratch_files")

    def _exceeded(self, what: str, key: str) -> None:
        fact = f"The evaluator wrote {what}; podium.evaluator.{key} allows more"
        self.excess = Failure(Fault.ORGANIZER, fact)

    def _size(self) -> int:
        """What differs from the image, /tmp included; volumes are not part of it."""
        wanted = {"id": self._container.id}
        found = self._client.api.containers(all=True, size=True, filters=wanted)
        return sum(int(each.get("SizeRw", 0)) for each in found)

    @contextmanager
    def _paused(self) -> Iterator[None]:
        """So that files do not come faster than they are counted; not every engine can."""
        with suppress(APIError):
            self._container.pause()
        try:
            yield
        finally:
            with suppress(APIError):
                self._container.unpause()

    def _count(self) -> int:
        return len(self._container.diff() or ())

    def keep(self, over: threading.Event) -> None:
        """Look until ``over``; a container that passes a bound is killed."""
        pause = _EVERY
        while not over.wait(pause):
            started = time.monotonic()
            counts = started >= self._counts_at
            try:
                self.look(counts=counts)
                if self.excess is not None:
                    self._container.kill()
                    return
            except (APIError, RequestException):  # it is over, or on its way
                return
            took = time.monotonic() - started
            pause = max(_EVERY, _SHARE * took)
            if counts:
                self._counts_at = time.monotonic() + max(_COUNT_EVERY, _SHARE * took)


@contextmanager
def kept_within(client: DockerClient, container: Container, limits: Limits) -> Iterator[Layer]:
    """While the block runs, the container's layer is kept within ``limits``."""
    layer, over = Layer(client, container, limits), threading.Event()
    thread = threading.Thread(target=layer.keep, args=(over,), daemon=True)
    thread.start()
    try:
        yield layer
    finally:
        over.set()
        thread.join()
    if layer.excess is None:
        with suppress(APIError):
            layer.look(counts=False)  # how many files there are no longer matters
