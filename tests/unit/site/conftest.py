"""The generated challenges as one rendered site, made once: no test changes it."""

from __future__ import annotations

import pytest

from podium.boards.view import View
from podium.site import render_site
from unit.site.factories import (
    digit_records,
    hostile_records,
    make_cells,
    make_digits,
    make_options,
)


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> View:
    return make_digits(tmp_path_factory.mktemp("site") / "challenges" / "digits")


@pytest.fixture(scope="session")
def cells(tmp_path_factory: pytest.TempPathFactory) -> View:
    return make_cells(tmp_path_factory.mktemp("site") / "cells")


@pytest.fixture(scope="session")
def pages(digits: View, cells: View) -> dict[str, str]:
    """The public site."""
    return render_site([digits, cells], options=make_options())


@pytest.fixture(scope="session")
def hostile_pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The public site, with participants who try to break it."""
    root = tmp_path_factory.mktemp("site") / "challenges" / "digits"
    challenge = make_digits(root, records=digit_records() + hostile_records())
    return render_site([challenge], options=make_options())
