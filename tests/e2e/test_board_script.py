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
def visit(browser: Browser) -> Iterator[Visit]:
    """Whatever is done to a board, nothing complains."""
    with visiting(browser) as visit:
        yield visit
        assert visit.complaints == []


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


def test_sorting_turns_from_best_to_worst_and_back_to_the_ranking(
    visit: Visit, address: str
) -> None:
    visit.open(address + DIGITS_BOARD)
    page = visit.page
    ranking = names(page)
    losses = sorted(map(float, column(page, "log_loss")))
    sort(page, "log_loss")
    assert list(map(float, column(page, "log_loss"))) == losses
    assert head(page, "log_loss").get_attribute("aria-sort") == "ascending"
    assert head(page, "accuracy").get_attribute("aria-sort") is None
    sort(page, "log_loss")
    assert list(map(float, column(page, "log_loss"))) == losses[::-1]
    assert head(page, "log_loss").get_attribute("aria-sort") == "descending"
    sort(page, "log_loss")
    assert names(page) == ranking
    assert head(page, "log_loss").get_attribute("aria-sort") is None
    assert head(page, "accuracy").get_attribute("aria-sort") == "descending"


def test_the_column_that_ranks_turns_to_worst_first_at_once(visit: Visit, address: str) -> None:
    visit.open(address + DIGITS_BOARD)
    page = visit.page
    ranking = names(page)
    for title in ("accuracy", "Rank"):
        sort(page, title)
        assert float(column(page, "accuracy")[0]) == 0.104
        sort(page, title)
        assert names(page) == ranking


def test_equals_stay_in_the_board_s_order_and_what_is_missing_comes_last(
    visit: Visit, address: str
) -> None:
    visit.open(address + DIGITS_BOARD)
    page = visit.page
    for _ in range(2):
        sort(page, "Model family")
        assert names(page)[-2:] == ["ivo", "octohost"]
    sort(page, "Extra data")
    assert names(page)[:2] == ["fatou", "goro"]


def test_values_are_sorted_unrounded(visit: Visit, address: str) -> None:
    visit.open(address + BIG_BOARD)
    page = visit.page
    exact = page.evaluate(
        """async () => {
          const { entries } = await (await fetch('board.json')).json();
          const path = 'aggregates.dice.min';
          return entries.map((one) => [one.values[path], one.rank, one.submission])
            .sort((a, b) => b[0] - a[0] || a[1] - b[1]).map((one) => one[2]);
        }"""
    )
    sort(page, "Worst case")
    expect(shown(page)).to_have_count(ENTRIES)
    ids = shown(page).evaluate_all("(rows) => rows.map((row) => row.id.slice(2))")
    assert ids == exact


def test_names_and_dates_can_be_sorted(visit: Visit, address: str) -> None:
    visit.open(address + DIGITS_BOARD)
    page = visit.page
    sort(page, "Participant")
    assert names(page) == sorted(names(page), key=str.lower)
    sort(page, "Submitted")
    assert (names(page)[0], names(page)[-1]) == ("ivo", "ada")


def test_search_finds_names_and_methods_and_says_how_many(visit: Visit, address: str) -> None:
    visit.open(address + DIGITS_BOARD)
    page = visit.page
    count = page.locator(".tools output")
    assert count.text_content() == ""
    for text, found in (
        ("NEIGHBOUR", ["bela", "ada"]),
        ("forest 500", ["dana"]),
        ("fatou", ["fatou"]),
        ("nobody", []),
    ):
        search_for(page, text)
        assert names(page) == found
        expect(count).to_have_text(f"{len(found)} of 9 entries")
    search_for(page, "")
    assert len(names(page)) == 9
    assert count.text_content() == ""


def test_filters_by_chip_and_by_attribute_hold_together(visit: Visit, address: str) -> None:
    visit.open(address + DIGITS_BOARD)
    page = visit.page
    page.get_by_text("Filter", exact=True).click()
    menu = page.locator(".menu[open]")
    menu.get_by_label("Baselines").select_option("without")
    assert "octohost" not in names(page)
    menu.get_by_label("Model family").select_option("network")
    assert names(page) == ["fatou", "goro"]
    menu.get_by_label("Verified entries").select_option("only")
    assert names(page) == ["fatou"]
    page.get_by_role("button", name="Reset").click()
    assert len(names(page)) == 9
    assert not page.get_by_role("button", name="Reset").is_visible()


def test_columns_can_be_hidden_and_those_that_are_can_be_shown(visit: Visit, address: str) -> None:
    visit.open(address + ASKED_BOARD)
    page = visit.page
    assert not head(page, "Second").is_visible()
    page.get_by_text("Columns", exact=True).click()
    menu = page.locator(".menu[open]")
    menu.get_by_label("Second").check()
    menu.get_by_label("Objects").uncheck()
    assert head(page, "Second").is_visible()
    assert not head(page, "Objects").is_visible()
    visible = page.locator("table.board :is(thead, tbody) tr:first-child").evaluate_all(
        "(rows) => rows.map((row) => [...row.cells].filter((c) => c.checkVisibility()).length)"
    )
    assert visible[0] == visible[1]
    assert query(page) == "?hide=aggregates.objects&show=a.Second"


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


