"""``people.lock`` says whom a login means."""

from __future__ import annotations

from pathlib import Path

import pytest

import factories
from podium.challenge import people
from podium.challenge.folder import inspect_challenge
from podium.challenge.people import People
from podium.errors import ChallengeError

LOCK = People({"alice": 1, "bob": 2})


@pytest.mark.parametrize(
    ("login", "identity", "names"),
    [
        pytest.param("alice", 1, {"alice"}, id="as it was"),
        pytest.param("Alice", 1, {"alice"}, id="logins do not differ by case"),
        pytest.param("renamed", 1, {"alice", "renamed"}, id="renamed"),
        pytest.param("bob", 1, {"alice"}, id="renamed to what is another's"),
        pytest.param("alice", 9, set(), id="a stranger who took the login"),
        pytest.param("carol", 3, {"carol"}, id="not locked"),
        pytest.param("alice", None, {"alice"}, id="on one's own machine"),
    ],
)
def test_the_number_decides(login: str, identity: int | None, names: set[str]) -> None:
    assert LOCK.names(login, identity) == names


def test_without_the_file_a_login_means_whoever_has_it() -> None:
    assert People().names("alice", 9) == {"alice"}


def test_what_is_written_is_read_again_and_has_a_line_a_login() -> None:
    text = people.dump(People({"zoe": 26, "alice": 1}))
    assert people.parse(text) == People({"alice": 1, "zoe": 26})
    assert text.splitlines()[-2:] == ['"alice": 1', '"zoe": 26']


@pytest.mark.parametrize("login", ["yes", "null", "1e3", "0x10", "007", "on"])
def test_a_login_that_yaml_takes_for_something_else(login: str) -> None:
    assert people.parse(people.dump(People({login: 5}))) == People({login: 5})


def test_check_compares_it_with_the_files(tmp_path: Path) -> None:
    files = {"teams.yaml": "Owls: [alice, carol]\n", people.NAME: people.dump(LOCK)}
    root = factories.write_challenge(tmp_path / "small", factories.SMALL_CONFIG, files)
    _, issues, challenge = inspect_challenge(root)
    assert challenge is not None and challenge.people == LOCK
    told = {issue.code: issue.message for issue in issues if issue.where == people.NAME}
    assert set(told) == {"PD466", "PD467"}
    assert told["PD466"].startswith("carol is in the challenge's files and not here")
    assert told["PD467"].startswith("bob is in none of the challenge's files any more")


def test_all_logins_of_the_files_are_written(tmp_path: Path) -> None:
    config = "banned_email_ids: [mallory, eve@uni.example]\n" + factories.SMALL_CONFIG.replace(
        "podium: {", "podium: {hosts: ['@Hanna'], verified: [vera, org/team], "
    )
    files = {"teams.yaml": "Owls: [alice]\n"}
    root = factories.write_challenge(tmp_path / "small", config, files)
    _, issues, challenge = inspect_challenge(root)
    assert challenge is not None, issues
    assert challenge.written_logins() == {"mallory", "hanna", "vera", "alice"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[alice]", "people.lock:1: expected a mapping of logins to numbers, found a list"),
        ("alice: bob", "people.lock:1: alice: expected the number of an account, found 'bob'"),
        ("alice: true", "people.lock:1: alice: expected the number of an account, found true"),
        ("alice: 0", "people.lock:1: alice: expected the number of an account, found 0"),
        ("alice: 1\n-x-: 2", "people.lock:2: -x-: expected a GitHub login, found '-x-'"),
        ("alice: 1\nalice: 2", "alice: is here twice"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ChallengeError) as told:
        people.parse(text)
    assert message in str(told.value)
