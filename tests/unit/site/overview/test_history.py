"""A board as it was: the days on which it changed, and a page for each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from factories import make_evaluation, make_record, make_submission
from podium.challenge.model import Moderation, Ruling
from podium.records.model import SubmissionRecord
from podium.site import render_site
from unit.site.factories import make_options, make_site_challenge
from unit.site.markup import Page, broken_links

CONFIG = """\
title: Cells
podium: {slug: cells, evaluator: {image: "example:1"}}
challenge_phases:
  - {codename: final, score_title: Dice, score_jsonpath: dice, score_decimal_places: 2}
"""
FOLDER = "cells/phases/final/overall/history"
ASSETS = {"assets/site.css", "assets/icon.svg", "assets/site.js", "assets/compare.js"}
START = datetime(2026, 6, 29, 12, tzinfo=UTC)


def record(login: str, dice: float, *, days: int) -> SubmissionRecord:
    at = START + timedelta(days=days)
    submission = make_submission(
        f"s-{login}", challenge="cells", phase="final", login=login, submitted_at=at
    )
    evaluation = make_evaluation(created_at=at, started_at=at, finished_at=at)
    return make_record({"dice": dice}, submission=submission, evaluation=evaluation)


RECORDS = [record("ada", 0.7, days=0), record("bela", 0.8, days=1), record("chidi", 0.75, days=3)]


def site(root: Path, records: list[SubmissionRecord], *rulings: Moderation) -> dict[str, str]:
    challenge = make_site_challenge(root, CONFIG, records, rulings=rulings, is_whole=True)
    return render_site([challenge], options=make_options())


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    return site(tmp_path_factory.mktemp("site"), RECORDS)


def test_each_day_on_which_the_board_changed_has_a_page(pages: Mapping[str, str]) -> None:
    days = [address for address in pages if address.startswith(f"{FOLDER}/2026")]
    assert sorted(days) == [
        f"{FOLDER}/{day}/index.html" for day in ("2026-06-29", "2026-06-30", "2026-07-02")
    ]


def test_a_past_page_has_the_ranks_of_that_day(pages: Mapping[str, str]) -> None:
    page = Page(pages[f"{FOLDER}/2026-06-30/index.html"])
    assert page.text.index("bela") < page.text.index("ada")
    assert "chidi" not in page.text and "0.80" in page.texts
    assert "It stayed like this until 2 Jul 2026." in page.text
    assert "--at 2026-06-30T23:59:59Z" in page.text


def test_days_are_listed_by_month_with_their_leader(pages: Mapping[str, str]) -> None:
    page = Page(pages[f"{FOLDER}/index.html"])
    text = page.text
    assert text.index("July 2026") < text.index("2 Jul 2026") < text.index("June 2026")
    assert page.texts.count("new leader") == 2  # ada on the first day, bela on the second
    assert "July 2026 1 day" in text and "June 2026 2 days, 2 new leaders" in text
    assert len(page.values("open", "details")) == 1, "the newest month"


def test_days_around_lead_on(pages: Mapping[str, str]) -> None:
    page = Page(pages[f"{FOLDER}/2026-06-30/index.html"])
    links = page.values("href", "a")
    assert "../2026-06-29/index.html" in links and "../2026-07-02/index.html" in links


def test_who_was_taken_off_later_is_marked(tmp_path: Path) -> None:
    ruling = Moderation(
        submission="s-bela",
        action=Ruling.DISQUALIFY,
        reason="Trained on the test set.",
        by="octohost",
        at=START + timedelta(days=10),
    )
    pages = site(tmp_path, RECORDS, ruling)
    assert "Taken off since" in Page(pages[f"{FOLDER}/2026-06-30/index.html"]).text
    # Led the board on that one day, and on those until the ruling.
    assert Page(pages[f"{FOLDER}/index.html"]).texts.count("Taken off since") == 2


def test_what_is_hidden_today_was_never_there(tmp_path: Path) -> None:
    ruling = Moderation(
        submission="s-bela", action=Ruling.HIDE, reason="x", by="octohost", at=START
    )
    pages = site(tmp_path, RECORDS, ruling)
    assert f"{FOLDER}/2026-06-30/index.html" not in pages
    assert not any("bela" in text for text in pages.values())


def test_search_engines_are_led_to_the_board_of_today(pages: Mapping[str, str]) -> None:
    assert "noindex" in Page(pages[f"{FOLDER}/2026-06-30/index.html"]).values("content", "meta")
    assert "noindex" not in Page(pages[f"{FOLDER}/index.html"]).values("content", "meta")


def test_every_link_leads_somewhere(pages: Mapping[str, str]) -> None:
    assert list(broken_links(pages, ASSETS)) == []


def test_a_board_without_a_past_has_no_history(tmp_path: Path) -> None:
    pages = site(tmp_path, [])
    assert not any(address.startswith(FOLDER) for address in pages)
