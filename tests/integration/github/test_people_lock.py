"""Logins that are renamed and taken by others: with ``people.lock`` the number decides."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from integration.github.conftest import CONFIG, Place
from podium.challenge import people
from podium.cli import main

BANNING = CONFIG.replace("title: Small", "title: Small\nbanned_email_ids: [mallory]")


def lock(place: Place, *arguments: str) -> int:
    """As an organizer runs it."""
    before = dict(os.environ)
    os.environ.update(place.environ | {"GITHUB_TOKEN": place.token})
    try:
        return main.run(["people", "lock", place.environ["PODIUM_CHALLENGE"], *arguments])
    finally:
        os.environ.clear()
        os.environ.update(before)


def written(place: Place) -> Path:
    return Path(place.environ["PODIUM_CHALLENGE"], people.NAME)


def change(place: Place, files: Mapping[str, str]) -> None:
    for name, content in files.items():
        Path(place.environ["PODIUM_CHALLENGE"], name).write_text(content)


@pytest.fixture
def locked(place: Place) -> Place:
    """mallory is banned, alice is in a team and hanna a host."""
    for login in ("mallory", "alice", "hanna"):
        place.server.add_user(login)
    change(place, {"challenge_config.yaml": BANNING, "teams.yaml": "Night Owls: [alice]\n"})
    assert lock(place) == 0
    return place


def submit(place: Place, login: str, score: str = "0.5", **more: Any) -> str:
    pull = place.submit(login, score=score, **more)
    assert place.grade()[0] == 0
    return place.comment(pull)


def test_it_holds_the_number_of_each_login(locked: Place) -> None:
    assert set(people.parse(written(locked).read_text()).numbers) == {"alice", "hanna", "mallory"}
    assert lock(locked, "--check") == 0


def test_a_ban_follows_who_was_banned(locked: Place) -> None:
    locked.server.rename("mallory", "mallory2")
    assert "Scored" not in submit(locked, "mallory2")
    assert locked.records() == []


def test_whoever_takes_a_banned_login_is_not_banned(locked: Place) -> None:
    locked.server.rename("mallory", "mallory2")
    locked.server.add_user("mallory")
    assert "### Scored" in submit(locked, "mallory")


def test_a_stranger_with_a_freed_login_is_in_no_team(locked: Place) -> None:
    locked.server.rename("alice", "alice-renamed")
    locked.server.add_user("alice")
    submit(locked, "alice", "0.1")
    (record,) = locked.records()
    assert record.submission.participant.team is None
    submit(locked, "alice-renamed", "0.9")
    by = [record.submission.participant for record in locked.records()]
    teams = {one.login: one.team for one in by}
    assert teams == {"alice": None, "alice-renamed": "Night Owls"}


def test_a_stranger_with_a_freed_login_is_no_host(locked: Place) -> None:
    locked.server.rename("hanna", "hanna-new")
    locked.server.add_user("hanna")
    files = {"submissions/small/old/hanna/first/answer.txt": "0.5"}
    assert "### Not accepted" in submit(locked, "hanna", files=files)


def test_check_says_who_was_renamed_and_whose_login_it_is(
    locked: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    locked.server.rename("alice", "alice-renamed")
    locked.server.rename("hanna", "hanna-new")
    locked.server.add_user("hanna")
    locked.server.delete_account("mallory")
    capsys.readouterr()
    assert lock(locked, "--check") == 2
    told = capsys.readouterr().err
    assert "is called alice-renamed now, and nobody has the old login" in told
    assert "is called hanna-new now, and another account has hanna" in told
    assert "mallory: the account " in told and " is gone" in told


def test_what_is_locked_stays_until_it_is_asked_for(locked: Place) -> None:
    before = people.parse(written(locked).read_text()).numbers["alice"]
    locked.server.rename("alice", "alice-renamed")
    locked.server.add_user("alice")
    assert lock(locked) == 0
    assert people.parse(written(locked).read_text()).numbers["alice"] == before
    assert lock(locked, "--renew", "alice") == 0
    assert people.parse(written(locked).read_text()).numbers["alice"] != before


def test_nobody_and_organizations_are_told(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    change(place, {"teams.yaml": "Owls: [ghost-of-nobody, org]\n"})
    place.server.add_user("hanna")
    assert lock(place) == 2
    told = capsys.readouterr().err
    assert "ghost-of-nobody: nobody on GitHub has this login" in told
    assert "org: no person's account" in told
    assert set(people.parse(written(place).read_text()).numbers) == {"hanna"}
