"""Every kind of page as it was when somebody last looked.

A few pages are there as a whole. Of the others, the lines that every page of a site has around what
is its own are left out: one test says of all pages that they have them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

SNAPSHOTS = Path(__file__).parent / "snapshots"
RENEW = "PODIUM_RENEW_SNAPSHOTS"

HOME = "index.html"
WHOLE = {"home.html", "not-found.html", "board.html"}
PAGES = {
    "home.html": HOME,
    "not-found.html": "404.html",
    "challenge.html": "digits/index.html",
    "phase.html": "digits/phases/dev/index.html",
    "phase-with-one-board.html": "cells/phases/final/index.html",
    "board.html": "digits/phases/dev/all/index.html",
    "board.csv": "digits/phases/dev/all/board.csv",
    "board.json": "digits/phases/dev/all/board.json",
    "board-mean-of-ranks.html": "cells/phases/final/overall/index.html",
    "board-empty.html": "digits/phases/test/all/index.html",
    "submissions.html": "digits/submissions/index.html",
    "submission.html": "digits/submissions/pr-6-3f2a9c1/index.html",
    "submission-with-cases.html": "cells/submissions/s2/index.html",
    "submission-failed.html": "digits/submissions/pr-12-3f2a9c1/index.html",
    "submission-disqualified.html": "digits/submissions/pr-8-3f2a9c1/index.html",
}


def assert_as_before(name: str, text: str) -> None:
    path = SNAPSHOTS / name
    if os.environ.get(RENEW):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), f"no snapshot {name}: make it with {RENEW}=1 pytest tests/unit/site"
    before = path.read_text(encoding="utf-8")
    assert text == before, (
        f"{name} changed. If it is meant to, renew the snapshots with "
        f"{RENEW}=1 pytest tests/unit/site, and look at the difference before it is committed."
    )


def assert_page_as_before(name: str, address: str, pages: Mapping[str, str]) -> None:
    is_cut = name.endswith(".html") and name not in WHOLE
    assert_as_before(name, cut(pages[address], pages[HOME])[1] if is_cut else pages[address])


def cut(text: str, home: str) -> tuple[list[str], str]:
    """The lines of a page that stand around the home page's content too, but for how deep the page
    lies; and the page without them."""
    known = {shallow(line) for line, is_content in lines_of(home) if not is_content}
    frame, own = [], []
    for line, is_content in lines_of(text):
        if not is_content and shallow(line) in known:
            frame.append(shallow(line))
        else:
            own.append(line)
    return frame, "".join(own)


def lines_of(text: str) -> Iterator[tuple[str, bool]]:
    """With whether each is within ``<main>``."""
    is_content = False
    for line in text.splitlines(keepends=True):
        is_content = is_content or line.startswith("<main")
        yield line, is_content
        is_content = is_content and not line.startswith("</main>")


def shallow(line: str) -> str:
    return re.sub(r"(\.\./)+", "", line)


@pytest.mark.parametrize("name", PAGES)
def test_page_is_as_it_was(name: str, pages: Mapping[str, str]) -> None:
    assert_page_as_before(name, PAGES[name], pages)


def test_all_pages_have_one_frame(pages: Mapping[str, str]) -> None:
    whole, _ = cut(pages[PAGES["board.html"]], pages[HOME])
    assert '<script src="assets/site.js" defer></script>\n' in whole
    for address in pages:
        if address.endswith(".html") and address not in (HOME, PAGES["not-found.html"]):
            assert cut(pages[address], pages[HOME])[0] == whole, address
