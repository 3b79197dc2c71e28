"""What takes long to make and changes seldom: made once, and kept below ``.podium`` for the other
workers and for the next run, for as long as what it is made of stays the same."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".podium" / "tests"
_NO_SOURCES = {"__pycache__"}


def kept(name: str, sources: Iterable[Path], make: Callable[[Path], None]) -> Path:
    """The folder that ``make`` fills, given an empty one, out of nothing but Python and the files
    in ``sources``. Nobody may change it."""
    folder = KEPT / f"{name}-{_digest(sources)}"
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            for stale in KEPT.glob(f"{name}-*"):
                shutil.rmtree(stale)
            unfinished = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=KEPT))
            make(unfinished)
            unfinished.rename(folder)
    return folder


def _digest(sources: Iterable[Path]) -> str:
    """Of Python, and of each file's path and content."""
    digest = hashlib.sha256(f"{sys.executable} {sys.version}".encode())
    for path in sorted(file for source in sources for file in _files(source)):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"\0{path.relative_to(ROOT)}\0{content}".encode())
    return digest.hexdigest()[:16]


def _files(source: Path) -> Iterable[Path]:
    assert source.exists(), source
    if source.is_file():
        return [source]
    return [
        path
        for path in source.rglob("*")
        if path.is_file() and not _NO_SOURCES.intersection(path.parts)
    ]
