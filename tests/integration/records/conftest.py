from __future__ import annotations

from pathlib import Path

import pytest

import factories
from integration.records.repositories import git, record


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """An empty repository that others push to."""
    path = tmp_path / "remote.git"
    path.mkdir()
    git(path, "init", "--quiet", "--bare", "--initial-branch", "main")
    return path


@pytest.fixture
def work_tree(tmp_path: Path) -> Path:
    return tmp_path / "results"


@pytest.fixture
def clone(bare: Path, tmp_path: Path) -> Path:
    """Of ``bare`` when it has one record."""
    record(bare, factories.make_submission("first"))
    git(tmp_path, "clone", "--quiet", str(bare), "clone")
    return tmp_path / "clone"
