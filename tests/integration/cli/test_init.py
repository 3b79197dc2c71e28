"""What ``podium init`` writes is a challenge that runs: its example is scored in its container."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from podium.cli import init, main
from podium.cli.scaffold import Shape

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("docker_client")]


@pytest.mark.parametrize(
    ("shape", "inside", "accuracy"),
    [
        pytest.param(Shape.SINGLE, ".", 0.925, id="single"),
        pytest.param(Shape.PRIVATE_GRADER, "grader", 0.925, id="private grader"),
        pytest.param(Shape.PRIVATE_GRADER, "challenge", 0.55, id="made-up labels"),
    ],
)
def test_example_of_a_new_challenge_is_evaluated(
    shape: Shape, inside: str, accuracy: float, tmp_path: Path
) -> None:
    init.init(tmp_path / "new", shape=shape)
    challenge, out = tmp_path / "new" / inside, tmp_path / "out"
    example = challenge / "examples" / "threshold"
    options = ("--phase", "test", "--out", str(out), "--runner", "docker")
    assert main.run(["evaluate", str(challenge), str(example), *options]) == 0
    assert json.loads((out / "metrics.json").read_text())["accuracy"] == accuracy


@pytest.mark.parametrize(
    ("predictions", "sentence"),
    [
        ("id,label\nf01,circle\n", "predictions.csv, line 2: the label is not one of"),
        ("id,label\nf01,ellipse\n", "39 of 40 ids have no label"),
        ("id;label\n", "predictions.csv, line 1: expected the header id,label."),
        ("id,label\nf01,ellipse\nf01,ellipse\n", "line 3: this id was given before"),
    ],
)
def test_evaluator_of_a_new_challenge_says_what_is_wrong(
    predictions: str, sentence: str, tmp_path: Path
) -> None:
    init.init(tmp_path / "new")
    (tmp_path / "predictions.csv").write_text(predictions)
    out = tmp_path / "out"
    options = ("--phase", "test", "--out", str(out), "--runner", "docker")
    arguments = ["evaluate", str(tmp_path / "new"), str(tmp_path / "predictions.csv"), *options]
    assert main.run(arguments) == 1
    error = json.loads((out / "evaluation.json").read_text())["error"]
    assert error["by"] == "participant"
    assert sentence in error["message"]
