"""What a reader does on the pages, beside looking at them."""

from __future__ import annotations

import pytest

from e2e.site import probes
from e2e.site.browsing import NARROW, Visit
from e2e.site.kinds import MOST_LATER, Site

pytestmark = pytest.mark.browser


def test_site_works_straight_from_a_disk(plain: Visit, site: Site) -> None:
    page = plain.page
    plain.open((site.folder / "index.html").as_uri())
    page.get_by_role("link", name="Handwritten digits").click()
    page.get_by_role("link", name="All images").first.click()
    page.get_by_role("table").get_by_role("link", name="fatou").click()
    assert page.get_by_role("heading", level=1).text_content() == "Small convolutional network"
    assert page.evaluate("getComputedStyle(document.body).display") == "flex"
    assert plain.complaints == []


def test_not_found_page_has_its_style_at_any_depth(plain: Visit, site: Site) -> None:
    assert plain.open(f"{site.address}no/such/page.html").status == 404
    assert plain.page.evaluate("getComputedStyle(document.body).display") == "grid"


def test_header_and_names_stay_while_a_board_scrolls(plain: Visit, site: Site) -> None:
    page = plain.page
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    plain.open(site.url("board-long"))
    region = page.get_by_role("region", name="Leaderboard", exact=True)
    before = region.bounding_box()
    region.evaluate("(element) => element.scrollTo(150, 150)")
    name = region.get_by_role("columnheader", name="Participant and method").bounding_box()
    last = region.locator("tbody th.who").nth(5).bounding_box()
    assert before is not None and name is not None and last is not None
    assert name["y"] == pytest.approx(before["y"], abs=2)
    assert name["x"] == pytest.approx(before["x"], abs=2)
    assert last["x"] == pytest.approx(before["x"], abs=2)


@pytest.mark.parametrize("kind", [one for kind, one in MOST_LATER.items() if kind != "not-found"])
def test_first_stop_of_the_tab_key_leads_past_the_header(
    kind: str, shared: Visit, site: Site
) -> None:
    page = shared.page
    shared.open(site.url(kind))
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    assert skip.evaluate("(element) => element === document.activeElement")
    box = skip.bounding_box()
    assert box is not None and box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('header.masthead')")


def test_probes_find_what_is_wrong(plain: Visit, site: Site) -> None:
    """Or all the others would pass on a page that is broken."""
    page = plain.page
    plain.open(site.url("challenge"))
    every = (probes.FAINT_TEXTS, probes.STICKS_OUT, probes.CLIPPED, probes.MOVES)
    page.emulate_media(media="print", reduced_motion="reduce")
    assert [page.evaluate(probe) for probe in every] == [[], [], [], []]
    page.evaluate(
        """() => {
          const broken = document.createElement('p');
          broken.textContent = 'broken';
          broken.style.cssText = `color: #777; background: linear-gradient(#888, #999);
            width: 3000px; transition: color 1s`;
          const cut = document.createElement('div');
          cut.style.cssText = 'width: 10px; height: 5px; overflow: hidden';
          cut.textContent = 'cut off';
          document.getElementById('content').append(broken, cut);
        }"""
    )
    assert [bool(page.evaluate(probe)) for probe in every] == [True] * 4
