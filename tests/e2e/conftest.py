"""What the tests of pages share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from e2e.site.browsing import launched


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """One for each file of tests, since Playwright keeps a loop running while it is open."""
    with launched(chromium) as browser:
        yield browser
