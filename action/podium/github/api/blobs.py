"""The files of a pull request at exactly one SHA: git objects in a bare repository, no checkout.

Structure first (commits, then two trees), then sizes from the API, then the wanted files: nothing
large is fetched before it is known to be wanted. Nothing here follows a name or a branch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from podium.codes import Code
from podium.errors import InfrastructureError, Issue, SubmissionError
from podium.github.api.client import Connection
from podium.records.git import trees
from podium.records.git.commands import Repository
from podium.records.git.trees import TooManyPathsError
from podium.submission.place import ChangedPath, TreeEntry

MOST_PATHS = 20_000
_FETCH = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A pull request's tree at ``head``, and where it left the base branch."""

    repository: Repository
    head: str
    base: str


def fetch_structure(
    url: str, scratch: Path, *, head: str, base: str, environment: Mapping[str, str]
) -> Snapshot:
    """``scratch`` is a folder that is there; ``base`` a commit of the base branch."""
    repository = make_repository(url, scratch, environment)
    repository.run(*_FETCH, "--filter=tree:0", "origin", head, base)
    left_at = repository.ask("merge-base", head, base) or base
    trees = {repository.text("rev-parse", f"{commit}^{{tree}}") for commit in (head, left_at)}
    repository.run(*_FETCH, "--filter=blob:none", "origin", *sorted(trees))
    return Snapshot(repository, head, left_at)


def make_repository(url: str, scratch: Path, environment: Mapping[str, str]) -> Repository:
    """The one below ``scratch``, with what was fetched into it, or an empty one."""
    folder = scratch / "pull.git"
    repository = Repository(folder, environment)
    if not folder.exists():
        folder.mkdir()
        repository.run("init", "--quiet", "--bare")
        repository.run("remote", "add", "origin", url)
    return repository


def changes(snapshot: Snapshot) -> tuple[ChangedPath, ...]:
    """What the pull request adds, changes or deletes; a rename is one of each. Raises
    ``SubmissionError`` for more than ``MOST_PATHS``."""
    old, new = (
        snapshot.repository.text("rev-parse", f"{commit}^{{tree}}")
        for commit in (snapshot.base, snapshot.head)
    )
    with trees.opened(snapshot.repository) as held, _bounded("The pull request changes"):
        changed = held.changed(old, new, most=MOST_PATHS)
    return tuple(ChangedPath(_path(name), is_deleted=after is None) for name, after in changed)


def entries_below(snapshot: Snapshot, folder: str) -> tuple[TreeEntry, ...]:
    """Everything in the folder at the head, submodules and links included, by path. Raises
    ``SubmissionError`` for more than ``MOST_PATHS``."""
    tree = _tree_of(snapshot, folder)
    if tree is None:
        return ()
    with trees.opened(snapshot.repository) as held, _bounded(f"{folder} has"):
        found = held.below(tree, most=MOST_PATHS)
    return tuple(TreeEntry(f"{folder}/{_path(name)}", one.mode, one.oid) for name, one in found)


@contextmanager
def _bounded(what: str) -> Iterator[None]:
    try:
        yield
    except TooManyPathsError:
        fact = f"{what} more than {MOST_PATHS:,} files, or folders too deep in each other"
        raise SubmissionError(issues=[Issue.error(fact, code=Code.TOO_MANY_FILES)]) from None


def sizes_below(connection: Connection, snapshot: Snapshot, folder: str) -> dict[str, int]:
    """Bytes by path, in one request, before any file is fetched."""
    tree = _tree_of(snapshot, folder)
    if tree is None:
        return {}
    with connection.asking("the sizes of the submitted files"):
        found = connection.repository.get_git_tree(tree, recursive=True)
        return {
            f"{folder}/{element.path}": element.size
            for element in found.tree
            if element.type == "blob" and element.size is not None
        }


def fetch_files(repository: Repository, entries: Iterable[TreeEntry]) -> None:
    """All files of ``entries``, in one request."""
    wanted = sorted({entry.oid for entry in entries})
    listed = "".join(f"{oid}\n" for oid in wanted).encode()
    repository.run(*_FETCH, "--filter=blob:none", "--stdin", "origin", stdin=listed)


def read(repository: Repository, entry: TreeEntry) -> bytes:
    return repository.run("cat-file", "blob", entry.oid)


def write_files(
    repository: Repository, entries: Sequence[TreeEntry], folder: str, target: Path
) -> None:
    """The files below the new folder ``target``. Their names must have passed their checks."""
    root = target.resolve()
    root.mkdir(parents=True)
    for entry in entries:
        place = root / entry.path.removeprefix(f"{folder}/")
        if not place.resolve().is_relative_to(root):
            raise InfrastructureError("a submitted file points outside of its folder")
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as stream:
            stream.write(read(repository, entry))


def _tree_of(snapshot: Snapshot, folder: str) -> str | None:
    return snapshot.repository.ask("rev-parse", "--verify", "--quiet", f"{snapshot.head}:{folder}")


def _path(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")
