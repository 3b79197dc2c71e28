"""The private grader: pull requests, grading and results in three repositories."""

from __future__ import annotations

import json
from typing import Any

import pytest

from integration.github.conftest import CHALLENGE, Place
from podium.evaluation import ground_truth

READS = {"contents": "read", "actions": "read"}


@pytest.fixture
def grader(place: Place) -> Place:
    """Evaluation holds no token for the results; publishing gets its own, minted after it."""
    place.server.add_repository("org/results", files={"README.md": "x"})
    place.server.add_repository("org/grader", files={"README.md": "x"}, private=True)
    comments = {**READS, "issues": "write", "pull_requests": "write", "statuses": "write"}
    place.environ |= {
        "GITHUB_REPOSITORY": "org/grader",
        "PODIUM_REPOSITORY": CHALLENGE,
        "PODIUM_RESULTS_REPOSITORY": "org/results",
        "PODIUM_RESULTS_BRANCH": "main",
        "PODIUM_TOKEN": place.server.token({CHALLENGE: comments}, name="app"),
        "PODIUM_RESULTS_TOKEN": "",
    }
    return place


def paths(place: Place) -> list[Any]:
    listed = place.server.git("org/results").run("ls-tree", "-r", "--name-only", "main")
    text = listed.decode() if isinstance(listed, bytes) else str(listed)
    return [path for path in text.splitlines() if path.startswith("results/")]


def test_a_submission_across_three_repositories(grader: Place) -> None:
    pull = grader.submit("octocat", score="0.75")
    grader.event(
        "schedule", grader.server.schedule_event("org/grader", "evaluate.yml", "17 * * * *")
    )
    assert grader.run("evaluate") == 0
    token = grader.server.token({"org/results": {"contents": "write"}}, name="results")
    assert grader.run("publish", PODIUM_RESULTS_TOKEN=token) == 0
    assert "### Scored: rank 1 of 1" in grader.comment(pull)
    folder = f"results/small/dev/{grader.server.clock.now:%Y-%m}/pr-1-{pull.head_sha[:7]}"
    assert f"{folder}/submission.json" in paths(grader)
    assert f"{folder}/evaluations/1/metrics.json" in paths(grader)
    assert f"org/grader/actions/runs/{7}" not in grader.comment(pull), "nobody may read it there"
    assert grader.run("pages") == 0


def test_without_the_right_to_push_nothing_is_lost(grader: Place) -> None:
    pull = grader.submit("octocat", score="0.75")
    assert grader.run("evaluate", PODIUM_PULL_REQUEST=str(pull.number)) == 0
    assert grader.run("publish") == 2
    assert "not your fault, and nothing was counted" in grader.comment(pull)
    token = grader.server.token({"org/results": {"contents": "write"}}, name="results")
    assert grader.run("publish", PODIUM_RESULTS_TOKEN=token) == 0
    assert "### Scored" in grader.comment(pull)


def recorded_truth(place: Place) -> str | None:
    git = place.server.git("org/results")
    (path,) = [one for one in paths(place) if one.endswith("/evaluation.json")]
    document: dict[str, str | None] = json.loads(git.run("show", f"main:{path}"))
    return document["ground_truth"]


@pytest.mark.parametrize("salt", ["", "0123456789abcdef"])
def test_the_record_does_not_let_hidden_labels_be_guessed(grader: Place, salt: str) -> None:
    """A plain digest of a short file is as good as the file: 40 labels were found by guessing."""
    folder = grader.folder / "small"
    (folder / "labels.csv").write_text("cat,dog")
    config = folder / "challenge_config.yaml"
    config.write_text(config.read_text().replace("hosts:", "ground_truth: labels.csv, hosts:"))
    (folder / "ground_truth.salt").write_text(salt)
    pull = grader.submit("octocat", score="0.75")
    assert grader.run("evaluate", PODIUM_PULL_REQUEST=str(pull.number)) == 0
    token = grader.server.token({"org/results": {"contents": "write"}}, name="results")
    assert grader.run("publish", PODIUM_RESULTS_TOKEN=token) == 0
    plain = ground_truth.digest_path(folder / "labels.csv")
    expected = ground_truth.salted(plain, salt.encode()) if salt else None
    assert recorded_truth(grader) == expected != plain
