"""A board that is too long for one page: with script all of it is one table, without there are
numbered pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import sites
from e2e.site.browsing import Mode, visiting
from e2e.site.serving import served
from podium.site.board.page import MOST_ON_PAGE, PER_PAGE

pytestmark = pytest.mark.browser

ENTRIES = MOST_ON_PAGE + 70
IDS = "rows => rows.map((row) => row.id)"
BOARD = f"big/phases/{sites.PHASE}/{sites.SPLIT}/"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("long")
    sites.build([sites.make_big(root / "big", entries=ENTRIES, cases=2)], root / "site")
    return root


@pytest.fixture(scope="module")
def address(root: Path) -> Iterator[str]:
    with served(root / "site") as address:
        yield address


def ranks(page: Page) -> list[int]:
    found: list[int] = page.locator("table.board tbody .rank").evaluate_all(
        "cells => cells.map((cell) => Number.parseInt(cell.firstChild.textContent))"
    )
    return found


def test_without_script_there_are_pages_with_all_entries(browser: Browser, address: str) -> None:
    with visiting(browser, Mode(has_script=False)) as visit:
        visit.open(f"{address}{BOARD}index.html")
        page = visit.page
        pages = page.get_by_role("navigation", name="Pages of this leaderboard")
        expect(pages).to_contain_text(f"Entries 1 to {PER_PAGE} of {ENTRIES:,}")
        expect(pages.get_by_role("link")).to_have_count(5)
        names = []
        for number in range(1, 6):
            pages.get_by_role("link", name=str(number), exact=True).click()
            page.wait_for_load_state()
            expect(pages.locator("[aria-current]")).to_have_text(str(number), timeout=30_000)
            names += page.locator("table.board tbody tr").evaluate_all(
                "rows => rows.map(r => r.id)"
            )
        assert len(names) == len(set(names)) == ENTRIES
        expect(pages).to_contain_text(f"Entries 2,001 to {ENTRIES:,} of {ENTRIES:,}")
        expect(page.get_by_role("heading", name="How this board is ranked")).to_have_count(0)
        page.locator("table.board tbody tr a").last.click()
        expect(page.get_by_role("heading", name="Provenance")).to_be_visible()
        assert visit.complaints == []


def test_with_script_it_is_sorted_and_searched_as_one(browser: Browser, address: str) -> None:
    with visiting(browser) as visit:
        visit.open(f"{address}{BOARD}index.html")
        page = visit.page
        search = page.get_by_role("searchbox")
        search.wait_for()
        expect(page.locator("[data-pages]")).to_have_count(0)
        found = ranks(page)
        assert len(found) == ENTRIES
        assert found == sorted(found)
        last = page.locator("table.board tbody tr").last
        identity = last.get_attribute("id")
        name = last.locator("th a").text_content()
        search.fill(name or "")
        expect(page.locator(f"[id='{identity}']")).to_be_visible()
        assert visit.complaints == []


def test_from_a_disk_there_are_the_numbered_pages(browser: Browser, root: Path) -> None:
    with visiting(browser) as visit:
        visit.open((root / "site" / BOARD / "index.html").as_uri())
        expect(visit.page.locator("[data-pages] a")).to_have_count(5)
        expect(visit.page.get_by_role("searchbox")).to_have_count(0)
        assert visit.complaints == []


def test_a_page_that_cannot_be_had_leaves_the_numbered_ones(browser: Browser, address: str) -> None:
    with visiting(browser) as visit:
        visit.page.route("**/page-3.html", lambda route: route.abort())
        visit.page.goto(f"{address}{BOARD}index.html")
        visit.page.wait_for_load_state("networkidle")
        expect(visit.page.locator("[data-pages] a")).to_have_count(5)
        expect(visit.page.get_by_role("searchbox")).to_have_count(0)
