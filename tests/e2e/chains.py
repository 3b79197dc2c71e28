"""The whole chain on a stage of its own: repositories as ``podium init`` writes them, on a server
that answers as GitHub does, and their own workflows under `act`, with the real action, real
containers and real git. Each run has a new machine, though one with Podium's packages (``warm``),
and a token for what its workflow lists.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import told
from e2e import act, act_shim, repositories
from e2e.act import Act, Run
from e2e.repositories import COMMIT, ROOT
from github_server import App, GitHubServer, Pull, Release, Status, make_key
from podium.cli.scaffold import Shape
from unit.site.markup import Page

PODIUM = f"podium-challenges/podium@{COMMIT}"
CHALLENGE = "octo-org/shapes"
GRADER, RESULTS = f"{CHALLENGE}-grader", f"{CHALLENGE}-results"
FOLDERS = {
    Shape.SINGLE: {CHALLENGE: "."},
    Shape.PRIVATE_GRADER: {CHALLENGE: "challenge", GRADER: "grader", RESULTS: "results"},
}
EXAMPLE = "examples/threshold"
PREDICTIONS, STATEMENT = f"{EXAMPLE}/predictions.csv", f"{EXAMPLE}/submission.yaml"
GROUND_TRUTH = "annotations/test.csv"
EVERY_HOUR = "7 * * * *"

# The App, as SETTINGS.md has it made.
BOT = "podium-app[bot]"
MAY = {"actions": "read", "contents": "write", "pull_requests": "write", "statuses": "write"}

Labels = dict[str, str]


@dataclass(slots=True)
class Chain:
    """A challenge in one of the two shapes, and whatever happens to it."""

    shape: Shape
    server: GitHubServer
    folder: Path
    podium: Path
    app: App
    key: str
    machines: int = 0

    @property
    def grading(self) -> str:
        """The repository whose `evaluate` does the grading."""
        return CHALLENGE if self.shape is Shape.SINGLE else GRADER

    @property
    def recorded_in(self) -> tuple[str, str]:
        """Repository and branch of the results."""
        return (CHALLENGE, "results") if self.shape is Shape.SINGLE else (RESULTS, "main")

    @property
    def site_url(self) -> str:
        owner, _, name = self.recorded_in[0].partition("/")
        return f"https://{owner}.github.io/{name}/"

    def written(self, repository: str) -> Path:
        return self.folder / "written" / FOLDERS[self.shape][repository]

    def example(self, path: str) -> bytes:
        """A file as it was written for participants."""
        return (self.written(CHALLENGE) / path).read_bytes()

    # What people do

    def submit(self, author: str, *, title: str = "Submission") -> Pull:
        """A pull request from a fork, as the README tells to make one, and its intake run."""
        folder = f"submissions/shapes/test/{author}/threshold"
        paths = (PREDICTIONS, STATEMENT)
        files = {path.replace(EXAMPLE, folder): self.example(path) for path in paths}
        pull = self.server.open_pull(CHALLENGE, author=author, files=files, title=title)
        self.server.add_run(
            CHALLENGE,
            "intake.yml",
            sha=pull.head_sha,
            branch=pull.head_branch,
            head=f"{author}/shapes",
            actor=author,
        )
        return pull

    def publish_release(self, author: str, predictions: bytes) -> Release:
        """By somebody who may: a submission, and what is to be said about it."""
        self.server.set_role(CHALLENGE, author, "write")
        asset = "test--by-hand.csv"
        words = b"method_name: All by hand\n"
        return self.server.publish_release(
            CHALLENGE,
            "v1",
            author=author,
            assets={asset: predictions, f"{asset}.submission.yaml": words},
        )

    # What GitHub does then

    @property
    def machine(self) -> Path:
        """Of the run that was begun last."""
        return self.folder / "machines" / str(self.machines)

    def run(self, repository: str, workflow: str, event_name: str, event: Mapping[str, Any]) -> Run:
        app = {}
        if repository == GRADER:
            app = {"PODIUM_APP_CLIENT_ID": self.app.client_id, "PODIUM_APP_PRIVATE_KEY": self.key}
        return self.run_with(app, repository, workflow, event_name, event)

    def run_with(
        self,
        app: Mapping[str, str],
        repository: str,
        workflow: str,
        event_name: str,
        event: Mapping[str, Any],
    ) -> Run:
        """On a new machine, where a repository's variables and secrets are those of ``app``."""
        self.machines += 1
        self.machine.mkdir(parents=True)
        root = self.machine / "repository"
        shutil.copytree(self.folder / "act" / repository, root)
        token = {"GITHUB_TOKEN": self._job_token(repository, workflow)}
        with self._at_github(repository, workflow, event_name) as run:
            return self._act(run, root, app, token, workflow, event_name, event)

    @contextmanager
    def _at_github(self, repository: str, workflow: str, event_name: str) -> Iterator[int]:
        """The id of the run, which GitHub tells of as long as it goes on, and after."""
        sha = self.server.git(repository).read_ref("refs/heads/main")
        assert sha is not None
        status = "in_progress"
        run = self.server.add_run(repository, workflow, sha=sha, event=event_name, status=status)
        try:
            yield run.id
        finally:
            run.status, run.conclusion = "completed", "success"

    def _act(
        self,
        run: int,
        root: Path,
        app: Mapping[str, str],
        token: Mapping[str, str],
        workflow: str,
        event_name: str,
        event: Mapping[str, Any],
    ) -> Run:
        return Act(self.machine, {PODIUM: self.podium}, is_warm=True).run(
            root,
            event_name,
            event,
            workflow=workflow,
            environment={
                "GITHUB_API_URL": self.server.api_url,
                "GITHUB_SERVER_URL": self.server.url,
                "GITHUB_RUN_ID": str(run),
                "GIT_CONFIG_GLOBAL": os.devnull,
                "GIT_CONFIG_NOSYSTEM": "1",
                "STAND_IN_PYTHON": sys.executable,
                "ARTIFACT_STORE": str(self.machine / "artifacts"),
                "PAGES": str(self.folder / "pages"),
            },
            secrets={**token} | {name: app[name] for name in app if name.endswith("_KEY")},
            variables={name: app[name] for name in app if name.endswith("_ID")},
        )

    def _job_token(self, repository: str, workflow: str) -> str:
        """For the repository of the run, and what its workflow lists for its jobs."""
        text = (self.written(repository) / ".github/workflows" / workflow).read_text("utf-8")
        jobs = act_shim.load(text)["jobs"].values()
        listed = {scope: level for job in jobs for scope, level in job["permissions"].items()}
        held = {scope.replace("-", "_"): level for scope, level in listed.items()}
        return self.server.token({repository: held}, name=f"{repository}: {workflow}")

    def take_in(self, pull: Pull) -> Run:
        event = self.server.pull_request_event(CHALLENGE, pull.number)
        return self.run(CHALLENGE, "intake.yml", "pull_request", event)

    def grade(self, pull: Pull) -> Run:
        """By what names this one pull request: the end of its intake run, or somebody by hand."""
        if self.shape is Shape.SINGLE:
            runs = self.server.repository(CHALLENGE).runs.values()
            (intake,) = [one for one in runs if one.head_sha == pull.head_sha]
            event = self.server.workflow_run_event(intake)
            return self.run(CHALLENGE, "evaluate.yml", "workflow_run", event)
        inputs = {"pull-request": str(pull.number), "head-sha": pull.head_sha}
        event = self.server.workflow_dispatch_event(
            GRADER, "evaluate.yml", sender="octo-org", inputs=inputs
        )
        return self.run(GRADER, "evaluate.yml", "workflow_dispatch", event)

    def sweep(self) -> Run:
        event = self.server.schedule_event(self.grading, "evaluate.yml", EVERY_HOUR)
        return self.run(self.grading, "evaluate.yml", "schedule", event)

    def take_release(self, release: Release) -> tuple[Run, Run]:
        """In a single repository a release is an event: of intake, whose end wakes up the rest."""
        event = self.server.release_event(release)
        first = self.run(CHALLENGE, "intake.yml", "release", event)
        run = self.server.add_run(
            CHALLENGE, "intake.yml", sha=self.tip, event="release", branch=release.tag
        )
        event = self.server.workflow_run_event(run)
        return first, self.run(CHALLENGE, "evaluate.yml", "workflow_run", event)

    def deploy(self) -> Run:
        """What a finished evaluation, or a push to the results, sets going."""
        repository, _ = self.recorded_in
        if self.shape is Shape.SINGLE:
            run = self.server.add_run(
                CHALLENGE, "evaluate.yml", sha=self.tip, event="workflow_run", branch="main"
            )
            event = self.server.workflow_run_event(run)
            return self.run(repository, "pages.yml", "workflow_run", event)
        document = self.server.workflow_dispatch_event(RESULTS, "pages.yml", sender="octo-org")
        event = {"ref": document["ref"], "repository": document["repository"]}
        return self.run(repository, "pages.yml", "push", event)

    # What comes of it

    @property
    def tip(self) -> str:
        """Of the challenge's main branch."""
        sha = self.server.git(CHALLENGE).read_ref("refs/heads/main")
        assert sha is not None
        return sha

    def comment(self, pull: Pull) -> str:
        """Our last word; nobody else has written any."""
        comments = self.server.comments(CHALLENGE, pull.number)
        bot = "github-actions[bot]" if self.shape is Shape.SINGLE else BOT
        assert {one.user.login for one in comments} == {bot}
        return told.last_word(comments, bot)

    def records(self) -> dict[str, bytes]:
        """What the results repository holds; the branch is made with the first of it."""
        repository, branch = self.recorded_in
        git = self.server.git(repository)
        if git.read_ref(f"refs/heads/{branch}") is None:
            return {}
        paths = git.run("ls-tree", "-r", "--name-only", branch, "results/").splitlines()
        return {path: self.server.read(repository, path, at=branch) for path in paths}

    def evaluations(self, submission: str) -> list[dict[str, bytes]]:
        """The files of each evaluation of a submission."""
        found: dict[str, dict[str, bytes]] = {}
        for path, content in self.records().items():
            folder, _, name = path.rpartition("/")
            if f"/{submission}/evaluations/" in folder:
                found.setdefault(folder, {})[name] = content
        return [files for _, files in sorted(found.items())]

    def score(self, submission: str) -> float:
        """Of its only evaluation."""
        (files,) = self.evaluations(submission)
        found: float = json.loads(files["metrics.json"])["accuracy"]
        return found

    def told_of(self, release: Release) -> list[Status]:
        """The statuses of its asset, at the commit that everybody sees."""
        identity, every = str(release.assets[0].id), self.server.statuses(CHALLENGE, self.tip)
        return [one for one in every if identity in one.context]

    def assert_both_are_ranked(self) -> None:
        """The release, which knows every answer, above the example."""
        board = self.page("shapes/phases/test/overall/index.html")
        assert re.search(r"\b1\b.{0,12}\bgrace New All by hand 1\.000\b", board), board
        assert re.search(r"\b2\b.{0,12}\bada New Area ratio\b.{0,300}\b0\.925\b", board), board

    def assert_links_hold(self, pull: Pull) -> None:
        """What the comment links to is on the site."""
        links = re.findall(r"\((https://[^)]+)\)", self.comment(pull))
        assert len(links) == 2
        for link in links:
            assert f"{link.removeprefix(self.site_url)}index.html" in self.site()

    def page(self, address: str) -> str:
        """The text of a page of the deployed site."""
        return Page((self.folder / "pages" / address).read_text(encoding="utf-8")).text

    def site(self) -> dict[str, bytes]:
        return read_all(self.folder / "pages")


