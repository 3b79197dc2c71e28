"""The compare page's script in a real browser: the numbers, words and drawings of the Python side,
for any entries."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from e2e.site.browsing import NARROW, Mode, Visit, visiting
from e2e.site.serving import served
from podium.site import render_site, write_site
from podium.site.frame import addresses
from unit.site.compare.comparing import CONFIG, PAGE, Cases, cases_of, make_compared, some_entries
from unit.site.factories import EMOJI, HOSTILE, LONE_SURROGATE, LONG, RIGHT_TO_LEFT, make_options

pytestmark = pytest.mark.browser

DONE = "The comparison below is of these entries."
# All that a reader sees of the comparison, and where its dots lie.
TEXTS = """
() => [...document.querySelectorAll('.compared, .pairs')].map(
  (part) => part.innerText.replace(/\\s+/g, ' ').trim())
"""
SHAPES = """
() => [...document.querySelectorAll('.pair:not(.apart) :is(circle, rect, line)')].map((shape) =>
  ['class', 'cx', 'cy', 'x', 'x1', 'width'].map((name) => shape.getAttribute(name)).join(' ') +
  (shape.textContent ? ' ' + shape.textContent : ''))
"""
TITLE, CLOSED = "    title: Final\n", "    display_all_metrics: false\n"
NAMES = {
    0: HOSTILE,
    1: RIGHT_TO_LEFT,
    2: f"{EMOJI} & {LONG}",
    3: LONE_SURROGATE,
}


def _lacking(cases: Cases) -> Cases:
    """Without two cases, one because it is no number, and with one that nobody else has."""
    fewer = {metric: dict(values) for metric, values in cases.items()}
    for values in fewer.values():
        del values["3"]
        values["4"] = math.nan
        values["elsewhere"] = 0.25
    return fewer


def _renamed(cases: Cases, form: str) -> Cases:
    return {
        metric: {form.format(case): value for case, value in values.items()}
        for metric, values in cases.items()
    }


def _challenges() -> dict[str, dict[str, Any]]:
    """What is asked of ``make_compared``, by the challenge's slug."""
    five = some_entries(5, cases=12)
    return {
        "plain": {"entries": five},
        "lacking": {"entries": [five[0], _lacking(five[1]), *five[2:]]},
        "apart": {"entries": [five[0], _renamed(five[1], "x{}"), *five[2:]]},
        "twins": {"entries": [five[0]] * 2},
        "many": {"entries": some_entries(3, cases=5_000)},
        # Decimals that no binary number holds, ties, and numbers of any size.
        "sizes": {
            "entries": [
                cases_of(dice=[0.1005, 0.2, 0.3, 1.0], distance=[1.25e13, 2.5, 0.5, 4.0]),
                cases_of(dice=[0.1, 0.2005, 0.3, 0.0], distance=[1.5e13, 2.5, 0.25, 4.5]),
                cases_of(dice=[0.1, 0.2, 0.3, 0.0], distance=[1.75e13, 2.0, 0.125, 5.0]),
            ]
        },
        "tiny": {
            "entries": [
                cases_of(dice=[1e-12, 2e-12], distance=[1.0, 2.0]),
                cases_of(dice=[3e-12, 1e-13], distance=[1.0, 3.0]),
            ]
        },
        "closed": {"entries": five, "config": CONFIG.replace(TITLE, f"{TITLE}{CLOSED}")},
        "hostile": {"entries": [_renamed(one, "<i>{}</i>") for one in five], "names": NAMES},
    }


CHALLENGES = ["plain", "lacking", "apart", "twins", "many", "sizes", "tiny", "closed", "hostile"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("compare")
    asked = _challenges()
    assert list(asked) == CHALLENGES
    made = [make_compared(root / slug, slug=slug, **asked[slug]) for slug in CHALLENGES]
    write_site(render_site(made, options=make_options()), root / "site")
    return root / "site"


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder) as address:
        yield address


@pytest.fixture(scope="module")
def zoned(browser: Browser) -> Iterator[Visit]:
    with visiting(browser, timezone_id="UTC") as visit:
        yield visit


