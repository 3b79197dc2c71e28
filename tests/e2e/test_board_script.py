"""What a reader does with a board where there is script, in a real browser: sort, search, filter,
choose columns, send the address to somebody, choose entries to compare; and what every page gains:
its times in the reader's zone, a countdown, a theme, buttons to copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import sites
from e2e.site.browsing import NARROW, Mode, Visit, visiting
from e2e.site.serving import served
from podium.records.model import SubmissionRecord
from unit.site.factories import (
    CELLS,
    DIGITS,
    cell_records,
    digit_records,
    digit_rulings,
    hostile_records,
)

pytestmark = pytest.mark.browser

DIGITS_BOARD = "digits/phases/dev/all/index.html"
CELLS_BOARD = "cells/phases/final/overall/index.html"
ASKED_BOARD = "asked/phases/final/overall/index.html"
BIG_BOARD = f"big/phases/{sites.PHASE}/{sites.SPLIT}/index.html"
ENTRIES = 260
ATTRIBUTES = """\
    submission_meta_attributes:
      - {name: First, description: One, type: text}
      - {name: Second, description: Two, type: text}
      - {name: Third, description: Three, type: text}
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("boards")
    asked = CELLS.replace("slug: cells", "slug: asked") + ATTRIBUTES
    challenges = [
        sites.prepare(root / "digits", DIGITS, digit_records(), digit_rulings()),
        sites.prepare(root / "cells", CELLS, cell_records()),
        sites.prepare(root / "asked", asked, cell_records(challenge="asked")),
        sites.make_big(root / "big", entries=ENTRIES, cases=6),
        sites.prepare(
            root / "hostile",
            DIGITS.replace("slug: digits", "slug: hostile"),
            [_moved(record, "hostile") for record in hostile_records()],
        ),
    ]
    sites.build(challenges, root / "site")
    with served(root / "site") as address:
        yield address


def _moved(record: SubmissionRecord, challenge: str) -> SubmissionRecord:
    return replace(record, submission=replace(record.submission, challenge=challenge))


@pytest.fixture
def visit(shared: Visit) -> Iterator[Visit]:
    """Whatever is done to a board, nothing complains. A board keeps what is done to it in its
    address, so that the next test finds nothing of it."""
    yield shared
    assert shared.complaints == []


@pytest.fixture(scope="module")
def later(browser: Browser) -> Iterator[Visit]:
    """Where a test says what time it is."""
    with visiting(browser) as visit:
        yield visit


@pytest.fixture
def digits(visit: Visit, address: str) -> Page:
    visit.open(address + DIGITS_BOARD)
    return visit.page


@pytest.fixture
def cells(visit: Visit, address: str) -> Page:
    visit.open(address + CELLS_BOARD)
    return visit.page


@pytest.fixture
def big(visit: Visit, address: str) -> Page:
    visit.open(address + BIG_BOARD)
    return visit.page


def shown(page: Page) -> Locator:
    return page.locator(".sheet:not(.stored) tbody tr")


def names(page: Page) -> list[str]:
    return shown(page).locator("th.who > :is(a, bdi)").all_text_contents()


def column(page: Page, title: str) -> list[str]:
    """The figures of a column, from the top."""
    return page.evaluate(
        """(title) => {
          const heads = [...document.querySelectorAll('table.board thead th')];
          const at = heads.findIndex((head) => head.textContent.includes(title));
          return [...document.querySelectorAll('table.board tbody tr')]
            .filter((row) => row.checkVisibility())
            .map((row) => row.cells[at].firstChild?.textContent ?? '');
        }""",
        title,
    )


def head(page: Page, title: str) -> Locator:
    return page.get_by_role("columnheader").filter(has_text=title)


def sort(page: Page, title: str) -> None:
    head(page, title).get_by_role("button").click()


def search_for(page: Page, text: str) -> None:
    page.get_by_role("searchbox").fill(text)


def query(page: Page) -> str:
    """The address follows when the reader pauses."""
    page.wait_for_timeout(300)
    return page.evaluate("location.search")


def test_sorting_turns_from_best_to_worst_and_back_to_the_ranking(digits: Page) -> None:
    ranking = names(digits)
    losses = sorted(map(float, column(digits, "log_loss")))
    sort(digits, "log_loss")
    assert list(map(float, column(digits, "log_loss"))) == losses
    assert head(digits, "log_loss").get_attribute("aria-sort") == "ascending"
    assert head(digits, "accuracy").get_attribute("aria-sort") is None
    sort(digits, "log_loss")
    assert list(map(float, column(digits, "log_loss"))) == losses[::-1]
    assert head(digits, "log_loss").get_attribute("aria-sort") == "descending"
    sort(digits, "log_loss")
    assert names(digits) == ranking
    assert head(digits, "log_loss").get_attribute("aria-sort") is None
    assert head(digits, "accuracy").get_attribute("aria-sort") == "descending"


