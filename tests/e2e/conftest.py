"""What the tests of pages share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from e2e.site.browsing import Visit, launched, visiting


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """One for each file of tests, since Playwright keeps a loop running while it is open."""
    with launched(chromium) as browser:
        yield browser


@pytest.fixture(scope="module")
def shared(browser: Browser) -> Iterator[Visit]:
    """One page of ordinary size for tests that leave nothing behind."""
    with visiting(browser) as visit:
        yield visit


@pytest.fixture
def plain(browser: Browser) -> Iterator[Visit]:
    """One page of ordinary size of a test's own."""
    with visiting(browser) as visit:
        yield visit
