"""What the records and the organizer's example say of a failure."""

from __future__ import annotations

from dataclasses import replace

import factories
from podium.evaluation import evidence
from podium.evaluation.evidence import Evidence, Spread, Trial, Usual
from podium.jobs import MIB, Failure, Fault, Limits, Resource
from podium.records.model import Status, SubmissionRecord

LIMITS = Limits(seconds=20, memory=256 * MIB)
KEYS = {Resource.TIME: "podium.evaluator.time_limit", Resource.MEMORY: "podium.evaluator.memory_mb"}
NOTHING = Evidence(LIMITS, KEYS)
WORKS = replace(NOTHING, trial=Trial(None, 1.2))
TIME = Failure(Fault.PARTICIPANT, "Time limit exceeded", ran_out_of=Resource.TIME)
MEMORY = Failure(Fault.PARTICIPANT, "Out of memory", ran_out_of=Resource.MEMORY)
KEY = Failure(Fault.PARTICIPANT, "KeyError: 'a'", is_open=True, origin="KeyError in a.py, line 3")
SHELL = Failure(Fault.ORGANIZER, "sh: 1: java: not found", cure="Install it.", is_open=True)


def weigh(failure: Failure, found: Evidence = NOTHING) -> Failure:
    return evidence.weigh(failure, found)


def tried(failure: Failure) -> Evidence:
    return replace(NOTHING, trial=Trial(failure))


def usual(
    count: int, median: float, longest: float, *, memory: tuple[float, float] | None = None
) -> Evidence:
    held = None if memory is None else Spread(*(MIB * amount for amount in memory))
    return replace(NOTHING, usual=Usual(count, Spread(median, longest), held))


def test_an_example_that_fails_alike_makes_it_the_organizers() -> None:
    for alike in (KEY, replace(KEY, message="KeyError: 'b'"), replace(KEY, origin="")):
        found = weigh(KEY, tried(alike))
        assert found.by is Fault.ORGANIZER and "example_submission fails" in found.cure
        assert found.message == KEY.message


def test_folders_of_one_run_make_no_difference() -> None:
    here = replace(KEY, origin="", message="OSError: '/tmp/podium-ab_1/home/x'")
    there = replace(here, message="OSError: '/tmp/podium-zz9/home/x'")
    assert weigh(here, tried(there)).by is Fault.ORGANIZER


def test_an_example_that_fails_otherwise_shows_nothing() -> None:
    other = Failure(Fault.PARTICIPANT, "ValueError: row 7")
    for found in (WORKS, tried(other), tried(TIME)):
        assert weigh(KEY, found) == KEY


def test_without_an_example_the_hosts_are_told_to_name_one() -> None:
    found = weigh(KEY)
    assert found == KEY and "podium.example_submission" in found.cure
    assert weigh(KEY, WORKS).cure == KEY.cure


def test_a_limit_that_nobody_kept_cannot_be_told() -> None:
    found = weigh(TIME)
    assert found.by is Fault.ORGANIZER
    assert found.message == (
        "Time limit exceeded: the limit is 20 s (podium.evaluator.time_limit). No other evaluation "
        "is known to have finished, so it cannot be told whether the submission or the evaluator "
        "needs too much."
    )
    assert "raise podium.evaluator.time_limit" in found.cure
    assert "256 MiB (podium.evaluator.memory_mb)" in weigh(MEMORY).message


def test_a_limit_that_others_keep_is_the_submissions() -> None:
    found = weigh(TIME, usual(12, 3.14, 4.4))
    assert found.by is Fault.PARTICIPANT
    assert found.message == (
        "Time limit exceeded: the limit is 20 s (podium.evaluator.time_limit). 12 evaluations of "
        "this phase finished within it, in 3 s usually and 4 s at most."
    )
    found = weigh(MEMORY, usual(1, 3, 3))
    assert found.by is Fault.PARTICIPANT and "1 evaluation of this phase finished" in found.message
    found = weigh(TIME, WORKS)
    assert found.by is Fault.PARTICIPANT
    assert "The challenge's own example was evaluated in 1 s." in found.message


def test_memory_is_told_with_its_peak_and_what_is_usual() -> None:
    found = evidence.weigh(MEMORY, usual(3, 1, 1, memory=(100.4, 180)), peak_memory=249 * MIB)
    assert found.by is Fault.PARTICIPANT
    assert found.message == (
        "Out of memory: the limit is 256 MiB (podium.evaluator.memory_mb). At its peak it used at "
        "least 240 MiB. 3 evaluations of this phase finished within it, with 100 MiB usually and "
        "180 MiB at most."
    )
    example = replace(NOTHING, trial=Trial(None, 1.2, 90 * MIB))
    assert (
        "The challenge's own example was evaluated with 90 MiB." in weigh(MEMORY, example).message
    )
    assert "peak" not in evidence.weigh(TIME, WORKS, peak_memory=9).message


def test_a_limit_that_the_example_needs_is_the_organizers() -> None:
    for failure in (TIME, MEMORY):
        found = weigh(failure, tried(failure))
        assert found.by is Fault.ORGANIZER
        assert "needs nearly as much" in found.message and "80 %" in found.cure


def test_a_limit_that_half_of_all_nearly_need_is_the_organizers() -> None:
    assert weigh(TIME, usual(5, 16, 19)).by is Fault.ORGANIZER
    assert weigh(TIME, usual(5, 15, 19)).by is Fault.PARTICIPANT
    assert weigh(MEMORY, usual(5, 1, 1, memory=(205, 250))).by is Fault.ORGANIZER
    assert weigh(MEMORY, usual(5, 1, 1, memory=(204, 250))).by is Fault.PARTICIPANT


def test_what_a_submission_may_have_written_is_the_organizers_only_while_nothing_works() -> None:
    assert weigh(SHELL).by is Fault.ORGANIZER
    assert weigh(SHELL, tried(KEY)).by is Fault.ORGANIZER
    for found in (WORKS, usual(1, 1, 1)):
        assert weigh(SHELL, found).by is Fault.PARTICIPANT
    shown = replace(SHELL, is_open=False)
    assert weigh(shown, WORKS).by is Fault.ORGANIZER


def record(seconds: float, **changes: object) -> SubmissionRecord:
    evaluation = factories.make_evaluation(
        execution_seconds=seconds, **{"ground_truth": "sha256:1", **changes}
    )
    return factories.make_record({}, evaluation=evaluation, id=f"s{seconds}")


def test_usual_figures_are_of_this_evaluator_and_this_ground_truth() -> None:
    records = [
        record(1.0, peak_memory=5),
        record(2.0, peak_memory=8),
        record(9.0),
        record(70, ground_truth="sha256:2"),
        record(80, status=Status.FAILED),
        factories.make_record({}, phase="other"),
    ]
    digest = records[0].evaluations[0].evaluation.evaluator.digest
    asked = {"phase": "dev", "digest": digest, "ground_truth": "sha256:1"}
    assert evidence.finished(records, **asked) == Usual(3, Spread(2.0, 9.0), Spread(6.5, 8))
    assert evidence.finished(records, **{**asked, "digest": "sha256:other"}) is None
