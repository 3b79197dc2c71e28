"""Workflows as `act` can run them: the keys and references of 2026 that it does not know yet are
dropped or written as it knows them. What is dropped is checked in ``test_workflows``, on the files
as they are.
"""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

SELF = "$/"
ACTION = f"{SELF}.github/actions/run"  # the one form that GitHub documents has a path
IGNORED = shutil.ignore_patterns(
    ".git", ".venv", ".podium", ".*_cache", ".hypothesis", ".benchmarks", "__pycache__", "tests"
)


def load(text: str) -> dict[str, Any]:
    """YAML 1.2, in which `on` is a word and not true."""
    document = YAML(typ="safe").load(text)
    assert isinstance(document, dict)
    return document


def for_act(text: str, *, own: str) -> str:
    """``own`` is what a reference to the file's own repository, `$/`, is written as: `./`, or
    `owner/name@ref` for a repository that another one calls."""
    document = load(text)
    document.pop("cache-mode", None)
    _drop_queue(document)
    for job in document.get("jobs", {}).values():
        job.pop("cache-mode", None)
        if isinstance(job.get("environment"), dict):
            job["environment"].pop("deployment", None)
        _drop_queue(job)
        if isinstance(job.get("strategy", {}).get("max-parallel"), str):
            del job["strategy"]["max-parallel"]  # act takes no expression there, but four at a time
        _rewrite(job, own)
    for step in document.get("runs", {}).get("steps", []):
        _rewrite(step, own)
    out = io.StringIO()
    YAML(typ="safe").dump(document, out)
    return out.getvalue()


def copy_repository(source: Path, target: Path, *, own: str) -> Path:
    """The repository at ``source``, less what git or a test run leaves there, ready for act."""
    shutil.copytree(source, target, ignore=IGNORED)
    github = target / ".github"
    actions = [target / "action.yml", *github.glob("actions/*/action.yml")]
    for path in (*actions, *sorted(github.glob("workflows/*.yml"))):
        if path.is_file():
            path.write_text(for_act(path.read_text(encoding="utf-8"), own=own), encoding="utf-8")
    return target


def _drop_queue(place: dict[str, Any]) -> None:
    if isinstance(place.get("concurrency"), dict):
        place["concurrency"].pop("queue", None)


def _rewrite(place: dict[str, Any], own: str) -> None:
    for one in (place, *place.get("steps", [])):
        if one.get("uses", "").startswith(SELF):
            one["uses"] = _own_reference(one["uses"].removeprefix(SELF), own)


def _own_reference(path: str, own: str) -> str:
    assert path, "a reference to the repository itself is documented nowhere"
    repository, _, ref = own.partition("@")
    return f"{repository}/{path}".rstrip("/") + f"@{ref}" if ref else f"./{path}"
