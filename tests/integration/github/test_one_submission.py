"""One pull request from its opening to its rank: real HTTP, real git, a real evaluator."""

from __future__ import annotations

import factories
from integration.github.conftest import CHALLENGE, Place
from podium import formats
from podium.records.model import Participant, PullRequestSource, Status


def test_a_pull_request_is_evaluated_recorded_and_ranked(place: Place) -> None:
    pull = place.submit("octocat", score="0.75")
    assert place.grade() == (0, 0)
    body = place.comment(pull)
    assert "### Scored: rank 1 of 1" in body and "accuracy 0.75" in body
    assert "1 submission to this phase left" in body
    assert f"https://org.github.io/small/small/submissions/pr-1-{pull.head_sha[:7]}/" in body
    assert place.server.labels(CHALLENGE, pull.number) == ["podium: scored"]
    states = [(one.context, one.state) for one in place.server.statuses(CHALLENGE, pull.head_sha)]
    assert states == [("podium", "pending"), ("podium", "success")]
    assert place.outputs == {
        "state": "published",
        "evaluated": "1",
        "rejected": "0",
        "published": "1",
    }
    assert "### Scored: rank 1 of 1" in place.summary


def test_the_record_holds_githubs_words_not_the_commits(place: Place) -> None:
    place.server.clock.advance(minutes=-5)
    pull = place.submit("octocat")
    pushed_at = place.server.clock.now
    place.server.clock.advance(minutes=4)
    place.grade()
    (record,) = place.records()
    submission = record.submission
    assert submission.id == f"pr-{pull.number}-{pull.head_sha[:7]}"
    assert submission.participant == Participant("octocat", pull.user.id)
    assert submission.submitted_at == pushed_at
    assert submission.source == PullRequestSource(CHALLENGE, pull.number, pull.head_sha)
    assert record.evaluations[0].evaluation.status is Status.FINISHED
    assert record.evaluations[0].metrics == factories.make_metrics({"all": {"accuracy": 0.5}})


def test_a_scored_submission_makes_at_most_thirteen_rest_calls(place: Place) -> None:
    pull = place.submit("octocat")
    place.server.requests.clear()
    assert place.grade() == (0, 0)
    assert len(place.rest_calls()) <= 13, place.rest_calls()
    place.push(pull, "0.9")
    place.server.requests.clear()
    assert place.grade() == (0, 0)
    assert len(place.rest_calls()) <= 13, place.rest_calls()


def test_by_number_a_scored_submission_makes_no_more_than_that(place: Place) -> None:
    pull = place.submit("octocat")
    place.server.requests.clear()
    assert place.grade(PODIUM_PULL_REQUEST=str(pull.number), PODIUM_HEAD_SHA=pull.head_sha) == (
        0,
        0,
    )
    assert len(place.rest_calls()) <= 13, place.rest_calls()


def test_who_may_write_to_the_repository_is_a_host(place: Place) -> None:
    place.server.add_member("org", "grace")  # and keeps it private, as everybody does by default
    place.server.set_role(CHALLENGE, "grace", "write")
    place.server.set_role(CHALLENGE, "rita", "read")
    for author, taken in (("grace", 3), ("rita", 2)):
        for name in ("a", "b", "c"):
            files = {f"submissions/small/dev/{author}/{name}/answer.txt": "0.5"}
            pull = place.submit(author, files, branch=f"{author}-{name}")
            place.grade()
        mine = [one for one in place.records() if one.submission.participant.login == author]
        assert len(mine) == taken
        told = place.comment(pull)
        assert ("left" in told) == (author == "rita"), "who has no limit is told of none"


def test_a_second_run_changes_nothing(place: Place) -> None:
    place.submit("octocat")
    place.grade()
    place.server.requests.clear()
    assert place.grade() == (0, 0)
    assert place.writes() == []
    assert [len(record.evaluations) for record in place.records()] == [1]
    assert place.outputs["state"] == "none"


def test_a_new_push_is_a_new_submission(place: Place) -> None:
    pull = place.submit("octocat", score="0.5")
    place.grade()
    place.push(pull, "0.9")
    assert place.grade() == (0, 0)
    assert len(place.records()) == 2
    assert "accuracy 0.90" in place.comment(pull)
    assert "No submissions to this phase left; the next is possible from" in place.comment(pull)


