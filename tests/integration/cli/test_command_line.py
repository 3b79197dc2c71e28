"""The command line as its users meet it: arguments, both streams, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import factories
import starters
from podium import formats
from podium.cli import main
from podium.records import model

EVALUATOR = """\
import json


def evaluate(annotation, submission, phase, **kwargs):
    with open(submission) as stream:
        text = stream.read().strip()
    if text == "nan":
        return {"result": [{"all": {"accuracy": float("nan")}}]}
    if text == "exit":
        raise SystemExit(7)
    errors = {"error_accuracy": 0.1}
    return {"result": [{"all": {"accuracy": float(text)}}], "error": [{"all": errors}]}
"""
PODIUM = Path(sys.executable).with_name("podium")
CONFIG = """\
title: Small
evaluation_script: evaluation_script
leaderboard: [{id: 1, schema: {labels: [accuracy], default_order_by: accuracy}}]
dataset_splits: [{id: 1, codename: all, name: All}]
challenge_phases: [{id: 1, codename: dev, podium: {evaluator: {time_limit: 20}}}]
challenge_phase_splits: [{challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 1}]
"""


@pytest.fixture
def challenge(tmp_path: Path) -> Path:
    return factories.write_challenge(
        tmp_path / "small",
        CONFIG,
        {
            "evaluation_script/__init__.py": "from .main import evaluate\n",
            "evaluation_script/main.py": EVALUATOR,
        },
    )


@pytest.fixture
def podium(capfd: pytest.CaptureFixture[str]) -> Any:
    """Run a command; gives its exit code, stdout and stderr."""

    def run(*arguments: object) -> tuple[int, str, str]:
        capfd.readouterr()
        code = main.run([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        return code, captured.out, captured.err

    return run


def submit(root: Path, text: str, name: str = "answer.txt") -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def evaluate(podium: Any, challenge: Path, submission: Path, *options: object) -> Any:
    out = challenge.parent / "out"
    arguments = ("--phase", "dev", "--out", out, "--runner", "process", *options)
    return podium("evaluate", challenge, submission, *arguments)


def test_the_whole_flow(podium: Any, challenge: Path, tmp_path: Path) -> None:
    results, out, site = tmp_path / "results", tmp_path / "out", tmp_path / "site"
    for login, text in (("ada", "0.5"), ("bela", "0.75"), ("chidi", "nan")):
        code, _, said = evaluate(podium, challenge, submit(tmp_path, text), "--participant", login)
        assert code == 0, said
        assert podium("record", challenge, out, "--results", results)[0] == 0
    code, _, said = podium("record", challenge, out, "--results", results)
    assert (code, "already recorded" in said) == (0, True)

    code, stdout, _ = podium("rank", challenge, "--results", results, "--json")
    assert code == 0
    (board,) = json.loads(stdout)["boards"]
    assert [(entry["participant"], entry["rank"]) for entry in board["entries"]] == [
        ("bela", 1),
        ("ada", 2),
    ]
    assert board["entries"][0]["values"] == {"accuracy": 0.75}
    assert board["entries"][0]["errors"] == {"accuracy": 0.1}
    assert [entry["reason"] for entry in board["unranked"]] == [
        "accuracy is NaN, not a finite number"
    ]

    assert podium("build", challenge, "--results", results, "--out", site)[0] == 0
    assert "bela" in (site / "small/phases/dev/all/index.html").read_text()
    assert "NaN" not in (site / "small/phases/dev/all/board.json").read_text().replace(
        "accuracy is NaN", ""
    )


def test_the_exact_bytes_of_metrics_are_kept(podium: Any, challenge: Path, tmp_path: Path) -> None:
    evaluate(podium, challenge, submit(tmp_path, "nan"))
    written = (tmp_path / "out/metrics.json").read_bytes()
    podium("record", challenge, tmp_path / "out", "--results", tmp_path / "results")
    (kept,) = (tmp_path / "results").rglob("metrics.json")
    assert kept.read_bytes() == written
    assert b"NaN" in written


def test_a_failing_submission_exits_with_1_and_is_recorded_as_failed(
    podium: Any, challenge: Path, tmp_path: Path
) -> None:
    code, stdout, _ = evaluate(podium, challenge, submit(tmp_path, "many"), "--json")
    document = json.loads(stdout)
    assert code == 1
    assert document["ok"] is False
    assert document["evaluation"]["status"] == "failed"
    assert document["evaluation"]["error"] == {
        "by": "participant",
        "message": "ValueError: could not convert string to float: 'many'",
    }
    assert podium("record", challenge, tmp_path / "out", "--results", tmp_path / "r")[0] == 0
    (kept,) = (tmp_path / "r").rglob("evaluation.json")
    assert model.parse_evaluation(kept.read_bytes()).error is not None
    assert [path.name for path in kept.parent.iterdir()] == ["evaluation.json"]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        pytest.param(lambda root: (root / "empty").mkdir() or root / "empty", "", id="empty"),
        pytest.param(
            lambda root: submit(root, "methd: x", "s/submission.yaml").parent,
            "methd",
            id="metadata",
        ),
    ],
)
def test_a_submission_that_cannot_be_used_exits_with_1(
    podium: Any, challenge: Path, tmp_path: Path, make: Any, said: str
) -> None:
    code, _, stderr = evaluate(podium, challenge, make(tmp_path))
    assert code == 1
    assert said in stderr
    assert not (tmp_path / "out").exists()


def test_a_broken_challenge_exits_with_2_and_one_line_a_mistake(
    podium: Any, challenge: Path
) -> None:
    config = challenge / "challenge_config.yaml"
    config.write_text(config.read_text().replace("title: Small", "title: 3\ndomain: Vision"))
    code, stdout, stderr = podium("check", challenge)
    assert code == 2
    assert stdout == ""
    assert stderr.splitlines() == [
        "challenge_config.yaml:1: title: expected text, found 3: put it in quotes [PD112]",
        "challenge_config.yaml:2: domain: expected 'CV', 'NLP', 'RL', 'MM', 'AUD', 'TAB' or 'AL', "
        "found 'Vision' [PD114]",
        f"{challenge}: 2 errors, 0 warnings",
    ]
    code, stdout, _ = podium("check", challenge, "--json")
    document = json.loads(stdout)
    assert (code, document["ok"]) == (2, False)
    assert document["issues"][0] == {
        "level": "error",
        "code": "PD112",
        "where": "challenge_config.yaml:1",
        "path": "title",
        "message": "expected text, found 3: put it in quotes",
    }


def test_check_tells_a_participant_everything_at_once(
    podium: Any, challenge: Path, tmp_path: Path
) -> None:
    text = (challenge / "challenge_config.yaml").read_text()
    (challenge / "challenge_config.yaml").write_text(
        text.replace(
            "codename: dev,",
            "codename: dev, end_date: 2020-01-01 00:00:00, allowed_submission_file_types: .csv,",
        )
    )
    code, stdout, _ = podium(
        "check", challenge, "--submission", submit(tmp_path, "1"), "--phase", "dev", "--json"
    )
    messages = [issue["message"] for issue in json.loads(stdout)["issues"]]
    assert code == 1
    assert len(messages) == 2
    assert "closed at 2020-01-01T00:00:00Z" in messages[0]
    assert "the phase takes .csv" in messages[1]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--version"], 0),
        (["--help"], 0),
        (["chek"], 2),
        (["check"], 2),
        (["check", "nowhere"], 2),
        (["rank", "{challenge}", "--results", "nowhere"], 2),
        (["rank", "{challenge}", "--results", ".", "--at", "yesterday"], 2),
        (["rank", "{challenge}", "--results", ".", "--phase", "tset"], 2),
        (["evaluate", "{challenge}", "x", "--phase", "tset", "--out", "o"], 2),
        (["evaluate", "{challenge}", "x", "--phase", "dev", "--out", "o", "--runner", "vm"], 2),
        (["evaluate", "{challenge}", "nowhere", "--phase", "dev", "--out", "o"], 2),
        (["record", "{challenge}", "nowhere", "--results", "r"], 2),
        (["record", "{challenge}", "{challenge}/challenge_config.yaml", "--results", "r"], 2),
        (["record", "{challenge}", "o", "--results", "{challenge}/challenge_config.yaml"], 2),
        (
            [
                "evaluate",
                "{challenge}",
                "x",
                "--phase",
                "dev",
                "--out",
                "{challenge}/challenge_config.yaml",
            ],
            2,
        ),
        (["serve", "nowhere"], 2),
        (["serve", "nowhere", "--port", "99999"], 2),
    ],
)
def test_mistakes_in_the_command_line_exit_with_2(
    podium: Any, challenge: Path, arguments: list[str], code: int
) -> None:
    filled = [argument.format(challenge=challenge) for argument in arguments]
    actual, _, stderr = podium(*filled)
    assert actual == code
    assert "Traceback" not in stderr


def test_a_bug_of_ours_exits_with_4_and_its_trace(
    podium: Any, challenge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A defect that is put in for this test: the clock gives what no clock gives."""
    monkeypatch.setattr(formats, "parse_time", lambda text: 1 / 0)
    code, _, stderr = podium("rank", challenge, "--results", ".", "--at", "2026-07-01")
    assert code == 4
    assert "ZeroDivisionError" in stderr
    assert "This is a bug in podium" in stderr


