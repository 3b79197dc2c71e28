"""``teams.yaml``."""

from __future__ import annotations

import pytest

from podium.challenge import teams
from podium.errors import ChallengeError


def parse(text: str, most: int | None = None) -> dict[str, str]:
    return dict(teams.parse_teams(text, name="teams.yaml", most_members=most))


def mistakes(text: str, most: int | None = None) -> list[str]:
    with pytest.raises(ChallengeError) as caught:
        parse(text, most)
    return [str(issue) for issue in caught.value.issues]


def test_teams_are_lists_of_logins() -> None:
    text = "Blue Lab: [Ada, '@grace']\nRed:\n  - linus\n"
    assert parse(text) == {"ada": "Blue Lab", "grace": "Blue Lab", "linus": "Red"}


def test_the_other_way_round_is_read_too() -> None:
    assert parse("ada: Blue Lab\ngrace: Blue Lab\n") == {"ada": "Blue Lab", "grace": "Blue Lab"}


def test_no_teams_are_none() -> None:
    assert parse("") == {}


@pytest.mark.parametrize("text", ["Blue: [ada]\nRed: [ADA]\n", "Blue: [ada]\nada: Red\n"])
def test_a_person_in_two_teams_is_an_error_with_its_line(text: str) -> None:
    (mistake,) = mistakes(text)
    assert mistake.startswith("teams.yaml:2: ")
    assert "in 'Blue' already; one team each" in mistake


def test_a_team_that_is_there_twice_is_an_error() -> None:
    (mistake,) = mistakes("Blue: [ada]\nBlue: [grace]\n")
    assert mistake.startswith("teams.yaml:2: Blue: this key was given on line 1")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- ada", "expected a mapping of teams to lists of logins, found a list"),
        ("Blue: [a/b]", "expected a GitHub login, found 'a/b'"),
        ("Blue: [[ada]]", "expected a GitHub login"),
        ("Blue: [12]", "expected a GitHub login, found 12"),
        ("ada:", "expected a team's name or a list of logins, found nothing"),
        ('ada: "a\\tb"', "expected a team's name"),
        (f"{'x' * 101}: [ada]", "at most 100 characters"),
        ("Blue: [ada", "not valid YAML"),
    ],
)
def test_everything_else_is_a_mistake_with_its_place(text: str, said: str) -> None:
    found = mistakes(text)
    assert any(said in one and one.startswith("teams.yaml:") for one in found), found


@pytest.mark.field("max_team_members", of="challenge")
def test_a_team_has_no_more_members_than_the_challenge_allows() -> None:
    text = "Blue: [ada, grace, linus, ken]\n"
    assert mistakes(text, most=2) == [
        "teams.yaml:1: Blue[2]: 'Blue' has more than 2 members (max_team_members)"
    ]
    assert len(parse(text, most=4)) == 4


def test_a_hundred_issues_are_told_and_the_rest_is_counted() -> None:
    found = mistakes("".join(f"Team {number}: [a/{number}]\n" for number in range(500)))
    assert len(found) == 100
    assert found[-1] == "teams.yaml:100: and 401 more errors; mend these first"


def test_a_team_of_a_thousand_is_read() -> None:
    text = "Crowd:\n" + "".join(f"  - member-{number}\n" for number in range(1_000))
    assert len(parse(text)) == 1_000
