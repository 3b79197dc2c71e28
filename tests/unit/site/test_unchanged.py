"""From when to when a site stays as it is: what pages compare with the time decides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import factories
from podium.boards import view
from podium.boards.readers import Public
from podium.boards.view import View
from podium.challenge.folder import load_challenge
from podium.site import unchanged
from podium.site.about import Site

DAY = datetime(2026, 7, 10, tzinfo=UTC)
OPENS, CLOSES = DAY.replace(hour=6), DAY.replace(hour=20)
CONFIG = f"""\
title: Small
podium: {{slug: small, evaluator: {{image: "example:1"}}}}
challenge_phases:
  - codename: dev
    score_jsonpath: accuracy
    submissions_open_at: {OPENS:%Y-%m-%d %H:%M:%S}
    submissions_close_at: {CLOSES:%Y-%m-%d %H:%M:%S}
"""
HOUR = timedelta(hours=1)


def make(root: Path, *submitted: datetime) -> View:
    loaded = load_challenge(factories.write_challenge(root, CONFIG))
    records = [
        factories.make_record(
            {"accuracy": 0.5}, id=f"s{number}", challenge="small", phase="dev", submitted_at=at
        )
        for number, at in enumerate(submitted)
    ]
    return view.make_view(loaded, records, Public())


@pytest.mark.parametrize(
    ("built", "later", "stays"),
    [
        pytest.param(1, 2, True, id="nothing happens"),
        pytest.param(5, 7, False, id="the phase opens"),
        pytest.param(7, 19.9, True, id="it is open"),
        pytest.param(19, 20, False, id="it closes"),
        pytest.param(21, 23.9, True, id="it is closed"),
        pytest.param(23, 24, False, id="the mark of today moves"),
        pytest.param(21, 7, False, id="the clock goes back"),
    ],
)
def test_a_site_stays_until_a_page_would_say_something_else(
    built: float, later: float, stays: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(make(tmp_path / "small"), built, later, tmp_path, monkeypatch) is stays


@pytest.mark.parametrize(("later", "stays"), [(11.9, True), (12, False)])
def test_an_entry_is_new_for_a_week(
    later: float, stays: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(tmp_path / "small", DAY - timedelta(days=7) + 12 * HOUR)
    assert found(made, 10, later, tmp_path, monkeypatch) is stays


def test_right_at_its_opening_a_phase_is_not_open_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(tmp_path / "small")
    assert found(made, 6, 6, tmp_path, monkeypatch)
    assert not found(made, 6, 6.001, tmp_path, monkeypatch)


def found(
    made: View, built: float, later: float, root: Path, monkeypatch: pytest.MonkeyPatch
) -> bool:
    """Whether a site that was built at one hour of the day still stands at another."""
    monkeypatch.setenv("PODIUM_CACHE", str(root / "cache"))
    out = root / "site"
    out.mkdir(exist_ok=True)
    (out / "build.json").write_text('{"digest": "d", "files": 0, "bytes": 0}')
    site = Site(count=1, digest="d")
    unchanged.keep(out, "inputs", site, [made], DAY + built * HOUR)
    return unchanged.find(out, "inputs", DAY + later * HOUR) == site
