"""Whole challenges for the site's tests: files on disk, records in memory, made into what
``render_site`` takes by the real parser and the real ranking."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from factories import make_evaluation, make_failure, make_record, make_submission, write_challenge
from podium.boards import view
from podium.boards.readers import Public, Reader
from podium.boards.view import View
from podium.challenge import folder
from podium.challenge.model import Moderation, Ruling
from podium.jobs import Contract, Fault
from podium.records.model import (
    EvaluatorIdentity,
    Metadata,
    Participant,
    PullRequestSource,
    Status,
    SubmissionRecord,
    SubmittedFile,
)
from podium.site import SiteOptions

NOW = datetime(2026, 8, 1, 9, tzinfo=UTC)

# Two phases and two splits by EvalAI's file; one phase and one split are the hosts' alone.
DIGITS = """\
title: Handwritten digits
short_description: Read the ten digits, and say how sure you are.
description: templates/description.html
evaluation_details: templates/evaluation.html
terms_and_conditions: templates/terms.html
submission_guidelines: templates/guidelines.html
evaluation_script: evaluation_script
start_date: 2026-06-01 00:00:00
end_date: 2026-09-30 23:59:59
tags: [vision, classification]
prizes:
  - {rank: 1, amount: 500USD, description: and a mug}
sponsors:
  - {name: A sponsor, website: "https://sponsor.example"}
podium: {slug: digits, hosts: [octohost]}
leaderboard:
  - id: 1
    schema:
      labels: [accuracy, macro_f1, log_loss]
      default_order_by: accuracy
      metadata:
        accuracy: {sort_ascending: false, description: Share of images read rightly.}
        log_loss: {sort_ascending: true, description: Mean surprise at the right digit.}
dataset_splits:
  - {id: 1, name: All images, codename: all}
  - {id: 2, name: Hard images, codename: hard}
  - {id: 3, name: Secret images, codename: secret}
challenge_phases:
  - id: 1
    name: Development
    codename: dev
    description: templates/phase.html
    is_public: true
    is_submission_public: true
    leaderboard_public: true
    start_date: 2026-06-01 00:00:00
    end_date: 2026-08-31 23:59:59
    max_submissions_per_day: 5
    max_submissions: 100
    allowed_submission_file_types: ".csv, .zip"
    is_partial_submission_evaluation_enabled: true
    submission_meta_attributes:
      - {name: Model family, description: What kind of model it is., type: radio,
         options: [neighbours, linear, forest, network], required: true}
      - {name: Extra data, description: Was more data used, type: boolean}
  - id: 2
    name: Test
    codename: test
    is_public: true
    is_submission_public: true
    leaderboard_public: true
    start_date: 2026-09-01 00:00:00
    end_date: 2026-09-30 23:59:59
    max_submissions_per_day: 2
  - id: 3
    name: Rehearsal
    codename: rehearsal
    is_public: false
    is_submission_public: false
    leaderboard_public: true
    start_date: 2026-05-01 00:00:00
    end_date: 2026-05-31 23:59:59
challenge_phase_splits:
  - {challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 1, visibility: 3,
     leaderboard_decimal_precision: 4, is_leaderboard_order_descending: true,
     show_execution_time: true}
  - {challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 2, visibility: 3,
     leaderboard_decimal_precision: 3, is_leaderboard_order_descending: true}
  - {challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 3, visibility: 1,
     leaderboard_decimal_precision: 3, is_leaderboard_order_descending: true}
  - {challenge_phase_id: 2, leaderboard_id: 1, dataset_split_id: 1, visibility: 3,
     leaderboard_decimal_precision: 4, is_leaderboard_order_descending: true}
  - {challenge_phase_id: 3, leaderboard_id: 1, dataset_split_id: 1, visibility: 3,
     leaderboard_decimal_precision: 4, is_leaderboard_order_descending: true}
"""

FILES = {
    "evaluation_script/__init__.py": "",
    "templates/description.html": "<h2>The task</h2><p>Each image shows <em>one</em> digit.</p>"
    "<table><thead><tr><th>Part</th><th>Images</th></tr></thead>"
    "<tbody><tr><td>Training</td><td>897</td></tr></tbody></table>",
    "templates/evaluation.html": "<h2>Metrics</h2><p>See <a href='https://example.org/f1'>F1</a>, "
    "<a href='more.html'>more</a>.</p><pre><code>accuracy = right / all</code></pre>",
    "templates/terms.html": "<ul><li>Be fair.</li></ul><script>alert(1)</script>",
    "templates/guidelines.html": "<p onclick='alert(1)'>One CSV file.</p>",
    "templates/phase.html": "<p>For trying things out.</p>",
}

# One phase by Grand Challenge's fields: mean of ranks, error bars, an unranked extra column.
CELLS = """\
title: Cell segmentation
short_description: Outline every nucleus.
podium: {slug: cells, evaluator: {image: "example:1"}, ground_truth: ORG}
challenge_phases:
  - codename: final
    title: Final
    score_title: Dice
    score_jsonpath: aggregates.dice.mean
    score_error_jsonpath: aggregates.dice.std
    score_decimal_places: 3
    scoring_method_choice: Mean of ranks
    submission_limit_period: 7
    submissions_limit_per_user_per_period: 3
    show_supplementary_url: true
    supplementary_url_choice: Optional
    allow_submission_comments: true
    display_submission_comments: true
    extra_results_columns:
      - {title: Hausdorff distance, path: aggregates.hausdorff.mean, order: asc}
      - {title: Objects, path: aggregates.objects, order: desc, exclude_from_ranking: true}
