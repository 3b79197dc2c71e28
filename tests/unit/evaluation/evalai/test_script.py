"""The wrapper's reading of what a script returns, and that it stays a file of its own."""

from __future__ import annotations

import ast
import math
import sys
from pathlib import Path
from typing import Any

import pytest

from podium.evaluation.evalai import script
from podium.evaluation.evalai.script import (
    ScriptError,
    arguments_for,
    metrics_of,
    takes_metadata,
)

SPLITS = ["train_split", "test_split"]


class Scalar:
    """What numpy's scalars have in common."""

    def __init__(self, value: float) -> None:
        self._value = value

    def item(self) -> float:
        return self._value


def test_it_imports_nothing_but_the_standard_library() -> None:
    tree = ast.parse(Path(script.__file__).read_text())
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module] if isinstance(node, ast.ImportFrom) else [n.name for n in node.names]
        )
        if name
    }
    assert imported <= sys.stdlib_module_names


def test_it_reads_as_python_3_8() -> None:
    ast.parse(Path(script.__file__).read_text(), feature_version=(3, 8))


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        pytest.param(
            {"result": [{"train_split": {"F1": 0.5}}, {"test_split": {"F1": 0.4}}]},
            {"train_split": {"F1": 0.5}, "test_split": {"F1": 0.4}},
            id="every split",
        ),
        pytest.param(
            {"result": [{"train_split": {"F1": 0.5}}]},
            {"train_split": {"F1": 0.5}},
            id="some splits left out",
        ),
        pytest.param({"result": []}, {}, id="no rows"),
        pytest.param(
            {"result": [{"train_split": {"F1": 1}}], "error": [{"train_split": {"error_F1": 0.1}}]},
            {"train_split": {"F1": 1, "error_F1": 0.1}},
            id="error bars",
        ),
        pytest.param(
            {"result": [{"train_split": {"F1": 1}}], "error": [{"train_split": {"F1": 0.1}}]},
            {"train_split": {"F1": 1, "error_F1": 0.1}},
            id="error bars without their prefix",
        ),
        pytest.param(
            {"result": [{"train_split": {"F1": 1}}], "error": [{"test_split": {"error_F1": 0.1}}]},
            {"train_split": {"F1": 1}},
            id="errors of another split",
        ),
        pytest.param(
            {"result": [{"train_split": {"F1": 1}}], "error": None}, {"train_split": {"F1": 1}},
            id="no errors",
        ),
        pytest.param(
            {"result": [{"train_split": {"F1": 1}, "test_split": {"F1": 2}}]},
            {"train_split": {"F1": 1}},
            id="only an entry's first key counts",
        ),
        pytest.param(
            {"result": [{"train_split": {"F1": 1}}], "submission_result": object()},
            {"train_split": {"F1": 1}},
            id="other keys",
        ),
    ],
)  # fmt: skip
def test_a_result_becomes_metrics_by_split(returned: object, expected: dict[str, Any]) -> None:
    assert metrics_of(returned, splits=SPLITS) == expected


@pytest.mark.parametrize(
    ("returned", "told"),
    [
        (None, "evaluate() returned None, expected a dict with 'result'"),
        ([{"train_split": {}}], "evaluate() returned a list, expected a dict with 'result'"),
        ({}, "evaluate() returned a dict without 'result'"),
        ({"results": []}, "evaluate() returned a dict without 'result'"),
        (
            {"result": {"train_split": {}}},
            "evaluate() returned a dict as 'result', expected a list",
        ),
        ({"result": None}, "evaluate() returned None as 'result', expected a list"),
        ({"result": [{}]}, "evaluate() returned {} in 'result', expected {split:"),
        ({"result": [None]}, "evaluate() returned None in 'result', expected {split:"),
        (
            {"result": [{"train_split": {"F1": 1}}, {"val": {"F1": 1}}]},
            "evaluate() returned the split 'val'; this phase has: train_split, test_split",
        ),
        (
            {"result": [{"train_split": None}]},
            "evaluate() returned None for the split 'train_split', expected {metric: value}",
        ),
        ({"result": [{"train_split": [0.5]}]}, "evaluate() returned a list for the split 'train_"),
        ({"result": [{"train_split": 0.5}]}, "evaluate() returned a float for the split 'train_s"),
        (
            {"result": [{"train_split": {}}], "error": {"train_split": {}}},
            "evaluate() returned a dict as 'error', expected a list",
        ),
    ],
)
def test_a_malformed_result_is_named(returned: object, told: str) -> None:
    with pytest.raises(ScriptError) as caught:
        metrics_of(returned, splits=SPLITS)
    assert str(caught.value).startswith(told)


