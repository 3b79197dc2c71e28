"""The results repository brought to this machine to be read: its newest state, nothing older."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from podium.git import Repository


def clone_results(
    url: str, branch: str, challenge: str, target: Path, *, environment: Mapping[str, str]
) -> Path:
    """The records of a challenge as they are now, and nothing older: a shallow, sparse work tree.
    A branch that is not there yet is an empty folder."""
    target.mkdir(parents=True)
    repository = Repository(target, environment)
    repository.run("init", "--quiet")
    repository.run("remote", "add", "origin", url)
    if not repository.text("ls-remote", "origin", f"refs/heads/{branch}"):
        return target
    repository.run("sparse-checkout", "set", f"results/{challenge}")
    fetch = ("fetch", "--quiet", "--no-tags", "--depth=1", "--filter=blob:none")
    repository.run(*fetch, "origin", f"refs/heads/{branch}")
    repository.run("checkout", "--quiet", "--detach", "FETCH_HEAD")
    return target
