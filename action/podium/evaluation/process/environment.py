"""The packages an evaluator asks for in its ``requirements.txt``, installed once and kept.

They are installed by this machine's pip, so that a sandbox without network can have them: the
process runner puts the folder on the path, the docker runner copies it into an image.
"""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from podium import resources, temporary
from podium.errors import ChallengeError, InfrastructureError
from podium.evaluation.unreachable import last_lines, says_unreachable

# pip may run the setup.py of what it installs: it gets what it needs and no tokens.
_PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR")
_PASSED_ON_PREFIXES = ("PIP_", "UV_CACHE", "XDG_")
_PROXIES = ("http_proxy", "https_proxy", "no_proxy", "all_proxy")


def environment_key(requirements: Path) -> str:
    """Names an environment: the same requirements on the same kind of Python."""
    python = f"{sys.version}\0{sys.platform}\0{platform.machine()}\0"
    return hashlib.sha256(python.encode() + requirements.read_bytes()).hexdigest()[:32]


def prepare_environment(requirements: Path, *, cache: Path | None = None) -> Path:
    """The folder with the packages that ``requirements`` names, installing them if need be."""
    root = (cache or resources.cache_folder()) / "environments"
    folder = root / environment_key(requirements)
    if folder.is_dir():
        return folder
    root.mkdir(parents=True, exist_ok=True)
    with temporary.folder("environment", parent=root) as unfinished:
        packages = unfinished / "packages"
        packages.mkdir(mode=0o755)
        _install(requirements, packages)
        _publish(packages, folder)
    return folder


def _publish(unfinished: Path, folder: Path) -> None:
    """A rename is all or nothing; whoever came first has installed the same."""
    try:
        unfinished.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise


def _install(requirements: Path, target: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--target", str(target)]
    command += ["--no-input", "--prefer-binary", "--disable-pip-version-check"]
    finished = subprocess.run(
        [*command, "--requirement", requirements.name],
        cwd=requirements.parent,  # its own relative paths start there
        env=_environ(os.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if finished.returncode == 0:
        return
    name = f"{requirements.parent.name}/{requirements.name}"
    if "No module named pip" in finished.stdout:
        raise InfrastructureError(
            f"{name} cannot be installed: this Python has no pip; install it (python -m ensurepip)"
        )
    reason = last_lines(finished.stdout, 5)
    # Afterwards it also says "No matching distribution", so this is looked for first.
    if says_unreachable(finished.stdout):
        raise InfrastructureError(
            f"{name} could not be installed: no package index answers, "
            f"or the disk is full\n{reason}"
        )
    raise ChallengeError(f"{name}: pip could not install it\n{reason}")


def _environ(environ: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in environ.items()
        if name in _PASSED_ON or name.startswith(_PASSED_ON_PREFIXES) or name.lower() in _PROXIES
    }
