"""The sample site, written and served once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest

import sites
from conftest import missing
from e2e.site import kinds
from e2e.site.kinds import Site
from e2e.site.serving import served
from kept import ROOT, kept

TESTS = Path(__file__).parents[2]
# What the sample site is made of.
SOURCES = (
    *(ROOT / name for name in ("action/podium", "site_templates", "requirements")),
    *(TESTS / name for name in ("e2e/site/kinds.py", "factories.py", "sites.py", "unit/site")),
)
NOWHERE = "http://the.site.is.invalid/"
NODE_MODULES = Path(__file__).parents[3] / ".venv/node/node_modules"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = kept("site", SOURCES, _make_site)
    folder = tmp_path_factory.mktemp("browser") / "site"
    with served(folder) as address:
        # The pages name their own address.
        shutil.copytree(made / "site", folder, copy_function=partial(_copy, address=address))
        yield Site(folder, address)


def _make_site(root: Path) -> None:
    sites.build(kinds.make_challenges(root / "challenges"), root / "site", base_url=NOWHERE)


def _copy(source: str, target: str, *, address: str) -> None:
    """With the site's address in it, also where that is a part of another one."""
    content = Path(source).read_bytes()
    for written in (str, partial(quote, safe="")):
        content = content.replace(written(NOWHERE).encode(), written(address).encode())
    assert b"the.site.is.invalid" not in content, source
    Path(target).write_bytes(content)


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
