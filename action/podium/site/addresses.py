"""Where each page is: permanent addresses, and relative links from one to another.

Links name ``index.html`` in full, so that the site also works straight from a disk.
"""

from __future__ import annotations

import posixpath
from urllib.parse import quote

HOME = "index.html"
NOT_FOUND = "404.html"
STYLESHEET = "assets/site.css"
ICON = "assets/icon.svg"
BOARD_CSV = "board.csv"
BOARD_JSON = "board.json"
LEDGER_JSON = "ledger.json"
STATISTICS_JSON = "statistics.json"


def challenge(slug: str) -> str:
    return f"{slug}/index.html"


def phase(slug: str, codename: str) -> str:
    return f"{slug}/phases/{codename}/index.html"


def board(slug: str, phase_codename: str, split: str) -> str:
    return f"{slug}/phases/{phase_codename}/{split}/index.html"


def combined(slug: str, codename: str) -> str:
    return f"{slug}/combined/{codename}/index.html"


def ledger(slug: str) -> str:
    return f"{slug}/ledger/index.html"


def statistics(slug: str) -> str:
    return f"{slug}/statistics/index.html"


def feed(slug: str) -> str:
    return f"{slug}/feed.xml"


def beside(page: str, name: str) -> str:
    """A file in the folder of a page."""
    return posixpath.join(posixpath.dirname(page), name)


def submissions(slug: str) -> str:
    return f"{slug}/submissions/index.html"


def submission(slug: str, identity: str) -> str:
    return f"{slug}/submissions/{identity}/index.html"


def link(origin: str, target: str) -> str:
    """A relative link from one page to another."""
    return quote(posixpath.relpath(target, posixpath.dirname(origin) or "."))


def canonical(base_url: str, address: str) -> str:
    """The page's one public address, or nothing where the site's own is not known."""
    if not base_url:
        return ""
    return f"{base_url.rstrip('/')}/{quote(address.removesuffix('index.html'))}"
