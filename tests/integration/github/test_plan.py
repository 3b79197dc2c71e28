"""A run whose jobs plan, evaluate and publish, each on a machine of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from integration.github.conftest import CHALLENGE, CONFIG, EVALUATOR, Place
from podium.github import comment, plan_document
from podium.github.comment import Stage
from podium.records.model import Status

Outputs = dict[str, str]


@dataclass
class Run:
    """One workflow run. ``reader`` is all that a machine with a container has: a token that may
    read contents."""

    place: Place
    number: int
    reader: str
    folder: Path = field(init=False)
    outputs: Outputs = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder = self.place.folder / f"run-{self.number}"

    def job(self, name: str, command: str, **environ: str) -> int:
        """On a machine with nothing but what the artifacts bring."""
        machine = self.folder / name
        work, output = machine / "work", machine / "output"
        (work / "plan").mkdir(parents=True, exist_ok=True)
        if self.artifact.is_dir():
            shutil.copytree(self.artifact, work / "plan", dirs_exist_ok=True)
        own = {
            "PODIUM_WORK": str(work),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_RUN_ID": str(self.number),
            **environ,
        }
        code = self.place.run(command, **own)
        lines = output.read_text().splitlines() if output.exists() else []
        self.outputs |= dict(line.split("=", 1) for line in lines)
        return code

    def plan(self) -> list[dict[str, Any]]:
        assert self.job("plan", "plan", PODIUM_RESULTS_TOKEN="") == 0
        shutil.copytree(self.folder / "plan" / "work" / "plan", self.artifact)
        return self.matrix

    @property
    def artifact(self) -> Path:
        return self.folder / "artifact"

    @property
    def matrix(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.outputs["matrix"])["include"]
        return found

    def evaluate(self, item: int, **environ: str) -> int:
        token = {"PODIUM_TOKEN": self.reader, "PODIUM_RESULTS_TOKEN": ""}
        own = {**self._of(item), **token, **environ}
        return self.job(f"evaluate-{item}", "evaluate", **own)

    def delivered(self, item: int) -> Path:
        return self.folder / f"evaluate-{item}" / "work" / "delivered"

    def folder_of(self, item: int) -> Path:
        """Of the only submission."""
        (folder,) = (path for path in self.delivered(item).iterdir() if path.is_dir())
        return folder

    def publish(self, item: int, ended: str = "success") -> int:
        work = self.folder / f"publish-{item}" / "work"
        work.mkdir(parents=True)
        if self.delivered(item).is_dir():
            shutil.copytree(self.delivered(item), work / "delivered", symlinks=True)
        return self.job(f"publish-{item}", "publish", PODIUM_ENDED=ended, **self._of(item))

    def _of(self, item: int) -> Mapping[str, str]:
        return {"PODIUM_ITEM": str(item), "PODIUM_PLAN": self.outputs["plan"]}

    def all(self) -> None:
        for one in self.plan():
            self.evaluate(one["item"])
            self.publish(one["item"])


@pytest.fixture
def runs(place: Place) -> Iterator[Run]:
    """Runs of the workflow on a sweep, one after the other; those begun count as running."""
    sha = place.server.git(CHALLENGE).read_ref("refs/heads/main")
    assert sha is not None
    reader = place.server.token({CHALLENGE: {"contents": "read"}}, name="evaluate")

    def begin() -> Iterator[Run]:
        while True:
            event = place.server.schedule_event(CHALLENGE, "evaluate.yml", "7 * * * *")
            place.event("schedule", event)
            run = place.server.add_run(
                CHALLENGE, "evaluate.yml", sha=sha, event="schedule", status="in_progress"
            )
            yield Run(place, run.id, reader)

    return begin()


def end(run: Run) -> None:
    run.place.server.repository(CHALLENGE).runs[run.number].status = "completed"


def mark(place: Place, pull: Any) -> Any:
    return comment.parse_mark(place.comment(pull))


def test_a_submission_goes_through_three_machines(place: Place, runs: Iterator[Run]) -> None:
    pull, run = place.submit("octocat", score="0.75"), next(runs)
    (item,) = run.plan()
    assert item == {"item": 1, "minutes": 6, "job-minutes": 21, "runs-on": '"ubuntu-24.04"'}
    assert run.outputs["items"] == "1" and run.outputs["max-parallel"] == "10"
    assert mark(place, pull).stage is Stage.EVALUATING and mark(place, pull).run == run.number
    (status,) = place.server.statuses(CHALLENGE, pull.head_sha)
    assert (status.state, status.description) == ("pending", f"being evaluated (run {run.number})")
    assert run.evaluate(1) == 0
    assert place.records() == []
    assert run.publish(1) == 0
    assert "### Scored: rank 1 of 1" in place.comment(pull)
    assert place.server.labels(CHALLENGE, pull.number) == ["podium: scored"]
    (record,) = place.records()
    assert record.evaluations[0].evaluation.run_url == (
        f"{place.server.url}/{CHALLENGE}/actions/runs/{run.number}"
    )
    assert next(runs).plan() == []


def test_the_machine_that_evaluates_writes_nothing_and_delivers_no_log(
    place: Place, runs: Iterator[Run]
) -> None:
    place.submit("octocat")
    run = next(runs)
    run.plan()
    place.server.requests.clear()
    run.evaluate(1)
    asked = list(place.server.requests)
    assert {one.method for one in asked if one.kind == "rest"} <= {"GET"}
    assert {one.route for one in asked if one.kind == "git"} == {"git-upload-pack"}
    folder = run.folder_of(1)
    names = {path.name for path in folder.iterdir()}
    assert "outcome.json" in names and not [name for name in names if name.endswith(".log")]


def test_few_calls_are_made_for_a_submission(place: Place, runs: Iterator[Run]) -> None:
    for number in range(5):
        place.submit(f"user{number}", score=f"0.{number}")
    place.server.requests.clear()
    next(runs).all()
    assert len(place.records()) == 5
    assert len(place.rest_calls()) <= 2 + 12 * 5, place.rest_calls()


def test_what_one_run_holds_another_leaves_and_counts(place: Place, runs: Iterator[Run]) -> None:
    text = CONFIG.replace("max_submissions_per_day: 2", "max_submissions_per_day: 1")
    (place.folder / "small/challenge_config.yaml").write_text(text)
    first = place.submit("octocat")
    holder, other = next(runs), next(runs)
    assert len(holder.plan()) == 1
    second = place.submit(
        "octocat", {"submissions/small/dev/octocat/b/answer.txt": "0.5"}, branch="b"
    )
    next(runs)  # the event of a sweep again
    assert other.plan() == []
    assert "### Not accepted" in place.comment(second)
    assert mark(place, first).run == holder.number
    end(holder)
    again = next(runs)
    assert len(again.plan()) == 1
    assert mark(place, first).run == again.number and mark(place, first).attempts == 1


def test_a_refusal_needs_no_machine(place: Place, runs: Iterator[Run]) -> None:
    pull = place.submit("octocat", {"submissions/README.md": "mine"})
    run = next(runs)
    assert run.plan() == [] and run.outputs["state"] == "rejected"
    assert "### Not accepted" in place.comment(pull)


def test_what_only_the_files_tell_is_told_by_who_publishes(
    place: Place, runs: Iterator[Run]
) -> None:
    folder = "submissions/small/dev/octocat/first"
    files = {f"{folder}/answer.txt": "0.5", f"{folder}/submission.yaml": "methodname: x"}
    pull = place.submit("octocat", files)
    next(runs).all()
    assert "`submission.yaml:1: methodname`: unknown key" in place.comment(pull)
    assert place.records() == []


def test_a_lost_announcement_is_made_by_who_plans(place: Place, runs: Iterator[Run]) -> None:
    pull, run = place.submit("octocat"), next(runs)
    run.plan()
    run.evaluate(1)
    place.server.fail_next("PATCH", r"/issues/comments/", "502", times=9)
    assert run.publish(1) == 3
    assert len(place.records()) == 1
    end(run)
    assert next(runs).plan() == []
    assert "### Scored: rank 1 of 1" in place.comment(pull)


# What does not come to an end


def test_a_machine_that_is_lost_counts_as_an_attempt(place: Place, runs: Iterator[Run]) -> None:
    pull, run = place.submit("octocat"), next(runs)
    run.plan()
    assert run.publish(1, ended="failure") == 3
    assert (mark(place, pull).stage, mark(place, pull).attempts) == (Stage.RETRYING, 1)
    end(run)
    next(runs).all()
    assert "### Scored" in place.comment(pull)


def test_a_machine_that_never_came_does_not(place: Place, runs: Iterator[Run]) -> None:
    pull, run = place.submit("octocat"), next(runs)
    run.plan()
    assert run.publish(1, ended="cancelled") == 0
    assert (mark(place, pull).stage, mark(place, pull).attempts) == (Stage.RECEIVED, 0)


def test_a_machine_that_never_began_does_not(place: Place, runs: Iterator[Run]) -> None:
    """What it needs before the first evaluation could not be had."""
    pull, run = place.submit("octocat"), next(runs)
    run.plan()
    assert run.evaluate(1, PODIUM_TOKEN="ghs_of_another_day") != 0
    assert run.publish(1, ended="failure") == 0
    assert mark(place, pull).attempts == 0


def test_what_was_begun_and_has_no_end_counts(place: Place, runs: Iterator[Run]) -> None:
    pull, run = place.submit("octocat"), next(runs)
    run.plan()
    run.evaluate(1)
    folder = run.folder_of(1)
    (folder / "outcome.json").unlink()
    assert run.publish(1, ended="failure") == 3
    assert (mark(place, pull).stage, mark(place, pull).attempts) == (Stage.RETRYING, 1)


def test_without_time_for_one_more_it_is_in_line_again(place: Place, runs: Iterator[Run]) -> None:
    for number in range(4):  # so that durations are known
        place.submit(f"known{number}", score=f"0.{number}")
    place.sweep()
    pulls = [place.submit(f"user{number}", score=f"0.{number}") for number in range(2)]
    run = next(runs)
    assert len(run.plan()) == 1
    assert run.evaluate(1, PODIUM_MINUTES="0.01") == 0
    assert run.folder_of(1)
    assert run.publish(1) == 0
    assert "### Scored" in place.comment(pulls[0])
    assert (mark(place, pulls[1]).stage, mark(place, pulls[1]).attempts) == (Stage.RECEIVED, 0)


def test_first_metrics_of_a_lost_machine_are_recorded(place: Place, runs: Iterator[Run]) -> None:
    pull, run = place.submit("octocat"), next(runs)
    run.plan()
    run.evaluate(1)
    folder = run.folder_of(1)
    (folder / "outcome.json").unlink()
    document = json.loads((folder / "evaluation.json").read_text())
    document["status"] = "partially_evaluated"
    (folder / "evaluation.json").write_text(json.dumps(document))
    run.publish(1, ended="failure")
    (record,) = place.records()
    assert record.evaluations[0].evaluation.status is Status.PARTIALLY_EVALUATED
    assert mark(place, pull).stage is Stage.RETRYING


# What a machine may have been made to say


def forge_other_plan(run: Run, folder: Path) -> None:
    path = run.artifact / plan_document.FILE
    path.write_bytes(path.read_bytes().replace(b"octocat", b"mallory"))


def forge_link(run: Run, folder: Path) -> None:
    (folder / "metrics.json").unlink()
    (folder / "metrics.json").symlink_to("/etc/passwd")


def forge_name(run: Run, folder: Path) -> None:
    (folder / "more.html").write_text("<script>")


def forge_picture(run: Run, folder: Path) -> None:
    (folder / "images" / "a").mkdir(parents=True)
    (folder / "images" / "a" / "b.png").write_text("<script>")


def forge_size(run: Run, folder: Path) -> None:
    with (folder / "metrics.json").open("ab") as stream:
        stream.truncate(1 << 30)


def _edit(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def forge_files(run: Run, folder: Path) -> None:
    file = {"path": "answer.txt", "size": 12345, "sha256": "0" * 64}
    _edit(folder / "submission.json", files=[file])


def forge_time(run: Run, folder: Path) -> None:
    _edit(folder / "evaluation.json", created_at="2020-01-01T00:00:00Z")


def forge_truth(run: Run, folder: Path) -> None:
    _edit(folder / "evaluation.json", ground_truth=f"sha256:{'0' * 64}")


def forge_json(run: Run, folder: Path) -> None:
    (folder / "metrics.json").write_text("[" * 100_000)


@pytest.mark.parametrize(
    "forge",
    [
        *(forge_other_plan, forge_link, forge_name, forge_picture, forge_size),
        *(forge_files, forge_time, forge_truth, forge_json),
    ],
)
def test_what_is_forged_is_not_recorded(place: Place, runs: Iterator[Run], forge: Any) -> None:
    pull, run = place.submit("octocat"), next(runs)
    run.plan()
    run.evaluate(1)
    folder = run.folder_of(1)
    forge(run, folder)
    assert run.publish(1) == 3
    assert place.records() == []
    assert mark(place, pull).stage is (
        Stage.EVALUATING if forge is forge_other_plan else Stage.RETRYING
    )


def test_whose_submission_it_is_the_plan_says(place: Place, runs: Iterator[Run]) -> None:
    pull, run = place.submit("octocat"), next(runs)
    run.plan()
    run.evaluate(1)
    folder = run.folder_of(1)
    other = {"login": "mallory", "id": 1, "team": None}
    _edit(folder / "submission.json", id="pr-9-0000000", participant=other, phase="old")
    assert run.publish(1) == 0
    (record,) = place.records()
    assert record.submission.id == f"pr-1-{pull.head_sha[:7]}"
    assert (record.submission.participant.login, record.submission.phase) == ("octocat", "dev")


# What may not be seen


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("dataset_split_id: 1}", "dataset_split_id: 1, visibility: 1}"),
        ("name: Development,", "name: Development, is_public: true, leaderboard_public: false,"),
        ("name: Development,", "name: Development, auto_publish_new_results: false,"),
    ],
)
def test_hidden_results_are_refused_where_anybody_reads_artifacts(
    place: Place, runs: Iterator[Run], old: str, new: str
) -> None:
    (place.folder / "small/challenge_config.yaml").write_text(CONFIG.replace(old, new))
    pull, run = place.submit("octocat"), next(runs)
    assert run.job("plan", "plan", PODIUM_RESULTS_TOKEN="") == 2
    assert run.outputs["items"] == "0"
    assert mark(place, pull).stage is Stage.BROKEN
    assert "private grader" in place.summary


def test_a_limit_is_looked_at_again_before_anything_is_recorded(
    place: Place, runs: Iterator[Run]
) -> None:
    text = CONFIG.replace("max_submissions_per_day: 2", "max_submissions_per_day: 1")
    (place.folder / "small/challenge_config.yaml").write_text(text)
    first, run = place.submit("octocat"), next(runs)
    run.plan()
    run.evaluate(1)
    second = place.submit(
        "octocat", {"submissions/small/dev/octocat/b/answer.txt": "0.5"}, branch="b"
    )
    assert place.grade() == (0, 0)
    assert "### Scored" in place.comment(second)
    assert run.publish(1) == 0
    assert "### Not accepted" in place.comment(first)
    assert len(place.records()) == 1


def test_one_that_breaks_the_evaluator_holds_back_no_other(
    place: Place, runs: Iterator[Run]
) -> None:
    script = place.folder / "small/evaluation_script/main.py"
    script.write_text(
        EVALUATOR.replace("    if text", "    if text == '666': raise MemoryError\n    if text")
    )
    bad, good = place.submit("mallory", score="666"), place.submit("octocat")
    run = next(runs)
    assert len(run.plan()) == 2
    run.evaluate(2)
    run.publish(2)
    run.evaluate(1)
    run.publish(1)
    assert "### Scored: rank 1 of 1" in place.comment(good)
    assert "### Scored" not in place.comment(bad)


def test_a_long_evaluation_holds_back_nobody(place: Place, runs: Iterator[Run]) -> None:
    """Whoever comes while it goes on is planned, evaluated and told by a run of their own."""
    long, holder = place.submit("ada", score="0.9"), next(runs)
    holder.plan()
    short = place.submit("octocat", score="0.5")
    next(runs).all()
    assert "### Scored: rank 1 of 1" in place.comment(short)
    assert mark(place, long).stage is Stage.EVALUATING
    holder.evaluate(1)
    holder.publish(1)
    assert "### Scored: rank 1 of 2" in place.comment(long)
    assert len(place.records()) == 2


def test_a_release_is_claimed_by_its_status(place: Place, runs: Iterator[Run]) -> None:
    release = place.server.publish_release(
        CHALLENGE, "v1", author="octocat", assets={"dev--first.txt": b"0.5"}
    )
    holder, other = next(runs), next(runs)
    assert len(holder.plan()) == 1
    assert other.plan() == []
    holder.evaluate(1)
    assert holder.publish(1) == 0
    (record,) = place.records()
    assert record.submission.id == f"release-{release.assets[0].id}"
    end(holder)
    assert next(runs).plan() == []
