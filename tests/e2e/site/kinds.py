"""The sample site, and every kind of page that it has: whatever is checked is checked on each.

A new kind is a line in ``KINDS``. ``test_every_kind_of_page_is_checked`` asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

import sites
from podium.boards.view import View
from unit.site import tasks
from unit.site.factories import (
    CELLS,
    DIGITS,
    cell_records,
    digit_records,
    digit_rulings,
    hostile_records,
)

KINDS = {
    "home": "index.html",
    "not-found": "404.html",
    "challenge": "digits/index.html",
    "challenge-empty": "empty/index.html",
    "challenge-closed": "closed/index.html",
    "phase": "digits/phases/dev/index.html",
    "phase-not-open-yet": "empty/phases/final/index.html",
    "phase-closed": "closed/phases/final/index.html",
    "board": "digits/phases/dev/all/index.html",
    "board-mean-of-ranks": "cells/phases/final/overall/index.html",
    "board-empty": "empty/phases/final/overall/index.html",
    "board-of-one": "lonely/phases/final/overall/index.html",
    "board-closed": "closed/phases/final/overall/index.html",
    "board-long": "big/phases/final/overall/index.html",
    "analysis": "cells/phases/final/overall/analysis/index.html",
    "analysis-of-one": "lonely/phases/final/overall/analysis/index.html",
    "analysis-long": "big/phases/final/overall/analysis/index.html",
    "compare": "cells/phases/final/overall/compare/index.html",
    "compare-long": "big/phases/final/overall/compare/index.html",
    "history": "big/phases/final/overall/history/index.html",
    "past-board": "big/phases/final/overall/history/2026-06-01/index.html",
    "submissions": "digits/submissions/index.html",
    "submission": "digits/submissions/pr-6-3f2a9c1/index.html",
    "submission-with-cases": "cells/submissions/s2/index.html",
    "submission-failed": "digits/submissions/pr-12-3f2a9c1/index.html",
    "submission-markup": "digits/submissions/pr-101-3f2a9c1/index.html",
    "submission-right-to-left": "digits/submissions/pr-102-3f2a9c1/index.html",
    "submission-long": "digits/submissions/pr-104-3f2a9c1/index.html",
    "participants": "digits/participants/index.html",
    "participant": "digits/participants/goro/index.html",
    "combined": "tasks/combined/both-tasks/index.html",
    "ledger": "tasks/ledger/index.html",
    "statistics": "tasks/statistics/index.html",
    "statistics-long": "big/statistics/index.html",
}

# Parts of an address that say what a page is about, beside those that name one of many.
_WORDS = frozenset(
    {"index.html", "404.html", "phases", "submissions", "participants", "combined", "ledger"}
    | {"statistics", "analysis", "compare", "history"}
)


# For what depends on the frame that all pages share: `make test-all` looks at each of them.
FRAMED = ("home", "board", "submission", "analysis")
MOST_LATER = {
    kind: kind if kind in FRAMED else pytest.param(kind, marks=pytest.mark.long) for kind in KINDS
}


@dataclass(frozen=True, slots=True)
class Site:
    """``address`` is where it is served, and what its pages believe their address to be."""

    folder: Path
    address: str

    def url(self, kind: str) -> str:
        return self.address + KINDS[kind]

    def pages(self) -> Mapping[str, str]:
        """Every page's text by its address."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(self.folder.rglob("*.html"))
        }


def make_challenges(root: Path) -> Sequence[View]:
    digits = digit_records() + hostile_records()
    counted = [*tasks.records(), *tasks.secrets()]
    ruled = (*tasks.public_rulings(), *tasks.secret_rulings())
    return [
        sites.prepare(root / "challenges" / "digits", DIGITS, digits, digit_rulings()),
        sites.prepare(root / "cells", CELLS, cell_records()),
        sites.prepare(root / "tasks", tasks.CONFIG, counted, ruled),
        sites.make_big(root / "big", entries=60, cases=12),
        sites.make_lonely(root / "lonely", cases=12),
        sites.make_empty(root / "empty"),
        sites.make_closed(root / "closed", entries=12, cases=12),
    ]


def shape(address: str) -> str:
    """``digits/submissions/pr-1/index.html`` as ``*/submissions/*/index.html``."""
    return re.sub(r"[^/]+", lambda part: part[0] if part[0] in _WORDS else "*", address)
