"""``moderation.yaml``: what hosts have ruled, and what its author is told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import factories
from podium.challenge import folder, moderation
from podium.challenge.model import Moderation, Ruling
from podium.errors import ChallengeError

RULING = """\
- submission: s1
  action: hide
  reason: The same files as s2.
  by: ada
  at: 2026-07-01 12:00:00
"""


def parse(text: str, *hosts: str) -> tuple[list[Moderation], list[str]]:
    rulings, odd = moderation.parse_moderation(text, name="m.yaml", hosts=frozenset(hosts))
    assert not any(issue.is_error for issue in odd)
    return list(rulings), [str(issue) for issue in odd]


def mistakes(text: str) -> list[str]:
    with pytest.raises(ChallengeError) as caught:
        parse(text)
    return [str(issue) for issue in caught.value.issues]


def test_a_ruling_is_read_with_its_time_in_utc() -> None:
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    same = RULING.replace("2026-07-01 12:00:00", "2026-07-01T14:00:00+02:00")
    expected = Moderation("s1", Ruling.HIDE, "The same files as s2.", "ada", noon)
    assert parse(RULING) == parse(same) == ([expected], [])


def test_no_rulings_are_none() -> None:
    assert parse("") == parse("# nothing yet\n") == parse("[]") == ([], [])


def test_rulings_are_in_the_order_of_their_time_and_then_of_the_file() -> None:
    text = (
        RULING.replace("s1", "last").replace("12:00", "13:00")
        + RULING.replace("s1", "first")
        + RULING.replace("s1", "second")
    )
    rulings, _ = parse(text)
    assert [ruling.submission for ruling in rulings] == ["first", "second", "last"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("hide", "hid", "m.yaml:2: [0].action: expected 'hide', 'publish', 'flag', 'disqualify', "),
        ("The same files as s2.", '""', "m.yaml:3: [0].reason: expected some text, found ''"),
        ("The same files as s2.", '" "', "m.yaml:3: [0].reason: expected some text"),
        ("The same files as s2.", "", "m.yaml:3: [0].reason: expected text, found nothing"),
        ("  reason: The same files as s2.\n", "", "m.yaml:1: [0].reason: expected a value"),
        ("s1", "12", "m.yaml:1: [0].submission: expected text, found 12: put it in quotes"),
        ("s1", '""', "m.yaml:1: [0].submission: expected some text"),
        ("ada", "[ada]", "m.yaml:4: [0].by: expected text, found a list"),
        (" 12:00:00", "", "m.yaml:5: [0].at: expected a date and a time, such as 2026-07-01 12:00"),
        ("2026-07-01 12:00:00", "0001-01-01 00:00:00+14:00", "m.yaml:5: [0].at: expected a date"),
        ("2026-07-01 12:00:00", "yesterday", "m.yaml:5: [0].at: expected a date and a time"),
    ],
)
def test_what_is_wrong_in_a_ruling_has_its_place(old: str, new: str, said: str) -> None:
    assert old in RULING
    (mistake,) = mistakes(RULING.replace(old, new))
    assert mistake.startswith(said)


def test_all_mistakes_are_told_with_the_keys_that_may_be_meant() -> None:
    text = RULING.replace("reason", "reson") + "- 5\n" + RULING.replace("hide", "hid")
    assert [mistake.split(" expected")[0] for mistake in mistakes(text)] == [
        "m.yaml:1: [0].reason:",
        "m.yaml:6: [1]:",
        "m.yaml:8: [2].action:",
        "m.yaml:3: [0].reson: unknown key: did you mean reason?",
    ]


@pytest.mark.parametrize("text", ["a: 1", "ruling", "5"])
def test_anything_but_a_list_is_a_mistake(text: str) -> None:
    (mistake,) = mistakes(text)
    assert mistake.startswith("m.yaml:1: expected a list, found ")


def test_an_unknown_key_and_one_given_twice_are_warnings() -> None:
    rulings, odd = parse(f"{RULING}  note: x\n  byy: x\n  reason: Another.\n")
    assert [ruling.reason for ruling in rulings] == ["Another."]
    assert odd == [
        "m.yaml:8: [0].reason: this key was given on line 3 already; the last one holds",
        "m.yaml:6: [0].note: unknown key: it has no effect",
        "m.yaml:7: [0].byy: unknown key: did you mean by?",
    ]


@pytest.mark.parametrize("by", ["ada", "Ada", "'@ada'"])
def test_who_rules_is_a_host_however_the_login_is_written(by: str) -> None:
    assert parse(RULING.replace("ada", by), "ada", "grace")[1] == []


def test_a_ruling_by_somebody_else_is_a_warning_where_hosts_are_named() -> None:
    assert parse(RULING)[1] == []
    rulings, odd = parse(RULING, "grace")
    assert len(rulings) == 1
    assert odd == [
        "m.yaml:4: [0].by: ada is not one of podium.hosts; add them there, or name who ruled"
    ]


def test_the_hosts_are_those_of_the_challenge(tmp_path: Path) -> None:
    config = factories.SMALL_CONFIG.replace("podium: {", "podium: {hosts: ['@Grace'], ")
    (tmp_path / "challenge_config.yaml").write_text(config)
    (tmp_path / "moderation.yaml").write_text(RULING + RULING.replace("ada", "grace"))
    loaded = folder.load_challenge(tmp_path)
    assert [ruling.by for ruling in loaded.challenge.moderation] == ["ada", "grace"]
    (warning,) = loaded.warnings
    assert str(warning).startswith(f"{tmp_path}/moderation.yaml:4: [0].by: ada is not one of")


def test_a_hundred_issues_are_told_and_the_rest_is_counted() -> None:
    found = mistakes(RULING.replace("hide", "hid") * 300)
    assert len(found) == 100
    assert found[-1] == "m.yaml:497: and 201 more errors; mend these first"
