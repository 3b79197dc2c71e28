"""A challenge whose entries have values case by case, as the compare page's tests want them."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from factories import make_evaluation, make_record, make_submission
from podium.boards import view
from podium.boards.view import View
from podium.challenge.model import Moderation, Ruling
from podium.records.model import Metadata, Participant, SubmissionRecord
from unit.site.factories import NOW, make_site_challenge

PAGE = "lesions/phases/final/overall/compare/index.html"
ENTRIES = "lesions/phases/final/overall/compare/entries.json"

CONFIG = """\
title: Lesions
podium: {slug: lesions, evaluator: {image: "example:1"}}
leaderboard: [{id: 1, schema: {labels: [dice], default_order_by: dice}}]
dataset_splits: [{id: 1, codename: overall, name: Overall}]
challenge_phase_splits:
  - {challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 1, show_execution_time: true}
challenge_phases:
  - id: 1
    codename: final
    title: Final
    score_title: Dice
    score_jsonpath: aggregates.dice
    score_error_jsonpath: aggregates.spread
    score_decimal_places: 3
    scoring_method_choice: Mean of ranks
    extra_results_columns:
      - {title: Distance, path: aggregates.distance, order: asc}
      - {title: Objects, path: aggregates.objects, order: desc, exclude_from_ranking: true}
    submission_meta_attributes:
      - {name: Network, description: Which., type: text}
      - {name: Extra data, description: Was more used., type: boolean}
"""

Cases = Mapping[str, Mapping[str, object]]


def cases_of(**metrics: Sequence[object]) -> Cases:
    """``dice=[0.5, 0.25]`` as cases named ``0`` and ``1``."""
    return {
        metric: {str(case): value for case, value in enumerate(values)}
        for metric, values in metrics.items()
    }


def some_entries(entries: int = 5, cases: int = 12) -> list[Cases]:
    """The better an entry, the earlier it comes; no case is the same in two."""
    noise = random.Random(11)
    return [
        cases_of(
            dice=[round(0.9 - number / 20 + noise.gauss(0, 0.05), 6) for _ in range(cases)],
            distance=[round(3 + number + noise.gauss(0, 1), 6) for _ in range(cases)],
        )
        for number in range(entries)
    ]


def make_compared(
    root: Path,
    entries: Sequence[Cases] | None = None,
    *,
    names: Mapping[int, str] | None = None,
    config: str = CONFIG,
    slug: str = "lesions",
) -> View:
    """Entry ``number`` is submission ``s<number>`` by ``names[number]``; the first is verified, the
    last a baseline."""
    found = some_entries() if entries is None else entries
    known = names or {}
    records = [_record(slug, number, one, known.get(number)) for number, one in enumerate(found)]
    rulings = (
        Moderation("s0", Ruling.VERIFY, "", "octohost", NOW),
        Moderation(f"s{len(found) - 1}", Ruling.BASELINE, "", "octohost", NOW),
    )
    named = config.replace("slug: lesions", f"slug: {slug}")
    challenge = make_site_challenge(root, named, records, rulings=rulings)
    return view.analyse_boards(challenge)


def _record(slug: str, number: int, cases: Cases, name: str | None) -> SubmissionRecord:
    submission = make_submission(
        f"s{number}",
        challenge=slug,
        phase="final",
        participant=Participant(name or f"sample-{number}", team=name),
        submitted_at=datetime(2026, 7, 1, 9, tzinfo=UTC) + timedelta(hours=number),
        metadata=Metadata(
            method_name=name or f"Method {number}",
            attributes={"Network": name or "U-Net", "Extra data": number % 2 == 1},
        ),
    )
    dice, distance = (_mean(_numbers(cases[metric])) for metric in ("dice", "distance"))
    metrics = {
        "case": cases,
        "aggregates": {
            "dice": dice,
            "dice_min": min(_numbers(cases["dice"])),
            "spread": 0.0125,
            "distance": distance,
            "objects": 40 + number % 3,
        },
    }
    evaluation = make_evaluation(execution_seconds=3.7 * 12**number)
    return make_record(metrics, submission=submission, evaluation=evaluation)


def _numbers(values: Mapping[str, object]) -> list[float]:
    return [one for one in values.values() if isinstance(one, float) and math.isfinite(one)]


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)
