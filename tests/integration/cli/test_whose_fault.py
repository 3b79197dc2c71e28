"""``podium evaluate`` of evaluators as people publish them: whose fault it is, what is printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import factories
from podium.cli import main

EVALAI = """\
title: Small
evaluation_script: evaluation_script
leaderboard: [{id: 1, schema: {labels: [score], default_order_by: score}}]
dataset_splits: [{id: 1, codename: all, name: All}]
challenge_phases: [{id: 1, codename: test, PHASE podium: {evaluator: {time_limit: 20}}}]
challenge_phase_splits: [{challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 1}]
"""
CONTAINER = """\
title: Small
podium: {evaluator: {dockerfile: evaluator/Dockerfile, time_limit: 60, LIMIT}}
challenge_phases: [{codename: test, score_jsonpath: score}]
"""
DOCKERFILE = """\
ARG PYTHON_IMAGE=python:3.12-slim
FROM ${PYTHON_IMAGE}
USER 1000:1000
WORKDIR /opt/app
COPY evaluate.py /opt/app/
ENTRYPOINT ["python3", "evaluate.py"]
"""
RESULT = 'return {"result": [{"all": {"score": 0.5}}]}'


def by_script(
    root: Path, body: str, *, phase: str = "", beside: dict[str, str] | None = None
) -> Path:
    head = "import os, subprocess\n\n\ndef evaluate(annotation, submission, phase, **more):\n"
    files = {
        "evaluation_script/__init__.py": "from .main import evaluate\n",
        "evaluation_script/main.py": f"{head}{body}    {RESULT}\n",
    }
    config = EVALAI.replace("PHASE", phase)
    return factories.write_challenge(root / "small", config, {**files, **(beside or {})})


def by_container(root: Path, source: str, limit: str = "memory_mb: 512") -> Path:
    files = {"evaluator/Dockerfile": DOCKERFILE, "evaluator/evaluate.py": source}
    return factories.write_challenge(root / "small", CONTAINER.replace("LIMIT", limit), files)


@pytest.fixture
def evaluate(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Any:
    """Evaluate a file; gives the exit code, the record's error and what people read."""

    def run(challenge: Path, runner: str, text: str = "id,label\n1,a\n") -> tuple[int, Any, str]:
        (tmp_path / "predictions.csv").write_text(text)
        out = tmp_path / "out"
        arguments = ["--phase", "test", "--out", str(out), "--runner", runner]
        capfd.readouterr()
        code = main.run(["evaluate", str(challenge), str(tmp_path / "predictions.csv"), *arguments])
        error = json.loads((out / "evaluation.json").read_text())["error"]
        return code, error, capfd.readouterr().err

    return run


@pytest.mark.docker
def test_no_java_is_the_organizers(evaluate: Any, tmp_path: Path, docker_client: object) -> None:
    challenge = by_script(tmp_path, '    subprocess.check_call(["java", "-version"])\n')
    code, error, said = evaluate(challenge, "docker")
    assert (code, error["by"]) == (2, "organizer")
    assert "For the hosts: Bring the program with the evaluator" in said


