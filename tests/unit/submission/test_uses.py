"""Which submissions count, whose they are, and which failed."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

import factories
from podium.jobs import Fault
from podium.records.model import Error, Participant, Status, SubmissionRecord
from podium.submission import uses
from podium.submission.uses import Use
from unit.submission.limited import NOW, make_challenge, make_record, utc


def find(
    *found: SubmissionRecord, who: Participant | str = "ada", at: str | None = None
) -> tuple[Use, ...]:
    challenge = make_challenge()
    return uses.find_uses(
        challenge,
        found,
        phase=challenge.phases[0],
        participant=Participant(who) if isinstance(who, str) else who,
        at=None if at is None else utc(at),
    )


# What counts, and whose it is


@pytest.mark.parametrize(
    ("statuses", "counts", "is_in_progress"),
    [
        pytest.param([], True, True, id="no evaluation yet"),
        pytest.param([Status.SUBMITTED], True, True, id="submitted"),
        pytest.param([Status.RUNNING], True, True, id="running"),
        pytest.param([Status.FINISHED], True, False, id="finished"),
        pytest.param([Status.PARTIALLY_EVALUATED], True, False, id="partially evaluated"),
        pytest.param(
            [Status.PARTIALLY_EVALUATED, Status.FAILED], True, False, id="seen, then failed"
        ),
        pytest.param([Status.FAILED], False, False, id="failed"),
        pytest.param([Status.CANCELLED], False, False, id="cancelled"),
        pytest.param([Status.FAILED, Status.FAILED], False, False, id="failed again"),
        pytest.param([Status.FAILED, Status.FINISHED], True, False, id="failed, then finished"),
        pytest.param([Status.FINISHED, Status.FAILED], True, False, id="a failed re-evaluation"),
        pytest.param([Status.FINISHED, Status.CANCELLED], True, False, id="a cancelled one"),
        pytest.param([Status.FINISHED, Status.RUNNING], True, False, id="a running one"),
        pytest.param([Status.FINISHED, Status.FINISHED], True, False, id="re-evaluations: once"),
        pytest.param([Status.FAILED, Status.RUNNING], True, True, id="tried again"),
        pytest.param([Status.RUNNING, Status.FAILED], False, False, id="ran, then failed"),
        pytest.param([Status.RUNNING, Status.FINISHED], True, False, id="ran, then finished"),
    ],
)
def test_what_counts(statuses: list[Status], counts: bool, is_in_progress: bool) -> None:
    expected = (Use(utc(NOW), is_in_progress=is_in_progress),) if counts else ()
    assert find(make_record("s", *statuses)) == expected


TEAM = Participant("bela", id=2, team="Red")


@pytest.mark.parametrize(
    ("by", "who", "expected"),
    [
        pytest.param("Ada", "aDA", [True], id="logins do not differ by case"),
        pytest.param("bela", "ada", [], id="somebody else"),
        pytest.param(Participant("old", id=1), Participant("new", id=1), [True], id="renamed"),
        pytest.param(Participant("ada", id=1), Participant("ada", id=2), [], id="a taken login"),
        pytest.param(TEAM, Participant("ada", team="Red"), [False], id="a team mate"),
        pytest.param(TEAM, Participant("ada", team="Blue"), [], id="another team"),
        pytest.param(TEAM, Participant("bela", team="Blue"), [True], id="own, in another team"),
    ],
)
def test_whose_a_submission_is(
    by: Participant | str, who: Participant | str, expected: list[bool]
) -> None:
    found = find(make_record("s", Status.FINISHED, by=by), who=who)
    assert [use.is_own for use in found] == expected


def test_a_login_stands_for_the_person_and_the_team_of_its_latest_record() -> None:
    found = [
        make_record("s1", by=Participant("ada", id=7), at="2026-06-01"),  # had the login before
        make_record("s2", by=Participant("ada-l", id=1), at="2026-06-02"),  # before a renaming
        make_record("s3", by=Participant("ada", id=1, team="Red"), at="2026-06-03"),
        make_record("s4", by=Participant("bela", id=2, team="Red"), at="2026-06-04"),
        make_record("s5", by=Participant("bela", id=2), at="2026-06-05"),
    ]
    for order in permutations(found):
        assert [(use.submitted_at.day, use.is_own) for use in find(*order, who="ada")] == [
            (2, True),
            (3, True),
            (4, False),
        ]


def test_a_team_is_known_from_any_phase_but_each_phase_counts_its_own() -> None:
    found = (
        make_record("s1", by=Participant("ada", team="Red"), phase="other"),
        make_record("s2", by=Participant("bela", team="Red")),
    )
    assert [use.is_own for use in find(*found)] == [False]


def test_another_challenge_does_not_count() -> None:
    record = make_record("s")
    elsewhere = replace(record, submission=replace(record.submission, challenge="large"))
    assert find(elsewhere) == ()


def test_looking_back_leaves_out_what_came_later() -> None:
    found = (
        make_record("s1", Status.FAILED, at="2026-07-01 12:00"),
        make_record("s2", Status.FINISHED, at="2026-07-01 12:02"),
    )
    assert find(*found, at="2026-07-01 11:59") == ()
    assert [use.is_in_progress for use in find(*found, at="2026-07-01 12:00")] == [True]
    assert find(*found, at="2026-07-01 12:01") == ()
    assert [use.is_in_progress for use in find(*found, at="2026-07-01 12:02")] == [True]
    assert [use.is_in_progress for use in find(*found)] == [False]


# What failed


def test_failures_are_those_of_ones_own_fault_in_any_phase() -> None:
    by = {Fault.PARTICIPANT: "p", Fault.ORGANIZER: "o", Fault.INFRASTRUCTURE: "i"}
    records = [
        factories.make_record(
            None,
            submission=factories.make_submission(name),
            evaluation=factories.make_failure(by=who),
        )
        for who, name in by.items()
    ]
    found = uses.find_failures(make_challenge(), records, records[0].submission.participant)
    assert len(found) == 1
    assert uses.find_failures(make_challenge(), records, Participant("somebody")) == ()


@pytest.mark.parametrize(
    ("statuses", "count"),
    [
        pytest.param([Status.FAILED, Status.FAILED], 1, id="once, however often it is tried"),
        pytest.param([Status.PARTIALLY_EVALUATED, Status.FAILED], 1, id="after its first numbers"),
        pytest.param([Status.FINISHED, Status.FAILED], 0, id="by what the hosts changed"),
    ],
)
def test_a_submission_fails_once(statuses: list[Status], count: int) -> None:
    record = make_record("s", *statuses)
    told = tuple(
        replace(one, evaluation=replace(one.evaluation, error=Error(Fault.PARTICIPANT, "no")))
        if one.evaluation.status is Status.FAILED
        else one
        for one in record.evaluations
    )
    found = uses.find_failures(
        make_challenge(), [replace(record, evaluations=told)], record.submission.participant
    )
    assert len(found) == count
