"""What WCAG 2.2 AA asks of every kind of page, as far as a program can tell: axe-core's rules, and
a keyboard instead of a mouse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from e2e.site import probes
from e2e.site.browsing import NARROW, WIDE, Mode, Visit, visiting
from e2e.site.kinds import KINDS, Site

pytestmark = pytest.mark.browser

# Contrast is looked at in every mode, by probes.FAINT_TEXTS.
MODES = {"wide-light": Mode(WIDE, "light"), "narrow-dark": Mode(NARROW, "dark")}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Off in axe-core unless it is asked for: 24 px for whatever can be pressed (WCAG 2.5.8).
MORE_RULES = {"target-size": {"enabled": True}}
RUN_AXE = """
async ([tags, rules]) => {
  const found = await axe.run(document,
    { runOnly: { type: 'tag', values: tags }, rules, resultTypes: ['violations'] });
  return found.violations.map((violation) => `${violation.id}: ${violation.help}: ` +
    violation.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ') +
    ` (${violation.nodes.length})`);
}
"""


@pytest.fixture(scope="session")
def axe(node_modules: Path) -> str:
    return (node_modules / "axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=MODES.values(), ids=MODES)
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    with visiting(browser, request.param) as visit:
        yield visit


@pytest.fixture(
    scope="module",
    params=[WIDE, pytest.param(NARROW, marks=pytest.mark.long)],
    ids=["wide", "narrow"],
)
def keyboard(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    # Without motion a jump to what has the focus takes no time.
    with visiting(browser, Mode(request.param), reduced_motion="reduce") as visit:
        yield visit


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(kind: str, visit: Visit, axe: str, site: Site) -> None:
    visit.open(site.url(kind))
    visit.page.evaluate(axe)
    assert visit.page.evaluate(RUN_AXE, [TAGS, MORE_RULES]) == []


@pytest.mark.parametrize("kind", KINDS)
def test_keyboard_reaches_everything_and_shows_where_it_is(
    kind: str, keyboard: Visit, site: Site
) -> None:
    page = keyboard.page
    keyboard.open(site.url(kind))
    stops: list[str] = page.evaluate(probes.NUMBER_STOPS)
    wrong: dict[str, Any] = {}
    reached = []
    for _ in stops:
        page.keyboard.press("Tab")
        focus = page.evaluate(probes.FOCUS)
        reached.append(focus["stop"])
        if focus["wrong"]:
            wrong[stops[int(focus["stop"])]] = focus["wrong"]
    assert wrong == {}
    assert reached == [str(number) for number in range(len(stops))], "a trap, or out of order"


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
    found = plain.page.evaluate(RUN_AXE, [TAGS, MORE_RULES])
    rules = {violation.partition(":")[0] for violation in found}
    assert rules >= {"image-alt", "color-contrast", "heading-order", "target-size"}
