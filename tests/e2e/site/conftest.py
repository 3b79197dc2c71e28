"""The sample site, written and served once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import sites
from conftest import missing
from e2e.site import kinds
from e2e.site.browsing import Visit, visiting
from e2e.site.kinds import Site
from e2e.site.serving import served

NODE_MODULES = Path(__file__).parents[3] / ".venv/node/node_modules"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root = tmp_path_factory.mktemp("browser")
    folder = root / "site"
    # The pages name their own address, so it must be known before they are made.
    with served(folder) as address:
        sites.build(kinds.make_challenges(root), folder, base_url=address)
        yield Site(folder, address)


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


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """Where ``tests/install-components`` puts the checks that run on node."""
    if not NODE_MODULES.is_dir():
        missing(f"{NODE_MODULES} (tests/install-components)")
    return NODE_MODULES


@pytest.fixture(scope="session")
def node(node_modules: Path) -> Path:
    found = shutil.which("node")
    if found is None:
        missing("node")
    return Path(found)
