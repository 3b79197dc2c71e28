"""What a results repository holds, by names alone: nothing of a record is read."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from podium.records import model
from podium.records.git import commands
from podium.records.git.commands import Repository

_ROOT = "results"
_NAME = f"/{model.SUBMISSION_FILE}"
_MOST_BRANCHES = 20


@dataclass(frozen=True, slots=True)
class Survey:
    """``phases`` are the challenge's codenames with how many submissions each has, ``others`` the
    names of other challenges."""

    phases: Mapping[str, int]
    others: tuple[str, ...]

    def without(self, challenges: Collection[str]) -> Survey:
        return Survey(self.phases, tuple(one for one in self.others if one not in challenges))


def survey(root: Path, challenge: str) -> Survey:
    """Of a checked-out repository, which may be sparse: other challenges are then in git alone."""
    phases = {
        phase.name: sum(place.is_dir() for place in phase.glob("*/*"))
        for phase in sorted(_folders(root / _ROOT / challenge))
    }
    names = {folder.name for folder in _folders(root / _ROOT)}
    if (root / ".git").exists():
        head = commands.commit_at(Repository(root), "HEAD")
        names |= {Path(path).name for path in commands.paths_in(Repository(root), head, _ROOT)}
    held = {phase: count for phase, count in phases.items() if count}
    return Survey(held, tuple(sorted(names - {challenge})))


def _folders(root: Path) -> list[Path]:
    return [place for place in root.iterdir() if place.is_dir()] if root.is_dir() else []


def handed_in_at(repository: Repository, challenge: str) -> str:
    """The repository on GitHub of one of the challenge's submissions at ``HEAD``; empty where there
    is none, or none that can be read."""
    blobs = commands.blobs_below(repository, "HEAD", f"{_ROOT}/{challenge}")
    found = next((blob for path, blob in blobs.items() if path.endswith(_NAME)), None)
    try:
        held = None if found is None else commands.read_blob(repository, found)
        source = None if held is None else model.parse_submission(held).source
    except ValueError:
        return ""
    return getattr(source, "repository", "")


def branches_with(
    url: str, challenge: str, *, like: str, scratch: Path, environment: Mapping[str, str]
) -> tuple[str, ...]:
    """The branches of a repository that hold results of the challenge, of those whose names are
    nearest to ``like``, and but for it."""
    scratch.mkdir()
    repository = Repository(scratch, environment)
    repository.run("init", "--quiet", "--bare", "--template=")
    repository.run("remote", "add", "origin", url)
    listed = repository.text("ls-remote", "--heads", "origin").splitlines()
    names = {line.partition("refs/heads/")[2] for line in listed} - {like, ""}
    near = sorted(names, key=lambda name: (-_likeness(name, like), name))[:_MOST_BRANCHES]
    return tuple(name for name in near if _holds(repository, name, challenge))


def _holds(repository: Repository, branch: str, challenge: str) -> bool:
    head = commands.fetch_branch(repository, "origin", branch, sparingly=True)
    return f"{_ROOT}/{challenge}" in commands.paths_in(repository, head, _ROOT)


def _likeness(name: str, other: str) -> float:
    return difflib.SequenceMatcher(a=name, b=other).ratio()
