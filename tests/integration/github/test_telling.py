"""Whom GitHub tells of what we write: one word when a submission is there, one when it is over."""

from __future__ import annotations

from typing import Any

import pytest

from integration.github.conftest import CHALLENGE, CONFIG, Place
from podium.github import comment
from podium.github.grading import MOST_ATTEMPTS


def told(place: Place, login: str) -> list[str]:
    """The first line of what GitHub told somebody of, since it was asked last."""
    comments = place.server.repository(CHALLENGE).comments
    found = [comments[one.comment].body for one in place.server.mails if one.to == login]
    place.server._state.mails.clear()
    return [body.splitlines()[1] for body in found]


def test_the_author_is_told_when_it_came_and_when_it_is_over(place: Place) -> None:
    pull = place.submit("octocat", score="0.5")
    place.run("evaluate")
    assert told(place, "octocat") == ["### Evaluating"]
    place.run("publish")
    assert told(place, "octocat") == ["### Scored: rank 1 of 1"]
    assert "\n\n@octocat: Submission" in place.comment(pull)
    place.push(pull, "0.9")
    assert place.grade() == (0, 0)
    assert told(place, "octocat") == ["### Scored: rank 1 of 1"], "and of nothing in between"
    assert place.sweep() == (0, 0)
    assert told(place, "octocat") == []


def test_what_was_edited_leads_to_what_was_told(place: Place) -> None:
    pull = place.submit("octocat")
    place.grade()
    edited, outcome = place.server.comments(CHALLENGE, pull.number)
    assert f"[The result]({place.server.url}/{CHALLENGE}/pull/1#issuecomment-{outcome.id})" in (
        edited.body
    )
    assert len(edited.body.splitlines()) == 2


def test_each_outcome_stays(place: Place) -> None:
    pull = place.submit("octocat", score="bad")
    place.grade()
    place.push(pull, "0.9")
    place.grade()
    bodies = [one.body for one in place.server.comments(CHALLENGE, pull.number)]
    assert ["### Evaluation failed" in bodies[1], "### Scored" in bodies[2]] == [True, True]
    assert len(bodies) == 3


@pytest.mark.parametrize("times", [1, 2])
def test_an_outcome_whose_answer_was_lost_is_told_once(place: Place, times: int) -> None:
    pull = place.submit("octocat")
    place.run("evaluate")
    place.server.fail_next("POST", r"/issues/1/comments", "502", applied=times == 1, times=times)
    assert place.run("publish") == 0
    assert len(told(place, "octocat")) == 2
    assert "### Scored" in place.comment(pull)


def test_publishing_once_more_tells_nobody(place: Place) -> None:
    """As when somebody runs a job again whose artifact is still there."""
    place.submit("octocat")
    place.run("evaluate")
    kept = {path: path.read_bytes() for path in _files(place)}
    place.run("publish")
    told(place, "octocat")
    for path, content in kept.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert place.run("publish") == 0
    assert told(place, "octocat") == []


def _files(place: Place) -> list[Any]:
    work = place.folder / "evaluated"
    return [path for path in work.rglob("*") if path.is_file()]


def test_what_an_older_version_told_in_its_one_comment_is_not_told_again(place: Place) -> None:
    pull = place.submit("octocat")
    place.grade()
    edited, outcome = place.server.comments(CHALLENGE, pull.number)
    edited.body = outcome.body.replace(', "outcome": true', "")
    del place.server.repository(CHALLENGE).comments[outcome.id]
    place.server.requests.clear()
    assert place.sweep() == (0, 0)
    assert place.writes() == []


def test_a_marker_that_somebody_else_wrote_is_no_outcome(place: Place) -> None:
    pull = place.submit("octocat")
    place.run("evaluate")
    mark = comment.Mark(pull.head_sha, comment.Stage.SCORED, is_outcome=True)
    body = f"{comment.mark_line(mark)}\n### Scored: rank 1 of 1"
    place.server.comment(CHALLENGE, pull.number, author="octocat", body=body)
    assert place.run("publish") == 0
    assert "@octocat: Submission" in place.comment(pull)


def test_hosts_are_told_once_it_is_theirs_to_act(place: Place) -> None:
    place.server.add_user("hanna")
    place.submit("octocat")
    for attempt in range(MOST_ATTEMPTS):
        assert told(place, "hanna") == [], attempt
        place.server.fail_next("GET", r"/git/trees/", "502", times=6)
        place.sweep()
    assert told(place, "hanna") == ["### The evaluation did not come to an end"]


def test_a_broken_evaluation_that_is_started_again_is_told_again(place: Place) -> None:
    script = place.folder / "small/evaluation_script/main.py"
    script.write_text(f"import nosuch\n{script.read_text()}")
    pull = place.submit("octocat")
    assert place.grade() == (2, 0)
    told(place, "octocat")
    inputs = {"PODIUM_PULL_REQUEST": str(pull.number)}
    assert place.grade(**inputs) == (2, 0)
    assert told(place, "octocat") == ["### The evaluation could not be done"]


def test_a_ghost_is_not_mentioned(place: Place) -> None:
    pull = place.submit("octocat")
    place.run("evaluate")
    place.server.delete_account("octocat")
    assert place.run("publish") == 0
    assert "@" not in place.comment(pull)


def test_a_held_run_is_scored_within_one_wake_up(place: Place) -> None:
    config = CONFIG.replace("max_submissions_per_day: 2,", "max_submissions_per_day: 1,")
    (place.folder / "small/challenge_config.yaml").write_text(config)
    files = {"submissions/small/dev/octocat/first/answer.txt": "0.5"}
    pull = place.server.open_pull(CHALLENGE, author="octocat", files=files)
    pushed_at = place.server.clock.now
    run = place.server.hold_run(CHALLENGE, "intake.yml", pull)
    place.server.clock.advance(minutes=1)
    place.event("workflow_run", place.server.workflow_run_event(run, "requested"))
    assert place.grade() == (0, 0)
    assert "### Scored" in place.comment(pull)
    assert place.records()[0].submission.submitted_at == pushed_at
    place.server.approve(run)
    place.event("workflow_run", place.server.workflow_run_event(run))
    place.server.requests.clear()
    assert place.grade() == (0, 0)
    assert place.writes() == []


def test_a_push_that_github_does_not_list_at_once_is_scored_by_its_own_wake_up(
    place: Place,
) -> None:
    pull = place.submit("octocat", score="0.5")
    place.grade()
    place.server.lag(1)
    path = "submissions/small/dev/octocat/first/answer.txt"
    sha = place.server.push_to_pull(CHALLENGE, pull.number, {path: "0.9"})
    run = place.server.add_run(
        CHALLENGE, "intake.yml", sha=sha, branch=pull.head_branch, head="octocat/small"
    )
    place.event("workflow_run", place.server.workflow_run_event(run))
    assert pull.head_sha != sha
    assert place.grade() == (0, 0)
    assert f"commit `{sha[:12]}`" in place.comment(pull) and "0.90" in place.comment(pull)


def test_a_pull_request_without_our_labels_is_answered_all_the_same(place: Place) -> None:
    place.server.repository(CHALLENGE).labels.clear()
    pull = place.submit("octocat")
    assert place.grade() == (0, 0)
    assert place.server.labels(CHALLENGE, pull.number) == []
    mark = comment.parse_mark(place.comment(pull))
    assert mark is not None and mark.is_outcome
