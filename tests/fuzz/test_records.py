"""A results repository that anybody wrote in: what can be read is ranked and shown, and nothing
that is in it stops the rest."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

import factories
from fuzz.corruption import corrupt, with_odd_values
from podium.boards import readers, view
from podium.challenge.folder import LoadedChallenge
from podium.cli import options
from podium.records import repository
from podium.site import SiteOptions
from podium.site.render import Rendering
from properties import seeds
from unit.site import factories as site

SEEDS = seeds(15, 300)
RENDERED = 12  # one of so many is rendered as well


def change(rng: Random, content: bytes) -> bytes:
    try:
        document = json.loads(content)
    except ValueError:
        return content
    changed = json.dumps(with_odd_values(rng, document), ensure_ascii=False)
    return changed.encode("utf-8", "replace")


@pytest.fixture(scope="module", params=["digits", "cells"])
def recorded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[LoadedChallenge, Path]:
    root = tmp_path_factory.mktemp(request.param)
    is_digits = request.param == "digits"
    config, records = (
        (site.DIGITS, site.digit_records()) if is_digits else (site.CELLS, site.cell_records(8))
    )
    challenge = factories.write_challenge(root / "challenge", config, site.FILES)
    factories.write_records(root / "results", records)
    return options.load(challenge), root / "results"


def test_no_corruption_stops_ranking_or_rendering(
    recorded: tuple[LoadedChallenge, Path], tmp_path: Path
) -> None:
    loaded, good = recorded
    files = sorted(path.relative_to(good) for path in good.rglob("*.json"))
    work = tmp_path / "results"
    for seed in SEEDS:
        rng = Random(f"{loaded.challenge.slug} {seed}")
        shutil.copytree(good, work)
        for _ in range(rng.choice((1, 2, 4))):
            corrupt(rng, work / rng.choice(files), change)
        found = repository.load_records(work, loaded.challenge.slug)
        reader = readers.parse_reader(rng.choice(("public", "hosts")))
        shown = view.make_whole_view(loaded, found.records, reader)
        if seed % RENDERED == 0:
            made = Rendering([shown], SiteOptions(now=datetime(2026, 8, 1, tzinfo=UTC))).pages()
            traces = [getattr(page, "traceback", "") for page in made]
            assert "".join(traces) == "", seed
        shutil.rmtree(work)