@pytest.mark.parametrize("runner", ["process", pytest.param("docker", marks=pytest.mark.docker)])
def test_a_file_of_the_script_that_is_looked_for_elsewhere_is_the_organizers(
    runner: str, evaluate: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if runner == "docker":
        request.getfixturevalue("docker_client")
    beside = {"evaluation_script/data/labels.csv": "1"}
    challenge = by_script(tmp_path, '    open("data/labels.csv")\n', beside=beside)
    code, error, said = evaluate(challenge, runner)
    assert (code, error["by"]) == (2, "organizer")
    assert "A relative one begins at the working directory" in said
    asks = by_script(tmp_path, "    open(open(submission).read().strip())\n", beside=beside)
    code, error, _ = evaluate(asks, runner, text="data/labels.csv")
    assert (code, error["by"]) == (1, "participant"), "a submission that names it"


@pytest.mark.docker
def test_a_file_that_a_dockerfile_does_not_copy_is_the_organizers(
    evaluate: Any, tmp_path: Path, docker_client: object
) -> None:
    challenge = by_container(tmp_path, "print(open('labels.csv').read())\n")
    (challenge / "evaluator/labels.csv").write_text("1")
    code, error, _ = evaluate(challenge, "docker")
    assert (code, error["by"]) == (2, "organizer")
    assert error["message"].endswith("No such file or directory: 'labels.csv'")


@pytest.mark.docker
def test_pip_without_a_network_is_the_organizers(
    evaluate: Any, tmp_path: Path, docker_client: object
) -> None:
    body = (
        '    code = os.system("python -m pip install --retries 0 shapely")\n    assert code == 0\n'
    )
    code, error, said = evaluate(by_script(tmp_path, body), "docker")
    assert (code, error["by"]) == (2, "organizer")
    assert "An evaluation has no network" in said


@pytest.mark.docker
def test_a_bare_assertion_is_named_with_its_place(
    evaluate: Any, tmp_path: Path, docker_client: object
) -> None:
    challenge = by_container(tmp_path, "a, b = (3, 4), (4, 4)\nassert a == b\n")
    code, error, said = evaluate(challenge, "docker")
    assert (code, error) == (
        1,
        {"by": "participant", "message": "AssertionError (evaluate.py, line 2)"},
    )
    assert "leaves participants in the dark" in said
    assert "  |     assert a == b\n" in said, "the line, for hosts"


@pytest.mark.docker
def test_memory_that_any_submission_needs_is_not_the_submissions(
    evaluate: Any, tmp_path: Path, docker_client: object
) -> None:
    challenge = by_container(tmp_path, "x = b'1' * (1 << 30)\n", "memory_mb: 256")
    code, error, said = evaluate(challenge, "docker")
    assert (code, error["by"]) == (2, "organizer")
    assert "the limit is 256 MiB (podium.evaluator.memory_mb)" in error["message"]
    assert "At its peak it used at least 250 MiB." in error["message"]
    assert "cannot be told" in error["message"] and "participant" not in said


@pytest.mark.docker
def test_too_many_threads_are_the_organizers(
    evaluate: Any, tmp_path: Path, docker_client: object
) -> None:
    source = (
        "import threading, time\n"
        "ts = [threading.Thread(target=time.sleep, args=(3,)) for _ in range(300)]\n"
        "[t.start() for t in ts]\n"
    )
    code, error, said = evaluate(by_container(tmp_path, source, "processes: 100"), "docker")
    assert (code, error["by"]) == (2, "organizer")
    assert "raise podium.evaluator.processes" in said


def with_example(root: Path, body: str, example: str) -> Path:
    challenge = by_script(root, body, beside={"example.csv": example})
    config = challenge / "challenge_config.yaml"
    config.write_text(f"{config.read_text()}podium: {{example_submission: example.csv}}\n")
    return challenge


def test_what_the_example_raises_too_is_the_organizers(evaluate: Any, tmp_path: Path) -> None:
    body = "    scores = {}[open(submission).read().strip()]\n"
    assert evaluate(with_example(tmp_path, body, "a"), "process", "b")[0] == 2
    body = '    scores = {"a": 1}[open(submission).read().strip()]\n'
    code, error, _ = evaluate(with_example(tmp_path, body, "a"), "process", "b")
    assert (code, error) == (1, {"by": "participant", "message": "KeyError: 'b'"})


def test_the_end_of_stderr_is_printed_and_harmless(evaluate: Any, tmp_path: Path) -> None:
    body = (
        "    import sys\n"
        "    for n in range(99): print('line', n, file=sys.stderr)\n"
        "    print('\\x1b[2J::error::x', file=sys.stderr); sys.exit('row 3 has no label')\n"
    )
    code, error, said = evaluate(by_script(tmp_path, body), "process")
    assert (code, error["message"]) == (1, "row 3 has no label")
    assert "  | line 98\n" in said and "  | line 61\n" in said and "line 60\n" not in said
    assert "\x1b" not in said


def test_with_disable_logs_nothing_is_printed(evaluate: Any, tmp_path: Path) -> None:
    body = "    import sys; print('secret', file=sys.stderr); import nosuch\n"
    _, error, said = evaluate(by_script(tmp_path, body, phase="disable_logs: true,"), "process")
    assert "secret" not in said and "nosuch" not in said + error["message"]
    assert error["by"] == "organizer" and "For the hosts: Bring the module" in said


def test_check_evaluates_the_examples(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    body = '    scores = {"a": 1}[open(submission).read().strip()]\n'
    for example, code in (("a", 0), ("b", 2)):
        challenge = with_example(tmp_path, body, example)
        arguments = ["check", str(challenge), "--run", "--runner", "process"]
        assert main.run(arguments) == code
    said = capfd.readouterr().err
    assert "phase test: example.csv is not evaluated well: KeyError: 'b'" in said
    assert "[PD321]" in said and "finished in" in said


def test_check_says_where_there_is_no_example(tmp_path: Path) -> None:
    assert main.run(["check", str(by_script(tmp_path, "")), "--run"]) == 2
