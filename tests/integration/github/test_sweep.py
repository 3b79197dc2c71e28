"""What a lost, cancelled, killed or half-done run leaves behind, and who finishes it."""

from __future__ import annotations

import signal
import time
from typing import Any

import pytest

from integration.github.conftest import CHALLENGE, EVALUATOR, Place
from podium.github import comment
from podium.github.comment import Mark, Stage
from podium.github.grading import MOST_ATTEMPTS

STEPS = {
    "before anything": ("evaluate", "GET", r"/pulls$"),
    "before it is received": ("evaluate", "POST", r"/issues/1/comments"),
    "before its sizes are known": ("evaluate", "GET", r"/git/trees/"),
    "before it is pending": ("evaluate", "POST", r"/statuses/"),
    "before it is evaluated": ("evaluate", "PATCH", r"/issues/comments/"),
    "before the head is read again": ("publish", "GET", r"/pulls/1$"),
    "before it is pushed": ("publish", "POST", r"/git-receive-pack"),
    "before it has a status": ("publish", "POST", r"/statuses/"),
    "before it has a label": ("publish", "PUT", r"/labels"),
    "before it is told": ("publish", "POST", r"/issues/1/comments"),
    "after it is told": ("publish", "PATCH", r"/issues/comments/"),
}
# With nothing done, and with all but the evaluation, the record, or the word to the participant.
TELLING = (
    "before anything",
    "before it is evaluated",
    "before it is pushed",
    "before it is told",
)


def assert_scored_once(place: Place, pull: Any) -> None:
    assert "### Scored: rank 1 of 1" in place.comment(pull)
    assert [len(record.evaluations) for record in place.records()] == [1]
    outcomes = [one for one in place.server.comments(CHALLENGE, pull.number) if "###" in one.body]
    assert len(outcomes) == 1 and outcomes[0].body.count("@octocat") == 1
    assert place.server.labels(CHALLENGE, pull.number) == ["podium: scored"]
    assert place.server.statuses(CHALLENGE, pull.head_sha)[-1].state == "success"


@pytest.mark.parametrize(
    "step",
    [one if one in TELLING else pytest.param(one, marks=pytest.mark.long) for one in STEPS],
)
def test_the_sweep_repairs_a_run_killed_at_each_step(place: Place, step: str) -> None:
    command, method, path = STEPS[step]
    pull = place.submit("octocat")
    if command == "publish":
        assert place.run("evaluate") == 0
    running: list[Any] = []

    def kill(request: object) -> None:
        while not running:
            pass
        running[0].kill()
        running[0].wait()

    place.server.before(method, path, kill)
    running.append(place.start(command))
    assert running[0].wait(timeout=60) == -signal.SIGKILL
    place.new_machine()
    assert place.sweep() == (0, 0)
    assert_scored_once(place, pull)
    place.server.requests.clear()
    assert place.sweep() == (0, 0)
    assert place.writes() == []


def test_the_sweep_finds_a_pull_request_whose_run_was_never_approved(place: Place) -> None:
    pull = place.submit("octocat")
    assert place.sweep() == (0, 0)
    assert_scored_once(place, pull)


def test_the_sweep_takes_githubs_time_of_the_run_not_its_own(place: Place) -> None:
    place.submit("octocat")
    pushed_at = place.server.clock.now
    place.server.clock.advance(minutes=50)
    place.sweep()
    assert place.records()[0].submission.submitted_at == pushed_at


def test_without_any_run_it_is_githubs_clock(place: Place) -> None:
    files = {"submissions/small/dev/octocat/first/answer.txt": "0.5"}
    place.server.open_pull(CHALLENGE, author="octocat", files=files)
    now = place.server.clock.advance(minutes=-3)
    place.sweep()
    assert place.records()[0].submission.submitted_at == now


def test_many_pull_requests_are_each_told_once(place: Place) -> None:
    pulls = [place.submit(f"user{number}", score=f"0.{number}") for number in range(1, 6)]
    place.server.requests.clear()
    assert place.sweep() == (0, 0)
    assert len(place.rest_calls()) <= 2 + 13 * len(pulls)  # two look for what is open
    ranks = [place.comment(pull).splitlines()[1] for pull in pulls]
    assert ranks[-1] == "### Scored: rank 1 of 5"
    assert len(place.records()) == 5


def test_two_in_one_sweep_do_not_both_take_the_last_one_of_the_day(place: Place) -> None:
    for branch in ("a", "b", "c"):
        files = {f"submissions/small/dev/octocat/{branch}/answer.txt": "0.5"}
        place.submit("octocat", files, branch=branch)
    place.sweep()
    assert len(place.records()) == 2


def test_a_sweep_that_is_cut_off_has_published_what_had_ended(place: Place) -> None:
    """What has lost a machine before comes after all others."""
    (place.folder / "small/evaluation_script/main.py").write_text(
        EVALUATOR.replace(
            "    if text", "    if text == '99': time.sleep(60)\n    if text"
        ).replace("import json", "import json, time")
    )
    slow, honest = place.submit("mallory", score="99"), place.submit("octocat")
    event = place.server.schedule_event(CHALLENGE, "evaluate.yml", "7 * * * *")
    place.event("schedule", event)
    for attempts in range(2):
        job = place.start("sweep")
        await_evaluation(place, slow, attempts)
        job.kill()
        job.wait()
        place.new_machine()
    assert "### Scored: rank 1 of 1" in place.comment(honest)


