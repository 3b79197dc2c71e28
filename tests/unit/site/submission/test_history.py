"""A submission that was evaluated again tells of every evaluation, and which one stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from factories import NOON, make_evaluation, make_failure, make_submission
from podium.boards.readers import Hosts, Public
from podium.jobs import Contract
from podium.records import versions
from podium.records.model import Evaluation, EvaluationRecord, EvaluatorIdentity
from podium.records.results import Result
from podium.site import render_site
from podium.site.frame.texts import IN_ENGLISH
from podium.site.submission import history
from podium.site.submission.history import EvaluationLine
from unit.site.factories import (
    digit_scores,
    make_digit_record,
    make_digits,
    make_options,
    strict_json,
)
from unit.site.markup import Page


def evaluation(number: int, evaluator: str = "1", truth: str = "a", **changes: Any) -> Evaluation:
    return make_evaluation(
        number,
        **{
            "evaluator": EvaluatorIdentity(Contract.GRAND_CHALLENGE, f"sha256:{evaluator * 64}"),
            "ground_truth": f"sha256:{truth * 64}",
            "created_at": NOON + timedelta(hours=number),
            "finished_at": NOON + timedelta(hours=number),
            **changes,
        },
    )


def lines_of(told: Sequence[Evaluation], stands: int) -> tuple[EvaluationLine, ...]:
    standing = next(one for one in told if one.number == stands)
    result = Result(make_submission(), standing, None, evaluations=tuple(told))
    return history.make_lines(result, versions.versions_of([result]), IN_ENGLISH)


def test_one_evaluation_has_no_history() -> None:
    assert lines_of([evaluation(1)], 1) == ()


def test_each_says_what_was_otherwise_in_it() -> None:
    told = [
        evaluation(1),
        evaluation(2, evaluator="2"),
        evaluation(3, evaluator="2", truth="b"),
        evaluation(4, evaluator="1", truth="a"),
        evaluation(5, evaluator="1", truth="a"),
    ]
    assert [(one.number, one.changes, one.version) for one in lines_of(told, 5)] == [
        (5, "the same again", "1"),
        (4, "another evaluator and ground truth", "1"),
        (3, "another ground truth", "3"),
        (2, "another evaluator", "2"),
        (1, "first", "1"),
    ]


def test_the_one_that_stands_is_marked() -> None:
    failed = make_failure("no", number=2, finished_at=NOON + timedelta(hours=2))
    lines = lines_of([evaluation(1), failed], 1)
    assert [(one.number, one.status.text, one.stands) for one in lines] == [
        (2, "Failed", False),
        (1, "Finished", True),
    ]


def test_page_and_export_tell_the_same_of_all(tmp_path: Path) -> None:
    record = make_digit_record(1, digit_scores(0.9))
    (first,) = record.evaluations
    again = replace(
        first.evaluation,
        number=2,
        ground_truth="sha256:" + "b" * 64,
        created_at=first.evaluation.created_at + timedelta(days=3),
        started_at=first.evaluation.created_at + timedelta(days=3),
        finished_at=first.evaluation.created_at + timedelta(days=3, minutes=1),
    )
    newest = EvaluationRecord(again, first.metrics)
    record = replace(record, evaluations=(first, newest))
    for audience, truths in (
        (Public(), ["version 1", "version 2"]),
        (Hosts(), ["sha256:" + "a" * 64, "sha256:" + "b" * 64]),
    ):
        digits = make_digits(tmp_path, records=[record], audience=audience)
        pages = render_site([digits], options=make_options())
        page = Page(pages["digits/submissions/pr-1-3f2a9c1/index.html"])
        assert "number 2 of 2" in page.text
        assert "2 Finished stands 6 Jun 2026, 17:02 UTC" in page.text
        assert "another ground truth" in page.texts and "first" in page.texts
        document = strict_json(pages["digits/submissions/pr-1-3f2a9c1/submission.json"])
        assert document["evaluation"] == 2
        told = document["evaluations"]
        assert [one["number"] for one in told] == [1, 2]
        assert [one["ground_truth"] for one in told] == truths
        assert [one["at"] for one in told] == ["2026-06-03T17:03:00Z", "2026-06-06T17:02:00Z"]