def test_the_column_that_ranks_turns_to_worst_first_at_once(digits: Page) -> None:
    ranking = names(digits)
    for title in ("accuracy", "Rank"):
        sort(digits, title)
        assert float(column(digits, "accuracy")[0]) == 0.104
        sort(digits, title)
        assert names(digits) == ranking


def test_equals_stay_in_the_board_s_order_and_what_is_missing_comes_last(digits: Page) -> None:
    for _ in range(2):
        sort(digits, "Model family")
        assert names(digits)[-2:] == ["ivo", "octohost"]
    sort(digits, "Extra data")
    assert names(digits)[:2] == ["fatou", "goro"]


def test_values_are_sorted_unrounded(big: Page) -> None:
    exact = big.evaluate(
        """async () => {
          const { entries } = await (await fetch('board.json')).json();
          const path = 'aggregates.dice.min';
          return entries.map((one) => [one.values[path], one.rank, one.submission])
            .sort((a, b) => b[0] - a[0] || a[1] - b[1]).map((one) => one[2]);
        }"""
    )
    sort(big, "Worst case")
    expect(shown(big)).to_have_count(ENTRIES)
    ids = shown(big).evaluate_all("(rows) => rows.map((row) => row.id.slice(2))")
    assert ids == exact


def test_names_and_dates_can_be_sorted(digits: Page) -> None:
    sort(digits, "Participant")
    assert names(digits) == sorted(names(digits), key=str.lower)
    sort(digits, "Submitted")
    assert (names(digits)[0], names(digits)[-1]) == ("ivo", "ada")


def test_search_finds_names_and_methods_and_says_how_many(digits: Page) -> None:
    count = digits.locator(".tools output")
    assert count.text_content() == ""
    for text, found in (
        ("NEIGHBOUR", ["bela", "ada"]),
        ("forest 500", ["dana"]),
        ("fatou", ["fatou"]),
        ("nobody", []),
    ):
        search_for(digits, text)
        assert names(digits) == found
        expect(count).to_have_text(f"{len(found)} of 9 entries")
    search_for(digits, "")
    assert len(names(digits)) == 9
    assert count.text_content() == ""


def test_filters_by_chip_and_by_attribute_hold_together(digits: Page) -> None:
    digits.get_by_text("Filter", exact=True).click()
    menu = digits.locator(".menu[open]")
    menu.get_by_label("Baselines").select_option("without")
    assert "octohost" not in names(digits)
    menu.get_by_label("Model family").select_option("network")
    assert names(digits) == ["fatou", "goro"]
    menu.get_by_label("Verified entries").select_option("only")
    assert names(digits) == ["fatou"]
    digits.get_by_role("button", name="Reset").click()
    assert len(names(digits)) == 9
    assert not digits.get_by_role("button", name="Reset").is_visible()


def test_columns_can_be_hidden_and_those_that_are_can_be_shown(visit: Visit, address: str) -> None:
    visit.open(address + ASKED_BOARD)
    asked = visit.page
    assert not head(asked, "Second").is_visible()
    asked.get_by_text("Columns", exact=True).click()
    menu = asked.locator(".menu[open]")
    menu.get_by_label("Second").check()
    menu.get_by_label("Objects").uncheck()
    assert head(asked, "Second").is_visible()
    assert not head(asked, "Objects").is_visible()
    visible = asked.locator("table.board :is(thead, tbody) tr:first-child").evaluate_all(
        "(rows) => rows.map((row) => [...row.cells].filter((c) => c.checkVisibility()).length)"
    )
    assert visible[0] == visible[1]
    assert query(asked) == "?hide=aggregates.objects&show=a.Second"


def test_the_address_brings_everything_back(visit: Visit, address: str, browser: Browser) -> None:
    visit.open(address + DIGITS_BOARD)
    page = visit.page
    sort(page, "log_loss")
    search_for(page, "e")
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Baselines").select_option("without")
    page.get_by_text("Columns", exact=True).click()
    page.locator(".menu[open]").get_by_label("macro_f1").uncheck()
    assert query(page) == "?sort=log_loss&dir=asc&q=e&hide=macro_f1&f._baseline=no"
    before, url = names(page), page.url
    with visiting(browser) as other:
        other.open(url)
        assert names(other.page) == before
        assert not head(other.page, "macro_f1").is_visible()
        assert other.page.get_by_role("searchbox").input_value() == "e"
        assert head(other.page, "log_loss").get_attribute("aria-sort") == "ascending"
        other.page.get_by_role("button", name="Reset").click()
        assert query(other.page) == ""


