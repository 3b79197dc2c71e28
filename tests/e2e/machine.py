"""The processes of an act run, as those of the machine that it stands for, to be killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Process:
    id: int
    parent: int
    words: tuple[str, ...]


def processes(folder: Path) -> list[Process]:
    """act itself and all that runs below it: the environment of each names the folder that act
    was given."""
    found = []
    inside = f"{folder}/".encode()
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdecimal() and inside in (entry / "environ").read_bytes():
                words = (entry / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
                state = (entry / "stat").read_text("utf-8").rpartition(")")[2].split()
                found.append(Process(int(entry.name), int(state[1]), tuple(words)))
    return found


def running(folder: Path, command: str) -> list[int]:
    """The process in which the action runs ``podium actions`` with this command, if it does, and
    then whatever it started: git would finish a push by itself."""
    every = processes(folder)
    found = [
        one.id for one in every if one.words[1:6] == ("-I", "-m", "podium", "actions", command)
    ]
    for parent in found:  # grows meanwhile
        found += [one.id for one in every if one.parent == parent]
    return found


def kill(found: Iterable[int]) -> None:
    for process in found:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
