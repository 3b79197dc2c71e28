"""A release: the packages that `make dist` builds, the notes from the changelog, and the workflow
under `act`, from the tag to the moved tag, with stand-ins for PyPI and for `gh`."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import podium
from e2e import act, act_shim
from e2e.act import Act, Run
from e2e.repositories import ROOT

TAG = f"v{podium.__version__}"
SCRIPT = ROOT / ".github" / "scripts" / "release_notes.py"
CHANGELOG = (
    "# Changelog\n\n## Unreleased\n\nMore.\n\n## [1.2.0] - 2026-12-24\n\n### Added\n\n- A.\n\n"
)
CHANGELOG += "## 1.2.0.1\n\nB.\n\n## 1.1.0\n\n## 1.0.0\n\nC.\n"

# Notes what it is asked for. There is no release yet, and no tag of the major version.
GH = """#!/bin/sh
printf '%s\\n' "$GH_TOKEN: $*" >> "$ASKED"
case "$*" in *view*|*PATCH*) exit 1 ;; esac
"""


# Notes


def release_notes() -> Callable[..., str]:
    spec = importlib.util.spec_from_file_location("release_notes", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[..., str] = module.release_notes
    return found


def notes(tag: str, *, version: str) -> str:
    return release_notes()(tag, package=f'__version__ = "{version}"\n', changelog=CHANGELOG)


def test_notes_are_the_changelogs_section() -> None:
    assert notes("v1.2.0", version="1.2.0") == "### Added\n\n- A.\n"
    assert notes("v1.0.0", version="1.0.0") == "C.\n"


@pytest.mark.parametrize(
    ("tag", "version", "sentence"),
    [
        pytest.param("v1.2.0", "1.2.1", "v1.2.0 is not v and .* 1.2.1", id="another version"),
        pytest.param("1.2.0", "1.2.0", "1.2.0 is not v and .* 1.2.0", id="without v"),
        pytest.param("v1.1.0", "1.1.0", "says nothing below a heading '## 1.1.0'", id="empty"),
        pytest.param("v1.2", "1.2", "says nothing below a heading '## 1.2'", id="a beginning"),
    ],
)
def test_tag_package_and_changelog_speak_of_one_version(
    tag: str, version: str, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        notes(tag, version=version)


# Packages


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository as it is released: its changelog has a section of the version."""
    folder = act_shim.copy_repository(ROOT, tmp_path_factory.mktemp("release") / "podium", own="./")
    changelog = folder / "CHANGELOG.md"
    text = changelog.read_text(encoding="utf-8")
    text = text.replace("## Unreleased\n", f"## {podium.__version__} - 2026-12-24\n", 1)
    changelog.write_text(text, encoding="utf-8")
    (folder / ".ci" / "run").write_text('#!/bin/sh\necho the gate >> "$ASKED"\n')
    act.commit_all(folder, "podium-challenges/podium")
    subprocess.run(
        ("git", "update-ref", "refs/remotes/origin/main", "HEAD"), cwd=folder, check=True
    )
    return folder


@dataclass(frozen=True, slots=True)
class Release:
    run: Run
    asked: list[str]
    packages: Path
    head: str


@pytest.fixture(scope="module")
def release(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("act")
    (folder / "bin").mkdir()
    (folder / "bin" / "gh").write_text(GH)
    (folder / "bin" / "gh").chmod(0o755)
    python = Path(sys.executable).resolve().parent
    environment = {
        "ARTIFACT_STORE": str(folder / "artifacts"),
        "REGISTRY": str(folder / "registry"),
        "ASKED": str(folder / "asked"),
        "PATH": f"{folder / 'bin'}:{python}:{os.environ['PATH']}",
    }
    head = subprocess.check_output(("git", "rev-parse", "HEAD"), cwd=checkout, text=True).strip()
    run = Act(folder).run(
        checkout,
        "push",
        {"ref": f"refs/tags/{TAG}", "after": head},
        workflow="release.yml",
        environment=environment,
    )
    asked = folder / "asked"
    lines = asked.read_text(encoding="utf-8").splitlines() if asked.is_file() else []
    return Release(run, lines, folder / "registry", head)


@pytest.mark.slow
def test_a_tag_is_checked_built_published_and_announced(release: Release) -> None:
    assert release.run.exit_code == 0, release.run.log
    gate, view, create, patch, post = release.asked
    assert gate == "the gate"
    token = "ghs_of_the_run: "
    assert view == f"{token}release view {TAG}"
    assert create.startswith(f"{token}release create {TAG} --verify-tag ")
    assert "--notes-file notes/notes.md dist/podium-" in create
    refs = "repos/podium-challenges/podium/git/refs"
    major = TAG.partition(".")[0]
    move = f"-f sha={release.head} -F force=true"
    assert patch == f"{token}api --silent --method PATCH {refs}/tags/{major} {move}"
    assert post.endswith(f"--method POST {refs} -f ref=refs/tags/{major} -f sha={release.head}")


@pytest.mark.slow
def test_packages_hold_what_ships_beside_the_code(release: Release) -> None:
    names = sorted(path.name for path in release.packages.iterdir())
    stem = f"podium-{podium.__version__}"
    assert names == [f"{stem}-py3-none-any.whl", f"{stem}.tar.gz"]
    with zipfile.ZipFile(release.packages / names[0]) as wheel:
        found = set(wheel.namelist())
    for name in ("challenges/digits/challenge_config.yaml", "site_templates/assets/site.js"):
        assert f"podium/{name}" in found
    with tarfile.open(release.packages / names[1]) as source:
        assert f"{stem}/pyproject.toml" in source.getnames()


@pytest.mark.slow
def test_wheel_works_in_an_empty_environment(release: Release, tmp_path: Path) -> None:
    (wheel,) = release.packages.glob("*.whl")
    venv, pyproject = tmp_path / "venv", ROOT / "pyproject.toml"
    subprocess.run((ROOT / "requirements" / "install", venv, "-r", pyproject), check=True)
    install = ("pip", "install", "--quiet", "--offline", "--no-deps", "--python", venv, wheel)
    subprocess.run((venv / "bin" / "uv", *install), check=True)

    def said(*arguments: str) -> str:
        command = (venv / "bin" / "podium", *arguments)
        return subprocess.check_output(command, cwd=tmp_path, text=True)

    assert said("--version") == f"podium {podium.__version__}\n"
    assert json.loads(said("schema"))["type"] == "object"
    said("init", str(tmp_path / "new"))
    said("check", str(tmp_path / "new"))  # raises where it finds a mistake