""".replace("ORG", '"org/private@v1/truth.zip.age"')

HOSTILE = "</td><script>alert('x')</script>\"'`{{ 7*7 }}&lt;"
RIGHT_TO_LEFT = "\u202eمختبر الرؤية\u202c שלום"
LONE_SURROGATE = "half \ud83d of an emoji, \x00\x1b[31m control"
LONG = "Averyveryverylongname" * 20
EMOJI = "🦊 Fox & 👩🏽‍🔬 team"

_MODELS = (
    ("Nearest neighbour", "neighbours", 0.962),
    ("Five nearest neighbours", "neighbours", 0.968),
    ("Logistic regression", "linear", 0.921),
    ("Random forest, 500 trees", "forest", 0.9515),
    ("Support vector machine, RBF kernel", "linear", 0.971),
    ("Small convolutional network", "network", 0.9835),
    ("The same network, twice", "network", 0.9835),
    ("Gradient boosting", "forest", 0.958),
)
_PEOPLE = ("ada", "bela", "chidi", "dana", "emil", "fatou", "goro", "hanna")


def digit_scores(accuracy: float, seed: int = 1) -> dict[str, dict[str, Any]]:
    noise = random.Random(seed)
    return {
        split: {
            "accuracy": round(accuracy - harder, 6),
            "error_accuracy": round(0.004 + harder / 9, 6),
            "macro_f1": round(accuracy - harder - noise.random() / 100, 6),
            "log_loss": round(2.3 * (1 - accuracy + harder) + noise.random() / 50, 6),
            "error_log_loss": 0.0123,
        }
        for split, harder in (("all", 0.0), ("hard", 0.11), ("secret", 0.271828))
    }


def make_digit_record(
    number: int,
    scores: Mapping[str, Any] | bytes | None,
    *,
    login: str = "ada",
    team: str | None = None,
    phase: str = "dev",
    status: Status = Status.FINISHED,
    **metadata: Any,
) -> SubmissionRecord:
    """The ``number``-th submission to the digits challenge; ``metadata`` is the participant's."""
    submitted = datetime(2026, 6, 2, 10, tzinfo=UTC) + timedelta(hours=31 * number)
    submission = make_submission(
        f"pr-{number}-3f2a9c1",
        challenge="digits",
        phase=phase,
        participant=Participant(login, id=1000 + number, team=team),
        submitted_at=submitted,
        source=PullRequestSource("org/digits", number, f"{number:040x}"),
        files=(SubmittedFile("predictions.csv", 18_204 + number, f"{number:064x}"),),
        metadata=Metadata(**metadata),
    )
    evaluation = make_evaluation(
        status=status,
        created_at=submitted + timedelta(minutes=1),
        started_at=submitted + timedelta(minutes=2),
        finished_at=submitted + timedelta(minutes=3),
        execution_seconds=12.5 + number,
        evaluator=EvaluatorIdentity(Contract.EVALAI, "sha256:" + "e" * 64),
        ground_truth="sha256:" + "a" * 64,
        run_url=f"https://github.com/org/digits/actions/runs/{number}",
    )
    return make_record(scores, submission=submission, evaluation=evaluation)


def digit_records() -> list[SubmissionRecord]:
    """Eight models, a baseline, a tie, one partial, one unranked, one that failed, one hidden."""
    records = []
    for number, (method, family, accuracy) in enumerate(_MODELS, start=1):
        records.append(
            make_digit_record(
                number,
                digit_scores(accuracy, seed=int(accuracy * 1e6)),
                login=_PEOPLE[number - 1],
                team="The Loss Functions" if number == 5 else None,
                method_name=method,
                method_description="Trained on the training part only.\nNothing else was used.",
                project_url="https://example.org/code",
                attributes={"Model family": family, "Extra data": False},
            )
        )
    records.append(
        make_digit_record(9, digit_scores(0.104), login="octohost", method_name="Always says seven")
    )
    records.append(
        make_digit_record(
            10, {"all": digit_scores(0.9)["all"]}, login="ivo", status=Status.PARTIALLY_EVALUATED
        )
    )
    records.append(
        make_digit_record(
            11,
            b'{"all": {"accuracy": NaN, "macro_f1": 0.5}, "hard": {"accuracy": null}}',
            login="jun",
            method_name="Diverged",
        )
    )
    broken = make_digit_record(12, None, login="kim", method_name="Forgot the header")
    failure = make_failure("predictions.csv: line 1: there is no column 'id'")
    records.append(
        replace(broken, evaluations=(replace(broken.evaluations[0], evaluation=failure),))
    )
    crashed = make_digit_record(13, None, login="lea")
    failure = make_failure("The evaluator ran out of memory", by=Fault.INFRASTRUCTURE)
    records.append(
        replace(crashed, evaluations=(replace(crashed.evaluations[0], evaluation=failure),))
    )
    records.append(
        make_digit_record(14, digit_scores(0.55), login="mia", method_name="UNSEEN hidden one")
    )
    records.append(
        make_digit_record(
            15,
            digit_scores(0.77),
            login="nia",
            phase="rehearsal",
            method_name="UNSEEN rehearsal",
        )
    )
    return records


