"""The lock installs as it is, with every pip that a Python brings, however many newer releases a
registry has by then. The registry is a folder, the commands are those of the Makefile and the
action, and its uv starts the one of this environment."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pytest

from conftest import missing

ROOT = Path(__file__).parents[2]
UV = Path(sys.executable).with_name("uv")

# What came with the first release of each Python, and the one that acceptance names.
PIPS = {
    "22.3": "1daab4b8d3b97d1d763caeb01a4640a2250a0ea899e257b1e44b9eded91e15ab",
    "23.0": "b5f88adff801f5ef052bcdef3daa31b55eb67b0fccd6d0106c206fa248e0463c",
    "23.2.1": "7ccf472345f20d35bdc9d1841ff5f313260c2c33fe417f48c30ac46cccabf5be",
    "24.2": "2cd581cf58ab7fcfca4ce8efa6dcacd0de5bf8d0a3eb9ec927e07405f4d9e2a2",
    "25.2": "6d67a2b4e7f14d8b31b8b52648866fa717f45a1eb70e83002f4331d07e953717",
}
OLD = {11: ("22.3", "23.0"), 12: ("23.2.1",), 13: ("24.2",)}.get(sys.version_info.minor, ("25.2",))
NEWEST = version("pip")

PYPROJECT = """
[project]
name = "podium"
version = "1"
dependencies = ["upper"]

[dependency-groups]
install = ["uv"]
build = []
evaluate = ["upper"]
samples = []
dev = ["upper"]
"""


@dataclass(frozen=True, slots=True)
class Registry:
    """Wheels in a folder, listed as an index lists them."""

    folder: Path

    @property
    def address(self) -> str:
        return self.folder.as_uri()

    def add(self, name: str, release: str, *metadata: str, script: str = "") -> Path:
        wheel = self.folder / name / f"{name}-{release}-py3-none-any.whl"
        wheel.parent.mkdir(parents=True, exist_ok=True)
        about = "\n".join(["Metadata-Version: 2.1", f"Name: {name}", f"Version: {release}"])
        kind = "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        files = {
            f"{name}.py": f"release = {release!r}\n".encode(),
            f"{name}-{release}.dist-info/METADATA": "\n".join([about, *metadata, ""]).encode(),
            f"{name}-{release}.dist-info/WHEEL": kind.encode(),
        }
        if script:
            files[f"{name}-{release}.data/scripts/{name}"] = script.encode()
        record = f"{name}-{release}.dist-info/RECORD"
        files[record] = (
            "".join(
                f"{path},sha256={digest(data)},{len(data)}\n" for path, data in files.items()
            ).encode()
            + f"{record},,\n".encode()
        )
        with zipfile.ZipFile(wheel, "w") as archive:
            for path, data in files.items():
                entry = zipfile.ZipInfo(path)
                entry.external_attr = 0o100755 << 16
                archive.writestr(entry, data)
        links = "".join(
            f'<a href="{one.name}#sha256={sha256(one)}">{one.name}</a><br>\n'
            for one in sorted(wheel.parent.glob("*.whl"))
        )
        (wheel.parent / "index.html").write_text(f"<!doctype html><title>x</title>\n{links}")
        return wheel


@dataclass(frozen=True, slots=True)
class Clone:
    """What of the repository makes an environment, with a small project in its place."""

    folder: Path
    registry: Registry

    @property
    def lock(self) -> Path:
        return self.folder / "requirements" / "lock.txt"

    @property
    def python(self) -> Path:
        return self.folder / ".venv" / "bin" / "python"

    def run(self, *command: str | Path, python: Path) -> subprocess.CompletedProcess[str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {
            "PYTHON": str(python),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": self.registry.address,
            "PIP_NO_CACHE_DIR": "1",
            **({"UV_DEFAULT_INDEX": self.registry.address} if command[0] == "make" else {}),
            "UV_CACHE_DIR": str(self.folder.parent / "cache"),
            "UV_NO_CONFIG": "1",
        }
        return subprocess.run(
            command, cwd=self.folder, env=kept | own, capture_output=True, text=True, check=False
        )

    def install(self, python: Path) -> subprocess.CompletedProcess[str]:
        arguments = ("--group", "pyproject.toml:install", "--group", "pyproject.toml:evaluate")
        return self.run("requirements/install", ".venv", *arguments, python=python)

    def release(self, name: str) -> str:
        """Which one is installed."""
        code = f"import {name}; print({name}.release)"
        done = subprocess.run([self.python, "-I", "-c", code], capture_output=True, text=True)
        return done.stdout.strip() or done.stderr


def digest(data: bytes) -> str:
    """As a RECORD has it."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def python_with_pip(release: str, folder: Path) -> Path:
    """A Python whose pip is this one; uv gets it from wherever it gets all else."""
    python = folder / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    if release == NEWEST:
        wanted = re.search(rf"^pip=={release} .*\n(?: +--hash.*\n)+", lock_text(), re.MULTILINE)
        assert wanted
        pin = wanted[0]
    else:
        pin = f"pip=={release} --hash=sha256:{PIPS[release]}\n"
    requirements = folder / "pip.txt"
    requirements.write_text(pin)
    command = [UV, "pip", "install", "--quiet", "--python", python, "--require-hashes"]
    done = subprocess.run([*command, "-r", requirements], capture_output=True, text=True)
    if done.returncode:
        missing(f"pip {release} ({done.stderr.strip().splitlines()[-1]})")
    return python


