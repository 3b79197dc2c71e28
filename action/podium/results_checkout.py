"""The results repository brought to this machine to be read: its newest state, nothing older."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from podium import git
from podium.git import Repository


def clone_results(
    url: str, branch: str, challenge: str, target: Path, *, environment: Mapping[str, str]
) -> Path:
    """The records of a challenge as they are now, and nothing older: a shallow, sparse work tree.
    A branch that is not there yet is an empty folder."""
    target.mkdir(parents=True)
    repository = Repository(target, environment)
    repository.run("init", "--quiet", "--template=")
    repository.run("remote", "add", "origin", url)
    head = git.fetch_branch(repository, "origin", branch, sparingly=True)
    if head is not None:
        repository.run("sparse-checkout", "set", f"results/{challenge}")
        repository.run("checkout", "--quiet", "--detach", head)
    return target
