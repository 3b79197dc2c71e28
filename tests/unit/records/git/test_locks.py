"""Locks on one machine: waited for, released, and never a reason not to go on."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from podium.records.git import locks


def test_those_who_want_the_same_have_it_one_after_another(tmp_path: Path) -> None:
    inside, most = 0, 0

    def use() -> None:
        nonlocal inside, most
        with locks.locked("results", folder=tmp_path, patience=30):
            inside += 1
            most = max(most, inside)
            time.sleep(0.01)
            inside -= 1

    users = [threading.Thread(target=use) for _ in range(8)]
    for user in users:
        user.start()
    for user in users:
        user.join()
    assert most == 1


def test_a_lock_that_is_never_released_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    with locks.locked("results", folder=tmp_path, patience=30):
        began = time.monotonic()
        with locks.locked("results", folder=tmp_path, patience=0.2):
            assert 0.2 <= time.monotonic() - began < 10


def test_whoever_wants_something_else_does_not_wait(tmp_path: Path) -> None:
    with locks.locked("results", folder=tmp_path, patience=30):
        began = time.monotonic()
        with locks.locked("others", folder=tmp_path, patience=30):
            assert time.monotonic() - began < 10


def test_an_error_releases_the_lock(tmp_path: Path) -> None:
    try:
        with locks.locked("results", folder=tmp_path, patience=30):
            raise ValueError
    except ValueError:
        pass
    began = time.monotonic()
    with locks.locked("results", folder=tmp_path, patience=30):
        assert time.monotonic() - began < 10


def test_a_link_that_somebody_laid_in_the_way_is_not_followed(tmp_path: Path) -> None:
    with locks.locked("results", folder=tmp_path, patience=30):
        pass
    (lock,) = tmp_path.iterdir()
    assert "results" not in lock.name
    lock.unlink()
    target = tmp_path / "mine"
    lock.symlink_to(target)
    with locks.locked("results", folder=tmp_path, patience=30):
        assert not target.exists()


def test_without_a_folder_to_write_to_it_goes_on_without_a_turn(tmp_path: Path) -> None:
    with locks.locked("results", folder=tmp_path / "nowhere", patience=30):
        assert not (tmp_path / "nowhere").exists()