def test_the_way_back_leads_to_the_board_as_it_was_left(visit: Visit, address: str) -> None:
    visit.open(address + DIGITS_BOARD)
    page = visit.page
    sort(page, "log_loss")
    search_for(page, "network")
    left = names(page)
    query(page)
    page.get_by_role("table").get_by_role("link", name="goro").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The same network, twice")
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("network")
    assert names(page) == left


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


def test_a_long_board_is_whole_again_after_every_change(visit: Visit, address: str) -> None:
    visit.open(address + BIG_BOARD)
    page = visit.page
    widths = "() => [...document.querySelectorAll('thead th')].map((th) => th.offsetWidth)"
    before = page.evaluate(widths)
    ranking = names(page)
    for _ in range(3):
        sort(page, "Seconds per scan")
    search_for(page, "lens")
    some = page.locator(".tools output").text_content()
    assert some is not None
    expect(shown(page)).to_have_count(int(some.split()[0]))
    search_for(page, "")
    expect(shown(page)).to_have_count(ENTRIES)
    assert names(page) == ranking
    assert page.evaluate(widths) == before
    page.wait_for_timeout(200)
    assert page.locator("table.board").count() == 1


def test_a_print_of_a_board_that_was_just_sorted_is_whole(visit: Visit, address: str) -> None:
    visit.open(address + BIG_BOARD)
    count = visit.page.evaluate(
        """() => {
          document.querySelectorAll('thead button')[3].click();
          dispatchEvent(new Event('beforeprint'));
          return document.querySelectorAll('.sheet:not(.stored) tbody tr').length;
        }"""
    )
    assert count == ENTRIES


def test_a_click_on_a_line_opens_it_and_one_on_a_link_does_not(visit: Visit, address: str) -> None:
    visit.open(address + DIGITS_BOARD)
    page = visit.page
    line = shown(page).first
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


def test_up_to_four_entries_can_be_chosen_and_compared(visit: Visit, address: str) -> None:
    visit.open(address + CELLS_BOARD)
    page = visit.page
    bar = page.locator(".compare-bar")
    assert not bar.is_visible()
    boxes = page.get_by_role("checkbox", name=re.compile("^Compare sample-"))
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
    assert page.locator(".pick:checked").count() == 0
    # What is chosen stays so while lines come and go.
    boxes.nth(0).check()
    search_for(page, "sample-3")
    page.get_by_role("checkbox", name="Compare sample-3").check()
    bar.get_by_role("link", name="Compare").click()
    page.wait_for_url(re.compile(r"/compare/index\.html\?e=s5&e=s3$"))


def test_everything_can_be_done_with_the_keyboard_alone(visit: Visit, address: str) -> None:
    visit.open(address + DIGITS_BOARD)
    page = visit.page
    keyboard = page.keyboard
    page.get_by_role("searchbox").focus()
    keyboard.type("network")
    assert names(page) == ["fatou", "goro"]
    for _ in range(len("network")):
        keyboard.destination("Backspace")
    keyboard.destination("Tab")
    keyboard.destination("Enter")
    keyboard.destination("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SELECT"
    keyboard.destination("w")
    expect(page.locator(".tools output")).to_have_text("8 of 9 entries")
    keyboard.destination("Escape")
    assert page.locator(".menu[open]").count() == 0
    assert page.evaluate("document.activeElement.textContent") == "Filter"
    head(page, "log_loss").get_by_role("button").focus()
    keyboard.destination("Enter")
    assert head(page, "log_loss").get_attribute("aria-sort") == "ascending"
    # The button is still where the reader is.
    keyboard.destination("Space")
    assert head(page, "log_loss").get_attribute("aria-sort") == "descending"
    page.locator("#e-pr-1-3f2a9c1 summary").focus()
    keyboard.destination("Enter")
    assert page.locator("#e-pr-1-3f2a9c1 details").get_attribute("open") is not None


def test_menus_close_when_something_else_is_done(visit: Visit, address: str) -> None:
    visit.open(address + DIGITS_BOARD)
    page = visit.page
    page.get_by_text("Filter", exact=True).click()
    page.get_by_text("Columns", exact=True).click()
    assert page.locator(".menu[open]").count() == 1
    page.get_by_role("heading", level=1).click()
    assert page.locator(".menu[open]").count() == 0


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


def test_text_over_a_bar_has_contrast_in_both_schemes(browser: Browser, address: str) -> None:
    for scheme in ("light", "dark"):
        with visiting(browser, Mode(scheme=scheme)) as visit:
            visit.open(address + CELLS_BOARD)
            ratios = visit.page.evaluate(
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


def test_bars_are_as_long_as_their_values(visit: Visit, address: str) -> None:
    visit.open(address + CELLS_BOARD)
    cells = visit.page.locator("td.bar")
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
    before: timedelta, text: str, browser: Browser, address: str
) -> None:
    with visiting(browser) as visit:
        visit.page.clock.set_fixed_time(datetime.fromisoformat("2026-08-31T23:59:59Z") - before)
        visit.open(address + DIGITS_BOARD)
        assert visit.page.locator(".countdown").text_content() == text


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
