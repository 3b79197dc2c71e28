"""A challenge in numbers, and that no number tells of what its reader may not see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import factories
from podium.boards import disclosure, statistics
from podium.boards.readers import Hosts, Public, Reader
from podium.boards.statistics import Durations, Month, Statistics
from podium.challenge.model import Challenge
from podium.records.model import EvaluationRecord, Status, SubmissionRecord
from podium.records.results import results_at

# The public sees how long evaluations of the first phase took, and not those of the second.
CONFIG = """\
title: Small
podium: {evaluator: {image: "example:1"}, price_per_minute: 800}
leaderboard: [{id: 1, schema: {labels: [accuracy], default_order_by: accuracy}}]
dataset_splits: [{id: 1, codename: all}]
challenge_phases: [{id: 1, codename: dev, name: Development}, {id: 2, codename: test}]
challenge_phase_splits:
  - {challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 1, show_execution_time: true}
  - {challenge_phase_id: 2, leaderboard_id: 1, dataset_split_id: 1}
"""


def took(seconds: float, number: int = 1) -> EvaluationRecord:
    return factories.make_evaluated({"accuracy": 1}, number, execution_seconds=seconds)


def failed(seconds: float, number: int = 1) -> EvaluationRecord:
    return EvaluationRecord(factories.make_failure(number=number, execution_seconds=seconds))


def submitted(id: str, *evaluations: EvaluationRecord, **changes: Any) -> SubmissionRecord:
    return factories.make_submitted(id, *(evaluations or (took(1.5),)), **changes)


def count(
    *known: SubmissionRecord, audience: Reader | None = None, challenge: Challenge | None = None
) -> Statistics:
    challenge = challenge or factories.make_challenge(CONFIG)
    shown = disclosure.disclose(challenge, results_at(challenge, known), audience or Public())
    return statistics.make_statistics(challenge, challenge.phases, tuple(shown.values()))


def on(year: int, month: int, day: int = 1) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


def test_months_are_counted_without_a_gap() -> None:
    made = count(
        submitted("a", submitted_at=on(2025, 11)),
        submitted("b", submitted_at=on(2026, 2, 1)),
        submitted("c", submitted_at=on(2026, 2, 27)),
        submitted("d", submitted_at=on(2026, 2, 28), login="ada"),
    )
    assert made.months == (
        Month("2025-11", 1, 1),
        Month("2025-12", 0, 0),
        Month("2026-01", 0, 0),
        Month("2026-02", 3, 2),
    )


def test_a_month_is_one_of_utc() -> None:
    late = datetime.fromisoformat("2026-07-31T23:30:00-02:00")
    assert count(submitted("a", submitted_at=late)).months == (Month("2026-08", 1, 1),)


def test_months_of_a_thousand_years_are_not_all_listed() -> None:
    made = count(submitted("a", submitted_at=on(1026, 1)), submitted("b", submitted_at=on(2026, 1)))
    assert [month.month for month in made.months] == ["1026-01", "2026-01"]


def test_outcomes_are_those_that_stand() -> None:
    made = count(
        submitted("a", failed(1), took(1, 2)),
        submitted("b", failed(1), login="ada"),
        submitted("c", took(1), login="ada"),
        submitted("d", took(1), phase="test"),
    )
    dev, test = made.phases
    assert (dev.name, dev.submissions, dev.participants) == ("Development", 3, 2)
    assert dict(dev.outcomes) == {Status.FINISHED: 2, Status.FAILED: 1}
    assert list(dev.outcomes) == [Status.FINISHED, Status.FAILED]
    assert dict(test.outcomes) == {Status.FINISHED: 1}


@pytest.mark.field("average_algorithm_job_duration")
def test_durations_are_of_every_evaluation_that_finished() -> None:
    made = count(
        submitted("a", took(10), took(20, 2)),
        submitted("b", took(90), failed(1000, 2)),
        submitted("c", failed(500)),
    )
    assert made.phases[0].durations == Durations(
        seconds=(10, 20, 90), mean=40.0, median=20.0, longest=90.0
    )
    assert made.phases[1].durations is None


@pytest.mark.field("compute_cost_euro_millicents")
@pytest.mark.field("price_per_minute", of="podium")
def test_cost_is_that_of_all_minutes_in_thousandths_of_a_cent() -> None:
    made = count(
        submitted("a", took(30), took(60, 2)),
        submitted("b", failed(7.5)),
    )
    assert made.phases[0].cost == 1300  # 97.5 s at 800 a minute
    assert made.phases[1].cost is None
    rounded = count(submitted("a", took(0.0375)), submitted("b", took(0.1)))
    assert rounded.phases[0].cost == 2  # 1.8333…


def test_without_a_price_there_is_no_cost() -> None:
    challenge = factories.make_challenge(CONFIG.replace(", price_per_minute: 800", ""))
    assert count(submitted("a"), challenge=challenge).phases[0].cost is None


def test_times_that_no_board_shows_are_for_hosts() -> None:
    known = submitted("a", took(30), phase="test")
    public, hosts = count(known).phases[1], count(known, audience=Hosts()).phases[1]
    assert (public.durations, public.cost) == (None, None)
    assert (hosts.durations, hosts.cost) == (Durations((30,), 30.0, 30.0, 30.0), 400)


def test_private_submissions_are_in_no_number() -> None:
    public = submitted("a", submitted_at=on(2026, 3))
    private = [
        submitted("b", took(900), login="ada", submitted_at=on(2026, 1), is_public=False),
        submitted("c", failed(9), submitted_at=on(2026, 5), is_public=False),
    ]
    assert count(public, *private) == count(public)
    assert count(public, *private, audience=Hosts()).phases[0].submissions == 3


def test_order_of_the_records_does_not_matter() -> None:
    known = [
        submitted(str(day), took(0.1 * day), submitted_at=factories.NOON + timedelta(days=day))
        for day in range(20)
    ]
    assert count(*reversed(known)) == count(*known)


def test_statistics_as_json_have_grand_challenges_names() -> None:
    made = count(submitted("a", took(30)))
    document: Any = statistics.to_document(made)
    assert document["months"] == [{"month": "2026-07", "submissions": 1, "participants": 1}]
    dev = document["phases"][0]
    assert dev.pop("versions") == [
        {
            "version": 1,
            "evaluator": "sha256:" + "1" * 64,
            "ground_truth": None,
            "first_used": "2026-07-01T12:01:00Z",
            "last_used": "2026-07-01T12:01:00Z",
            "evaluations": 1,
        }
    ]
    assert dev == {
        "phase": "dev",
        "submissions": 1,
        "participants": 1,
        "outcomes": {"finished": 1},
        "average_algorithm_job_duration": 30.0,
        "median_duration": 30.0,
        "longest_duration": 30.0,
        "compute_cost_euro_millicents": 400,
    }
