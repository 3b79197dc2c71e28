"""What is installed where: everything on a laptop, and on a grader only what evaluates."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "requirements"
DRAWING = {"babel", "matplotlib", "numpy", "scipy"}


def locked(name: str) -> dict[str, str]:
    text = (REQUIREMENTS / name).read_text()
    return dict(re.findall(r"^([a-z0-9-]+)==([^ \\;]+)", text, flags=re.MULTILINE))


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {re.split(r"[><=~\[; ]", one, maxsplit=1)[0] for one in project["dependencies"]}


def test_a_grader_installs_all_but_what_only_the_site_is_drawn_with() -> None:
    lines = (REQUIREMENTS / "evaluate.in").read_text().splitlines()
    assert {line for line in lines if not line.startswith("#")} == declared() - DRAWING


def test_both_locks_hold_the_same_versions() -> None:
    laptop, grader = locked("run.txt"), locked("evaluate.txt")
    assert grader.items() <= laptop.items()
    assert declared() <= set(laptop) and not DRAWING & set(grader)


def test_evaluating_and_publishing_do_without_what_draws_the_site() -> None:
    blocked = "; ".join(f"sys.modules[{name!r}] = None" for name in sorted(DRAWING))
    wanted = "podium.cli.actions, podium.github.publication, podium.boards.view"
    code = f"import sys; {blocked}; import {wanted}"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
