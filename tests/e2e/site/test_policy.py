"""The Content-Security-Policy of every kind of page: strict, in effect, and nothing on the page
that it would have to stop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Route

from e2e.site.browsing import Visit, visiting
from e2e.site.kinds import MOST_LATER, Site
from unit.site.markup import Page

ELSEWHERE = "https://elsewhere.example/"
# What a page must not be able to do even if somebody got it into the HTML.
INJECTED = """
<script>window.ranInline = true</script>
<script src="ELSEWHERE/x.js"></script>
<img id="broken" src="data:," onerror="window.ranHandler = true" alt="">
<img src="ELSEWHERE/pixel.png" alt="">
<p id="styled" style="letter-spacing: 77px">x</p>
<style>#sheeted { letter-spacing: 77px }</style><p id="sheeted">x</p>
<iframe src="ELSEWHERE/"></iframe>
<form action="ELSEWHERE/" id="sent"><button>x</button></form>
<base href="ELSEWHERE/">
""".replace("ELSEWHERE/", ELSEWHERE)
# What a browser fetches by itself, beside whatever has a src.
LOADED = {("link", "href"), ("image", "href"), ("use", "href"), ("video", "poster")}
HANDLER = re.compile(r"on[a-z]+")


@dataclass(frozen=True, slots=True)
class Attack:
    """``arrived`` is what left the browser for the attacker's host."""

    visit: Visit
    arrived: list[str]


@pytest.fixture(scope="module")
def attack(browser: Browser) -> Iterator[Attack]:
    with attacking(browser) as attack:
        yield attack


@contextmanager
def attacking(browser: Browser, **options: Any) -> Iterator[Attack]:
    """Pages with markup that somebody smuggled in, and a host that answers it."""
    arrived: list[str] = []

    def answer(route: Route) -> None:
        arrived.append(route.request.url)
        route.fulfill(body="window.ranForeign = true", content_type="text/javascript")

    def inject(route: Route) -> None:
        response = route.fetch()
        body = response.text().replace("</main>", f"{INJECTED}</main>", 1)
        route.fulfill(response=response, body=body)

    with visiting(browser, **options) as visit:
        visit.page.route(re.compile(r"\.html$"), inject)
        visit.page.route(f"{ELSEWHERE}**", answer)
        yield Attack(visit, arrived)


# The policy is in the frame of all pages but the one for what is not there.
@pytest.mark.browser
@pytest.mark.parametrize("kind", (MOST_LATER | {"not-found": "not-found"}).values())
def test_what_is_injected_neither_runs_nor_styles_nor_loads(
    kind: str, attack: Attack, site: Site
) -> None:
    page = attack.visit.page
    attack.visit.open(site.url(kind))
    assert page.locator("#sent").count() == 1, "nothing was injected"
    assert page.evaluate("Object.keys(window).filter((name) => name.startsWith('ran'))") == []
    for name in ("styled", "sheeted"):
        spacing = f"getComputedStyle(document.getElementById('{name}')).letterSpacing"
        assert page.evaluate(spacing) == "normal"
    assert page.evaluate("document.baseURI").startswith(site.address)
    page.evaluate("document.getElementById('sent').submit()")
    asked = page.evaluate("(url) => fetch(url).then(() => 'sent', () => 'stopped')", ELSEWHERE)
    assert asked == "stopped"
    assert page.url == site.url(kind)
    assert attack.arrived == []


@pytest.mark.browser
def test_without_the_policy_the_same_attack_works(browser: Browser, site: Site) -> None:
    with attacking(browser, bypass_csp=True) as attack:
        attack.visit.open(site.url("board"))
        ran = "Object.keys(window).filter((name) => name.startsWith('ran')).sort()"
        assert attack.visit.page.evaluate(ran) == ["ranForeign", "ranHandler", "ranInline"]
        assert len(attack.arrived) >= 2


def test_no_page_has_what_the_policy_forbids(site: Site) -> None:
    found = []
    for address, text in site.pages().items():
        page = Page(text)
        found += [
            f"{address}: <{tag} {name}>"
            for tag, name, _ in page.attributes
            if name == "style" or HANDLER.fullmatch(name)
        ]
        if page.tags.count("script") != len(page.values("src", "script")):
            found.append(f"{address}: a <script> without src")
        found += [
            f"{address}: <{tag}>"
            for tag in ("iframe", "object", "embed", "base")
            if tag in page.tags
        ]
        if "style" in page.tags and address != "404.html":
            found.append(f"{address}: <style>")
        found += [
            f"{address}: <{tag} {name}={url}>"
            for tag, name, url in page.attributes
            if url.strip().lower().startswith("javascript:")
            or (
                (name == "src" or (tag, name) in LOADED)
                and urlsplit(url).scheme not in ("", "data")
                and not url.startswith(site.address)
            )
        ]
    assert found == []


def test_every_page_has_a_policy_that_names_no_other_host(site: Site) -> None:
    loose = {}
    for address, text in site.pages().items():
        policies = re.findall(
            r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text
        )
        head = text.partition("Content-Security-Policy")[0]
        is_first = not re.search(r"<(script|link|style|img)\b", head)
        is_strict = (
            len(policies) == 1
            and is_first
            and policies[0].startswith("default-src 'none';")
            and not re.search(r"unsafe|https?:|\*", policies[0])
        )
        if not is_strict:
            loose[address] = policies
    assert loose == {}


def test_figures_hold_no_script(site: Site) -> None:
    figures = sorted(site.folder.rglob("*.svg"))
    assert figures
    active = re.compile(
        r"<script|<foreignObject|\son[a-z]+\s*=|href\s*=\s*[\"'](?!#)", re.IGNORECASE
    )
    assert [path.name for path in figures if active.search(path.read_text(encoding="utf-8"))] == []