@contextmanager
def begin(shape: Shape, folder: Path) -> Iterator[Chain]:
    """The stage, until the block ends."""
    repositories.write(shape, folder / "written")
    podium = act_shim.copy_repository(ROOT, folder / "podium", own=PODIUM)
    public, private = make_key()
    with GitHubServer(folder) as server:
        server.clock.now = datetime.now(UTC)
        server.clock.run()
        server.add_organization("octo-org")
        for repository, inside in FOLDERS[shape].items():
            root = folder / "written" / inside
            server.add_repository(repository, files=read_all(root), private=repository == GRADER)
            copy = shutil.copytree(root, folder / "act" / repository)
            act.for_act(copy)
            act.commit_all(copy, repository)
        server.make_labels(CHALLENGE, *told.LABELS)
        app = server.add_app(BOT.removesuffix("[bot]"), public_key=public)
        if shape is Shape.PRIVATE_GRADER:
            server.install(app, (CHALLENGE, RESULTS), MAY)
        yield Chain(shape, server, folder, podium, app, private)


def read_all(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def read_labels(content: bytes) -> Labels:
    """Of predictions or of ground truth."""
    return {row["id"]: row["label"] for row in csv.DictReader(content.decode().splitlines())}


def accuracy(predictions: bytes, truth: bytes) -> float:
    given, true = read_labels(predictions), read_labels(truth)
    return sum(given[name] == label for name, label in true.items()) / len(true)
