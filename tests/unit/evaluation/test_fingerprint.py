"""The fingerprint of what evaluates changes with what can mend an evaluation, and nothing else."""

from __future__ import annotations

from pathlib import Path

import factories
from podium.challenge import folder
from podium.evaluation import attempt

CONFIG = """\
title: Small
podium: {evaluator: {dockerfile: evaluator/Dockerfile}, ground_truth: truth.csv}
challenge_phases: [{codename: dev, score_jsonpath: accuracy}]
"""
FILES = {
    "evaluator/Dockerfile": "FROM x",
    "evaluator/evaluate.py": "1",
    "truth.csv": "a",
    "page.html": "x",
}


def fingerprint(root: Path, *, hides_truth: bool = False) -> str:
    return attempt.fingerprint(folder.load_challenge(root), hides_truth=hides_truth)


def test_it_names_evaluator_ground_truth_and_limits(tmp_path: Path) -> None:
    root = factories.write_challenge(tmp_path / "small", CONFIG, FILES)
    seen = {fingerprint(root)}
    (root / "page.html").write_text("y")
    (root / "evaluator/.cache").write_text("y")
    assert fingerprint(root) in seen
    for path, text in (
        ("evaluator/evaluate.py", "2"),
        ("evaluator/helper.py", ""),
        ("truth.csv", "b"),
        ("challenge_config.yaml", CONFIG.replace("Dockerfile}", "Dockerfile, memory_mb: 99}")),
    ):
        (root / path).write_text(text)
        seen.add(fingerprint(root))
    assert len(seen) == 5


def test_of_hidden_ground_truth_it_says_nothing_without_a_salt(tmp_path: Path) -> None:
    root = factories.write_challenge(tmp_path / "small", CONFIG, FILES)
    before = fingerprint(root, hides_truth=True)
    (root / "truth.csv").write_text("b")
    assert fingerprint(root, hides_truth=True) == before
    (root / "ground_truth.salt").write_text("salt")
    salted = fingerprint(root, hides_truth=True)
    (root / "truth.csv").write_text("a")
    assert len({before, salted, fingerprint(root, hides_truth=True)}) == 3


def test_files_that_are_not_there_are_no_reason_to_fail(tmp_path: Path) -> None:
    config = CONFIG.replace("truth.csv", "org/truth@v1/truth.csv")
    root = factories.write_challenge(tmp_path / "small", config, FILES)
    assert len(fingerprint(root)) == 16