def test_the_way_back_leads_to_the_board_as_it_was_left(digits: Page) -> None:
    sort(digits, "log_loss")
    search_for(digits, "network")
    left = names(digits)
    query(digits)
    digits.get_by_role("table").get_by_role("link", name="goro").click()
    expect(digits.get_by_role("heading", level=1)).to_have_text("The same network, twice")
    digits.go_back()
    expect(digits.get_by_role("searchbox")).to_have_value("network")
    assert names(digits) == left


def test_going_back_within_the_page_takes_the_board_along(visit: Visit, address: str) -> None:
    visit.open(address + DIGITS_BOARD + "?q=fatou")
    page = visit.page
    page.evaluate("history.pushState(null, '', '?q=goro')")
    page.go_back()
    assert names(page) == ["fatou"]
    page.go_forward()
    expect(page.get_by_role("searchbox")).to_have_value("goro")
    assert names(page) == ["goro"]


@pytest.mark.parametrize(
    "unknown",
    [
        "?sort=__proto__&dir=up&hide=x&show=constructor&f._baseline=maybe&f.a.Model+family=toString",
        "?f.__proto__=1&f.nothing=x&utm_source=y",
        "?hide=_rank&hide=_name",
    ],
)
def test_what_the_board_does_not_know_in_an_address_is_passed_over(
    unknown: str, visit: Visit, address: str
) -> None:
    visit.open(address + DIGITS_BOARD + unknown)
    assert len(names(visit.page)) == 9
    assert head(visit.page, "Rank").is_visible()
    assert visit.page.locator(".tools output").text_content() == ""


def test_a_long_board_is_whole_again_after_every_change(big: Page) -> None:
    widths = "() => [...document.querySelectorAll('thead th')].map((th) => th.offsetWidth)"
    before = big.evaluate(widths)
    ranking = names(big)
    for _ in range(3):
        sort(big, "Seconds per scan")
    search_for(big, "lens")
    some = big.locator(".tools output").text_content()
    assert some is not None
    expect(shown(big)).to_have_count(int(some.split()[0]))
    search_for(big, "")
    expect(shown(big)).to_have_count(ENTRIES)
    assert names(big) == ranking
    assert big.evaluate(widths) == before
    big.wait_for_timeout(200)
    assert big.locator("table.board").count() == 1


def test_a_print_of_a_board_that_was_just_sorted_is_whole(big: Page) -> None:
    count = big.evaluate(
        """() => {
          document.querySelectorAll('thead button')[3].click();
          dispatchEvent(new Event('beforeprint'));
          return document.querySelectorAll('.sheet:not(.stored) tbody tr').length;
        }"""
    )
    assert count == ENTRIES


def test_a_click_on_a_line_opens_it_and_one_on_a_link_does_not(digits: Page) -> None:
    line = shown(digits).first
    details = line.locator("details")
    top = {"x": 20, "y": 12}
    line.locator("td.number").first.click(position=top)
    assert details.get_attribute("open") is not None
    assert line.get_by_text("Trained on the training part only.").is_visible()
    line.locator(".opened p").click()
    assert details.get_attribute("open") is not None
    line.locator("td.number").first.click(position=top)
    assert details.get_attribute("open") is None
    line.locator("summary").click()
    assert details.get_attribute("open") is not None


def test_up_to_four_entries_can_be_chosen_and_compared(cells: Page) -> None:
    bar = cells.locator(".compare-bar")
    assert not bar.is_visible()
    boxes = cells.get_by_role("checkbox", name=re.compile("^Compare sample-"))
    boxes.nth(0).check()
    assert bar.is_visible() and not bar.get_by_role("link").is_visible()
    boxes.nth(1).check()
    expect(bar).to_contain_text("2 entries chosen.")
    for number in (2, 3):
        boxes.nth(number).check()
    boxes.nth(4).click()
    assert not boxes.nth(4).is_checked()
    expect(bar).to_contain_text("4 entries chosen. No more can be compared at once.")
    bar.get_by_role("button", name="Clear").click()
    assert not bar.is_visible()
    assert cells.locator(".pick:checked").count() == 0
    # What is chosen stays so while lines come and go.
    boxes.nth(0).check()
    search_for(cells, "sample-3")
    cells.get_by_role("checkbox", name="Compare sample-3").check()
    bar.get_by_role("link", name="Compare").click()
    cells.wait_for_url(re.compile(r"/compare/index\.html\?e=s5&e=s3$"))


