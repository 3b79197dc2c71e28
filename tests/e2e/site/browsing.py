"""A page in Debian's Chromium, with everything that it complained about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Request, Response, sync_playwright

WIDE, NARROW = (1280, 800), (360, 740)

# Chromium's own services would otherwise look for the network at every start.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def launched(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*ARGUMENTS])
        yield browser
        browser.close()


@dataclass(frozen=True, slots=True)
class Mode:
    """How a reader comes. Without script, the page's own does not run; a test's still does."""

    size: tuple[int, int] = WIDE
    scheme: str = "light"
    has_script: bool = True


@dataclass(slots=True)
class Visit:
    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def listen(self) -> Visit:
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"alert {dialog.message}"))
        self.page.on("requestfailed", lambda request: self._hear_of(request))
        self.page.on("request", lambda request: self.requests.append(request.url))
        return self

    def _hear_of(self, failed: Request) -> None:
        # What was still on its way when the page was left is no complaint of the page. Whatever
        # else stops a request has another name, the security policy among it.
        if failed.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{failed.url} {failed.failure}")

    def open(self, url: str) -> Response:
        """The page, ready for a reader, with what was heard of the one before forgotten. That is
        left first: what it says at its end is heard before."""
        self.page.goto("about:blank")
        self.complaints.clear()
        self.requests.clear()
        response = self.page.goto(url)
        assert response is not None
        if not self.page.evaluate("matchMedia('(scripting: none)').matches"):
            # The compare page shows its menus when it has loaded what they offer.
            self.page.locator(".pickers[hidden]").wait_for(state="detached")
        return response


@contextmanager
def visiting(browser: Browser, mode: Mode = Mode(), **options: Any) -> Iterator[Visit]:
    """A page of its own, with nothing left from another."""
    width, height = mode.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=mode.scheme,
        java_script_enabled=mode.has_script,
        **options,
    )
    yield Visit(context.new_page()).listen()
    context.close()
