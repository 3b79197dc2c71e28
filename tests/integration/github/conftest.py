"""A challenge on the test server, and the commands that work on it, as a runner starts them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import factories
import told
from github_server import GitHubServer
from podium.cli import main
from podium.records import repository
from podium.records.model import SubmissionRecord

PODIUM = """
import sys
from podium.cli import main
sys.exit(main.run(sys.argv[1:]))
"""
CHALLENGE = "org/small"
RESULTS = "results"
EVALUATOR = """\
import json


def evaluate(annotation, submission, phase, **kwargs):
    with open(submission) as stream:
        text = stream.read().strip()
    print("::set-output name=state::published")
    if text.startswith("bad"):
        raise ValueError("line 1: expected a number, found " + text)
    return {"result": [{"all": {"accuracy": float(text)}}]}
"""
CONFIG = """\
title: Small
podium: {slug: small, hosts: [hanna]}
evaluation_script: evaluation_script
leaderboard: [{id: 1, schema: {labels: [accuracy], default_order_by: accuracy}}]
dataset_splits: [{id: 1, codename: all, name: All}]
challenge_phases:
  - {id: 1, codename: dev, name: Development, max_submissions_per_day: 2,
     podium: {evaluator: {time_limit: 20}}}
  - {id: 2, codename: old, name: Closed, end_date: 2020-01-01 00:00:00,
     podium: {evaluator: {time_limit: 20}}}
challenge_phase_splits:
  - {challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 1}
  - {challenge_phase_id: 2, leaderboard_id: 1, dataset_split_id: 1}
"""
FILES = {
    "evaluation_script/__init__.py": "from .main import evaluate\n",
    "evaluation_script/main.py": EVALUATOR,
}


@dataclass
class Place:
    """One challenge repository, and a runner for it."""

    server: GitHubServer
    folder: Path
    token: str
    environ: dict[str, str] = field(default_factory=dict)

    def submit(
        self,
        author: str,
        files: Mapping[str, Any] | None = None,
        *,
        score: str = "0.5",
        **more: Any,
    ) -> Any:
        """A pull request with a well-formed submission, unless ``files`` say otherwise, and its
        run of the intake workflow."""
        chosen = files or {f"submissions/small/dev/{author}/first/answer.txt": score}
        pull = self.server.open_pull(CHALLENGE, author=author, files=chosen, **more)
        self.wake(pull)
        return pull

    def wake(self, pull: Any) -> Any:
        """The event that ends the intake run of a pull request's head."""
        run = self.server.add_run(
            CHALLENGE,
            "intake.yml",
            sha=pull.head_sha,
            branch=pull.head_branch,
            head=pull.head_repository.full_name,
            actor=pull.user.login,
        )
        self.event("workflow_run", self.server.workflow_run_event(run))
        return run

    def push(self, pull: Any, score: str, name: str = "first") -> str:
        path = f"submissions/small/dev/{pull.user.login}/{name}/answer.txt"
        sha = self.server.push_to_pull(CHALLENGE, pull.number, {path: score})
        self.wake(pull)
        return sha

    def event(self, name: str, payload: Mapping[str, Any]) -> None:
        path = self.folder / "event.json"
        path.write_text(json.dumps(payload))
        self.environ |= {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path)}

    def run(self, command: str, **environ: str) -> int:
        return run_command(command, {**self.environ, **environ})

    def start(self, command: str) -> subprocess.Popen[bytes]:
        """As a process of its own, which can be killed."""
        return subprocess.Popen(
            [sys.executable, "-c", PODIUM, "actions", command],
            env={**os.environ, **self.environ},
            stderr=subprocess.DEVNULL,
        )

    def new_machine(self) -> None:
        """What a runner had on its disk is gone with it."""
        shutil.rmtree(self.environ["PODIUM_WORK"], ignore_errors=True)

    def sweep(self) -> tuple[int, int]:
        """Sweep, then publish, as the hourly workflow does."""
        self.event("schedule", self.server.schedule_event(CHALLENGE, "evaluate.yml", "17 * * * *"))
        return self.run("sweep"), self.run("publish")

    def grade(self, **environ: str) -> tuple[int, int]:
        """Evaluate, then publish, as the workflow does; both exit codes."""
        return self.run("evaluate", **environ), self.run("publish", **environ)

    def rest_calls(self) -> list[str]:
        """What was asked of the REST API since the log was cleared last."""
        return [one.route for one in self.server.requests.matching(kind="rest")]

    def writes(self) -> list[str]:
        return [call for call in self.rest_calls() if not call.startswith("GET")]

    @property
    def outputs(self) -> dict[str, str]:
        """Later ones win, as on a runner."""
        lines = Path(self.environ["GITHUB_OUTPUT"]).read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    @property
    def summary(self) -> str:
        return Path(self.environ["GITHUB_STEP_SUMMARY"]).read_text()

    def comment(self, pull: Any) -> str:
        """Our last word: the newest outcome, unless something goes on since."""
        return told.last_word(self.server.comments(CHALLENGE, pull.number))

    def records(self) -> list[SubmissionRecord]:
        """What the results branch holds."""
        git = self.server.git(CHALLENGE)
        if git.read_ref(f"refs/heads/{RESULTS}") is None:
            return []
        target = self.folder / f"checkout-{len(list(self.folder.iterdir()))}"
        target.mkdir()
        git.run("--work-tree", str(target), "checkout", "-f", RESULTS, "--", ".")
        found = repository.load_records(target, "small")
        assert found.problems == ()
        return list(found.records)


def run_command(command: str, environ: Mapping[str, str]) -> int:
    """The exit code of ``podium actions``, with these variables over ours."""
    saved = dict(os.environ)
    os.environ.update(environ)
    try:
        return main.run(["actions", command])
    finally:
        os.environ.clear()
        os.environ.update(saved)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    work = tmp_path / "runner"
    work.mkdir()
    with GitHubServer(tmp_path) as server:
        server.clock.now = datetime.now(UTC).replace(microsecond=0)
        tree = {"challenge_config.yaml": CONFIG, **FILES}
        server.add_repository(CHALLENGE, files=tree)
        server.add_user("octocat")
        challenge = factories.write_challenge(work / "small", CONFIG, FILES)
        server.make_labels(CHALLENGE, *told.LABELS)
        permissions = ("contents", "pull_requests", "statuses")  # as the workflow has them
        held = {**dict.fromkeys(permissions, "write"), "actions": "read"}
        token = server.token({CHALLENGE: held}, name="job")
        environ = {
            "PODIUM_TOKEN": token,
            "PODIUM_RESULTS_TOKEN": token,
            "PODIUM_CHALLENGE": str(challenge),
            "PODIUM_WORK": str(work / "evaluated"),
            "PODIUM_RUNNER": "process",
            "PODIUM_PATIENCE": "0.01",
            "PODIUM_BOT": "github-actions[bot]",
            "PODIUM_SITE_URL": "https://org.github.io/small/",
            "PODIUM_SITE": str(work / "site"),
            "GITHUB_API_URL": server.api_url,
            "GITHUB_SERVER_URL": server.url,
            "GITHUB_REPOSITORY": CHALLENGE,
            "GITHUB_RUN_ID": "7",
            "GITHUB_OUTPUT": str(work / "output"),
            "GITHUB_STEP_SUMMARY": str(work / "summary"),
        }
        yield Place(server, work, token, environ)