def lock_text() -> str:
    return (ROOT / "requirements" / "lock.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """Its lock was written by ``make lock`` before there were any newer releases."""
    if not UV.is_file():
        missing("uv")
    folder = tmp_path_factory.mktemp("clone") / "podium"
    registry = Registry(folder.parent / "registry")
    uv = registry.add("uv", "1.0", script=f'#!/bin/sh\nexec "{UV}" "$@"\n')
    for name in ("lower", "helper", "other"):
        extra = ("Provides-Extra: more", "Requires-Dist: helper; extra == 'more'")
        registry.add(name, "1.0", *(extra if name == "lower" else ()))
    registry.add("upper", "1.0", "Requires-Dist: lower[more]>=1.0", "Requires-Dist: other")

    (folder / "requirements").mkdir(parents=True)
    for name in ("Makefile", "requirements/install"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "pyproject.toml").write_text(PYPROJECT)
    found = Clone(folder, registry)
    found.lock.write_text(f"uv==1.0 \\\n    --hash=sha256:{sha256(uv)}\n    # via podium\n")
    python = python_with_pip(NEWEST, folder.parent / "python")
    done = found.run("make", "lock", python=python)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(re.findall(r"==1\.0 \\\n", found.lock.read_text())) == 5

    registry.add("uv", "1.1", script="#!/bin/sh\nexit 9\n")
    for name in ("lower", "helper", "other"):
        extra = ("Provides-Extra: more", "Requires-Dist: helper>=1.1; extra == 'more'")
        registry.add(name, "1.1", *(extra if name == "lower" else ()))
    registry.add("upper", "1.1", "Requires-Dist: lower[more]>=1.1", "Requires-Dist: other>=1.1")
    return found


@pytest.fixture(autouse=True)
def _new_environment(clone: Clone) -> None:
    shutil.rmtree(clone.folder / ".venv", ignore_errors=True)


@pytest.mark.parametrize("pip", [*OLD, NEWEST])
def test_newer_releases_of_everything_change_nothing(
    clone: Clone, pip: str, tmp_path: Path
) -> None:
    python = python_with_pip(pip, tmp_path / "python")
    done = clone.install(python)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {clone.release(name) for name in ("uv", "upper", "lower", "helper", "other")} == {"1.0"}


def test_python_without_a_pip_unpacks_its_own(clone: Clone, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "bare"], check=True)
    done = clone.install(tmp_path / "bare" / "bin" / "python")
    assert done.returncode == 0, done.stdout + done.stderr
    assert clone.release("upper") == "1.0"


@pytest.mark.parametrize("name", ["uv", "upper", "helper"])
def test_another_file_of_the_same_release_is_refused(
    clone: Clone, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = clone.lock.read_text()
    (known,) = re.findall(rf"^{name}==1.0 \\\n    --hash=sha256:(\w+)", text, re.MULTILINE)
    changed = locked_as(clone, text.replace(known, "0" * 64), tmp_path)
    done = changed.install(Path(sys.executable))
    assert done.returncode != 0
    assert re.search("(?i)hash", done.stderr), done.stderr
    assert "No module" in changed.release(name)


def test_what_the_lock_does_not_hold_is_refused(clone: Clone, tmp_path: Path) -> None:
    text = re.sub(r"^helper==.*\n( .*\n)+", "", clone.lock.read_text(), flags=re.MULTILINE)
    changed = locked_as(clone, text, tmp_path)
    done = changed.install(Path(sys.executable))
    assert done.returncode != 0
    assert "no trusted hash was provided for: `helper`" in done.stderr
    assert "No module" in changed.release("lower")


def locked_as(clone: Clone, text: str, folder: Path) -> Clone:
    """Another clone with this lock, and nothing cached."""
    changed = Clone(shutil.copytree(clone.folder, folder / "podium"), clone.registry)
    changed.lock.write_text(text)
    return changed
