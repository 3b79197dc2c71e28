"""What is stale, and in which part of the work it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

import factories
from podium.jobs import Contract, Fault
from podium.records.model import (
    EvaluationRecord,
    EvaluatorIdentity,
    Status,
    SubmissionRecord,
)
from podium.records.staleness import Shard, Tools, find_stale, parse_shard

TODAY = Tools("sha256:e", "sha256:t", "sha256:c")


def evaluated(number: int = 1, **changes: Any) -> EvaluationRecord:
    digest = changes.pop("digest", TODAY.evaluator)
    given = {
        "evaluator": EvaluatorIdentity(Contract.EVALAI, digest),
        "ground_truth": TODAY.ground_truth,
        "config": TODAY.config,
        **changes,
    }
    return EvaluationRecord(factories.make_evaluation(number, **given))


def submitted(*evaluations: EvaluationRecord, id: str = "s1", **more: Any) -> SubmissionRecord:
    return SubmissionRecord(factories.make_submission(id, **more), evaluations)


def changed(*records: SubmissionRecord, tools: Tools = TODAY) -> dict[str, Sequence[str]]:
    return {one.submission.id: one.changed for one in find_stale(records, "dev", tools)}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, None, id="nothing"),
        pytest.param({"digest": "sha256:o"}, ("evaluator",), id="evaluator"),
        pytest.param({"ground_truth": "sha256:o"}, ("ground_truth",), id="ground truth"),
        pytest.param({"config": "sha256:o"}, ("config",), id="configuration"),
        pytest.param(
            {"digest": "sha256:o", "config": "sha256:o"}, ("evaluator", "config"), id="two"
        ),
        pytest.param({"config": None}, None, id="a record older than the key"),
        pytest.param({"ground_truth": None}, None, id="a truth that nothing is said of"),
    ],
)
def test_what_has_changed_is_why(changes: Any, expected: Sequence[str] | None) -> None:
    assert changed(submitted(evaluated(**changes))).get("s1") == expected


def test_a_ground_truth_that_is_no_longer_there_is_a_change() -> None:
    tools = replace(TODAY, ground_truth=None)
    assert changed(submitted(evaluated()), tools=tools) == {"s1": ("ground_truth",)}


def test_the_newest_evaluation_is_asked_also_one_that_failed() -> None:
    old = evaluated(1, digest="sha256:o")
    failure = factories.make_failure("no", Fault.PARTICIPANT, number=2).error
    failed = evaluated(2, status=Status.FAILED, error=failure)
    assert changed(submitted(old, failed)) == {}
    assert changed(submitted(evaluated(1), evaluated(2, digest="sha256:o"))) != {}


@pytest.mark.parametrize(
    "status",
    [Status.SUBMITTED, Status.RUNNING, Status.PARTIALLY_EVALUATED, Status.CANCELLED],
)
def test_what_is_not_at_its_end_is_not_evaluated_again(status: Status) -> None:
    assert changed(submitted(evaluated(digest="sha256:o", status=status))) == {}
    assert changed(submitted()) == {}


def test_other_phases_stay_and_the_order_is_that_of_submission() -> None:
    old = evaluated(digest="sha256:o")
    records = (
        submitted(old, id="a", submitted_at=factories.NOON + timedelta(hours=1)),
        submitted(old, id="b"),
        submitted(old, id="c", phase="final"),
    )
    assert list(changed(*records)) == ["b", "a"]


def test_all_of_them_are_taken_where_that_is_asked() -> None:
    (one,) = find_stale([submitted(evaluated())], "dev", TODAY, all_of_them=True)
    assert one.changed == ()


@pytest.mark.parametrize("of", [1, 2, 3, 7])
def test_each_submission_is_in_one_shard_and_none_has_much_more_than_its_share(of: int) -> None:
    names = [f"pr-{number}-abc" for number in range(700)]
    held = [[name for name in names if Shard(n, of).holds(name)] for n in range(1, of + 1)]
    assert sorted(name for part in held for name in part) == sorted(names)
    assert max(map(len, held)) < 1.5 * len(names) / of


def test_a_shard_is_written_as_one_of_so_many() -> None:
    assert parse_shard("2/4") == Shard(2, 4)
