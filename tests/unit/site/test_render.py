"""The site as a whole: its addresses, its links, and that nothing but its input decides it."""

from __future__ import annotations

import posixpath
import random
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest

from podium.boards.view import View
from podium.errors import ChallengeError
from podium.site import SiteOptions, render_site
from podium.site.frame import templates
from unit.site.factories import (
    DIGITS,
    digit_records,
    make_cells,
    make_digits,
    make_options,
    make_site_challenge,
)
from unit.site.markup import Page, broken_links

ASSETS = {f"assets/{path.name}" for path in (templates.folder() / templates.ASSETS).iterdir()}


def test_pages_are_where_they_always_are(pages: Mapping[str, str]) -> None:
    assert {
        "index.html",
        "404.html",
        "digits/index.html",
        "digits/phases/dev/index.html",
        "digits/phases/dev/all/index.html",
        "digits/phases/dev/all/board.csv",
        "digits/phases/dev/all/board.json",
        "digits/submissions/index.html",
        "digits/submissions/pr-1-3f2a9c1/index.html",
        "cells/phases/final/overall/index.html",
    } <= set(pages)


def test_every_internal_link_leads_somewhere(pages: Mapping[str, str]) -> None:
    assert list(broken_links(pages, ASSETS)) == []


def test_every_page_can_be_reached_from_home(pages: Mapping[str, str]) -> None:
    reached, waiting = set(), ["index.html"]
    while waiting:
        address = waiting.pop()
        if address in reached or address not in pages:
            continue
        reached.add(address)
        if address.endswith(".html"):
            folder = posixpath.dirname(address)
            page = Page(pages[address])
            found = (
                page.values("href", "a") + page.values("src", "img") + page.values("src", "script")
            )
            for href in found + page.values("data-choices"):
                if ":" not in href:
                    waiting.append(posixpath.normpath(posixpath.join(folder, href.split("#")[0])))
    unlinked = {address for address in set(pages) - reached if not by_its_name(address)}
    assert unlinked == {"404.html"}


def by_its_name(address: str) -> bool:
    """What programs are told the address of."""
    return address.startswith("schemas/") or posixpath.basename(address).startswith("badge.")


def test_same_input_gives_the_same_bytes(digits: View, cells: View) -> None:
    first = render_site([digits, cells], options=make_options())
    second = render_site([digits, cells], options=make_options())
    assert list(first.items()) == list(second.items())


def test_order_in_which_results_were_read_does_not_matter(tmp_path: Path) -> None:
    shuffled = digit_records()
    random.Random(3).shuffle(shuffled)
    root = tmp_path / "challenges" / "digits"
    expected = render_site([make_digits(root)], options=make_options())
    found = render_site([make_digits(root, records=shuffled)], options=make_options())
    assert found == expected


def test_every_page_names_itself(pages: Mapping[str, str]) -> None:
    for address, text in pages.items():
        if address.endswith(".html"):
            page = Page(text)
            assert page.tags.count("h1") == 1, address
            assert page.tags.index("title") < page.tags.index("body"), address
            assert page.tags.count("main") == 1, address
            assert page.values("lang", "html") == ["en"], address
            ids = page.values("id")
            assert len(ids) == len(set(ids)), address


def test_policy_allows_the_site_alone(pages: Mapping[str, str]) -> None:
    for address, text in pages.items():
        if address.endswith(".html"):
            policy = next(v for v in Page(text).values("content", "meta") if "default-src" in v)
            assert policy.startswith("default-src 'none';"), address
            assert "unsafe" not in policy, address


def test_known_address_gives_canonical_links(digits: View) -> None:
    pages = render_site([digits], options=make_options(base_url="https://example.org/board/"))
    assert '<link rel="canonical" href="https://example.org/board/">' in pages["index.html"]
    assert (
        '<link rel="canonical" href="https://example.org/board/digits/">'
        in pages["digits/index.html"]
    )
    assert 'href="https://example.org/board/"' in pages["404.html"]


def test_title_is_the_organizers(digits: View) -> None:
    pages = render_site([digits], options=make_options(title="Our benchmarks"))
    assert "<title>Handwritten digits · Our benchmarks</title>" in pages["digits/index.html"]


def page_words(page: str) -> str:
    return next(one for one in Page(page).values("src", "script") if "words" in one)


def test_no_challenge_is_an_empty_home() -> None:
    pages = render_site([], options=SiteOptions())
    words = page_words(pages["index.html"])
    assert set(pages) == {"index.html", "404.html", words}
    assert "No challenge is shown here yet." in pages["index.html"]


def test_challenge_without_results_says_so_everywhere(tmp_path: Path) -> None:
    digits = make_digits(tmp_path, records=[], rulings=())
    pages = render_site([digits], options=make_options())
    assert "Nobody is on this board yet." in pages["digits/phases/dev/all/index.html"]
    assert "There are no submissions to show yet." in pages["digits/submissions/index.html"]
    assert "nobody yet" in pages["index.html"]
    assert list(broken_links(pages, ASSETS)) == []


def test_challenge_without_a_public_phase_says_so(tmp_path: Path) -> None:
    config = DIGITS.replace("is_public: true", "is_public: false")
    pages = render_site([make_site_challenge(tmp_path, config)], options=make_options())
    assert "No phase is public yet." in pages["digits/index.html"]
    assert not [address for address in pages if "phases" in address]


def test_two_challenges_at_one_address_are_refused(tmp_path: Path, digits: View) -> None:
    with pytest.raises(ChallengeError, match=r"podium\.slug"):
        render_site([digits, digits], options=make_options())


def test_codename_that_is_a_page_is_refused(tmp_path: Path) -> None:
    config = DIGITS.replace("codename: hard", "codename: index.html")
    with pytest.raises(ChallengeError, match="does not end like a page"):
        make_site_challenge(tmp_path, config)


@pytest.mark.parametrize(
    ("now", "order"),
    [
        pytest.param("2026-08-01T00:00Z", ["Handwritten digits", "Cell segmentation"], id="open"),
        pytest.param("2026-12-01T00:00Z", ["Cell segmentation", "Handwritten digits"], id="closed"),
    ],
)
def test_open_challenges_come_first(tmp_path: Path, now: str, order: list[str]) -> None:
    challenges = [make_cells(tmp_path / "cells"), make_digits(tmp_path / "digits")]
    if "12" in now:
        challenges.reverse()
    options = make_options(now=datetime.fromisoformat(now))
    texts = Page(render_site(challenges, options=options)["index.html"]).texts
    assert [text for text in texts if text in order] == order
