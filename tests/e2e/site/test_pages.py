"""Every kind of page, wide and narrow, light and dark, with script and without: it fits, reads
well, and asks nobody else for anything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from e2e.site import probes
from e2e.site.browsing import NARROW, WIDE, Mode, Visit, visiting
from e2e.site.kinds import KINDS, MOST_LATER, Site, shape

pytestmark = pytest.mark.browser

MODES = {
    "wide-light": Mode(WIDE, "light"),
    "narrow-dark": Mode(NARROW, "dark"),
    "wide-light-no-script": Mode(WIDE, "light", has_script=False),
    "narrow-dark-no-script": Mode(NARROW, "dark", has_script=False),
    # What is told of these, the others tell each in part.
    "wide-dark": pytest.param(Mode(WIDE, "dark"), marks=pytest.mark.long),
    "narrow-light": pytest.param(Mode(NARROW, "light"), marks=pytest.mark.long),
}
# From WCAG's narrowest (1.4.10, Reflow) to a wide screen.
WIDTHS = (320, 360, 600, 768, 1024, 1280, 1920)
# A4 less Chromium's margins, in CSS pixels; a wider page is made smaller, by a third at most.
PAPER = (718, 1047)
WIDEST_PRINTED = 1077


@pytest.fixture(scope="module", params=MODES.values(), ids=MODES)
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    with visiting(browser, request.param) as visit:
        yield visit


@pytest.fixture(scope="module")
def unscripted(browser: Browser) -> Iterator[Visit]:
    with visiting(browser, Mode(has_script=False)) as visit:
        yield visit


@pytest.fixture(scope="module")
def still(browser: Browser) -> Iterator[Visit]:
    with visiting(browser, reduced_motion="reduce") as visit:
        yield visit


@pytest.fixture(scope="module")
def paper(browser: Browser) -> Iterator[Visit]:
    with visiting(browser, Mode(PAPER)) as visit:
        visit.page.emulate_media(media="print")
        yield visit


def test_every_kind_of_page_is_checked(site: Site) -> None:
    checked = {shape(address) for address in KINDS.values()}
    assert {address for address in site.pages() if shape(address) not in checked} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_page_loads_in_peace_and_reads_well(kind: str, visit: Visit, site: Site) -> None:
    assert visit.open(site.url(kind)).ok
    assert visit.complaints == []
    assert [url for url in visit.requests if not url.startswith((site.address, "data:"))] == []
    assert visit.page.evaluate(probes.FAINT_TEXTS) == []


@pytest.mark.parametrize("kind", KINDS)
def test_page_fits_any_width(kind: str, shared: Visit, site: Site) -> None:
    shared.open(site.url(kind))
    wrong = {}
    for width in WIDTHS:
        shared.page.set_viewport_size({"width": width, "height": NARROW[1]})
        wrong[width] = shared.page.evaluate(probes.STICKS_OUT)
    assert {width: found for width, found in wrong.items() if found} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_page_without_script_fits_the_narrowest(kind: str, unscripted: Visit, site: Site) -> None:
    unscripted.page.set_viewport_size({"width": WIDTHS[0], "height": NARROW[1]})
    unscripted.open(site.url(kind))
    assert unscripted.page.evaluate(probes.STICKS_OUT) == []


@pytest.mark.parametrize("kind", MOST_LATER.values())
def test_nothing_moves_for_who_wants_no_motion(kind: str, still: Visit, site: Site) -> None:
    still.open(site.url(kind))
    assert still.page.evaluate(probes.MOVES) == []


@pytest.mark.parametrize("kind", KINDS)
def test_print_cuts_nothing_off(kind: str, paper: Visit, site: Site) -> None:
    paper.page.set_viewport_size({"width": PAPER[0], "height": PAPER[1]})
    paper.open(site.url(kind))
    width = paper.page.evaluate("document.documentElement.scrollWidth")
    assert width <= WIDEST_PRINTED
    paper.page.set_viewport_size({"width": width, "height": PAPER[1]})
    assert paper.page.evaluate(probes.CLIPPED) == []