def await_evaluation(place: Place, pull: Any, attempts: int) -> None:
    """Until it is told that it is evaluated, after so many attempts."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        for one in place.server.comments(CHALLENGE, pull.number):
            mark = comment.parse_mark(one.body)
            if mark and (mark.stage, mark.attempts) == (Stage.EVALUATING, attempts):
                return
        time.sleep(0.1)
    raise AssertionError("it was not evaluated")


def test_a_closed_pull_request_is_left_alone(place: Place) -> None:
    pull = place.submit("octocat")
    place.server.close_pull(CHALLENGE, pull.number)
    assert place.sweep() == (0, 0)
    assert place.writes() == []


def test_a_machine_that_fails_is_not_the_participants_fault(place: Place) -> None:
    pull = place.submit("octocat")
    place.server.fail_next("GET", r"/git/trees/", "502", times=6)
    assert place.grade() == (3, 0)
    body = place.comment(pull)
    assert "not your fault, and nothing was counted" in body and "502" not in body
    assert comment.parse_mark(body) == Mark(pull.head_sha, Stage.RETRYING, 1)
    assert place.sweep() == (0, 0)
    assert_scored_once(place, pull)
    assert "1 submission to this phase left" in place.comment(pull)


def test_what_kills_its_machine_again_and_again_is_given_to_the_hosts(place: Place) -> None:
    pull = place.submit("octocat")
    mark = Mark(pull.head_sha, Stage.EVALUATING, MOST_ATTEMPTS - 1)
    body = f"{comment.mark_line(mark)}\nEvaluating"
    place.server.comment(CHALLENGE, pull.number, author="github-actions[bot]", body=body)
    assert place.sweep() == (3, 0)
    assert "so the hosts have to look at it" in place.comment(pull)
    assert place.sweep() == (0, 0)
    assert place.records() == []


def test_a_push_that_fails_is_told_of_by_the_next_sweep(place: Place) -> None:
    pull = place.submit("octocat")
    place.server.fail_next("POST", r"/git-receive-pack", "500", times=3)
    assert place.grade() == (0, 3)
    assert "nothing was counted" in place.comment(pull)
    place.new_machine()
    assert place.sweep() == (0, 0)
    assert_scored_once(place, pull)


def test_the_head_that_moved_meanwhile_waits_for_its_own_turn(place: Place) -> None:
    pull = place.submit("octocat", score="0.5")
    first = pull.head_sha
    assert place.run("evaluate") == 0
    second = place.push(pull, "0.9")
    assert place.run("publish") == 0
    assert f"A newer commit, `{second[:12]}`, waits" in place.comment(pull)
    assert place.records()[0].submission.id == f"pr-1-{first[:7]}"
    assert place.sweep() == (0, 0)
    assert "accuracy 0.90" in place.comment(pull)
    assert len(place.records()) == 2


def test_a_lost_answer_makes_no_second_comment(place: Place) -> None:
    pull = place.submit("octocat")
    place.server.fail_next("POST", r"/issues/1/comments", "502", applied=True)
    assert place.grade() == (0, 0)
    assert_scored_once(place, pull)
    assert len(place.server.comments(CHALLENGE, pull.number)) == 2


def test_a_deleted_comment_is_written_anew(place: Place) -> None:
    pull = place.submit("octocat")
    place.run("evaluate")
    place.server.repository(CHALLENGE).comments.clear()
    assert place.run("publish") == 0
    assert_scored_once(place, pull)


def test_a_secondary_limit_is_waited_for_as_long_as_github_says(place: Place) -> None:
    pull = place.submit("octocat")
    place.server.fail_next("POST", r"/issues/1/comments", "secondary_limit", seconds=1)
    assert place.grade() == (0, 0)
    assert_scored_once(place, pull)


def test_a_limit_holds_whatever_the_order_in_which_submissions_are_looked_at(place: Place) -> None:
    for branch in "abcdef":
        files = {f"submissions/small/dev/octocat/{branch}/answer.txt": "0.5"}
        place.submit("octocat", files, branch=branch)
        place.server.clock.advance(seconds=60)
    place.sweep()
    assert len(place.records()) == 2


def test_older_commits_do_not_slip_past_a_limit(place: Place) -> None:
    pull = place.submit("octocat", score="0.1")
    heads = [pull.head_sha]
    for score in ("0.2", "0.3", "0.4"):
        place.server.clock.advance(seconds=60)
        heads.append(place.push(pull, score))
    for head in reversed(heads):
        fork = place.server.git(pull.head_repository.full_name)
        fork.run("update-ref", f"refs/heads/{pull.head_branch}", head)
        pull.head_sha = head
        place.sweep()
    assert len(place.records()) == 2
