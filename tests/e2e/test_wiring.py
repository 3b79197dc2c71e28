"""What each event comes to: the written callers and the reusable workflows, run by `act`, with an
action in Podium's place that notes what it was given."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from e2e import act, act_shim, repositories
from e2e.act import Act, Run
from e2e.repositories import COMMIT, ROOT, WRITTEN

PODIUM = f"podium-challenges/podium@{COMMIT}"
SITE = "https://octo-org.github.io/shapes/"

Notes = list[dict[str, str]]

DIGEST = "d" * 64
MATRIX = json.dumps(
    {"include": [{"item": 1, "minutes": 9, "job-minutes": 24, "runs-on": '"ubuntu-24.04"'}]}
)
# What each job is told of its place in a plan.
OF_ITEM = {"item": "1", "plan": DIGEST}


@dataclass(frozen=True, slots=True)
class Stage:
    """A written repository, and what Podium's stand-in noted of its runs."""

    act: Act
    root: Path
    folder: Path

    def run(
        self,
        event_name: str,
        event: dict[str, Any],
        workflow: str,
        *,
        changed: str = "true",
        **more: Any,
    ) -> Run:
        environment = {
            "CHANGED": changed,
            "NOTES": str(self.folder / "notes"),
            "ARTIFACT_STORE": str(self.folder / "artifacts"),
            "PAGES": str(self.folder / "pages"),
            "CHECKOUTS": str(self.folder / "checkouts"),
        }
        run = self.act.run(
            self.root, event_name, event, workflow=workflow, environment=environment, **more
        )
        assert run.exit_code == 0, run.log
        return run

    def notes(self) -> Notes:
        path = self.folder / "notes"
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def podium(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This checkout's reusable workflows, with the noting action at its root."""
    target = tmp_path_factory.mktemp("podium") / "checkout"
    act_shim.copy_repository(ROOT, target, own=PODIUM)
    real = act_shim.load((ROOT / "action.yml").read_text(encoding="utf-8"))
    given = {f"GIVEN_{name}": f"${{{{ inputs.{name} }}}}" for name in real["inputs"]}
    note = (
        "python3 -I -c 'import json, os; print(json.dumps({k[6:]: v for k, v in os.environ.items()"
        ' if k.startswith("GIVEN_") and v}))\' >> "$NOTES"\n'
        'site=$RUNNER_TEMP/site; mkdir -p "$site"; echo a page > "$site/index.html"\n'
        'printf "state=evaluated\\npublished=1\\nsite=%s\\nchanged=%s\\n" "$site"'
        ' "${CHANGED:-true}" >> "$GITHUB_OUTPUT"\n'
        "work=$RUNNER_TEMP/podium/work\n"
        'for made in plan delivered; do mkdir -p "$work/$made"; echo x > "$work/$made/x"; done\n'
        f"printf 'items=1\\nmax-parallel=1\\nplan=%s\\nmatrix=%s\\n' {DIGEST} '{MATRIX}'"
        ' >> "$GITHUB_OUTPUT"\n'
    )
    step = {"id": "run", "shell": "bash", "env": given, "run": note}
    outputs = {
        name: {**about, "value": f"${{{{ steps.run.outputs.{name} }}}}"}
        for name, about in real["outputs"].items()
    }
    action = {**real, "outputs": outputs, "runs": {"using": "composite", "steps": [step]}}
    for path in (target / "action.yml", target / ".github/actions/run/action.yml"):
        path.write_text(json.dumps(action), encoding="utf-8")
    return target


@pytest.fixture
def stage(request: pytest.FixtureRequest, podium: Path, tmp_path: Path) -> Stage:
    shape, inside = WRITTEN[request.param]
    root = repositories.write(shape, tmp_path / "written") / inside
    act.for_act(root)
    act.commit_all(root)
    return Stage(Act(tmp_path / "act", {PODIUM: podium}), root, tmp_path)


def on(*names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("stage", names, indirect=True)


def intake_ended(conclusion: str = "success", event: str = "pull_request") -> dict[str, Any]:
    run = {"event": event, "conclusion": conclusion, "head_sha": "1" * 40, "pull_requests": []}
    return {"action": "completed", "workflow_run": run, **REPOSITORY}


APP = {
    "secrets": {"PODIUM_APP_PRIVATE_KEY": "a key"},
    "variables": {"PODIUM_APP_CLIENT_ID": "Iv23"},
}
REPOSITORY = {"repository": {"full_name": "octo-org/shapes", "default_branch": "main"}}
OF_RUN = {"token": "ghs_of_the_run", "run-token": "ghs_of_the_run"}
PULL = {"action": "opened", "pull_request": {"number": 7, "base": {"sha": "2" * 40}}, **REPOSITORY}


@on("single", "challenge")
def test_a_pull_request_is_checked(stage: Stage) -> None:
    stage.run("pull_request", PULL, "intake.yml")
    [note] = stage.notes()
    assert note == {"command": "intake", "challenge": ".", **OF_RUN}


@on("single")
def test_a_release_only_wakes_up(stage: Stage) -> None:
    run = stage.run("release", {"action": "published", **REPOSITORY}, "intake.yml")
    assert "takes the release" in run.log
    assert stage.notes() == []


@on("single")
@pytest.mark.parametrize("conclusion", ["success", "failure"])
def test_the_end_of_an_intake_is_evaluated_and_published(stage: Stage, conclusion: str) -> None:
    stage.run("workflow_run", intake_ended(conclusion), "evaluate.yml")
    common = {"challenge": ".", "results-branch": "results", **OF_RUN}
    told = {"site-url": SITE, **common}
    pushing = {"results-token": "ghs_of_the_run", "ended": "success"}
    assert stage.notes() == [
        {"command": "plan", **told},
        {"command": "evaluate", "minutes": "9", **OF_ITEM, **common},
        {"command": "publish", **pushing, **OF_ITEM, **told},
    ]


@on("single")
def test_a_cancelled_intake_made_place_for_a_newer_one(stage: Stage) -> None:
    stage.run("workflow_run", intake_ended("cancelled"), "evaluate.yml")
    assert stage.notes() == []


@on("single")
@pytest.mark.parametrize(
    ("event_name", "event"),
    [
        pytest.param("workflow_run", intake_ended(event="release"), id="a release's intake"),
        pytest.param("schedule", {"schedule": "17 * * * *"}, id="every hour"),
        pytest.param("workflow_dispatch", REPOSITORY, id="by hand"),
    ],
)
def test_what_names_no_submission_sweeps(
    stage: Stage, event_name: str, event: dict[str, Any]
) -> None:
    stage.run(event_name, event, "evaluate.yml")
    first, *others = stage.notes()
    assert first["command"] == "plan" and "pull-request" not in first
    assert [note["command"] for note in others] == ["evaluate", "publish"]


@on("single")
def test_by_hand_with_a_number_takes_that_pull_request(stage: Stage) -> None:
    event = {"inputs": {"pull-request": "12"}, **REPOSITORY}
    stage.run("workflow_dispatch", event, "evaluate.yml")
    first, *_ = stage.notes()
    assert (first["command"], first["pull-request"]) == ("plan", "12")


@on("single")
def test_the_site_is_built_and_deployed_after_an_evaluation(stage: Stage) -> None:
    stage.run("workflow_run", intake_ended(event="workflow_run"), "pages.yml")
    [note] = stage.notes()
    assert note["command"] == "pages"
    assert (note["results-repository"], note["results-branch"]) == ("octo-org/shapes", "results")
    assert (stage.folder / "pages" / "index.html").read_text() == "a page\n"


@on("single")
def test_a_site_that_readers_have_already_is_not_deployed(stage: Stage) -> None:
    event = intake_ended(event="workflow_run")
    stage.run("workflow_run", event, "pages.yml", changed="false")
    assert [note["command"] for note in stage.notes()] == ["pages"]
    assert not (stage.folder / "artifacts").exists()
    assert not (stage.folder / "pages").exists()


@on("single")
def test_by_hand_a_site_is_deployed_whatever_readers_have(stage: Stage) -> None:
    stage.run("workflow_dispatch", REPOSITORY, "pages.yml", changed="false")
    assert (stage.folder / "pages" / "index.html").read_text() == "a page\n"


@on("grader")
def test_the_grader_evaluates_with_one_token_and_publishes_with_two_new_ones(
    stage: Stage,
) -> None:
    stage.run(
        "schedule",
        {"schedule": "17 * * * *", **REPOSITORY},
        "evaluate.yml",
        **APP,
    )
    repositories = {
        "repository": "octo-org/shapes",
        "results-repository": "octo-org/shapes-results",
        "results-branch": "main",
    }
    common = {"challenge": ".", "run-token": "ghs_of_the_run", **repositories}
    reading = {"token": "ghs_octo-org_shapes_contents_read"}
    told = {
        "site-url": "https://octo-org.github.io/shapes-results/",
        "bot": "podium-app[bot]",
        **common,
    }
    pushing = {"results-token": "ghs_octo-org_shapes-results_contents_write", "ended": "success"}
    first, evaluated, published = stage.notes()
    assert first == {"command": "plan", **reading, **told}
    assert evaluated == {
        "command": "evaluate",
        "minutes": "9",
        "token": "ghs_of_the_run",
        **OF_ITEM,
        **common,
    }
    assert published == {"command": "publish", **reading, **pushing, **OF_ITEM, **told}


@on("grader")
def test_the_grader_takes_one_commit_of_one_pull_request(stage: Stage) -> None:
    stage.run(
        "workflow_dispatch",
        {"inputs": {"pull-request": "12", "head-sha": "a" * 40}, **REPOSITORY},
        "evaluate.yml",
        **APP,
    )
    first, *_ = stage.notes()
    assert (first["command"], first["pull-request"], first["head-sha"]) == (
        "plan",
        "12",
        "a" * 40,
    )


@on("results")
def test_the_results_repository_shows_the_public_challenge(stage: Stage) -> None:
    challenge = stage.folder / "checkouts" / "octo-org" / "shapes"
    challenge.mkdir(parents=True)
    stage.run("push", {"ref": "refs/heads/main", **REPOSITORY}, "pages.yml")
    [note] = stage.notes()
    assert (note["command"], note["repository"]) == ("pages", "octo-org/shapes")
