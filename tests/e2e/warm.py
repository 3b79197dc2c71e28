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
INSTALL = ROOT / "requirements" / "install"
PYPROJECT = ROOT / "pyproject.toml"
SOURCES = (INSTALL, INSTALL.with_name("lock.txt"), PYPROJECT)
# By environment, what action.yml installs into it. Python compiles what it imports: what every
# command does import, once and not in every run.
ENVIRONMENTS = {
    "evaluate": (
        ("--group", f"{PYPROJECT}:evaluate"),
        "docker, github, jinja2, jsonpath_ng, pydantic, typer, yaml",
    ),
    "pages": (
        ("-r", str(PYPROJECT)),
        "docker, github, jinja2, jsonpath_ng, pydantic, typer, yaml, numpy",
    ),
}


def environment(path: str) -> Mapping[str, str]:
    """What makes a machine with this search path a warm one."""
    python = shutil.which("python3", path=path)
    assert python is not None
    return {
        "PATH": f"{MACHINE}{os.pathsep}{path}",
        "WARM_PYTHON": python,
        "WARM_ENVIRONMENTS": str(kept("environments", SOURCES, partial(_install, python))),
        # Nothing is fetched; to ask pip for it takes most of a second of each job.
        "UV_DEFAULT_INDEX": "https://pypi.org/simple",
    }


def _install(python: str, folder: Path) -> None:
    """The virtual environments, as action.yml makes them."""
    for name, (packages, imported) in ENVIRONMENTS.items():
        place = folder / name
        for command in (
            ["sh", str(INSTALL), str(place), "--group", f"{PYPROJECT}:install", *packages],
            [str(place / "bin" / "python"), "-I", "-c", f"import {imported}"],
        ):
            environment = {**os.environ, "PYTHON": python}
            subprocess.run(command, check=True, capture_output=True, env=environment)
