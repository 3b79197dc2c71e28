"""Advisory locks among the processes of one machine, so that they do not race each other.

A courtesy, not a guarantee: whoever does not get a lock in time goes on without it, so what is done
under it must also hold against others. Other machines take no part in it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_POLL_SECONDS = 0.02


@contextmanager
def locked(what: str, *, patience: float, folder: Path | None = None) -> Iterator[None]:
    """A lock on ``what``, for which it waits at most ``patience`` seconds. Whoever is to wait for
    the others uses the same ``folder``; without one, that is the whole machine."""
    lock = _open(_path(what, folder or Path(tempfile.gettempdir())))
    try:
        if lock is not None:
            _wait(lock, until=time.monotonic() + patience)
        yield
    finally:
        if lock is not None:
            os.close(lock)  # which releases it, as the end of a process does


def _open(path: Path) -> int | None:
    """``None`` for somebody else's file, or a folder that we may not write to."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError:
        return None


def _path(what: str, folder: Path) -> Path:
    """The name tells nothing of ``what``: anybody on the machine can see it."""
    digest = hashlib.sha256(what.encode()).hexdigest()[:32]
    return folder / f"podium-lock-{os.getuid()}-{digest}"


def _wait(lock: int, *, until: float) -> None:
    while time.monotonic() < until:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            time.sleep(random.uniform(0, 2 * _POLL_SECONDS))
        else:
            return