def test_a_container_evaluator_without_an_engine_exits_with_3_and_says_what_to_install(
    tmp_path: Path,
) -> None:
    challenge = factories.write_challenge(tmp_path / "small")
    submission, out = submit(tmp_path, "1"), tmp_path / "out"
    done = subprocess.run(
        [PODIUM, "evaluate", challenge, submission, "--phase", "dev", "--out", out],
        env={**os.environ, "DOCKER_HOST": f"unix://{tmp_path}/no-engine.sock"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "")
    (sentence,) = done.stderr.splitlines()
    assert "install Docker" in sentence


def test_rank_looks_back_to_a_past_moment(podium: Any, challenge: Path, tmp_path: Path) -> None:
    results = tmp_path / "results"
    _write_record(results, "old", {"all": {"accuracy": 0.5}}, month=7)
    _write_record(results, "new", {"all": {"accuracy": 0.9}}, month=8)
    code, stdout, _ = podium(
        "rank", challenge, "--results", results, "--at", "2026-07-31", "--json"
    )
    assert code == 0
    (board,) = json.loads(stdout)["boards"]
    assert [entry["submission"] for entry in board["entries"]] == ["old"]


def test_rank_passes_over_a_corrupt_record_and_says_so(
    podium: Any, challenge: Path, tmp_path: Path
) -> None:
    results = tmp_path / "results"
    _write_record(results, "good", {"all": {"accuracy": 0.5}})
    bad = _write_record(results, "bad", {"all": {"accuracy": 0.9}})
    (bad / "submission.json").write_text("{")
    code, stdout, stderr = podium("rank", challenge, "--results", results, "--json")
    assert code == 0
    assert [entry["submission"] for entry in json.loads(stdout)["boards"][0]["entries"]] == ["good"]
    assert "bad/submission.json: passed over" in stderr


@pytest.mark.field("evaluation_script", "challenge_phase_splits", of="challenge")
def test_a_challenge_folder_of_evalai_starters_loads_and_runs(podium: Any, tmp_path: Path) -> None:
    challenge = starters.write_starters(tmp_path / "random-numbers")
    code, _, stderr = podium("check", challenge)
    assert code == 0
    assert "did you mean show_execution_time? [PD401]" in stderr
    out = tmp_path / "out"
    submission = submit(tmp_path, "attributes: {TrueFalseField: true}", "s/submission.yaml").parent
    submit(tmp_path, "{}", "s/submission.json")
    for phase in ("dev", "test"):
        code, _, stderr = podium(
            "evaluate",
            challenge,
            submission,
            "--phase",
            phase,
            "--out",
            out,
            "--runner",
            "process",
        )
        assert code == 0, stderr
        podium("record", challenge, out, "--results", tmp_path / "results")
    scores = json.loads((out / "metrics.json").read_text())
    assert set(scores) == {"train_split", "test_split"}
    boards = _boards(podium("rank", challenge, "--results", tmp_path / "results", "--json"))
    assert boards == [("test", "train_split", 1)]
    boards = _boards(
        podium(
            "rank", challenge, "--results", tmp_path / "results", "--json", "--audience", "hosts"
        )
    )
    assert boards == [
        ("dev", "train_split", 1),
        ("test", "train_split", 1),
        ("test", "test_split", 1),
    ]


def test_the_schema_is_json_schema_and_takes_the_samples(podium: Any) -> None:
    code, stdout, _ = podium("schema")
    schema = json.loads(stdout)
    assert code == 0
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {"title", "challenge_phases", "podium"} <= schema["properties"].keys()


def _boards(outcome: tuple[int, str, str]) -> list[tuple[str, str, int]]:
    return [
        (board["phase"], board["split"], len(board["entries"]))
        for board in json.loads(outcome[1])["boards"]
    ]


def _write_record(root: Path, name: str, metrics: dict[str, Any], month: int = 7) -> Path:
    submitted_at = factories.NOON.replace(month=month)
    evaluation = factories.make_evaluation(created_at=submitted_at)
    record = factories.make_record(
        metrics, id=name, login=name, submitted_at=submitted_at, evaluation=evaluation
    )
    return factories.write_records(root, [record]) / model.submission_folder(record.submission)


def test_a_terminal_that_cannot_show_a_letter_shows_an_escape(
    challenge: Path, tmp_path: Path
) -> None:
    results = tmp_path / "results"
    _write_record(results, "ada", {"all": {"accuracy": 0.5}})
    done = subprocess.run(
        [PODIUM, "rank", challenge, "--results", results],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert b"\\xb7" in done.stdout
