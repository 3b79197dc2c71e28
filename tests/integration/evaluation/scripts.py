"""EvalAI scripts for the tests: well-behaved ones and attacks, and jobs that run them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path

from podium.jobs import MIB, Contract, Evaluator, Job, Limits

SMALL = Limits(
    seconds=20, memory=512 * MIB, cpus=1, output=4 * MIB, scratch=16 * MIB, log=64 * 1024
)

COUNT_MATCHES = """
    def evaluate(test_annotation_file, user_submission_file, phase_codename, **kwargs):
        truth = open(test_annotation_file).read().split()
        given = open(user_submission_file).read().split()
        right = sum(a == b for a, b in zip(truth, given))
        return {"result": [{"test_split": {"Right": right, "Of": len(truth)}}]}
"""
RESULT = '{"result": [{"test_split": {"Right": 1}}]}'


def evaluating(body: str) -> str:
    """A script whose evaluate() has this body before it returns a result."""
    lines = textwrap.indent(textwrap.dedent(body).strip(), "    ")
    return f"def evaluate(annotation, submission, phase, **kwargs):\n{lines}\n    return {RESULT}\n"


def write_script(folder: Path, main: str, others: Mapping[str, str] | None = None) -> Path:
    files = {"__init__.py": "from .main import evaluate\n", "main.py": main, **(others or {})}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(textwrap.dedent(text))
    return folder


def make_job(folder: Path, script: Path, limits: Limits = SMALL) -> Job:
    """A submission with two right answers of three, evaluated by ``script``."""
    (folder / "submission").mkdir()
    (folder / "submission" / "answers.txt").write_text("a b x")
    (folder / "truth.txt").write_text("a b c")
    return Job(
        evaluator=Evaluator(Contract.EVALAI, script=script),
        submission=folder / "submission",
        ground_truth=folder / "truth.txt",
        phase="dev",
        splits=("test_split",),
        metadata={"method_name": "guess", "id": "pr-1"},
        limits=limits,
    )
