"""Challenges with results of any size, as test data: the same for the same size and seed.

    PYTHONPATH=tests python -m benchmarks.challenges OUT --submissions 100 --cases 500

writes ``OUT/generated``, a challenge folder, and ``OUT/results``, a results repository without
git. Each of the submissions was evaluated once, all are public, and a team made three of them
unless ``--teams`` says how many teams there are. Every split of ``metrics.json`` has for each
metric a mean and its spread over the cases, and the cases themselves where there are any:

    {"split0": {"aggregates": {"m0": {"mean": 0.61, "std": 0.15}},
                "case": {"m0": {"case_0000": 0.6, …}}}}

The mean of the ranks by all metrics ranks, by Grand Challenge's rule, and a team's best submission
is shown.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

SLUG, PHASE = "generated", "main"
_FIRST_DAY = datetime(2025, 1, 1, tzinfo=UTC)
_MINUTES = 600_000  # over which the submissions are spread: 14 months
# Documents that differ, after which they repeat: drawing values would take longer than a build.
_DRAWN, _DRAWN_WITH_CASES = 2_000, 200


@dataclass(frozen=True, slots=True)
class Size:
    """``teams`` is a third of the submissions where it is 0."""

    submissions: int
    metrics: int
    cases: int = 0
    splits: int = 1
    teams: int = 0

    def __str__(self) -> str:
        numbers = (self.submissions, self.metrics, self.cases, self.splits)
        return " × ".join(f"{number:,}" for number in numbers)


def write_challenge(size: Size, folder: Path) -> Path:
    """JSON, which is YAML too."""
    names = [f"m{number}" for number in range(size.metrics)]
    always = {"start_date": "2025-01-01 00:00:00", "end_date": "2099-01-01 00:00:00"}
    image = f"example.org/evaluator@sha256:{0:064}"
    score, *others = names
    phase = {
        **always,
        "id": 1,
        "codename": PHASE,
        "name": "Main",
        "is_public": True,
        "leaderboard_public": True,
        "is_submission_public": True,
        "score_jsonpath": f"aggregates.{score}.mean",
        "score_error_jsonpath": f"aggregates.{score}.std",
        "score_default_sort": "desc",
        "extra_results_columns": [
            {
                "title": name,
                "path": f"aggregates.{name}.mean",
                "error_path": f"aggregates.{name}.std",
                "order": "desc",
            }
            for name in others
        ],
        "scoring_method_choice": "avg",
        "result_display_choice": "bst",
    }
    splits = range(1, size.splits + 1)
    config = {
        **always,
        "title": "Generated",
        "podium": {"evaluator": {"contract": "grand-challenge", "image": image}},
        "leaderboard": [{"id": 1, "schema": {"labels": names, "default_order_by": score}}],
        "dataset_splits": [
            {"id": number, "name": f"Split {number}", "codename": f"split{number - 1}"}
            for number in splits
        ],
        "challenge_phases": [phase],
        "challenge_phase_splits": [
            {
                "challenge_phase_id": 1,
                "leaderboard_id": 1,
                "dataset_split_id": number,
                "visibility": 3,
                "leaderboard_decimal_precision": 4,
            }
            for number in splits
        ],
    }
    folder.mkdir(parents=True)
    (folder / "challenge_config.yaml").write_text(json.dumps(config, indent=1))
    return folder


def write_results(size: Size, folder: Path, *, seed: int = 7) -> Path:
    most = _DRAWN_WITH_CASES if size.cases else _DRAWN
    drawn = [
        json.dumps(_metrics(size, random.Random(f"{seed}-{number}")))
        for number in range(min(size.submissions, most))
    ]
    for number in range(size.submissions):
        _write_submission(size, number, drawn[number % len(drawn)], folder)
    return folder


def _metrics(size: Size, values: random.Random) -> dict[str, Any]:
    skill = values.gauss(0.6, 0.12)
    document = {}
    for split in range(size.splits):
        aggregates, cases = {}, {}
        for name in (f"m{number}" for number in range(size.metrics)):
            if size.cases:
                drawn = [_bounded(values.gauss(skill, 0.15)) for _ in range(size.cases)]
                cases[name] = {
                    f"case_{case:04}": round(value, 6) for case, value in enumerate(drawn)
                }
                mean = statistics.fmean(drawn)
                spread = statistics.pstdev(drawn, mean)
            else:
                mean, spread = _bounded(values.gauss(skill, 0.05)), values.uniform(0.01, 0.2)
            aggregates[name] = {"mean": mean, "std": spread}
        document[f"split{split}"] = {"aggregates": aggregates, **({"case": cases} if cases else {})}
    return document


def _bounded(value: float) -> float:
    return min(1.0, max(0.0, value))


def _write_submission(size: Size, number: int, metrics: str, folder: Path) -> None:
    team = number % (size.teams or max(1, size.submissions // 3))
    at = _FIRST_DAY + timedelta(minutes=number * _MINUTES // size.submissions)
    identity = f"pr-{number + 1}-{number:07x}"
    place = folder / "results" / SLUG / PHASE / f"{at:%Y-%m}" / identity
    evaluation = place / "evaluations" / "1"
    evaluation.mkdir(parents=True)
    submission = {
        "version": 1,
        "id": identity,
        "challenge": SLUG,
        "phase": PHASE,
        "participant": {"id": team + 1, "login": f"user{team}", "team": None},
        "submitted_at": _text(at),
        "source": {
            "kind": "pull_request",
            "repository": "org/generated",
            "number": number + 1,
            "head_sha": f"{number:040x}",
        },
        "files": [{"path": "predictions.csv", "size": 1000, "sha256": f"{number:064x}"}],
        "metadata": {"method_name": f"Method {number}", "method_description": "A method."},
        "is_public": True,
    }
    evaluated = {
        "version": 1,
        "number": 1,
        "status": "finished",
        "published": True,
        "created_at": _text(at + timedelta(minutes=1)),
        "started_at": _text(at),
        "finished_at": _text(at + timedelta(minutes=1)),
        "execution_seconds": 12.3,
        "error": None,
        "evaluator": {"contract": "grand-challenge", "digest": f"sha256:{0:064}"},
        "ground_truth": f"sha256:{1:064}",
        "exit_code": 0,
        "podium": "0.1.0",
        "run_url": None,
    }
    (place / "submission.json").write_text(json.dumps(submission, indent=2))
    (evaluation / "evaluation.json").write_text(json.dumps(evaluated, indent=2))
    (evaluation / "metrics.json").write_text(metrics)


def _text(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a challenge with results.")
    parser.add_argument("out", type=Path)
    for name, default in (("submissions", 100), ("metrics", 10), ("cases", 0), ("splits", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--teams", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    size = Size(given.submissions, given.metrics, given.cases, given.splits, given.teams)
    write_challenge(size, given.out / SLUG)
    write_results(size, given.out / "results", seed=given.seed)


if __name__ == "__main__":
    main()
