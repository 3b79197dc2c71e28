"""An EvalAI folder to be changed, and the commands on it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from podium.cli import main

SCORING = """\
import json


def evaluate(annotation, submission, phase, **kwargs):
    with open(submission) as file:
        return {"result": [{"all": json.load(file)}]}
"""


def config() -> dict[str, Any]:
    page = "templates/page.html"
    pages = ("description", "evaluation_details", "terms_and_conditions", "submission_guidelines")
    window = {"start_date": "2020-01-01 00:00:00", "end_date": "2099-12-31 23:59:59"}
    return {
        "title": "Small",
        **dict.fromkeys(pages, page),
        "evaluation_script": "evaluation_script.zip",
        "remote_evaluation": False,
        **window,
        "leaderboard": [{"id": 1, "schema": {"labels": ["score"], "default_order_by": "score"}}],
        "challenge_phases": [
            {
                "id": 1,
                "name": "Test",
                "codename": "test",
                "description": page,
                "leaderboard_public": True,
                "is_public": True,
                "is_submission_public": True,
                **window,
                "test_annotation_file": "annotations/truth.json",
                "max_submissions": 50,
            }
        ],
        "dataset_splits": [{"id": 1, "name": "All", "codename": "all"}],
        "challenge_phase_splits": [
            {
                "challenge_phase_id": 1,
                "leaderboard_id": 1,
                "dataset_split_id": 1,
                "visibility": 3,
                "leaderboard_decimal_precision": 2,
                "is_leaderboard_order_descending": True,
            }
        ],
    }


class Folder:
    """A challenge folder, its commands, and what they end with."""

    def __init__(self, root: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.root, self.config, self._capfd = root / "challenge", config(), capfd
        self.script({"__init__.py": "from .main import evaluate\n", "main.py": SCORING})
        self.write("templates/page.html", "<p>A page.</p>")
        self.write("annotations/truth.json", "{}")

    @property
    def phase(self) -> dict[str, Any]:
        phase: dict[str, Any] = self.config["challenge_phases"][0]
        return phase

    @property
    def split(self) -> dict[str, Any]:
        split: dict[str, Any] = self.config["challenge_phase_splits"][0]
        return split

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def script(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            self.write(f"evaluation_script/{name}", text)

    def run(self, *arguments: object) -> tuple[int, str]:
        text = yaml.safe_dump(self.config, sort_keys=False)
        # What YAML 1.1 reads as moments is written without quotes, as EvalAI's template has it.
        self.write("challenge_config.yaml", re.sub(r"'(\d{4}-\d[^']*)'", r"\1", text))
        self._capfd.readouterr()
        code = main.run([str(argument) for argument in arguments])
        captured = self._capfd.readouterr()
        return code, captured.out or captured.err

    def check(self, *options: object) -> tuple[int, list[dict[str, str]]]:
        code, out = self.run("check", self.root, *options, "--json")
        issues: list[dict[str, str]] = json.loads(out)["issues"]
        return code, issues

    def evaluate(self, answer: str = '{"score": 0.5}', *options: object) -> tuple[int, Any]:
        submission = self.root.parent / "answer.json"
        submission.write_text(answer)
        out = self.root.parent / "out"
        shutil.rmtree(out, ignore_errors=True)
        usual = ("--phase", "test", "--runner", "process", "--out", out)
        code, said = self.run("evaluate", self.root, submission, *usual, *options)
        metrics = out / "metrics.json"
        return code, json.loads(metrics.read_text()) if metrics.is_file() else said