def test_everything_can_be_done_with_the_keyboard_alone(digits: Page) -> None:
    keyboard = digits.keyboard
    digits.get_by_role("searchbox").focus()
    keyboard.type("network")
    assert names(digits) == ["fatou", "goro"]
    for _ in range(len("network")):
        keyboard.press("Backspace")
    keyboard.press("Tab")
    keyboard.press("Enter")
    keyboard.press("Tab")
    assert digits.evaluate("document.activeElement.tagName") == "SELECT"
    keyboard.press("w")
    expect(digits.locator(".tools output")).to_have_text("8 of 9 entries")
    keyboard.press("Escape")
    assert digits.locator(".menu[open]").count() == 0
    assert digits.evaluate("document.activeElement.textContent") == "Filter"
    head(digits, "log_loss").get_by_role("button").focus()
    keyboard.press("Enter")
    assert head(digits, "log_loss").get_attribute("aria-sort") == "ascending"
    # The button is still where the reader is.
    keyboard.press("Space")
    assert head(digits, "log_loss").get_attribute("aria-sort") == "descending"
    digits.locator("#e-pr-1-3f2a9c1 summary").focus()
    keyboard.press("Enter")
    assert digits.locator("#e-pr-1-3f2a9c1 details").get_attribute("open") is not None


def test_menus_close_when_something_else_is_done(digits: Page) -> None:
    digits.get_by_text("Filter", exact=True).click()
    digits.get_by_text("Columns", exact=True).click()
    assert digits.locator(".menu[open]").count() == 1
    digits.get_by_role("heading", level=1).click()
    assert digits.locator(".menu[open]").count() == 0


def test_tools_fit_a_phone(browser: Browser, address: str) -> None:
    with visiting(browser, Mode(NARROW)) as visit:
        for board in (DIGITS_BOARD, BIG_BOARD, CELLS_BOARD):
            visit.open(address + board)
            page = visit.page
            page.locator(".who :is(summary, .method)").first.click()
            page.get_by_text("Columns", exact=True).click()
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= NARROW[0], board
            if page.locator("details[open] .opened").count():
                panel = page.locator("details[open] .opened > div").bounding_box()
                region = page.get_by_role("region", name="Leaderboard", exact=True).bounding_box()
                assert panel is not None and region is not None
                assert panel["x"] + panel["width"] <= region["x"] + region["width"], board


def test_text_over_a_bar_has_contrast_in_both_schemes(plain: Visit, address: str) -> None:
    plain.open(address + CELLS_BOARD)
    for scheme in ("light", "dark"):
        plain.page.emulate_media(color_scheme=scheme)
        ratios = plain.page.evaluate(
            """() => {
              const light = (colour) => {
                const probe = document.body.appendChild(document.createElement('i'));
                probe.style.color = colour;
                const parts = getComputedStyle(probe).color.match(/[\\d.]+/g);
                const [r, g, b] = parts.map((part) => {
                  const s = part / 255;
                  return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
                });
                probe.remove();
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              return ['var(--text)', 'var(--quiet)'].map((text) => {
                const [a, b] = [light(text), light('var(--bar)')].sort((a, b) => b - a);
                return (a + 0.05) / (b + 0.05);
              });
            }"""
        )
        assert min(ratios) >= 4.5, (scheme, ratios)


def test_bars_are_as_long_as_their_values(cells: Page) -> None:
    cells = cells.locator("td.bar")
    shares = cells.evaluate_all(
        "(cells) => cells.map((cell) => getComputedStyle(cell).getPropertyValue('--b'))"
    )
    assert list(map(float, shares)) == [0.2, 0.4, 0.6, 0.8, 1]
    drawn = cells.first.evaluate("(cell) => getComputedStyle(cell).backgroundImage")
    assert "linear-gradient" in drawn


