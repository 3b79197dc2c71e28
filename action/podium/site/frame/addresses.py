"""Where each page is: permanent addresses, and relative links from one to another.

Links name ``index.html`` in full, so that the site also works straight from a disk.
"""

from __future__ import annotations

import posixpath
from datetime import date
from urllib.parse import quote

HOME = "index.html"
NOT_FOUND = "404.html"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
BUILD_JSON = "build.json"
STYLESHEET = "assets/site.css"
SCRIPT = "assets/site.js"
COMPARE_SCRIPT = "assets/compare.js"
ICON = "assets/icon.svg"
BOARD_CSV = "board.csv"
# In the board's own folder: what is linked from an entry is as far from there.
BOARD_PART = "page-{number}.html"
BOARD_JSON = "board.json"
LEDGER_JSON = "ledger.json"
STATISTICS_JSON = "statistics.json"
SUBMISSION_JSON = "submission.json"
CASES_JSON = "cases.json"
ENTRIES_JSON = "entries.json"
CHALLENGE_JSON = "challenge.json"
BADGE_SVG = "badge.svg"
BADGE_JSON = "badge.json"


def words(digest: str) -> str:
    """What the script says in one language, and in one challenge's words."""
    return f"assets/words-{digest[:8]}.js"


def challenge(slug: str) -> str:
    return f"{slug}/index.html"


def phase(slug: str, codename: str) -> str:
    return f"{slug}/phases/{codename}/index.html"


def board(slug: str, phase_codename: str, split: str) -> str:
    return f"{slug}/phases/{phase_codename}/{split}/index.html"


def analysis(slug: str, phase_codename: str, split: str) -> str:
    return beside(board(slug, phase_codename, split), "analysis/index.html")


def compare(slug: str, phase_codename: str, split: str) -> str:
    return beside(board(slug, phase_codename, split), "compare/index.html")


def history(slug: str, phase_codename: str, split: str) -> str:
    """The days on which a board changed."""
    return beside(board(slug, phase_codename, split), "history/index.html")


def past_board(slug: str, phase_codename: str, split: str, day: date) -> str:
    """The board as it was at the end of a day."""
    return beside(board(slug, phase_codename, split), f"history/{day.isoformat()}/index.html")


def figure(slug: str, phase_codename: str, split: str, name: str) -> str:
    return beside(board(slug, phase_codename, split), f"figures/{name}.svg")


def example(slug: str, codename: str) -> str:
    """A submission to a phase to start from."""
    return f"{slug}/examples/{codename}.zip"


def participants(slug: str) -> str:
    return f"{slug}/participants/index.html"


def participant(slug: str, key: str) -> str:
    return f"{slug}/participants/{key}/index.html"


def theme(slug: str, name: str) -> str:
    """A file of the challenge's own theme."""
    return f"{slug}/theme/{name}"


def picture(slug: str, name: str) -> str:
    """A picture of the organizers' own pages."""
    return f"{slug}/pictures/{name}"


def schema(kind: str) -> str:
    """The JSON Schema of a kind of export."""
    return f"schemas/{kind}.json"


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
    folders, parts = origin.split("/")[:-1], target.split("/")
    shared = 0
    for one, other in zip(folders, parts[:-1], strict=False):
        if one != other:
            break
        shared += 1
    return quote("../" * (len(folders) - shared) + "/".join(parts[shared:]))


def canonical(base_url: str, address: str) -> str:
    """The page's one public address, or nothing where the site's own is not known."""
    if not base_url:
        return ""
    return f"{base_url.rstrip('/')}/{quote(address.removesuffix('index.html'))}"
