"""What hosts read of a failure in the summary of a run."""

from __future__ import annotations

from dataclasses import replace

import factories
from podium.github import host_notes
from podium.github.comment import Subject
from podium.jobs import Fault
from podium.records.evaluation_folder import EvaluatedSubmission
from podium.records.model import EvaluationRecord

SUBJECT = Subject("pr-1-3f2a9c1", "3f2a9c1" + "0" * 33, "Development")
STDERR = b"""\
hidden row 7
Traceback (most recent call last):
  File "/opt/app/evaluate.py", line 3, in <module>
    assert a == "hidden label"
AssertionError
"""


def failed(by: Fault, cure: str = "") -> EvaluatedSubmission:
    evaluation = factories.make_failure("AssertionError (evaluate.py, line 3)", by)
    submission = factories.make_submission()
    return EvaluatedSubmission(submission, EvaluationRecord(evaluation), b"", STDERR, cure=cure)


def told(evaluated: EvaluatedSubmission, *, shows_output: bool = True) -> str:
    return host_notes.of_failure(evaluated, SUBJECT, shows_output=shows_output)


def test_in_a_run_that_hosts_alone_read_it_has_the_end_of_stderr() -> None:
    text = told(failed(Fault.ORGANIZER, "Mend it."))
    assert text.startswith("### For the hosts: The evaluator is at fault\n")
    assert "hidden row 7" in text and "Mend it." in text


def test_in_a_run_that_anybody_reads_it_has_the_places_only() -> None:
    text = told(failed(Fault.ORGANIZER), shows_output=False)
    assert "hidden" not in text
    assert "/opt/app/evaluate.py, line 3, in <module>\nAssertionError (evaluate.py, line 3)" in text


def test_of_a_participants_failure_hosts_are_told_what_they_could_better() -> None:
    assert told(failed(Fault.PARTICIPANT)) == ""
    assert "The evaluator could say more" in told(failed(Fault.PARTICIPANT, "End a refusal."))


def test_a_line_of_megabytes_is_cut() -> None:
    evaluated = replace(failed(Fault.ORGANIZER), stderr=b"x" * 4_000_000)
    assert len(told(evaluated)) < 2_000
