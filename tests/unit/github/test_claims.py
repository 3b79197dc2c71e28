"""Which run holds a submission."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from podium.github import claims, comment
from podium.github.claims import Claims
from podium.github.comment import Claim, Mark, Stage, Subject
from podium.github.reporters import claiming_run
from podium.records.model import Participant, PullRequestSource

SHA, OWN, LIVE, OVER = "a" * 40, 7, 8, 9
SOURCE = PullRequestSource("org/small", 1, SHA)


def make_claims(asked: list[int] | None = None) -> Claims:
    def is_over(run: int) -> bool:
        if asked is not None:
            asked.append(run)
        return run == OVER

    return Claims(OWN, is_over)


@pytest.mark.parametrize(
    ("mark", "holder"),
    [
        (None, 0),
        (Mark(SHA, Stage.EVALUATING), 0),
        (Mark(SHA, Stage.EVALUATING, run=LIVE), LIVE),
        (Mark(SHA, Stage.EVALUATING, run=OVER), 0),
        (Mark(SHA, Stage.EVALUATING, run=OWN), 0),
        (Mark(SHA, Stage.RETRYING, run=LIVE), 0),
        (Mark("b" * 40, Stage.EVALUATING, run=LIVE), 0),
    ],
)
def test_only_a_run_that_goes_on_holds_a_commit(mark: Mark | None, holder: int) -> None:
    assert make_claims().holder(mark, SHA) == holder


def test_a_run_is_asked_for_once() -> None:
    asked: list[int] = []
    found = make_claims(asked)
    assert [found.is_live(run) for run in (LIVE, LIVE, OVER, OVER, OWN, 0)] == [
        *(True, True, False, False, False, False)
    ]
    assert asked == [LIVE, OVER]


def test_a_claim_is_read_back_from_the_comment_as_limits_count_it() -> None:
    at = datetime(2026, 1, 1, 12, tzinfo=UTC)
    body = comment.evaluating(Subject("pr-1", SHA), claim=Claim(LIVE, "dev", at))
    mark = comment.parse_mark(body)
    assert mark is not None and mark.run == LIVE
    record = claims.as_record("pr-1", "small", Participant("ada", 1), SOURCE, mark)
    assert record is not None and record.evaluations == ()
    assert (record.submission.phase, record.submission.submitted_at) == ("dev", at)


def test_a_mark_without_a_time_counts_for_nothing() -> None:
    mark = Mark(SHA, Stage.EVALUATING, run=LIVE, phase="dev")
    assert claims.as_record("pr-1", "small", Participant("ada", 1), SOURCE, mark) is None


@pytest.mark.parametrize(
    ("description", "run"),
    [
        ("being evaluated (run 123)", 123),
        ("being evaluated", 0),
        ("being evaluated (run x)", 0),
        ("scored", 0),
    ],
)
def test_the_run_of_a_status(description: str, run: int) -> None:
    assert claiming_run(description) == run
