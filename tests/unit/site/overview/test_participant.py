"""Everybody has a page of their own, and whoever is shown without a name has none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest

from factories import NOON, make_evaluation, make_submission
from podium.records.model import Participant
from podium.records.results import Result
from podium.site import render_site
from podium.site.frame import participants
from podium.site.frame.participants import Competitor
from unit.site.factories import (
    DIGITS,
    EMOJI,
    HOSTILE,
    LONE_SURROGATE,
    LONG,
    RIGHT_TO_LEFT,
    digit_scores,
    make_digit_record,
    make_digits,
    make_options,
    make_site_challenge,
)
from unit.site.markup import Page, broken_links


def sent_in(*people: Participant) -> list[Result]:
    """A submission of each, one an hour."""
    return [
        Result(
            make_submission(f"s{hour}", participant=by, submitted_at=NOON + timedelta(hours=hour)),
            make_evaluation(),
            None,
        )
        for hour, by in enumerate(people)
    ]


def competitor_of(name: str, found: tuple[Competitor, ...]) -> Competitor:
    (one,) = [one for one in found if one.name == name]
    return one


def test_a_login_is_its_own_address() -> None:
    found = participants.competitors(sent_in(Participant("Ada-Lovelace", 1)))
    assert [(one.key, one.name) for one in found] == [("ada-lovelace", "Ada-Lovelace")]


def test_a_team_is_never_at_the_address_of_a_login() -> None:
    people = [Participant("bela", 2, "ada"), Participant("ada", 1), Participant("c", 3, "Ada")]
    keys = {one.name: one.key for one in participants.competitors(sent_in(*people[:2]))}
    assert len(keys) == 1, "both are called ada"
    found = participants.competitors(sent_in(*people))
    assert len({one.key for one in found}) == 3
    (alone,) = [one for one in found if not one.is_team]
    assert alone.key == "ada"
    assert all(one.key.startswith("ada--") for one in found if one.is_team)


TEXTS = [
    "",
    " ",
    ".",
    "..",
    "../..",
    "index.html",
    "CON",
    "a/b",
    "a\\b",
    "Ä",
    "ä",
    "Straße",
    "STRASSE",
    "\u212aelvin",
    "Kelvin",
    "kelvin",
    "x--" + "0" * 12,
    "日本",
    "中国",
    HOSTILE,
    RIGHT_TO_LEFT,
    LONE_SURROGATE,
    LONG,
    EMOJI,
]


@pytest.mark.parametrize("is_team", [True, False])
def test_any_name_has_an_address_of_its_own_on_any_disk(is_team: bool) -> None:
    people = [
        Participant("someone", number, text) if is_team and text else Participant(text, number)
        for number, text in enumerate(TEXTS, start=1)
    ]
    found = participants.competitors(sent_in(*people))
    assert len(found) == len(TEXTS)
    keys = [one.key for one in found]
    assert all(re.fullmatch(r"[a-z0-9-]{1,60}", key) for key in keys), keys
    assert len(set(keys)) == len(keys)


def test_a_login_that_somebody_else_took_over_is_nobodys_plain_address() -> None:
    people = [Participant("ada", 1), Participant("Ada", 2)]
    found = participants.competitors(sent_in(*people))
    assert len(found) == 2
    assert all(re.fullmatch(r"ada--[0-9a-f]+", one.key) for one in found)


def test_who_changed_their_login_is_one_under_the_newest() -> None:
    people = [Participant("old", 1), Participant("new", 1), Participant("bela", 2)]
    results = sent_in(*people)
    for order in permutations(results):
        found = participants.competitors(order)
        one = competitor_of("new", found)
        assert [result.id for result in one.results] == ["s1", "s0"]
        assert {one.name for one in found} == {"new", "bela"}


def test_who_is_shown_without_a_name_is_in_no_list() -> None:
    results = sent_in(Participant("Participant 1"), Participant("octohost", 7))
    shown = [replace(results[0], is_anonymous=True), results[1]]
    assert [one.name for one in participants.competitors(shown)] == ["octohost"]


def test_an_anonymous_challenge_has_no_page_of_a_participant(tmp_path: Path) -> None:
    config = DIGITS.replace("title: Handwritten", "anonymous_leaderboard: true\ntitle: Handwritten")
    records = [make_digit_record(n, digit_scores(0.9 - n / 99), login="ada") for n in (1, 2)]
    pages = render_site([make_site_challenge(tmp_path, config, records)], options=make_options())
    everything = "\n".join([*pages, *pages.values()])
    assert "Participant 1" in everything
    assert "/participants/" not in everything
    assert "ada" not in set(re.findall(r"\w+", everything))


def test_the_list_tells_how_many_how_well_and_when(pages: Mapping[str, str]) -> None:
    page = Page(pages["digits/participants/index.html"])
    assert "13 participants" in page.text
    assert re.search(r"The Loss Functions Team 1 3 of 9 Development: All images", page.text)
    links = page.values("href", "a")
    for name in ("ada", "kim"):  # kim's evaluation failed
        assert f"{name}/index.html" in links


def test_a_page_has_all_submissions_best_places_and_the_profile(tmp_path: Path) -> None:
    records = [
        make_digit_record(number, digit_scores(accuracy), login="ada", method_name=f"Try {number}")
        for number, accuracy in ((1, 0.7), (2, 0.9), (3, 0.8))
    ]
    records = [
        replace(r, submission=replace(r.submission, participant=Participant("ada", 1)))
        for r in records
    ]
    records.append(make_digit_record(4, digit_scores(0.95), login="bela"))
    pages = render_site([make_digits(tmp_path, records=records)], options=make_options())
    page = Page(pages["digits/participants/ada/index.html"])
    assert "https://github.com/ada" in page.values("href", "a")
    assert "on GitHub: ada" in page.text
    assert "3 submissions" in page.text
    assert [text for text in page.texts if text.startswith("Try")] == ["Try 3", "Try 2", "Try 1"]
    assert re.search(r"Development: All images 2 of \d", page.text)


def test_only_whom_github_knows_is_said_to_be_there(tmp_path: Path) -> None:
    record = make_digit_record(1, digit_scores(0.9), login="ada")
    record = replace(record, submission=replace(record.submission, participant=Participant("ada")))
    pages = render_site([make_digits(tmp_path, records=[record])], options=make_options())
    assert "GitHub" not in Page(pages["digits/participants/ada/index.html"]).text


@pytest.mark.parametrize("text", [HOSTILE, RIGHT_TO_LEFT, EMOJI, LONG])
def test_whatever_somebody_is_called_stays_text(
    text: str, hostile_pages: Mapping[str, str]
) -> None:
    listing = Page(hostile_pages["digits/participants/index.html"])
    assert text in listing.texts
    own = [
        Page(page)
        for address, page in hostile_pages.items()
        if address.startswith("digits/participants/") and text in Page(page).texts
    ]
    assert len(own) == 2, "the list and their own"


def test_every_byline_leads_to_a_page(hostile_pages: Mapping[str, str]) -> None:
    broken = [one.split(": ", 1)[1] for one in broken_links(hostile_pages, set())]
    assert [href for href in broken if "assets/" not in href] == []
    for address, text in hostile_pages.items():
        if re.fullmatch(r"digits/submissions/[^/]+/index\.html", address):
            assert 'href="../../participants/' in text, address
