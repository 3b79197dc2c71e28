"""The generated site in a real browser: every kind of page, wide and narrow, light and dark."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from podium.site import render_site, write_site
from unit.site import tasks
from unit.site.factories import (
    CELLS,
    cell_records,
    digit_records,
    hostile_records,
    make_cells,
    make_digits,
    make_options,
    make_site_challenge,
)

pytestmark = pytest.mark.browser

KINDS = {
    "home": "index.html",
    "not-found": "404.html",
    "challenge": "digits/index.html",
    "phase": "digits/phases/dev/index.html",
    "board": "digits/phases/dev/all/index.html",
    "board-mean-of-ranks": "cells/phases/final/overall/index.html",
    "board-empty": "digits/phases/test/all/index.html",
    "board-of-hundreds": "many/phases/final/overall/index.html",
    "submissions": "digits/submissions/index.html",
    "submission": "digits/submissions/pr-6-3f2a9c1/index.html",
    "submission-with-cases": "cells/submissions/s2/index.html",
    "submission-failed": "digits/submissions/pr-12-3f2a9c1/index.html",
    "submission-markup": "digits/submissions/pr-101-3f2a9c1/index.html",
    "submission-right-to-left": "digits/submissions/pr-102-3f2a9c1/index.html",
    "submission-long": "digits/submissions/pr-104-3f2a9c1/index.html",
    "combined": "tasks/combined/both-tasks/index.html",
    "ledger": "tasks/ledger/index.html",
    "statistics": "tasks/statistics/index.html",
}
WIDE, NARROW = (1280, 800), (360, 740)

# Chromium's own services would otherwise look for the network at every start.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Every text whose contrast with the ground behind it is below WCAG AA.
FAINT_TEXTS = """
() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).slice(0, 3).map((c) => {
      const s = c / 255;
      return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (channels(colour)[3] !== 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const faint = [];
  for (const element of document.querySelectorAll('body, body *')) {
    const says = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!says || element.closest('[aria-hidden]')) continue;
    const style = getComputedStyle(element);
    const [a, b] = [luminance(style.color), luminance(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) {
      faint.push(`${element.tagName}.${element.className}: ${ratio.toFixed(2)}`);
    }
  }
  return [...new Set(faint)];
}
"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Site:
    folder: Path
    address: str


@dataclass(slots=True)
class Visit:
    """One page in the browser, with everything that it complained about."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def listen(self) -> Visit:
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"alert {dialog.message}"))
        self.page.on("requestfailed", lambda request: self.complaints.append(request.url))
        self.page.on("request", lambda request: self.requests.append(request.url))
        return self


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root = tmp_path_factory.mktemp("browser")
    digits = make_digits(
        root / "challenges" / "digits", records=digit_records() + hostile_records()
    )
    many = make_site_challenge(
        root / "many",
        CELLS.replace("slug: cells", "slug: many"),
        cell_records(300, challenge="many"),
    )
    challenges = [digits, make_cells(root / "cells"), many, tasks.make_tasks(root / "tasks")]
    write_site(render_site(challenges, options=make_options()), root / "site")
    handler = functools.partial(_Quiet, directory=str(root / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Site(root / "site", f"http://127.0.0.1:{server.server_port}/")
        server.shutdown()


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(
    scope="module",
    params=[(WIDE, "light"), (WIDE, "dark"), (NARROW, "light"), (NARROW, "dark")],
    ids=["wide-light", "wide-dark", "narrow-light", "narrow-dark"],
)
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    (width, height), scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    yield context
    context.close()


@pytest.fixture
def visit(context: BrowserContext) -> Iterator[Visit]:
    page = context.new_page()
    yield Visit(page).listen()
    page.close()


@pytest.fixture
def plain(browser: Browser) -> Iterator[Visit]:
    """One page of ordinary size, for what does not depend on it."""
    page = browser.new_page()
    yield Visit(page).listen()
    page.close()


@pytest.mark.parametrize("kind", KINDS)
def test_page_fits_reads_well_and_loads_nothing_from_elsewhere(
    kind: str, visit: Visit, site: Site
) -> None:
    page = visit.page
    response = page.goto(site.address + KINDS[kind])
    assert response is not None and response.ok
    assert visit.complaints == []
    assert [url for url in visit.requests if not url.startswith((site.address, "data:"))] == []
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], "the page scrolls sideways"
    assert page.evaluate(FAINT_TEXTS) == []


def test_every_internal_link_resolves(plain: Visit, site: Site) -> None:
    page = plain.page
    links: set[str] = set()
    for address in KINDS.values():
        page.goto(site.address + address)
        found = page.evaluate("[...document.links].map((link) => link.href)")
        links |= {urldefrag(link).url for link in found if link.startswith(site.address)}
    assert len(links) > len(KINDS)
    assert [link for link in sorted(links) if not page.request.get(link).ok] == []


def test_site_works_straight_from_a_disk(plain: Visit, site: Site) -> None:
    page = plain.page
    page.goto((site.folder / "index.html").as_uri())
    page.get_by_role("link", name="Handwritten digits").click()
    page.get_by_role("link", name="All images").first.click()
    page.get_by_role("link", name="fatou").click()
    assert page.get_by_role("heading", level=1).text_content() == "Small convolutional network"
    assert page.evaluate("getComputedStyle(document.body).display") == "flex"
    assert plain.complaints == []


def test_not_found_page_has_its_style_at_any_depth(plain: Visit, site: Site) -> None:
    plain.page.goto(f"{site.address}404.html")
    assert plain.page.evaluate("getComputedStyle(document.body).display") == "grid"


def test_header_and_names_stay_while_a_board_scrolls(plain: Visit, site: Site) -> None:
    page = plain.page
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    page.goto(site.address + KINDS["board-of-hundreds"])
    region = page.get_by_role("region", name="Leaderboard", exact=True)
    before = region.bounding_box()
    region.evaluate("(element) => element.scrollTo(150, 150)")
    name = region.get_by_role("columnheader", name="Participant and method").bounding_box()
    last = region.locator("tbody th.who").nth(5).bounding_box()
    assert before is not None and name is not None and last is not None
    assert name["y"] == pytest.approx(before["y"], abs=2)
    assert name["x"] == pytest.approx(before["x"], abs=2)
    assert last["x"] == pytest.approx(before["x"], abs=2)


def test_keyboard_reaches_the_content_first_and_the_table(plain: Visit, site: Site) -> None:
    page = plain.page
    page.goto(site.address + KINDS["board"])
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    assert skip.evaluate("(element) => element === document.activeElement")
    box = skip.bounding_box()
    assert box is not None and box["y"] >= 0
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        label = page.evaluate("document.activeElement.getAttribute('aria-label')")
        if label == "Leaderboard":
            return
    pytest.fail("the table's region cannot be reached with the Tab key")


def test_print_shows_whole_tables(plain: Visit, site: Site) -> None:
    page = plain.page
    page.emulate_media(media="print")
    page.goto(site.address + KINDS["board-of-hundreds"])
    region = page.get_by_role("region", name="Leaderboard", exact=True)
    assert region.evaluate("(element) => element.scrollHeight <= element.clientHeight + 1")
