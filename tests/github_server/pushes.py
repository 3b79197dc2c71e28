"""What follows from a branch that moved: pull requests get their new head and test merge."""

from __future__ import annotations

from github_server.git.values import Signature
from github_server.state import Pull, Repository, State, User

MERGER = ("GitHub", "noreply@github.com")


def no_reply(user: User) -> str:
    """The address of those who keep theirs private."""
    return f"{user.id}+{user.login}@users.noreply.github.com"


def after_push(repository: Repository) -> None:
    """Brings every open pull request whose head lies in ``repository`` up to its branch, or lets
    the API lag behind.

    The caller holds the lock. A branch that is gone leaves its pull request as it was.
    """
    if repository.state.lag:
        repository.state.unseen[repository] = repository.state.lag
    else:
        _show(repository)


def catch_up(state: State) -> None:
    """One request more, and what was pushed is known the sooner."""
    for repository in list(state.unseen):
        state.unseen[repository] -= 1
        if state.unseen[repository] < 0:
            del state.unseen[repository]
            _show(repository)


def _show(repository: Repository) -> None:
    state = repository.state
    repository.pushed_at = state.clock.now
    heads = repository.git.refs("refs/heads")
    for base in state.repositories.values():
        for pull in base.pulls.values():
            sha = heads.get(f"refs/heads/{pull.head_branch}")
            moved = sha is not None and sha != pull.head_sha
            if pull.head_repository is repository and pull.state == "open" and moved:
                pull.head_sha = str(sha)
                pull.updated_at = state.clock.now
                refresh(pull)


def refresh(pull: Pull) -> None:
    """Sets ``refs/pull/N/head`` and, where there is no conflict, ``refs/pull/N/merge``."""
    git = pull.repository.git
    pull.base_sha = git.tip(pull.base_branch) or pull.base_sha
    git.move_ref(f"refs/pull/{pull.number}/head", pull.head_sha, force=True)
    by = Signature(*MERGER, pull.repository.state.clock.now)
    message = f"Merge {pull.head_sha} into {pull.base_sha}"
    pull.merge_sha = git.merge(pull.base_sha, pull.head_sha, message=message, by=by)
    merge_ref = f"refs/pull/{pull.number}/merge"
    if pull.merge_sha:
        git.move_ref(merge_ref, pull.merge_sha, force=True)
    elif git.read_ref(merge_ref):
        git.delete_ref(merge_ref)
