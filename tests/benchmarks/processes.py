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

_PAUSE_SECONDS = 0.1
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Run:
    """``cpu_seconds`` are those of all processes, which scarcely depend on what else the machine
    does. ``memory`` is in bytes: the most that all processes had together at one time, what they
    share counted once. That is asked for ten times a second; the most that a single one ever had,
    which the kernel keeps, is the least that it can be. Without ``/proc`` it is what the kernel
    tells of the largest process, who started it included."""

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
            env={**_usual(os.environ), **(environment or {})},
        )
        found: list[int] = []
        is_over = threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, is_over, found))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        is_over.set()
        watcher.join()
        if process.returncode:
            said.seek(0)
            raise subprocess.CalledProcessError(process.returncode, command, stderr=said.read())
    return Run(seconds, usage.ru_utime + usage.ru_stime, max(found, default=usage.ru_maxrss << 10))


def _usual(environ: Mapping[str, str]) -> dict[str, str]:
    """With compiled modules, as everybody's second command has them."""
    return {key: value for key, value in environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def _watch(root: int, is_over: threading.Event, found: list[int]) -> None:
    while not is_over.wait(_PAUSE_SECONDS):
        processes = list(_descendants(root))
        found.append(sum(_kilobytes(one, "smaps_rollup", "Pss:") << 10 for one in processes))
        found += [_kilobytes(one, "status", "VmHWM:") << 10 for one in processes]


def _descendants(process: int) -> Iterator[int]:
    """The process and all below it."""
    yield process
    for listed in (_PROC / str(process) / "task").glob("*/children"):
        for child in _read(listed).split():
            yield from _descendants(int(child))


def _kilobytes(process: int, file: str, key: str) -> int:
    for line in _read(_PROC / str(process) / file).splitlines():
        if line.startswith(key):
            return int(line.split()[1])
    return 0


def _read(path: Path) -> str:
    """Nothing of a process that is gone, or where the kernel does not tell."""
    try:
        return path.read_text()
    except OSError:
        return ""
