"""Every kind of page, and the model behind a board, as they were when somebody last looked."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from podium.site import SiteChallenge
from podium.site.board.page import make_board_page
from podium.site.frame.scope import Scope
from unit.site.factories import make_options

SNAPSHOTS = Path(__file__).parent / "snapshots"
RENEW = "PODIUM_RENEW_SNAPSHOTS"

PAGES = {
    "home.html": "index.html",
    "not-found.html": "404.html",
    "challenge.html": "digits/index.html",
    "phase.html": "digits/phases/dev/index.html",
    "phase-with-one-board.html": "cells/phases/final/index.html",
    "board.html": "digits/phases/dev/all/index.html",
    "board.csv": "digits/phases/dev/all/board.csv",
    "board.json": "digits/phases/dev/all/board.json",
    "board-mean-of-ranks.html": "cells/phases/final/overall/index.html",
    "board-empty.html": "digits/phases/test/all/index.html",
    "submissions.html": "digits/submissions/index.html",
    "submission.html": "digits/submissions/pr-6-3f2a9c1/index.html",
    "submission-with-cases.html": "cells/submissions/s2/index.html",
    "submission-failed.html": "digits/submissions/pr-12-3f2a9c1/index.html",
    "submission-disqualified.html": "digits/submissions/pr-8-3f2a9c1/index.html",
}


def assert_as_before(name: str, text: str) -> None:
    path = SNAPSHOTS / name
    if os.environ.get(RENEW):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), f"no snapshot {name}: make it with {RENEW}=1 pytest tests/unit/site"
    before = path.read_text(encoding="utf-8")
    assert text == before, (
        f"{name} changed. If it is meant to, renew the snapshots with "
        f"{RENEW}=1 pytest tests/unit/site, and look at the difference before it is committed."
    )


@pytest.mark.parametrize("name", PAGES)
def test_page_is_as_it_was(name: str, pages: Mapping[str, str]) -> None:
    assert_as_before(name, pages[PAGES[name]])


@pytest.mark.parametrize("fixture", ["digits", "cells"])
def test_board_model_is_as_it_was(fixture: str, request: pytest.FixtureRequest) -> None:
    challenge: SiteChallenge = request.getfixturevalue(fixture)
    scope = Scope.of(challenge, make_options())
    model = dataclasses.asdict(make_board_page(scope.boards[0], scope))
    text = json.dumps(model, indent=1, ensure_ascii=False, allow_nan=False)
    assert_as_before(f"board-model-{fixture}.json", f"{text}\n")
