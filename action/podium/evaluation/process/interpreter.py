"""A Python of an evaluation's own: a virtual environment that is thrown away with it.

A script that calls pip, as EvalAI's documents teach, reaches this environment and no other, however
it calls it. Processes that the script starts see the same packages as the script does.
"""

from __future__ import annotations

import os
import sysconfig
import venv
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_PIP = '#!/bin/sh\nexec "{python}" -m pip "$@"\n'


@dataclass(frozen=True, slots=True)
class Interpreter:
    """``environ`` is what processes need to find it by name."""

    python: Path
    environ: dict[str, str]


def make(folder: Path, *, packages: Path | None) -> Interpreter:
    """A virtual environment in the new ``folder``, of the Python beneath that of Podium, with what
    is installed in the folder ``packages`` and nothing of Podium's own."""
    venv.EnvBuilder(symlinks=True, with_pip=False).create(folder)
    programs, python = folder / "bin", folder / "bin" / "python"
    site = Path(
        sysconfig.get_path("purelib", "venv", vars={"base": str(folder), "platbase": str(folder)})
    )
    added = [str(path) for path in (packages, _lend_pip(folder / "pip")) if path is not None]
    # A line that begins with import is run: it honours the packages' own .pth files.
    lines = [f"import site; site.addsitedir({path!r})\n" for path in added]
    (site / "evaluation.pth").write_text("".join(lines), encoding="utf-8")
    for name in ("pip", "pip3"):
        (programs / name).write_text(_PIP.format(python=python), encoding="utf-8")
        (programs / name).chmod(0o755)
    environ = {
        "PATH": f"{programs}{os.pathsep}{os.defpath}",
        "VIRTUAL_ENV": str(folder),
        # Of any other Python that is called by its path, pip refuses.
        "PIP_REQUIRE_VIRTUALENV": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PYTHONDONTWRITEBYTECODE": "1",  # not beside the pip that is lent
    }
    return Interpreter(python, environ)


def _lend_pip(folder: Path) -> Path | None:
    """This machine's pip in a folder of its own, by links: pip installs nothing there, and refuses
    to take anything away that lies outside of its environment. Nothing where there is no pip."""
    spec = find_spec("pip")
    if spec is None or spec.origin is None:
        return _bundled_pip()
    package = Path(spec.origin).parent
    folder.mkdir()
    for part in (package, *package.parent.glob("pip-*.dist-info")):
        (folder / part.name).symlink_to(part)
    return folder


def _bundled_pip() -> Path | None:
    """The wheel that Python brings, which can be imported as it is."""
    spec = find_spec("ensurepip")
    if spec is None or spec.origin is None:
        return None
    wheels = sorted(Path(spec.origin).parent.glob("_bundled/pip-*.whl"))
    return wheels[-1] if wheels else None
