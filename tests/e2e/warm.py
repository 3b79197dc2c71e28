"""Machines that need not fetch and unpack the same packages for each of a dozen runs, which would
be most of what the runs take. A cold installation is ``test_action``'s and the benchmark's."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from kept import ROOT, kept

MACHINE = Path(__file__).parent / "stand_ins" / "machine"
REQUIREMENTS = ROOT / "requirements"
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
    locks = [REQUIREMENTS / f"{name}.txt" for name in ("build", *LOCKS)]
    return {
        "PATH": f"{MACHINE}{os.pathsep}{path}",
        "WARM_PYTHON": python,
        "WARM_ENVIRONMENTS": str(kept("environments", locks, partial(_install, python))),
    }


def _install(python: str, folder: Path) -> None:
    """One virtual environment of each lock file, as action.yml makes it."""
    for name, imported in LOCKS.items():
        asked = [f"--requirement={REQUIREMENTS / one}.txt" for one in ("build", name)]
        inside = [str(folder / name / "bin" / "python"), "-I"]
        install = [*inside, "-m", "pip", "--quiet", "install", "--no-compile", "--require-hashes"]
        for command in (
            [python, "-I", "-m", "venv", str(folder / name)],
            [*install, *asked],
            [*inside, "-c", f"import {imported}"],
        ):
            subprocess.run(command, check=True, capture_output=True)
