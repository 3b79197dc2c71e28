"""Every kind of page, wide and narrow, light and dark, with script and without: it fits, reads
well, asks nobody else for anything, and has what WCAG 2.2 AA asks, as far as a program can tell:
by axe-core's rules, and by a keyboard instead of a mouse.

A page is opened once in each look, for all that is asked of it there; what changes the page comes
after what does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Response

from e2e.site import probes
from e2e.site.browsing import NARROW, WIDE, Mode, Visit, visiting
from e2e.site.kinds import KINDS, MOST_LATER, Site, shape

pytestmark = pytest.mark.browser

MODES = {
    "wide-light": Mode(WIDE, "light"),
    "narrow-dark": Mode(NARROW, "dark"),
    "wide-light-no-script": Mode(WIDE, "light", has_script=False),
    # What is told of these, the others tell each in part.
    "narrow-dark-no-script": Mode(NARROW, "dark", has_script=False),
    "wide-dark": Mode(WIDE, "dark"),
    "narrow-light": Mode(NARROW, "light"),
}
LATER = ("narrow-dark-no-script", "wide-dark", "narrow-light")
# From WCAG's narrowest (1.4.10, Reflow) to a wide screen.
WIDTHS = (320, 360, 600, 768, 1024, 1280, 1920)
# A4 less Chromium's margins, in CSS pixels; a wider page is made smaller, by a third at most.
PAPER = (718, 1047)
WIDEST_PRINTED = 1077


@dataclass(frozen=True, slots=True)
class Opened:
    """A page as it was when it had loaded, and where it still is."""

    visit: Visit
    response: Response
    complaints: tuple[str, ...]
    requests: tuple[str, ...]


@pytest.fixture(scope="module")
def visits(browser: Browser) -> Iterator[Callable[[str], Visit]]:
    """One in each look, for all kinds of page."""
    with ExitStack() as stack:
        yield cache(lambda mode: stack.enter_context(visiting(browser, MODES[mode])))


@pytest.fixture(scope="module")
def opened(visits: Callable[[str], Visit], mode: str, kind: str, site: Site) -> Opened:
    visit = visits(mode)
    resize(visit, *MODES[mode].size)
    visit.page.emulate_media(media="screen", reduced_motion="no-preference")
    response = visit.open(site.url(kind))
    return Opened(visit, response, tuple(visit.complaints), tuple(visit.requests))


def looks(*modes: str, later: tuple[str, ...] = ()) -> pytest.MarkDecorator:
    named = [*modes, *(pytest.param(mode, marks=pytest.mark.long) for mode in later)]
    return pytest.mark.parametrize("mode", named, scope="module")


def resize(visit: Visit, width: int, height: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": height})


every_kind = pytest.mark.parametrize("kind", KINDS, scope="module")


def test_every_kind_of_page_is_checked(site: Site) -> None:
    checked = {shape(address) for address in KINDS.values()}
    assert {address for address in site.pages() if shape(address) not in checked} == set()


@looks(*(mode for mode in MODES if mode not in LATER), later=LATER)
@every_kind
def test_page_loads_in_peace_and_reads_well(opened: Opened, site: Site) -> None:
    assert opened.response.ok
    assert opened.complaints == ()
    assert [url for url in opened.requests if not url.startswith((site.address, "data:"))] == []
    assert opened.visit.page.evaluate(probes.FAINT_TEXTS) == []


# Contrast is looked at in every mode, by probes.FAINT_TEXTS.
@looks("wide-light", "narrow-dark")
@every_kind
def test_axe_finds_nothing(opened: Opened, axe: str) -> None:
    opened.visit.page.evaluate(axe)
    assert opened.visit.page.evaluate(probes.RUN_AXE) == []


@looks("wide-light")
@every_kind
def test_page_fits_any_width(opened: Opened) -> None:
    wrong = {}
    for width in WIDTHS:
        resize(opened.visit, width, NARROW[1])
        wrong[width] = opened.visit.page.evaluate(probes.STICKS_OUT)
    assert {width: found for width, found in wrong.items() if found} == {}


@looks("wide-light-no-script")
@every_kind
def test_page_without_script_fits_the_narrowest(opened: Opened) -> None:
    resize(opened.visit, WIDTHS[0], NARROW[1])
    assert opened.visit.page.evaluate(probes.STICKS_OUT) == []


@looks("wide-light")
@pytest.mark.parametrize("kind", MOST_LATER.values(), scope="module")
def test_nothing_moves_for_who_wants_no_motion(opened: Opened) -> None:
    resize(opened.visit, *WIDE)
    opened.visit.page.emulate_media(reduced_motion="reduce")
    assert opened.visit.page.evaluate(probes.MOVES) == []


@looks("wide-light")
@every_kind
def test_print_cuts_nothing_off(opened: Opened) -> None:
    page = opened.visit.page
    page.emulate_media(media="print", reduced_motion="no-preference")
    resize(opened.visit, *PAPER)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= WIDEST_PRINTED
    resize(opened.visit, width, PAPER[1])
    assert page.evaluate(probes.CLIPPED) == []


@looks("wide-light", later=("narrow-light",))
@every_kind
def test_keyboard_reaches_everything_and_shows_where_it_is(opened: Opened, mode: str) -> None:
    page = opened.visit.page
    resize(opened.visit, *MODES[mode].size)
    # Without motion a jump to what has the focus takes no time.
    page.emulate_media(media="screen", reduced_motion="reduce")
    stops: list[str] = page.evaluate(probes.NUMBER_STOPS)
    page.evaluate(probes.FOLLOW_FOCUS)
    for _ in stops:
        page.keyboard.press("Tab")
    followed: list[dict[str, Any]] = page.evaluate("followed")
    wrong = {stops[int(at["stop"])]: at["wrong"] for at in followed if at["wrong"]}
    assert wrong == {}
    reached = [at["stop"] for at in followed]
    assert reached == [str(number) for number in range(len(stops))], "a trap, or out of order"


@pytest.fixture(scope="session")
def axe(node_modules: Path) -> str:
    return (node_modules / "axe-core/axe.min.js").read_text(encoding="utf-8")


def test_axe_finds_what_is_wrong(plain: Visit, axe: str, site: Site) -> None:
    """Or a page of nothing but faults would pass."""
    plain.open(site.url("challenge"))
    plain.page.evaluate(axe)
    plain.page.evaluate(
        """() => {
          const content = document.getElementById('content');
          const image = document.createElement('img');
          image.src = 'data:,';
          const faint = document.createElement('h6');
          faint.textContent = 'faint';
          faint.style.cssText = 'color: #999; background: #888';
          const small = ['a', 'b'].map((text) => {
            const button = document.createElement('button');
            button.textContent = text;
            button.style.cssText = 'width: 9px; height: 9px; padding: 0; border: 0';
            return button;
          });
          content.append(image, faint, ...small);
        }"""
    )
    found = plain.page.evaluate(probes.RUN_AXE)
    rules = {violation.partition(":")[0] for violation in found}
    assert rules >= {"image-alt", "color-contrast", "heading-order", "target-size"}