def digit_rulings() -> tuple[Moderation, ...]:
    def ruling(number: int, action: Ruling, reason: str) -> Moderation:
        return Moderation(f"pr-{number}-3f2a9c1", action, reason, "octohost", NOW)

    return (
        ruling(6, Ruling.VERIFY, "We trained it again and got the same."),
        ruling(8, Ruling.DISQUALIFY, "Trained on the test images."),
        ruling(9, Ruling.BASELINE, ""),
        ruling(14, Ruling.HIDE, "UNSEEN reason"),
    )


def hostile_records() -> list[SubmissionRecord]:
    """What participants could write to break a page."""
    texts = (HOSTILE, RIGHT_TO_LEFT, LONE_SURROGATE, LONG, EMOJI)
    return [
        make_digit_record(
            number,
            {**digit_scores(0.9 - number / 1000), text: {text: text, "deep": [[text]]}},
            login=text,
            team=text,
            method_name=text,
            method_description=text,
            project_url="javascript:alert(1)",
            publication_url=f"https://example.org/?q={text}",
            attributes={text: text, "several": (text, text)},
        )
        for number, text in enumerate(texts, start=101)
    ]


def cell_records(count: int = 5, *, challenge: str = "cells") -> list[SubmissionRecord]:
    noise = random.Random(7)
    return [_cell_record(number, challenge, noise) for number in range(1, count + 1)]


def _cell_record(number: int, challenge: str, noise: random.Random) -> SubmissionRecord:
    dice = {str(case): round(0.5 + noise.random() / 2, 6) for case in range(10)}
    mean = math.fsum(dice.values()) / len(dice)  # sum() depends on the version of Python
    submission = make_submission(
        f"s{number}",
        challenge=challenge,
        phase="final",
        login=f"sample-{number}",
        submitted_at=datetime(2026, 7, 1, 9, tzinfo=UTC) + timedelta(hours=number),
        metadata=Metadata(
            method_name=("Otsu", "Watershed", "Level sets", "U-net", "Thresholds")[
                (number - 1) % 5
            ],
            comment="With the default settings.",
            supplementary_url="https://example.org/paper",
        ),
    )
    metrics = {
        "case": {
            "dice": dice,
            "file": {str(case): f"cell-{case}.png" for case in range(10)},
        },
        "aggregates": {
            "dice": {"mean": mean, "std": 0.1, "min": min(dice.values())},
            "hausdorff": {"mean": 30 * (1 - mean) + noise.random()},
            "objects": 40 + number,
        },
    }
    return make_record(metrics, submission=submission)


def make_site_challenge(
    root: Path,
    config: str = DIGITS,
    records: Iterable[SubmissionRecord] = (),
    *,
    rulings: tuple[Moderation, ...] = (),
    audience: Reader | None = None,
    is_whole: bool = False,
) -> View:
    """What ``podium build`` does between the records and the site; if ``is_whole``, with what it
    says of boards beyond their rows."""
    loaded = folder.load_challenge(write_challenge(root, config, FILES))
    challenge = replace(loaded.challenge, moderation=rulings)
    prepare = view.make_whole_view if is_whole else view.make_view
    return prepare(replace(loaded, challenge=challenge), list(records), audience or Public())


def make_digits(root: Path, **changes: Any) -> View:
    options = {"records": digit_records(), "rulings": digit_rulings(), **changes}
    return make_site_challenge(root, DIGITS, **options)


def make_cells(root: Path, **changes: Any) -> View:
    return make_site_challenge(root, CELLS, **{"records": cell_records(), **changes})


def make_options(**changes: Any) -> SiteOptions:
    return SiteOptions(**{"now": NOW, **changes})


def strict_json(text: str) -> Any:
    """JSON as the standard has it: no NaN, no Infinity."""

    def refuse(literal: str) -> Any:
        raise ValueError(literal)

    return json.loads(text, parse_constant=refuse)
