"""Trees are read one by one, counted, and each once."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from podium.errors import InfrastructureError
from podium.records.git import trees
from podium.records.git.commands import Repository
from podium.records.git.trees import TooManyPathsError


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path, {"GIT_CONFIG_GLOBAL": os.devnull})
    made.run("init", "--quiet", "--bare")
    return made


def blob(repository: Repository, content: bytes) -> str:
    made = repository.run("hash-object", "-w", "--stdin", stdin=content)
    return made.decode().strip()


def tree(repository: Repository, **entries: tuple[str, str]) -> str:
    kinds = {trees.TREE: "tree", "160000": "commit"}
    lines = "".join(
        f"{mode} {kinds.get(mode, 'blob')} {oid}\t{name}\n" for name, (mode, oid) in entries.items()
    )
    return repository.run("mktree", "--missing", stdin=lines.encode()).decode().strip()


def test_what_changed_is_found_by_path_whatever_it_was(repository: Repository) -> None:
    one, two = blob(repository, b"1"), blob(repository, b"2")
    same = tree(repository, a=("100644", one))
    old = tree(repository, gone=("100644", one), same=(trees.TREE, same), x=(trees.TREE, same))
    new = tree(
        repository,
        link=("120000", two),
        same=(trees.TREE, same),
        sub=("160000", "a" * 40),
        x=("100755", one),
    )
    with trees.opened(repository) as held:
        found = held.changed(old, new, most=10)
        below = held.below(new, most=10)
    assert [(path, one and one.mode) for path, one in found] == [
        (b"gone", None),
        (b"link", "120000"),
        (b"sub", "160000"),
        (b"x", "100755"),
        (b"x/a", None),
    ]
    assert [path for path, _ in below] == [b"link", b"same/a", b"sub", b"x"]


@pytest.mark.parametrize(("levels", "width"), [(7, 10), (20, 2), (66, 1), (1, 9_000)])
def test_a_million_paths_are_refused_before_they_are_listed(
    repository: Repository, levels: int, width: int
) -> None:
    """Ten objects may name ten million paths, and be pushed in a second."""
    made = tree(repository, answer=("100644", blob(repository, b"x")))
    for _ in range(levels):
        made = tree(repository, **{f"d{number}": (trees.TREE, made) for number in range(width)})
    started = time.monotonic()
    with trees.opened(repository) as held:
        with pytest.raises(TooManyPathsError):
            held.below(made, most=5_000)
        with pytest.raises(TooManyPathsError):
            held.changed("", made, most=5_000)
    assert time.monotonic() - started < 2


def test_one_tree_of_too_many_names_is_not_read(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tree(repository, **{f"f{n}": ("100644", "a" * 40) for n in range(50)})
    monkeypatch.setattr(trees, "MOST_BYTES", 1_000)
    with trees.opened(repository) as held, pytest.raises(TooManyPathsError):
        held.below(made, most=5_000)


def test_what_is_no_tree_is_the_machines_fault(repository: Repository) -> None:
    with trees.opened(repository) as held:
        for oid in (blob(repository, b"x"), "0" * 40):
            with pytest.raises(InfrastructureError, match="no tree"):
                held.below(oid, most=10)
