"""``podium init``: a shape and some names → the files of a new challenge repository, or of three.

The files are in ``init_templates/``; here is only what is put where, and what is filled in. There,
``[[name]]`` is a name to fill in, and ``dot_`` at the start of a file or folder is a dot, so that
no tool takes a template for a workflow of this project.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from podium import resources
from podium.errors import ChallengeError, Issue
from podium.formats import is_login, is_repository, slugify

# Names that have to be replaced before the repository can work; each is refused by GitHub, so that
# nothing runs by accident.
OWNER_TO_FILL_IN = "your-organization"
COMMIT_TO_FILL_IN = "0" * 40

_LONGEST_NAME = 80  # of a repository; those beside it are named after it
_COMMIT = re.compile(r"[0-9a-f]{40}")
_NAME_TO_FILL_IN = re.compile(r"\[\[(\w+)\]\]")


class Shape(StrEnum):
    SINGLE = "single"
    PRIVATE_GRADER = "private-grader"


@dataclass(frozen=True, slots=True)
class Names:
    """What a new challenge is called. ``repository`` is the public one, without its owner; the
    action's ``commit`` is what every workflow is pinned to; ``salt`` a secret of the grader's."""

    title: str
    repository: str
    owner: str = OWNER_TO_FILL_IN
    action: str = resources.REPOSITORY
    commit: str = COMMIT_TO_FILL_IN
    version: str = ""
    salt: str = ""

    def site_url(self, repository: str) -> str:
        home = f"{self.owner}.github.io".lower()
        return f"https://{home}/" if repository.lower() == home else f"https://{home}/{repository}/"


@dataclass(frozen=True, slots=True)
class _Layer:
    """A folder of the templates, and where its files go. A later layer covers an earlier one."""

    templates: str
    target: str = ""


_LAYERS = {
    Shape.SINGLE: (_Layer("challenge"), _Layer("public"), _Layer("single")),
    Shape.PRIVATE_GRADER: (
        _Layer("challenge", "challenge"),
        _Layer("public", "challenge"),
        _Layer("challenge", "grader"),
        _Layer("private-grader"),
    ),
}


def make_repository(templates: Mapping[str, str], *, shape: Shape, names: Names) -> dict[str, str]:
    """Path to text, sorted. Raises ``ChallengeError`` for names that GitHub would not take."""
    issues = tuple(_issues(names))
    if issues:
        raise ChallengeError(issues=issues)
    values = _values(shape, names)
    files: dict[str, str] = {}
    for layer in _LAYERS[shape]:
        for path, text in templates.items():
            inside = PurePosixPath(path)
            if inside.is_relative_to(layer.templates):
                target = layer.target / _dotted(inside.relative_to(layer.templates))
                files[str(target)] = _fill_in(text, values)
    return dict(sorted(files.items()))


def read_templates(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def write(files: Mapping[str, str], root: Path) -> None:
    """Into a folder that is not there yet, or is empty but for a ``.git``."""
    if root.exists() and not root.is_dir():
        raise ChallengeError(f"{root}: this is a file; name a folder that is not there yet")
    if root.is_dir():
        found = sorted(path.name for path in root.iterdir() if path.name != ".git")
        if found:
            raise ChallengeError(
                f"{root}: this folder is not empty ({found[0]!r} is in it); name a new one"
            )
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


def places_to_fill_in(names: Names) -> tuple[tuple[str, str], ...]:
    """What stands in the files and has to be replaced, each with what by."""
    found = []
    if names.owner == OWNER_TO_FILL_IN:
        found.append((OWNER_TO_FILL_IN, "the account that owns the repository"))
    if names.commit == COMMIT_TO_FILL_IN:
        found.append((COMMIT_TO_FILL_IN, f"the commit of a release of {names.action}"))
    return tuple(found)


def _values(shape: Shape, names: Names) -> dict[str, str]:
    if shape is Shape.SINGLE:
        shown_by, results = names.repository, {"branch": "results"}
        practice = ""
    else:
        shown_by = f"{names.repository}-results"
        results = {"repository": f"{names.owner}/{shown_by}", "branch": "main"}
        practice = (
            " The true labels are hidden, and those in\n`annotations/` are made up: what you learn "
            "is whether your submission can be evaluated, not how good it is."
        )
    return {
        "title": names.title,
        "title_yaml": json.dumps(names.title, ensure_ascii=False),
        "slug": slugify(names.repository),
        "owner": names.owner,
        "name": names.repository,
        "action": names.action,
        "action_owner": names.action.partition("/")[0],
        "ref": names.commit,
        "version": names.version or "see SETTINGS.md",
        "site_url": names.site_url(shown_by),
        "results_yaml": json.dumps(results),
        "practice": practice,
        "placeholders": _placeholders(names),
        "salt": names.salt,
    }


def _placeholders(names: Names) -> str:
    rows = places_to_fill_in(names)
    if not rows:
        return ""
    lines = [f"| `{text}` | {meaning} |" for text, meaning in rows]
    head = "Fill these in first, in every file (`grep -rn` finds them):"
    return "\n".join(["", head, "", "| find | put in |", "|---|---|", *lines, ""])


def _fill_in(text: str, values: Mapping[str, str]) -> str:
    return _NAME_TO_FILL_IN.sub(lambda found: values[found[1]], text)


def _dotted(path: PurePosixPath) -> PurePosixPath:
    return PurePosixPath(*(re.sub(r"^dot_", ".", part) for part in path.parts))


def _issues(names: Names) -> Iterator[Issue]:
    if not names.title.isprintable() or not 1 <= len(names.title.strip()) <= 100:
        yield Issue.error(f"--title: expected one line of 1 to 100 characters, got {names.title!r}")
    if not is_login(names.owner):
        yield Issue.error(f"--owner: expected a GitHub account, got {names.owner!r}")
    is_short = len(names.repository) <= _LONGEST_NAME
    if not is_short or not is_repository(f"owner/{names.repository}"):
        yield Issue.error(
            "--name: expected the name of a repository (letters, digits, dots, dashes and "
            f"underscores), got {names.repository!r}"
        )
    if not is_repository(names.action):
        yield Issue.error(f"--action: expected owner/name, got {names.action!r}")
    if not _COMMIT.fullmatch(names.commit):
        yield Issue.error(
            f"--action-ref: expected the 40 hex digits of a commit, got {names.commit!r}. "
            "A tag or a branch can come to mean other code"
        )