def test_times_are_in_the_reader_s_zone_with_utc_behind_them(
    browser: Browser, address: str
) -> None:
    with visiting(browser, timezone_id="Asia/Tokyo") as visit:
        visit.open(address + DIGITS_BOARD)
        closes = visit.page.locator(".tiles time[data-countdown]")
        assert closes.text_content() == "1 Sept 2026, 08:59 GMT+9"
        assert closes.get_attribute("title") == "31 Aug 2026, 23:59 UTC"
        # 15 June, 20:00 UTC is the next day in Tokyo.
        newest = visit.page.locator("#e-pr-10-3f2a9c1 time")
        assert newest.get_attribute("datetime") == "2026-06-15T08:00:00Z"
        assert newest.text_content() == "15 Jun 2026"
        assert newest.get_attribute("title") == "15 Jun 2026, 08:00 UTC"
        assert visit.complaints == []


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (timedelta(days=2, hours=3, minutes=20), " (closes in 2 days 3 hrs)"),
        (timedelta(hours=1, minutes=5), " (closes in 1 hr 5 mins)"),
        (timedelta(minutes=1), " (closes in 1 min)"),
        (timedelta(days=15), ""),
        (timedelta(days=-1), ""),
    ],
)
def test_a_countdown_stands_beside_a_deadline_that_is_near(
    before: timedelta, text: str, later: Visit, address: str
) -> None:
    later.page.clock.set_fixed_time(datetime.fromisoformat("2026-08-31T23:59:59Z") - before)
    later.open(address + DIGITS_BOARD)
    assert later.page.locator(".countdown").text_content() == text


def test_a_countdown_goes_on(browser: Browser, address: str) -> None:
    with visiting(browser) as visit:
        visit.page.clock.install(time=datetime.fromisoformat("2026-08-31T22:59:00Z"))
        visit.open(address + DIGITS_BOARD)
        countdown = visit.page.locator(".countdown")
        first = countdown.text_content()
        visit.page.clock.fast_forward(3 * 60_000)
        assert countdown.text_content() not in (first, "")
        assert countdown.get_attribute("aria-live") == "off"


def test_the_theme_is_the_reader_s_and_stays(browser: Browser, address: str) -> None:
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    with visiting(browser) as visit:
        page = visit.page
        visit.open(address + DIGITS_BOARD)
        day = page.evaluate(ground)
        for name in ("light", "dark"):
            page.get_by_role("button", name="Theme:").click()
            expect(page.get_by_role("button", name=f"Theme: {name}")).to_be_visible()
        night = page.evaluate(ground)
        assert night != day
        visit.open(address + CELLS_BOARD)
        assert page.evaluate(ground) == night
        assert page.get_by_role("button", name="Theme: dark").is_visible()
        page.get_by_role("button", name="Theme: dark").click()
        assert page.evaluate(ground) == day
        page.emulate_media(color_scheme="dark")
        assert page.evaluate(ground) == night


def test_a_browser_that_keeps_nothing_still_has_themes(browser: Browser, address: str) -> None:
    with visiting(browser) as visit:
        page = visit.page
        page.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"
        )
        visit.open(address + DIGITS_BOARD)
        page.get_by_role("button", name="Theme: auto").click()
        page.get_by_role("button", name="Theme: light").click()
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert visit.complaints == []


def test_a_command_can_be_copied(browser: Browser, address: str) -> None:
    with visiting(browser, permissions=["clipboard-read", "clipboard-write"]) as visit:
        visit.open(address + CELLS_BOARD)
        page = visit.page
        button = page.get_by_role("button", name="Copy")
        button.click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == (
            "podium rank . --results RESULTS --phase final --split overall"
        )
        expect(button).to_have_text("Copy", timeout=5_000)


def test_copying_works_without_the_clipboard_s_interface(browser: Browser, address: str) -> None:
    with visiting(browser, permissions=["clipboard-read", "clipboard-write"]) as visit:
        page = visit.page
        page.add_init_script(
            "navigator.clipboard.writeText = () => Promise.reject(new Error('no'))"
        )
        visit.open(address + CELLS_BOARD)
        page.get_by_role("button", name="Copy").click()
        expect(page.get_by_role("button", name="Copied")).to_be_focused()
        assert page.evaluate("navigator.clipboard.readText()").startswith("podium rank")


def test_hostile_names_and_answers_stay_text_in_all_that_the_script_makes(
    visit: Visit, address: str
) -> None:
    visit.open(address + "hostile/phases/dev/all/index.html?q=script")
    page = visit.page
    expect(shown(page)).to_have_count(1)
    for menu in ("Filter", "Columns"):
        if page.get_by_text(menu, exact=True).is_visible():
            page.get_by_text(menu, exact=True).click()
    sort(page, "Participant")
    assert page.locator("main script, main [onerror]").count() == 0


def test_without_script_nothing_on_a_board_is_dead(browser: Browser, address: str) -> None:
    with visiting(browser, Mode(has_script=False)) as visit:
        visit.open(address + DIGITS_BOARD)
        page = visit.page
        assert page.locator("button, input, select").count() == 0
        page.locator(".who summary").first.click()
        assert page.get_by_text("Trained on the training part only.").first.is_visible()
