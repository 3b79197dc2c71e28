"""What is worth knowing of an evaluation that finished reaches its participant on the pull request,
and nobody where the numbers are hidden."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from integration.github.conftest import CONFIG, Place

EVALUATOR = """\
import os
import zipfile
from pathlib import Path


def evaluate(annotation, submission, phase, **kwargs):
    Path(os.environ["PODIUM_OUTPUT"], "all.csv").write_text("x" * (6 << 20))
    found = "answer.txt" in zipfile.ZipFile(submission).namelist()
    return {"result": [{"all": {"accuracy": 0.5 if found else 0}}]}
"""
OPEN = CONFIG.replace("slug: small,", "slug: small, outputs: [all.csv],")
HINT = "nothing was scored: all files of the zip lie in its folder"


def submit(place: Place, config: str, name: str) -> Any:
    folder = place.folder / "small"
    (folder / "challenge_config.yaml").write_text(config)
    (folder / "evaluation_script" / "main.py").write_text(EVALUATOR)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, "1")
    files = {"submissions/small/dev/octocat/first/answers.zip": packed.getvalue()}
    return place.submit("octocat", files)


def test_the_comment_has_the_hint_and_what_is_not_kept(place: Place) -> None:
    pull = submit(place, OPEN, "mine @octocat/answer.txt")
    assert place.grade() == (0, 0)
    told = place.comment(pull)
    assert "### Scored: rank 1 of 1" in told and "Worth knowing:" in told
    assert HINT in told and "all.csv is not kept: it has 6.0 MiB" in told
    assert told.count("@octocat") == 1, "a folder's name notifies nobody"


def test_a_score_has_no_hint(place: Place) -> None:
    pull = submit(place, CONFIG, "answer.txt")
    assert place.grade() == (0, 0)
    assert "Worth knowing" not in place.comment(pull)


@pytest.mark.parametrize(
    "hidden",
    [
        OPEN.replace("dataset_split_id: 1}", "dataset_split_id: 1, visibility: 1}"),
        OPEN.replace("max_submissions_per_day: 2", "auto_publish_new_results: false"),
    ],
    ids=["a board of the hosts", "under review"],
)
def test_what_would_tell_a_hidden_score_is_not_told(hidden: str, place: Place) -> None:
    pull = submit(place, hidden, "mine/answer.txt")
    assert place.grade() == (0, 0)
    told = place.comment(pull)
    assert "### Scored" in told
    assert "nothing was scored" not in told and "all.csv" not in told
