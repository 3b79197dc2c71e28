"""A command, and what it took: seconds, and memory with all the processes that it starts."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PAUSE_SECONDS = 0.05
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Run:
    """``cpu_seconds`` are those of all processes, which scarcely depend on what else the machine
    does. ``memory`` is in bytes: the most that all processes had together at one time, what they
    share counted once. That is asked for twenty times a second where the kernel tells it; the
    largest single process, of which no peak is missed, is the least that it can be."""

    seconds: float
    cpu_seconds: float
    memory: int


def run(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> Run:
    """Raises ``CalledProcessError`` with what the command said where it fails."""
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env=None if environment is None else {**os.environ, **environment},
        )
        together: list[int] = []
        is_over = threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, is_over, together))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        is_over.set()
        watcher.join()
        if process.returncode:
            said.seek(0)
            raise subprocess.CalledProcessError(process.returncode, command, stderr=said.read())
    return Run(seconds, usage.ru_utime + usage.ru_stime, max([usage.ru_maxrss << 10, *together]))


def _watch(root: int, is_over: threading.Event, found: list[int]) -> None:
    while not is_over.wait(_PAUSE_SECONDS):
        found.append(sum(_share_of_memory(process) for process in _descendants(root)))


def _descendants(process: int) -> Iterator[int]:
    """The process and all below it."""
    yield process
    for listed in (_PROC / str(process) / "task").glob("*/children"):
        for child in _read(listed).split():
            yield from _descendants(int(child))


def _share_of_memory(process: int) -> int:
    for line in _read(_PROC / str(process) / "smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) << 10
    return 0


def _read(path: Path) -> str:
    """Nothing of a process that is gone, or where the kernel does not tell."""
    try:
        return path.read_text()
    except OSError:
        return ""
