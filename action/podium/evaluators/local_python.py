"""The files a root file system needs to run this machine's Python, and nothing else of it.

The interpreter keeps its own path: what it links to and where it looks for its library are absolute
on many systems. The shared libraries are whatever the loader would load, as ``ldd`` tells.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from podium.errors import InfrastructureError
from podium.evaluators.archives import Entry, folder, with_parents

# What a RUN step or a start script leans on.
_PROGRAMS = ("sh", "env", "cat", "chmod", "cp", "id", "mkdir", "rm", "sleep")
# Loaded at run time by name, or by wheels that expect them on every system.
_LIBRARIES = ("libgcc_s.so.1", "libstdc++.so.6")
_LEFT_OUT = {
    "__pycache__",  # added back for this version only
    "dist-packages",
    "ensurepip",
    "idlelib",
    "site-packages",
    "test",
    "tests",
    "tkinter",
    "turtledemo",
}
_LOADED = re.compile(r"(?:=> |^\s*)(/.+?) \(0x[0-9a-f]+\)$", re.M)
_PASSWD = b"root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n"
_GROUP = b"root:x:0:\nnogroup:x:65534:\n"


@dataclass(frozen=True, slots=True)
class Layout:
    entries: tuple[Entry, ...]
    environ: Mapping[str, str]


def interpreter() -> Path:
    """The Python beneath any virtual environment."""
    return Path(getattr(sys, "_base_executable", None) or sys.executable).resolve()


def lay_out(packages: Path | None) -> Layout:
    """Python, pip, a shell and ``packages`` (a folder that pip installed) as a root file system."""
    python, shelves = interpreter(), [Path(path) for path in _shelves()]
    programs = [Path(found) for name in _PROGRAMS if (found := shutil.which(name))]
    library = [path for shelf in shelves for path in _library_files(shelf)]
    installed = [*_pip_files(), *(_all_files(packages) if packages else ())]
    binaries = [path for path in [*library, *(at for at, _ in installed)] if ".so" in path.name]
    shared = _shared_libraries([python, *programs, *binaries], inside=packages)
    site = _site_folder(python)
    entries = [
        *(_file(path) for path in (python, *library, *shared)),
        *(_file(path, at=PurePosixPath("/bin", path.name)) for path in programs),
        *(_file(path, at=site / name) for path, name in installed),
        *_system_files(python),
    ]
    return Layout(tuple(with_parents(entries)), _environ(shared))


def _shelves() -> set[str]:
    """Where the standard library is; its binary part is elsewhere on some systems."""
    return {sysconfig.get_path(name) for name in ("stdlib", "platstdlib")} | {
        str(Path(sysconfig.get_path("stdlib")).resolve())
    }


def _library_files(shelf: Path) -> Iterator[Path]:
    """Without tests and what has a window. Its compiled files are valid as long as the sources
    keep their dates, and save every container a second of compiling."""
    for found in sorted(shelf.iterdir()):
        if found.name == "__pycache__":
            yield from sorted(found.glob(f"*.{sys.implementation.cache_tag}.pyc"))
        elif found.is_dir():
            if found.name not in _LEFT_OUT and not found.name.startswith("config-"):
                yield from _library_files(found)
        elif found.is_file():
            yield found
