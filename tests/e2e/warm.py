"""Machines that need not fetch and unpack the same packages for each of a dozen runs, which would
be most of what the runs take. A cold installation is ``test_action``'s and the benchmark's."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from e2e.repositories import ROOT

MACHINE = Path(__file__).parent / "stand_ins" / "machine"
KEPT = ROOT / ".podium" / "tests"
# Python compiles what it imports: what every command does import, once and not in every run.
LOCKS = {
    "evaluate": "docker, github, jinja2, jsonpath_ng, pydantic, typer, yaml",
    "run": "docker, github, jinja2, jsonpath_ng, pydantic, typer, yaml, "
    "matplotlib.figure, matplotlib.backends.backend_svg, numpy, scipy.stats",
}


def environment(path: str) -> Mapping[str, str]:
    """What makes a machine with this search path a warm one."""
    python = shutil.which("python3", path=path)
    assert python is not None
    return {
        "PATH": f"{MACHINE}{os.pathsep}{path}",
        "WARM_PYTHON": python,
        "WARM_ENVIRONMENTS": str(_environments(python)),
    }


def _environments(python: str) -> Path:
    """The folder with one of each lock file, kept for as long as these files and Python do not
    change. Another worker may want them too."""
    locks = [ROOT / "requirements" / f"{name}.txt" for name in ("build", *LOCKS)]
    digest = hashlib.sha256(f"{python} {sys.version}".encode())
    for lock in locks:
        digest.update(lock.read_bytes())
    folder = KEPT / f"environments-{digest.hexdigest()[:16]}"
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock_file:
        fcntl.flock(lock_file, fcntl.LOCK_EX)
        if not folder.is_dir():
            for stale in KEPT.glob("environments-*"):
                shutil.rmtree(stale)
            unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=KEPT))
            for name, imported in LOCKS.items():
                _install(python, name, imported, unfinished / name)
            unfinished.rename(folder)
    return folder


def _install(python: str, name: str, imported: str, target: Path) -> None:
    """As action.yml does."""
    requirements = [ROOT / "requirements" / f"{one}.txt" for one in ("build", name)]
    asked = [text for path in requirements for text in ("-r", str(path))]
    inside = [str(target / "bin" / "python"), "-I"]
    for command in (
        [python, "-I", "-m", "venv", str(target)],
        [*inside, "-m", "pip", "--quiet", "install", "--no-compile", "--require-hashes", *asked],
        [*inside, "-c", f"import {imported}"],
    ):
        subprocess.run(command, check=True, capture_output=True)
