"""Phases that the hosts evaluate on machines of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

import factories
from integration.github.conftest import CHALLENGE, CONFIG, RESULTS, Place
from podium.records import repository
from podium.records.model import EvaluationRecord, Status


@pytest.fixture
def elsewhere(place: Place) -> Place:
    config = CONFIG.replace("title: Small", "title: Small\nremote_evaluation: true").replace(
        "max_submissions_per_day: 2,",
        "max_submissions_per_day: 9, max_concurrent_submissions_allowed: 1,",
    )
    (place.folder / "small" / "challenge_config.yaml").write_text(config)
    return place


@pytest.mark.field("remote_evaluation", "external_evaluation")
def test_a_submission_waits_until_the_hosts_have_recorded_its_result(elsewhere: Place) -> None:
    elsewhere.server.add_user("hanna")
    pull = elsewhere.submit("octocat")
    assert elsewhere.grade() == (0, 0)
    assert "### Accepted, waiting for the hosts" in elsewhere.comment(pull)
    told = [one.to for one in elsewhere.server.mails]
    assert told == ["octocat", "hanna"], "who submits waits, and hosts have to act"
    assert elsewhere.sweep() == (0, 0), "nothing to do yet"
    (record,) = elsewhere.records()
    waiting = record.evaluations[0].evaluation
    assert waiting.status is Status.SUBMITTED
    done = replace(waiting, status=Status.FINISHED, execution_seconds=3.0)
    repository.record_evaluation(
        record.submission,
        EvaluationRecord(done, factories.make_metrics({"all": {"accuracy": 0.75}})),
        results=str(elsewhere.server.git(CHALLENGE).path),
        branch=RESULTS,
    )
    assert elsewhere.sweep() == (0, 0)
    assert "### Scored: rank 1 of 1" in elsewhere.comment(pull)
    assert [one.evaluation.number for one in elsewhere.records()[0].evaluations] == [1, 2]


@pytest.mark.field("max_concurrent_submissions_allowed")
def test_one_that_waits_takes_its_place_among_those_at_the_same_time(elsewhere: Place) -> None:
    elsewhere.submit("octocat")
    assert elsewhere.grade() == (0, 0)
    files = {"submissions/small/dev/octocat/second/answer.txt": "0.5"}
    second = elsewhere.submit("octocat", files, branch="second")
    assert elsewhere.grade() == (0, 0)
    assert "1 submission is being evaluated, of at most 1" in elsewhere.comment(second)
    assert len(elsewhere.records()) == 1
