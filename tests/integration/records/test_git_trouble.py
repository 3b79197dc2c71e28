"""What git refuses on this machine: it is told in words that somebody can act on, and not taken for
a race against others."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

import factories
from integration.records.repositories import SOMEBODY, git, record
from podium.errors import ChallengeError, InfrastructureError
from podium.records.repository import load_records

HOUR = 3_600


def leave_lock(path: Path) -> Path:
    """As a git that was killed an hour ago left it."""
    path.touch()
    os.utime(path, (time.time() - HOUR,) * 2)
    return path


def test_a_checkout_that_was_missed_is_made_good_by_recording_again(work_tree: Path) -> None:
    record(work_tree)
    lock = leave_lock(work_tree / ".git/index.lock")
    with pytest.raises(InfrastructureError, match=f"^{lock}: git checkout found this lock"):
        record(work_tree, factories.make_submission("s2"))
    lock.unlink()
    assert record(work_tree, factories.make_submission("s2")).commit is None
    assert git(work_tree, "status", "--porcelain") == ""
    assert len(load_records(work_tree, "small").records) == 2


@pytest.mark.parametrize("name", ["refs/heads/main.lock", "HEAD.lock"])
def test_a_stale_lock_is_told_as_one_and_not_as_a_lost_race(work_tree: Path, name: str) -> None:
    record(work_tree)
    lock = leave_lock(work_tree / ".git" / name)
    started = time.monotonic()
    with pytest.raises(InfrastructureError) as told:
        record(work_tree, factories.make_submission("s2"))
    assert time.monotonic() - started < 5
    assert str(told.value) == (
        f"{lock}: git update-ref found this lock, which is 3600 s old: a git process works in that "
        "repository, or one that was killed left it; if none does, delete the file"
    )
    lock.unlink()
    assert record(work_tree, factories.make_submission("s2")).commit is not None


def test_a_stale_lock_of_a_repository_that_is_pushed_to(bare: Path) -> None:
    record(bare.as_uri())
    lock = leave_lock(bare / "refs/heads/main.lock")
    with pytest.raises(InfrastructureError, match=f"^{lock}: git push found this lock"):
        record(bare.as_uri(), factories.make_submission("s2"))


def test_a_stale_lock_of_a_fetch(bare: Path, clone: Path) -> None:
    reference = clone / ".git/refs/podium/fetched/main.lock"
    reference.parent.mkdir(parents=True, exist_ok=True)
    lock = leave_lock(reference)
    git(clone, *SOMEBODY, "commit", "-q", "--allow-empty", "-m", "x")
    git(clone, "push", "-q", "origin", "HEAD:main")
    with pytest.raises(InfrastructureError, match=f"^{lock}: git fetch found this lock"):
        record(clone, factories.make_submission("s2"))


def test_a_lock_that_is_held_for_a_moment_is_waited_for(work_tree: Path) -> None:
    record(work_tree)
    lock = work_tree / ".git/refs/heads/main.lock"
    lock.touch()
    threading.Timer(0.5, lock.unlink).start()
    assert record(work_tree, factories.make_submission("s2")).commit is not None


def test_a_folder_of_another_user_is_told_with_the_cure(
    work_tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(work_tree)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # git's own tests set it
    with pytest.raises(ChallengeError) as told:
        record(work_tree, factories.make_submission("s2"))
    assert "the folder belongs to another user of this machine" in str(told.value)
    assert f"git config --global --add safe.directory {work_tree}" in str(told.value)
    assert len(load_records(work_tree, "small").records) == 1


@pytest.mark.parametrize(
    "address",
    [
        "fd::17",
        "ext::sh -c true",
        "ftp://host/x",
        "helper://host/x",
        "file::/x",
        "--upload-pack=x:y",
    ],
)
def test_an_address_that_would_start_a_program_is_refused(address: str) -> None:
    with pytest.raises(ChallengeError, match="not an address that podium gives to git"):
        record(address)


def test_a_remote_that_would_start_a_program_starts_none(clone: Path, tmp_path: Path) -> None:
    proof = tmp_path / "started"
    git(clone, "remote", "set-url", "origin", f"ext::touch {proof}")
    git(clone, "config", "protocol.ext.allow", "always")
    with pytest.raises(ChallengeError, match="git does not use this kind of address here"):
        record(clone, factories.make_submission("s2"))
    assert not proof.exists()
