"""A script's own Python: what it installs stays in it, and what it starts sees the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from integration.evaluation import wheels
from integration.evaluation.scripts import SMALL, evaluating, make_job, write_script
from podium.evaluation.docker import local_python
from podium.evaluation.process import interpreter
from podium.evaluation.process.runner import ProcessRunner
from podium.jobs import Failure, Fault, Outcome


def run(folder: Path, main: str, others: dict[str, str] | None = None) -> Outcome:
    script = write_script(folder / "evaluation_script", main, others)
    return ProcessRunner(cache=folder / "cache").run(make_job(folder, script, SMALL))


def can_import(python: Path | str, module: str) -> bool:
    """Whether another Python has got a module meanwhile."""
    command = [str(python), "-c", f"import {module}"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


CALLS = [
    pytest.param('[sys.executable, "-m", "pip", "install", "--no-index", "-f", {0}, "{1}"]',
                 id="by the script's Python"),
    pytest.param('["pip", "install", "--no-index", "--find-links", {0}, "{1}"]', id="by its name"),
    pytest.param('["pip3", "install", "--no-index", "--find-links", {0}, "{1}"]', id="as pip3"),
    pytest.param('["python3", "-m", "pip", "install", "--no-index", "-f", {0}, "{1}"]',
                 id="by the name of Python"),
]  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_what_a_script_installs_reaches_no_other_python(call: str, tmp_path: Path) -> None:
    wheels.make_wheel(tmp_path / "index", "podium_probe", "ANSWER = 1\n")
    command = call.format(repr(str(tmp_path / "index")), "podium_probe")
    start = f"import subprocess, sys\nsubprocess.check_call({command})\nfrom .main import evaluate"
    body = "import podium_probe\nassert podium_probe.ANSWER == 1"
    outcome = run(tmp_path, evaluating(body), {"__init__.py": start})
    assert outcome.failure is None, outcome.stderr
    assert not can_import(sys.executable, "podium_probe")
    assert not can_import(local_python.interpreter(), "podium_probe")


def test_pip_of_another_python_refuses_to_install(tmp_path: Path) -> None:
    wheels.make_wheel(tmp_path / "index", "podium_probe", "")
    python = str(local_python.interpreter())
    command = [python, "-m", "pip", "install", "--no-index", "-f", str(tmp_path / "index")]
    body = f"""
        import subprocess
        done = subprocess.run({[*command, "podium_probe"]}, capture_output=True, text=True)
        assert done.returncode and "virtualenv" in done.stderr, done
    """
    assert run(tmp_path, evaluating(body)).failure is None
    assert not can_import(python, "podium_probe")


def test_what_is_installed_already_satisfies_a_script(tmp_path: Path) -> None:
    pinned = wheels.make_wheel(tmp_path / "index", "podium_probe", "ANSWER = 2\n")
    requirements = f"--no-index\n--find-links {tmp_path / 'index'}\n{pinned}"
    start = """
        import subprocess, sys
        command = [sys.executable, "-m", "pip", "install", "--no-index", "podium_probe==1.0"]
        subprocess.check_call(command)
        from .main import evaluate
    """
    outcome = run(
        tmp_path,
        evaluating("import podium_probe"),
        {"__init__.py": start, "requirements.txt": requirements},
    )
    assert outcome.failure is None, outcome.stderr
    assert b"already satisfied" in outcome.stdout


def test_the_pip_that_is_lent_cannot_be_changed(tmp_path: Path) -> None:
    made = interpreter.make(tmp_path / "python", packages=None)
    before = local_python.pip_release()
    subprocess.run(
        [made.python, "-m", "pip", "uninstall", "-y", "pip"],
        env=made.environ,
        capture_output=True,
        check=False,
    )
    assert can_import(sys.executable, "pip") == bool(before)
    assert local_python.pip_release() == before


def test_processes_of_a_script_can_import_it_and_its_packages(tmp_path: Path) -> None:
    """joblib starts Python anew, and needs itself there before anything else."""
    pinned = wheels.make_wheel(tmp_path / "index", "podium_probe", "def double(x): return 2 * x\n")
    main = """
        import multiprocessing, subprocess, sys
        import podium_probe
        def half(value): return podium_probe.double(value) / 4
        def evaluate(annotation, submission, phase, **kwargs):
            with multiprocessing.get_context("spawn").Pool(2) as pool:
                parts = pool.map(half, (0.4, 0.6))
            subprocess.run([sys.executable, "-c", "import podium_probe"], check=True)
            return {"result": [{"test_split": {"Right": sum(parts)}}]}
    """
    requirements = f"--no-index\n--find-links {tmp_path / 'index'}\n{pinned}"
    outcome = run(tmp_path, main, {"requirements.txt": requirements})
    assert outcome.failure is None, outcome.stderr
    assert outcome.metrics is not None
    assert outcome.metrics.document == {"test_split": {"Right": 0.5}}


def test_a_script_may_write_into_its_folder(tmp_path: Path) -> None:
    body = """
        import pathlib
        own = pathlib.Path(__file__).parent
        (own / "cache.txt").write_text("x")
        (own / "main.py").write_text("")
    """
    assert run(tmp_path, evaluating(body)).failure is None
    assert (tmp_path / "evaluation_script/main.py").read_text() != ""
    assert not (tmp_path / "evaluation_script/cache.txt").exists()


ENDS = [
    pytest.param({"__init__.py": "from helpers import evaluate", "helpers.py": ""},
                 "'helpers' lies beside the evaluation script", id="a module beside"),
    pytest.param({"__init__.py": "from skimage import io"},
                 "needs the package 'scikit-image'", id="a package by another name"),
    pytest.param({"__init__.py": "from google.cloud import storage"},
                 "needs the package of 'from google.cloud import storage'", id="a shared name"),
    pytest.param({"__init__.py": "from .other import evaluate"},
                 "has no module 'evaluation_script.other'", id="a module that is not there"),
    pytest.param({"__init__.py": "import subprocess, sys\nsubprocess.check_call([sys.executable, "
                                 "'-m', 'pip', 'install', '--no-index', 'podium-nothing'])"},
                 "Nothing is installed while a script runs", id="a pip that fails"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "said"), ENDS)
def test_an_import_that_fails_is_told_with_its_cure(
    files: dict[str, str], said: str, tmp_path: Path
) -> None:
    outcome = run(tmp_path, evaluating("pass"), files)
    assert isinstance(outcome.failure, Failure)
    assert outcome.failure.by is Fault.ORGANIZER
    assert said in outcome.failure.message
