"""``podium build`` of 1,000 submissions × 10 metrics × 3 splits: under 10 s on two cores."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import factories
from podium.records.model import Metadata, SubmissionRecord

SUBMISSIONS, METRICS, SPLITS = 1000, 10, 3
CEILING_SECONDS = 10.0
PODIUM = Path(sys.executable).with_name("podium")


def write_challenge(root: Path) -> Path:
    labels = [f"metric_{index}" for index in range(METRICS)]
    splits = range(1, SPLITS + 1)
    config = {
        "title": "Large",
        "podium": {"evaluator": {"image": "example:1"}},
        "leaderboard": [{"id": 1, "schema": {"labels": labels, "default_order_by": labels[0]}}],
        "challenge_phases": [{"id": 1, "codename": "dev"}],
        "dataset_splits": [{"id": split, "codename": f"split{split}"} for split in splits],
        "challenge_phase_splits": [
            {"challenge_phase_id": 1, "leaderboard_id": 1, "dataset_split_id": split}
            for split in splits
        ],
    }
    return factories.write_challenge(root, json.dumps(config))


def make_records() -> Iterator[SubmissionRecord]:
    values = random.Random(11)
    for index in range(SUBMISSIONS):
        document = {
            f"split{split}": {f"metric_{metric}": values.random() for metric in range(METRICS)}
            for split in range(1, SPLITS + 1)
        }
        yield factories.make_record(
            document,
            id=f"pr-{index}",
            challenge="large",
            login=f"user-{index}",
            submitted_at=factories.NOON + timedelta(minutes=index),
            metadata=Metadata(method_name=f"Method {index}"),
        )


def test_builds_a_large_site_in_time(tmp_path: Path) -> None:
    challenge, results, site = tmp_path / "large", tmp_path / "results", tmp_path / "site"
    write_challenge(challenge)
    factories.write_records(results, make_records())
    started = time.perf_counter()
    subprocess.run(
        [PODIUM, "build", challenge, "--results", results, "--out", site],
        check=True,
        capture_output=True,
    )
    seconds = time.perf_counter() - started
    board = json.loads((site / "large/phases/dev/split3/board.json").read_text())
    assert len(board["entries"]) == SUBMISSIONS
    assert seconds < CEILING_SECONDS
    sys.stdout.write(f"\nbuilt {SUBMISSIONS} submissions in {seconds:.2f} s\n")
