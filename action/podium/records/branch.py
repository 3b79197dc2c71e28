"""A branch of the results repository that commits are added to, wherever it is: in a work tree, a
bare repository, or behind a URL."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from tenacity import Retrying, retry_if_exception, stop_after_delay

from podium.errors import ChallengeError
from podium.records.git import addresses, commands
from podium.records.git.commands import FailedError, HeldError, Repository
from podium.records.model import SUBMISSION_FILE

_T = TypeVar("_T")

# Seconds: nobody holds a lock for so long, who only adds a record. One that was there for a minute
# is not waited for.
_HELD_SECONDS, _STALE_SECONDS = 10.0, 60.0


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch to add to: of ``remote`` if there is one, else of the repository itself. A
    repository that is made for one record only is fetched into as sparingly as git can."""

    repository: Repository
    branch: str
    remote: str | None
    has_work_tree: bool
    is_temporary: bool = False

    def head(self) -> str | None:
        if self.remote is None:
            return commands.commit_at(self.repository, f"refs/heads/{self.branch}")
        fetch = partial(commands.fetch_branch, self.repository, self.remote, self.branch)
        return _patiently(partial(fetch, sparingly=self.is_temporary), passes=_is_contended)

    def publish(self, commit: str, base: str | None) -> bool:
        """Whether ``commit`` became the head; not when ``base`` is no longer the head."""
        local = self.remote is None
        published = self._move_branch(commit, base) if local else self._push(commit)
        if published and self.has_work_tree:
            self._check_out(commit)
        return published

    def follow(self, commit: str | None, folder: str) -> None:
        """Bring a recorded folder into the work tree, if it is not there."""
        if commit is None or not self.has_work_tree:
            return
        if self.remote is not None:
            self.repository.ask("merge", "--quiet", "--ff-only", commit)
        elif not (self.repository.folder / folder / SUBMISSION_FILE).is_file():
            self._take(commit, folder)

    def is_behind(self) -> bool:
        """Whether the work tree lacks what its remote has, because it has commits of its own."""
        if self.remote is None or not self.has_work_tree:
            return False
        head = self.head()
        inside = ("merge-base", "--is-ancestor", str(head), "HEAD")
        return head is not None and self.repository.ask(*inside) is None

    def _move_branch(self, commit: str, base: str | None) -> bool:
        reference = f"refs/heads/{self.branch}"
        update = ("update-ref", reference, commit, base or "0" * len(commit))
        try:
            _patiently(partial(self.repository.run, *update))
        except FailedError as error:
            if _is_race(error):
                return False
            raise
        return True

    def _push(self, commit: str) -> bool:
        assert self.remote is not None
        reference = f"refs/heads/{self.branch}"
        push = ("push", "--quiet", self.remote, f"{commit}:{reference}")
        try:
            _patiently(partial(self.repository.run, *push))
        except FailedError as error:
            if _is_race(error):
                return False
            raise
        return True

    def _check_out(self, commit: str) -> None:
        """Bring the work tree along, with nothing of the user's own touched."""
        if self.remote is None:
            # The branch has moved under the work tree: index and files follow for what was added.
            changed = self.repository.text(
                "diff-tree", "--root", "--no-commit-id", "--name-only", "-r", commit
            )
            paths = [path for path in changed.splitlines() if path]
            self._take(commit, *paths)
        elif commands.current_branch(self.repository) == self.branch:
            self.repository.ask("merge", "--quiet", "--ff-only", commit)

    def _take(self, commit: str, *paths: str) -> None:
        """Bring these paths of a commit into index and files."""
        checkout = ("checkout", "--quiet", commit, "--", *paths)
        _patiently(partial(self.repository.run, *checkout))


def _patiently(
    action: Callable[[], _T], *, passes: Callable[[BaseException], bool] | None = None
) -> _T:
    """Another writer to the same folder may hold the index or a reference for a moment."""
    attempts = Retrying(
        retry=retry_if_exception(passes or _may_be_freed),
        stop=stop_after_delay(_HELD_SECONDS),
        wait=lambda state: random.uniform(0.01, min(1.0, 0.1 * state.attempt_number)),
        reraise=True,
    )
    return attempts(action)


def _may_be_freed(error: BaseException) -> bool:
    return isinstance(error, HeldError) and error.age < _STALE_SECONDS


def _is_contended(error: BaseException) -> bool:
    """Also where another fetch has moved our own reference meanwhile."""
    if isinstance(error, HeldError):
        return _may_be_freed(error)
    return isinstance(error, FailedError) and "cannot lock ref" in error.stderr


# What git says when somebody else was first: at a push, and at a reference of the same repository.
_RACES = (
    "fetch first",
    "non-fast-forward",
    "[rejected]",
    "cannot lock ref",
    "incorrect old value",
    "reference already exists",
    "failed to update ref",
)


def _is_race(error: FailedError) -> bool:
    return not isinstance(error, HeldError) and any(sign in error.stderr for sign in _RACES)


def open_branch(
    results: str, branch: str | None, scratch: Path, environment: Mapping[str, str]
) -> Branch:
    """The branch that ``results`` stands for; ``scratch`` is an empty folder to fetch a URL's into.
    ``environment`` is git's for a URL. Raises ``ChallengeError`` for what is no repository."""
    path = Path(results)
    if path.is_file():
        raise ChallengeError(
            f"{results}: expected the folder of a results repository, found a file"
        )
    if addresses.is_address(results):
        return _open_remote(results, branch, scratch, environment)
    if not path.exists() or (path.is_dir() and not any(path.iterdir())):
        path.mkdir(parents=True, exist_ok=True)
        Repository(path).run("init", "--quiet", "--initial-branch", branch or "main")
    repository = Repository(path)
    if not _is_repository(path):
        raise ChallengeError(
            f"{results}: this folder is not a git repository; run git init there, or name another"
        )
    if commands.is_bare(repository):
        default = commands.current_branch(repository) or "main"
        return Branch(repository, branch or default, None, has_work_tree=False)
    current = commands.current_branch(repository)
    chosen = branch or current
    if chosen is None:
        raise ChallengeError(f"{results}: no branch is checked out there; name one with --branch")
    remote = commands.remote_of(repository, chosen)
    return Branch(repository, chosen, remote, has_work_tree=chosen == current)


def _is_repository(path: Path) -> bool:
    """Whether ``path`` itself is one, not merely a folder inside one."""
    try:
        directory = Repository(path).text("rev-parse", "--absolute-git-dir")
    except FailedError:
        return False
    return (path / ".git").exists() or Path(directory) == path.resolve()


def _open_remote(
    url: str, branch: str | None, scratch: Path, environment: Mapping[str, str]
) -> Branch:
    folder = scratch / "results.git"
    folder.mkdir()
    repository = Repository(folder, environment)
    repository.run("init", "--quiet", "--bare", "--template=")
    repository.run("remote", "add", "origin", url)
    return Branch(repository, branch or "main", "origin", has_work_tree=False, is_temporary=True)
