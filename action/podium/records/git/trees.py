"""Git's trees, read one by one and only as far as is asked for.

A tree of a few objects can name a million paths: to have git list them takes its time and memory
before the first is seen. So trees are walked here, and counted.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

from podium.errors import InfrastructureError
from podium.records.git.commands import Repository, environment_of

TREE = "040000"
DEEPEST = 64
MOST_BYTES = 16 << 20  # of one tree: hundreds of thousands of names


class TooManyPathsError(Exception):
    """More paths than were asked for, or paths that are deeper than any is taken."""


@dataclass(frozen=True, slots=True)
class Entry:
    """``name`` as git has it; ``mode`` in octal, six digits."""

    name: bytes
    mode: str
    oid: str

    @property
    def is_tree(self) -> bool:
        return self.mode == TREE


@dataclass(slots=True)
class Trees:
    """The trees of a repository that are there already; one that is named twice is read once."""

    requests: IO[bytes]
    answers: IO[bytes]
    digest_size: int
    known: dict[str, tuple[Entry, ...]] = field(default_factory=dict)

    def read(self, oid: str) -> tuple[Entry, ...]:
        """Raises ``InfrastructureError`` for what is no tree, or was not fetched."""
        if oid not in self.known:
            self.requests.write(f"{oid}\n".encode())
            self.requests.flush()
            header = self.answers.readline().split()
            if len(header) != 3 or header[1] != b"tree":
                raise InfrastructureError(f"git has no tree {oid}")
            if int(header[2]) > MOST_BYTES:
                raise TooManyPathsError
            content = self.answers.read(int(header[2]))
            self.answers.read(1)  # a line's end
            self.known[oid] = tuple(_parse(content, self.digest_size))
        return self.known[oid]

    def below(self, oid: str, *, most: int) -> list[tuple[bytes, Entry]]:
        """Every path below a tree that is no tree itself, in git's order. Raises
        ``TooManyPathsError`` for more than ``most``."""
        return [(path, new) for path, _, new in self._walk("", oid, most) if new is not None]

    def changed(self, old: str, new: str, *, most: int) -> list[tuple[bytes, Entry | None]]:
        """Every path that is another below ``new``, with what it is there; ``None`` where it is
        gone. A rename is one of each. Raises as ``below``."""
        return [(path, after) for path, _, after in self._walk(old, new, most)]

    def _walk(
        self, old: str, new: str, most: int
    ) -> list[tuple[bytes, Entry | None, Entry | None]]:
        found: list[tuple[bytes, Entry | None, Entry | None]] = []
        waiting = [(b"", old, new)]
        while waiting:
            above, before, after = waiting.pop()
            if above.count(b"/") > DEEPEST:
                raise TooManyPathsError
            here = {one.name: one for one in self.read(before)} if before else {}
            there = {one.name: one for one in self.read(after)} if after else {}
            for name in [*there, *(name for name in here if name not in there)]:
                left, right = here.get(name), there.get(name)
                if left == right:
                    continue
                path = above + name
                trees = [one.oid if one and one.is_tree else "" for one in (left, right)]
                if any(trees):
                    waiting.append((path + b"/", trees[0], trees[1]))
                blobs = [one if one and not one.is_tree else None for one in (left, right)]
                if any(blobs):
                    found.append((path, blobs[0], blobs[1]))
                if len(found) + len(waiting) > most:
                    raise TooManyPathsError
        return sorted(found, key=lambda one: one[0])


@contextmanager
def opened(repository: Repository) -> Iterator[Trees]:
    """Its trees, while the block runs; nothing is fetched for it."""
    environment = environment_of(repository) | {"GIT_NO_LAZY_FETCH": "1"}
    format_of = repository.ask("rev-parse", "--show-object-format")
    with subprocess.Popen(
        ["git", "cat-file", "--batch"],
        cwd=repository.folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        try:
            yield Trees(process.stdin, process.stdout, 32 if format_of == "sha256" else 20)
        finally:
            process.stdin.close()
            process.kill()


def _parse(content: bytes, size: int) -> Iterator[Entry]:
    """``mode name NUL digest``, again and again."""
    at = 0
    while at < len(content):
        end = content.index(b"\0", at)
        mode, _, name = content[at:end].partition(b" ")
        at = end + 1 + size
        yield Entry(name, mode.decode("ascii").rjust(6, "0"), content[end + 1 : at].hex())
