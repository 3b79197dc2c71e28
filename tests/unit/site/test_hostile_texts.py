"""Whatever a participant wrote stays text, and every page stays a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from podium.site import render_site, write_site
from unit.site.factories import (
    EMOJI,
    HOSTILE,
    RIGHT_TO_LEFT,
    make_digit_record,
    make_digits,
    make_options,
    strict_json,
)
from unit.site.markup import Page

OUTSIDE = ("http://", "https://", "mailto:")


def test_every_page_is_well_formed(hostile_pages: Mapping[str, str]) -> None:
    for address, text in hostile_pages.items():
        if address.endswith(".html"):
            assert not Page(text).foreign_scripts, address


@pytest.mark.parametrize("text", [HOSTILE, RIGHT_TO_LEFT, EMOJI])
def test_text_reaches_the_reader_letter_by_letter(
    text: str, hostile_pages: Mapping[str, str]
) -> None:
    listing = Page(hostile_pages["digits/submissions/index.html"])
    assert text in listing.texts
    board = Page(hostile_pages["digits/phases/dev/all/index.html"])
    assert text in board.texts


def test_no_attribute_runs_anything(hostile_pages: Mapping[str, str]) -> None:
    for address, text in hostile_pages.items():
        if not address.endswith(".html"):
            continue
        page = Page(text)
        names = {name for _, name, _ in page.attributes}
        assert not {name for name in names if name.startswith("on") or name == "style"}, address
        schemes = [href for href in page.values("href", "a") if ":" in href]
        assert all(href.startswith(OUTSIDE) for href in schemes), address


def test_javascript_link_is_shown_as_text(hostile_pages: Mapping[str, str]) -> None:
    page = Page(hostile_pages["digits/submissions/pr-105-3f2a9c1/index.html"])
    assert "javascript:alert(1)" in page.texts
    assert not any("javascript" in href for href in page.values("href"))


def test_links_of_participants_vouch_for_nothing(hostile_pages: Mapping[str, str]) -> None:
    page = hostile_pages["digits/submissions/pr-1-3f2a9c1/index.html"]
    assert '<a href="https://example.org/code" rel="nofollow ugc noopener">' in page


def test_participants_texts_are_isolated_from_their_neighbours(
    hostile_pages: Mapping[str, str],
) -> None:
    board = hostile_pages["digits/phases/dev/all/index.html"]
    # dir="auto" isolates too: https://html.spec.whatwg.org/multipage/rendering.html#bidi-rendering
    isolated = re.findall(rf'(?:<bdi>|dir="auto">)[^<]*{RIGHT_TO_LEFT}', board)
    assert board.count(RIGHT_TO_LEFT) == len(isolated) > 0


def test_what_no_page_can_hold_is_replaced(hostile_pages: Mapping[str, str]) -> None:
    assert "half \ufffd of an emoji" in hostile_pages["digits/submissions/index.html"]
    for address, text in hostile_pages.items():
        assert not set(text) & {"\x00", "\x1b", "\ud83d"}, address
        text.encode("utf-8")


def test_site_with_half_characters_can_be_written(
    hostile_pages: Mapping[str, str], tmp_path: Path
) -> None:
    write_site(dict(hostile_pages), tmp_path / "site")
    assert (tmp_path / "site" / "digits/submissions/index.html").is_file()


def test_json_is_strict_whatever_the_evaluator_wrote(tmp_path: Path) -> None:
    metrics = b"""{"all": {"accuracy": 0.5, "macro_f1": NaN, "log_loss": -Infinity,
                   "error_accuracy": 1e999}, "hard": {"accuracy": Infinity}}"""
    digits = make_digits(tmp_path, records=[make_digit_record(1, metrics)])
    pages = render_site([digits], options=make_options())
    board = strict_json(pages["digits/phases/dev/all/board.json"])
    assert board["challenge"] == "digits"
    assert board["entries"][0]["values"] == {"accuracy": 0.5, "macro_f1": None, "log_loss": None}
    assert "nan" not in pages["digits/phases/dev/all/board.csv"].lower()
    unranked = Page(pages["digits/phases/dev/hard/index.html"]).text
    assert "accuracy is Infinity, not a finite number" in unranked


def test_number_that_is_none_is_named_so_on_its_submission(tmp_path: Path) -> None:
    metrics = b'{"accuracy": 1, "all": {"accuracy": NaN}}'
    digits = make_digits(tmp_path, records=[make_digit_record(1, metrics, phase="test")])
    page = Page(
        render_site([digits], options=make_options())["digits/submissions/pr-1-3f2a9c1/index.html"]
    )
    assert "not a finite number" in page.texts
    assert "nan" not in [text.lower() for text in page.texts]
