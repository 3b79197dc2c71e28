"""A challenge folder with the habits of EvalAI-Starters' own: two phases, three phase splits, a zip
that is named and not there, flow-style YAML, keys that mean nothing, and one misspelt."""

from __future__ import annotations

import json
from pathlib import Path

CONFIG = """\
title: Random numbers
short_description: A challenge that scores at random
description: templates/description.html
evaluation_details: templates/evaluation_details.html
terms_and_conditions: templates/terms_and_conditions.html
image: logo.jpg
submission_guidelines: templates/submission_guidelines.html
leaderboard_description: Scores are drawn, not earned.
evaluation_script: evaluation_script.zip
remote_evaluation: False
is_docker_based: False
start_date: 2019-01-01 00:00:00
end_date: 2099-05-31 23:59:59
published: True
leaderboard:
  - id: 1
    schema:
      {
        "labels": ["Metric1", "Metric2", "Metric3", "Total"],
        "default_order_by": "Total",
        "metadata": {
          "Metric1": {
            "sort_ascending": True,
            "description": "the first",
          },
          "Metric2": {
            "sort_ascending": True,
            "description": "the second",
          },
        },
      }
tags:
  - one
  - two
challenge_phases:
  - id: 1
    name: Dev Phase
    description: templates/challenge_phase_1_description.html
    leaderboard_public: False
    is_public: True
    challenge: 1
    is_active: True
    max_concurrent_submissions_allowed: 3
    allowed_email_ids: []
    disable_logs: False
    is_submission_public: True
    start_date: 2019-01-19 00:00:00
    end_date: 2099-04-25 23:59:59
    test_annotation_file: annotations/test_annotations_devsplit.json
    codename: dev
    max_submissions_per_day: 5
    max_submissions_per_month: 50
    max_submissions: 50
    default_submission_meta_attributes:
      - name: method_name
        is_visible: True
    submission_meta_attributes:
      - name: TextAttribute
        description: Sample
        type: text
        required: False
      - name: TrueFalseField
        description: Sample
        type: boolean
        required: True
    is_restricted_to_select_one_submission: False
    is_partial_submission_evaluation_enabled: False
    allowed_submission_file_types: ".json, .zip, .txt"
  - id: 2
    name: Test Phase
    description: templates/challenge_phase_2_description.html
    leaderboard_public: True
    is_public: True
    challenge: 1
    is_active: True
    max_concurrent_submissions_allowed: 3
    allowed_email_ids: []
    disable_logs: False
    is_submission_public: True
    start_date: 2019-01-01 00:00:00
    end_date: 2099-05-24 23:59:59
    test_annotation_file: annotations/test_annotations_testsplit.json
    codename: test
    max_submissions_per_day: 5
    max_submissions_per_month: 50
    max_submissions: 50
    is_restricted_to_select_one_submission: False
    is_partial_submission_evaluation_enabled: False
dataset_splits:
  - id: 1
    name: Train Split
    codename: train_split
  - id: 2
    name: Test Split
    codename: test_split
challenge_phase_splits:
  - challenge_phase_id: 1
    leaderboard_id: 1
    dataset_split_id: 1
    visibility: 1
    leaderboard_decimal_precision: 2
    is_leaderboard_order_descending: True
    show_execution_time: True
    show_leaderboard_by_latest_submission: True
  - challenge_phase_id: 2
    leaderboard_id: 1
    dataset_split_id: 1
    visibility: 3
    leaderboard_decimal_precision: 2
    is_leaderboard_order_descending: True
    showeceution_time: False
    show_leaderboard_by_latest_submission: False
  - challenge_phase_id: 2
    leaderboard_id: 1
    dataset_split_id: 2
    visibility: 1
    leaderboard_decimal_precision: 2
    is_leaderboard_order_descending: True
    show_execution_time: True
    show_leaderboard_by_latest_submission: True
"""

SCRIPT = """\
import random


def evaluate(test_annotation_file, user_submission_file, phase_codename, **kwargs):
    print("Evaluating", kwargs["submission_metadata"]["status"])
    splits = {"dev": ["train_split"], "test": ["train_split", "test_split"]}[phase_codename]
    scores = {name: random.randint(0, 99) for name in ("Metric1", "Metric2", "Metric3", "Total")}
    return {"result": [{split: scores} for split in splits], "submission_result": scores}
"""

PAGES = (
    "description",
    "evaluation_details",
    "terms_and_conditions",
    "submission_guidelines",
    "challenge_phase_1_description",
    "challenge_phase_2_description",
)


def write_starters(root: Path) -> Path:
    """The whole folder below ``root``, its YAML with carriage returns, as theirs has."""
    (root / "templates").mkdir(parents=True)
    for page in PAGES:
        (root / "templates" / f"{page}.html").write_text(f"<p>{page}</p>\n")
    (root / "annotations").mkdir()
    for split in ("devsplit", "testsplit"):
        (root / "annotations" / f"test_annotations_{split}.json").write_text("{}")
    (root / "evaluation_script").mkdir()
    (root / "evaluation_script/__init__.py").write_text("from .main import evaluate\n")
    (root / "evaluation_script/main.py").write_text(SCRIPT)
    (root / "logo.jpg").write_bytes(b"\xff\xd8\xff")
    (root / "submission.json").write_text(json.dumps({"answer": 42}))
    (root / "challenge_config.yaml").write_bytes(CONFIG.replace("\n", "\r\n").encode())
    return root
