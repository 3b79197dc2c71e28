"""Links, names and counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from podium.records.model import Participant
from podium.site.frame import addresses, parts, templates, texts

GERMAN = texts.load("de", (templates.folder() / texts.FOLDER,))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//x.example",
        "x.example",
        "https://",
        "https://[",
        "https://x.example/ space",
        "https://x.example/\nline",
        "https://x.example/" + "x" * 2000,
        "ftp://x.example",
        "",
    ],
)
def test_link_that_is_not_followed_is_text(url: str) -> None:
    assert parts.outside(url) == parts.Link(url, "")


@pytest.mark.parametrize(
    "url", ["http://x.example", "HTTPS://x.example/a?b=c#d", "https://é.example"]
)
def test_link_to_the_web_is_followed(url: str) -> None:
    assert parts.outside(url).href == url


@pytest.mark.parametrize("login", ["../x", "a/b", "-a", "a b", "é"])
def test_login_that_github_has_not_is_no_link(login: str) -> None:
    assert parts.profile(Participant(login, id=1)).href == ""


@pytest.mark.parametrize("name", ["", "a", "a/b/c", "../..", "a/b?x", "https://x/y"])
def test_repository_that_is_none_is_no_link(name: str) -> None:
    assert parts.repository(name, "pull", "1") == ""


def test_managed_users_have_profiles_and_repositories() -> None:
    who = parts.profile(Participant("octo_corp", id=1))
    assert who.href == "https://github.com/octo_corp"
    assert (
        parts.repository("octo_corp/a.b", "pull", "1") == "https://github.com/octo_corp/a.b/pull/1"
    )


def test_moment_is_told_in_utc() -> None:
    there = datetime(2026, 7, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    moment = parts.Moment.of(there)
    assert moment.text == "30 Jun 2026, 23:30 UTC"
    assert moment.iso == "2026-06-30T23:30:00Z"
    assert moment.date == "30 Jun 2026"


@pytest.mark.parametrize(
    ("count", "text"), [(0, "no entries"), (1, "1 entry"), (1200, "1,200 entries")]
)
def test_entries_are_counted(count: int, text: str) -> None:
    assert parts.entries(count, texts.IN_ENGLISH) == text


def test_listed() -> None:
    assert parts.listed([]) == ""
    assert parts.listed(["a"]) == "a"
    assert parts.listed(["a", "b", "c"]) == "a, b and c"


@pytest.mark.parametrize(
    ("rank", "text"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (22, "22nd"), (1001, "1001st")],
)
def test_ordinal(rank: int, text: str) -> None:
    assert parts.ordinal(rank) == text


def test_ground_truth_that_has_only_a_version_is_told_as_one() -> None:
    assert parts.ground_truth("version 2", GERMAN) == "Version 2"
    assert parts.ground_truth("sha256:version 2", GERMAN) == "sha256:version 2"


def test_small_parts_are_in_the_pages_language() -> None:
    assert parts.ordinal(3, GERMAN) == "3."
    assert parts.listed(["a", "b", "c"], GERMAN) == "a, b und c"
    assert parts.entries(1200, GERMAN) == "1.200 Einträge"
    moment = parts.Moment.of(datetime(2026, 6, 30, 23, 30, tzinfo=UTC), GERMAN)
    assert moment.text == "30.06.2026, 23:30 UTC"


def test_links_are_relative_to_the_page() -> None:
    assert addresses.link("index.html", "a/index.html") == "a/index.html"
    assert addresses.link("a/b/index.html", "index.html") == "../../index.html"
    assert addresses.link("a/b/index.html", "a/c/index.html") == "../c/index.html"