@pytest.fixture
def visit(zoned: Visit) -> Iterator[Visit]:
    """The page keeps nothing but its address; what a test holds up is let through again."""
    yield zoned
    zoned.page.unroute_all()


@pytest.fixture(scope="module")
def unscripted(browser: Browser) -> Iterator[Visit]:
    with visiting(browser, Mode(has_script=False)) as visit:
        yield visit


def url(address: str, challenge: str, *entries: str) -> str:
    query = "&".join(f"e={entry}" for entry in entries)
    return f"{address}{PAGE.replace('lesions', challenge)}{'?' if query else ''}{query}"


def first_of(page: Page) -> list[str]:
    setup = page.locator("[data-comparison]").get_attribute("data-comparison")
    first: list[str] = json.loads(setup or "")["first"]
    return first


def chosen(page: Page) -> list[str]:
    menus = page.locator(".pickers select")
    return [menu.input_value() for menu in menus.all() if menu.is_visible()]


@pytest.mark.parametrize("challenge", CHALLENGES)
def test_the_script_says_and_draws_what_the_page_did(
    challenge: str, unscripted: Visit, visit: Visit, address: str
) -> None:
    unscripted.open(url(address, challenge))
    first = first_of(unscripted.page)
    texts, shapes = unscripted.page.evaluate(TEXTS), unscripted.page.evaluate(SHAPES)
    visit.open(url(address, challenge, *first))
    expect(visit.page.get_by_role("status")).to_have_text(DONE)
    assert visit.page.evaluate(TEXTS) == texts
    assert sorted(visit.page.evaluate(SHAPES)) == sorted(shapes)
    assert visit.complaints == []


def test_the_page_is_left_as_it_is_until_somebody_chooses(visit: Visit, address: str) -> None:
    visit.open(url(address, "plain"))
    expect(visit.page.locator(".pickers")).to_be_visible()
    assert chosen(visit.page) == first_of(visit.page)
    assert not [one for one in visit.requests if one.endswith("submission.json")]
    assert "?" not in visit.page.url


def test_nothing_can_be_chosen_before_there_is_a_choice(visit: Visit, address: str) -> None:
    held: list[Route] = []
    page = visit.page
    page.route("**/entries.json", lambda route: held.append(route))
    with page.expect_request("**/entries.json"):
        page.goto(url(address, "plain"))
    table = page.locator(".compared")
    expect(page.locator(".pickers")).not_to_be_visible()
    before = table.bounding_box()
    held[0].continue_()
    expect(page.locator(".pickers")).to_be_visible()
    assert table.bounding_box() == before, "the page moved"


def test_a_choice_is_compared_and_stands_in_the_address(visit: Visit, address: str) -> None:
    visit.open(url(address, "plain"))
    page = visit.page
    menu = page.get_by_label("B", exact=True)
    menu.focus()
    menu.select_option("s4")
    expect(page.get_by_role("status")).to_have_text(DONE)
    assert page.url == url(address, "plain", "s0", "s4", "s2")
    assert page.evaluate("document.activeElement.id") == "entry-B"
    heads = page.locator(".compared thead th a")
    assert [heads.nth(at).inner_text() for at in range(3)] == ["sample-0", "sample-4", "sample-2"]
    assert page.locator(".pairs").first.locator("h3").first.inner_text().split() == [
        *("B", "sample-4", "against", "A")
    ]
    texts = page.evaluate(TEXTS)
    visit.open(page.url)
    expect(page.get_by_role("status")).to_have_text(DONE)
    assert page.evaluate(TEXTS) == texts
    heads.nth(1).click()
    assert page.url.endswith("/plain/submissions/s4/index.html")