def test_scalars_of_other_libraries_are_written_as_numbers(tmp_path: Path) -> None:
    script.write_metrics({"s": {"a": Scalar(0.5), "b": math.nan}}, str(tmp_path))
    assert (tmp_path / "metrics.json").read_text() == '{"s": {"a": 0.5, "b": NaN}}'


@pytest.mark.parametrize(
    "value", [object(), {1, 2}, b"bytes", 1j], ids=lambda value: type(value).__name__
)
def test_what_json_cannot_hold_is_the_scripts_fault(value: object, tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="what JSON cannot hold"):
        script.write_metrics({"s": {"a": value}}, str(tmp_path))
    assert not (tmp_path / "metrics.json").exists()


def test_metadata_is_passed_to_whoever_takes_it() -> None:
    assert takes_metadata(lambda annotation, submission, phase, **others: None)
    assert takes_metadata(lambda a, s, p, submission_metadata=None: None)
    assert not takes_metadata(lambda a, s, p: None)


def test_the_form_of_remote_evaluation_is_taken() -> None:
    result = [
        {"split": "train_split", "show_to_participant": True, "accuracies": {"F1": 0.5}},
        {"test_split": {"F1": 0.4}},
    ]
    expected = {"train_split": {"F1": 0.5}, "test_split": {"F1": 0.4}}
    assert metrics_of({"result": result}, splits=SPLITS) == expected
    alone = {"split": "dev", "show_to_participant": True, "accuracies": {"F1": 0.5}}
    for returned in (alone, [alone], {"result": alone}, {"result": (alone,)}):
        assert metrics_of(returned, splits=["dev"]) == {"dev": {"F1": 0.5}}
    with pytest.raises(ScriptError, match="the split 'dev'"):
        metrics_of({"result": [{"split": "dev", "accuracies": {}}]}, splits=SPLITS)


def test_splits_may_be_called_as_the_keys_of_remote_evaluation_are() -> None:
    result = [{"split": {"F1": 0.5}, "accuracies": {"F1": 0.4}}]
    assert metrics_of({"result": result}, splits=["split"]) == {"split": {"F1": 0.5}}


JOB = {"annotation": "truth", "submission": "answer", "phase": "dev"}
ORDERS = [
    ("the worker's", lambda a, s, p, **more: 0, ["truth", "answer", "dev"]),
    ("other names in it", lambda user_annotation_file, x, y: 0, ["truth", "answer", "dev"]),
    ("any number", lambda *all: 0, ["truth", "answer", "dev"]),
    ("the remote template's",
     lambda user_submission_file, phase_codename, test_annotation_file=None, **more: 0,
     ["answer", "dev", "truth"]),
    ("without an annotation", lambda user_submission_file, phase_codename, **more: 0,
     ["answer", "dev"]),
    ("with metadata", lambda submission, phase, submission_metadata: 0, ["answer", "dev"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("evaluate", "given"), [pytest.param(*case[1:], id=case[0]) for case in ORDERS]
)
def test_arguments_come_in_the_order_of_their_worker(evaluate: Any, given: list[str]) -> None:
    assert arguments_for(evaluate, JOB) == given


def test_no_ground_truth_leaves_the_remote_template_its_own() -> None:
    job = {**JOB, "annotation": None}

    def with_its_own(user_submission_file: str, phase_codename: str, truth: str = "own") -> None:
        pass

    def without(user_submission_file: str, phase_codename: str, truth: str | None) -> None:
        pass

    assert arguments_for(with_its_own, job) == ["answer", "dev"]
    assert arguments_for(without, job) == ["answer", "dev", None]
