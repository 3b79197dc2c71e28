"""Whose it is what is found in an engine, and whether it is still needed."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from podium.evaluation.docker import engine
from podium.evaluation.docker.engine import Made

MADE = datetime(2026, 7, 1, tzinfo=UTC)
MINE = engine.new_labels(seconds=3600)


def made(name: str = engine.name(MINE, "holder"), **labels: str) -> Made:
    changed = MINE | {f"podium.{key}": value for key, value in labels.items()}
    return Made("1", name, changed, MADE)


@pytest.mark.parametrize(
    ("found", "hours", "expected"),
    [
        pytest.param(made(), 9_999, False, id="of this process, however long it runs"),
        pytest.param(made(born="1"), 0, True, id="of one that had this number before"),
        pytest.param(
            made(owner=f"{engine.this_place()}:999999999"), 0, True, id="of one that is gone"
        ),
        pytest.param(made(owner=f"other:{os.getpid()}"), 24, False, id="of another place, in time"),
        pytest.param(made(owner=f"other:{os.getpid()}"), 26, True, id="a day over its time"),
        pytest.param(made(owner="other:1", seconds="360000"), 120, False, id="that takes days"),
        pytest.param(made(owner="", seconds="x"), 25, True, id="with labels that say nothing"),
    ],
)
def test_orphans_are_what_nobody_waits_for(found: Made, hours: int, expected: bool) -> None:
    assert found.is_ours
    assert found.is_orphan(MADE + timedelta(hours=hours)) is expected


@pytest.mark.parametrize(
    "name",
    ["", "web", "podium-x-holder", pytest.param(f"podium-{MINE[engine.RUN]}", id="podium-run")],
)
def test_a_label_alone_makes_nothing_ours(name: str) -> None:
    assert not made(name).is_ours
