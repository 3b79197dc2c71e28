"""EvalAI scripts in containers, with what EvalAI's worker lets them do."""

from __future__ import annotations

from pathlib import Path

import pytest

from integration.evaluation.scripts import SMALL, evaluating, make_job, write_script
from podium.evaluation.docker.runner import DockerRunner
from podium.jobs import Fault, Outcome

pytestmark = pytest.mark.docker


def run(runner: DockerRunner, folder: Path, main: str, files: dict[str, str]) -> Outcome:
    script = write_script(folder / "evaluation_script", main, files)
    return runner.run(make_job(folder, script, SMALL))


def test_processes_of_a_script_can_import_it(runner: DockerRunner, tmp_path: Path) -> None:
    main = """
        import multiprocessing
        def half(value): return value / 2
        def evaluate(annotation, submission, phase, **kwargs):
            with multiprocessing.get_context("spawn").Pool(2) as pool:
                parts = pool.map(half, (0.4, 0.6))
            return {"result": [{"test_split": {"Right": sum(parts)}}]}
    """
    outcome = run(runner, tmp_path, main, {})
    assert outcome.metrics is not None, outcome.stderr
    assert outcome.metrics.document == {"test_split": {"Right": 0.5}}


def test_a_script_may_write_into_its_folder(runner: DockerRunner, tmp_path: Path) -> None:
    body = """
        import pathlib
        own = pathlib.Path(__file__).resolve().parent
        (own / "data/cache").mkdir()
        (own / "data/cache/x.txt").write_text("x")
        (own / "data/known.txt").write_text("other")
        assert (own / "weights.bin").stat().st_size == 17 << 20
    """
    (tmp_path / "evaluation_script").mkdir()
    (tmp_path / "evaluation_script/weights.bin").write_bytes(bytes(17 << 20))
    outcome = run(runner, tmp_path, evaluating(body), {"data/known.txt": "one"})
    assert outcome.failure is None, outcome.stderr


def test_a_script_may_write_to_where_it_is_started(runner: DockerRunner, tmp_path: Path) -> None:
    body = 'open("between.txt", "w").write("x")'
    assert run(runner, tmp_path, evaluating(body), {}).failure is None


def test_a_script_may_call_what_every_debian_has(runner: DockerRunner, tmp_path: Path) -> None:
    body = r"""
        import subprocess
        script = 'use strict; use warnings; use POSIX; print "$_\\n" for sort { $a <=> $b } @ARGV;'
        command = ["perl", "-e", script, "10", "9"]
        assert subprocess.run(command, capture_output=True, check=True).stdout == b"9\n10\n"
        command = "printf 'b\\na\\n' | sort | head -n 1 | /usr/bin/tr a c"
        said = subprocess.run(["bash", "-c", command], capture_output=True, check=True)
        assert said.stdout == b"c\n", said
    """
    outcome = run(runner, tmp_path, evaluating(body), {})
    assert outcome.failure is None, outcome.stderr


def test_what_cannot_be_installed_is_refused_at_once_with_its_cure(
    runner: DockerRunner, tmp_path: Path
) -> None:
    start = """
        import subprocess, sys
        subprocess.check_call([sys.executable, "-m", "pip", "install", "tabulate==0.9.0"])
        from .main import evaluate
    """
    outcome = run(runner, tmp_path, evaluating("pass"), {"__init__.py": start})
    assert outcome.failure is not None
    assert outcome.failure.by is Fault.ORGANIZER
    assert outcome.failure.message.endswith(
        "Nothing is installed while a script runs: name the package in "
        "evaluation_script/requirements.txt"
    )
    assert outcome.seconds < 8  # it waits for no network