def test_entries_are_added_and_removed_with_the_keyboard(visit: Visit, address: str) -> None:
    visit.open(url(address, "plain"))
    page = visit.page
    page.get_by_role("button", name="Add an entry").press("Enter")
    expect(page.get_by_role("status")).to_have_text(DONE)
    assert chosen(page) == ["s0", "s1", "s2", "s3"]
    assert page.evaluate("document.activeElement.id") == "entry-D"
    assert not page.get_by_role("button", name="Add an entry").is_visible()
    for name, left in (("A", ["s1", "s2", "s3"]), ("C", ["s1", "s2"])):
        page.get_by_role("button", name=f"Remove {name}").press("Space")
        expect(page.locator(".compared thead th")).to_have_count(len(left) + 1)
        assert chosen(page) == left
        assert page.evaluate("document.activeElement.tagName") == "SELECT"
    assert page.get_by_role("button", name="Remove").count() == 0, "two must remain"


def test_what_is_no_entry_is_told_and_passed_over(visit: Visit, address: str) -> None:
    visit.open(url(address, "plain", "s3", "nobody", "s3", "%3Cb%3E"))
    status = visit.page.get_by_role("status")
    expect(status).to_contain_text("There is no entry nobody on this board.")
    expect(status).to_contain_text("There is no entry <b> on this board.")
    expect(status).to_contain_text(DONE)
    assert chosen(visit.page) == ["s3", "s0"]


def test_of_more_than_four_the_first_four_are_compared(visit: Visit, address: str) -> None:
    visit.open(url(address, "plain", "s4", "s3", "s2", "s1", "s0"))
    expect(visit.page.get_by_role("status")).to_contain_text("Four entries at most")
    assert chosen(visit.page) == ["s4", "s3", "s2", "s1"]
    expect(visit.page.locator(".compared thead th")).to_have_count(5)


def test_a_submission_that_cannot_be_loaded_is_named(visit: Visit, address: str) -> None:
    visit.page.route("**/s2/submission.json", lambda route: route.fulfill(status=500))
    visit.open(url(address, "plain", "s1", "s2"))
    expect(visit.page.get_by_role("status")).to_have_text("sample-2 could not be loaded.")


def test_a_late_answer_does_not_replace_a_newer_choice(visit: Visit, address: str) -> None:
    held: list[Route] = []
    visit.open(url(address, "plain"))
    page = visit.page
    page.route("**/s3/submission.json", lambda route: held.append(route))
    page.get_by_label("B", exact=True).select_option("s3")
    page.get_by_label("B", exact=True).select_option("s4")
    expect(page.get_by_role("status")).to_have_text(DONE)
    before = page.evaluate(TEXTS)
    with page.expect_response("**/s3/submission.json"):
        held[0].continue_()
    page.wait_for_timeout(100)
    assert page.evaluate(TEXTS) == before
    assert page.url == url(address, "plain", "s0", "s4", "s2")


def test_from_a_disk_the_page_reads_well_and_says_what_it_needs(
    browser: Browser, folder: Path
) -> None:
    with visiting(browser) as visit:
        visit.page.goto(f"{(folder / PAGE.replace('lesions', 'plain')).as_uri()}?e=s3&e=s4")
        expect(visit.page.get_by_role("status")).to_contain_text("served by a web server")
        assert not visit.page.locator(".pickers").is_visible()
        assert visit.page.locator(".pair").count() == 4


def test_nothing_that_a_participant_wrote_becomes_markup(visit: Visit, address: str) -> None:
    visit.open(url(address, "hostile", "s0", "s1", "s2", "s3"))
    page = visit.page
    expect(page.get_by_role("status")).to_have_text(DONE)
    assert page.locator("main script, main b > i, main [onerror]").count() == 0
    assert HOSTILE in page.locator(".pickers option").first.text_content()
    assert page.locator("h3 bdi").first.text_content() == RIGHT_TO_LEFT
    assert visit.complaints == []


def test_four_entries_fit_a_phone_without_moving_the_page_sideways(
    browser: Browser, address: str
) -> None:
    with visiting(browser, Mode(NARROW)) as visit:
        for challenge in ("hostile", "tiny", "many"):
            visit.open(url(address, challenge, "s0", "s1"))
            expect(visit.page.get_by_role("status")).to_have_text(DONE)
            wide = visit.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= NARROW[0], challenge


def test_the_script_is_small() -> None:
    script = Path(__file__).parents[2] / "site_templates" / addresses.COMPARE_SCRIPT
    assert script.stat().st_size <= 10_200