def test_the_third_of_two_a_day_is_refused(place: Place) -> None:
    pull = place.submit("octocat", score="0.1")
    place.grade()
    for score in ("0.2", "0.3"):
        place.push(pull, score)
        place.grade()
    body = place.comment(pull)
    assert "### Not accepted" in body and "2 of 2 submissions of" in body
    assert "the next is possible from" in body
    assert len(place.records()) == 2
    assert place.server.labels(CHALLENGE, pull.number) == ["podium: rejected"]


def test_everything_wrong_is_told_at_once_and_only_once(place: Place) -> None:
    files = {"README.md": "mine", "submissions/small/old/victim/x/a.txt": "1"}
    pull = place.submit("octocat", files)
    assert place.grade() == (0, 0)
    body = place.comment(pull)
    for part in ("README.md", "another participant's", "the phase closed on 2020-01-01"):
        assert part in body
    assert place.outputs["state"] == "none" and place.outputs["rejected"] == "1"
    place.server.requests.clear()
    assert place.grade() == (0, 0)
    assert place.writes() == []


def test_what_the_submission_says_of_itself_is_checked(place: Place) -> None:
    folder = "submissions/small/dev/octocat/first"
    files = {f"{folder}/answer.txt": "0.5", f"{folder}/submission.yaml": "methodname: x"}
    pull = place.submit("octocat", files)
    place.grade()
    assert "`submission.yaml:1: methodname`: unknown key" in place.comment(pull)


def test_an_evaluation_that_the_participant_broke_is_recorded_as_failed(place: Place) -> None:
    pull = place.submit("octocat", score="bad <b>@victim</b>")
    assert place.grade() == (0, 0)
    body = place.comment(pull)
    assert "### Evaluation failed" in body and "expected a number, found bad" in body
    assert "<b>" not in body and "@victim" not in body
    assert "2 submissions to this phase left" in body
    assert place.records()[0].evaluations[0].evaluation.status is Status.FAILED


def test_a_broken_evaluator_is_the_hosts_business(place: Place) -> None:
    script = place.folder / "small/evaluation_script/main.py"
    working = script.read_text()
    script.write_text("raise RuntimeError('no')\n")
    pull = place.submit("octocat")
    place.grade()
    assert "This was not your fault" in place.comment(pull)
    assert place.server.labels(CHALLENGE, pull.number) == ["podium: broken"]
    script.write_text(working)
    dispatch = place.server.workflow_dispatch_event(CHALLENGE, "evaluate.yml", sender="hanna")
    place.event("workflow_dispatch", dispatch)
    assert place.grade(PODIUM_PULL_REQUEST=str(pull.number)) == (0, 0)
    assert "### Scored" in place.comment(pull)


def test_the_intake_run_writes_nothing_and_fails_for_a_wrong_format(place: Place) -> None:
    good, bad = place.submit("octocat"), place.submit("mallory", {"submissions/x": "x"})
    reader = place.server.token({CHALLENGE: {"contents": "read", "pull_requests": "read"}})
    for pull, expected in ((good, 0), (bad, 1)):
        event = place.server.pull_request_event(CHALLENGE, pull.number)
        place.event("pull_request", event)
        assert place.run("intake", PODIUM_TOKEN=reader) == expected
    assert place.writes() == []
    assert "submissions/x" in place.summary and "The format is in order" in place.summary


def test_pages_builds_the_site_from_the_results_branch(place: Place) -> None:
    pull = place.submit("octocat")
    assert place.run("pages") == 0
    place.grade()
    assert place.run("pages") == 0
    identity = f"pr-{pull.number}-{pull.head_sha[:7]}"
    assert (place.folder / f"site/small/submissions/{identity}/index.html").is_file()


def test_a_submission_from_before_the_end_is_taken_after_it(place: Place) -> None:
    config = place.folder / "small/challenge_config.yaml"
    pull = place.submit("octocat")
    closes = formats.format_time(place.server.clock.now.replace(year=2020))
    config.write_text(config.read_text().replace("2020-01-01 00:00:00", closes))
    end = formats.format_time(place.server.clock.advance(seconds=1))
    text = config.read_text().replace("name: Development,", f"name: Development, end_date: {end},")
    config.write_text(text)
    place.grade()
    assert "### Scored" in place.comment(pull)
    place.server.clock.advance(minutes=1)
    late = place.submit("hubot")
    place.grade()
    assert "closed at" in place.comment(late)
