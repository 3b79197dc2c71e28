from __future__ import annotations

import pytest

from podium.evaluation.evalai.script import EXIT_ORGANIZER
from podium.evaluation.verdict import End, Unreadable, conclude, judge_end, judge_metrics
from podium.jobs import Contract, Failure, Fault
from podium.metrics import Metrics

GC, EVALAI = Contract.GRAND_CHALLENGE, Contract.EVALAI
MEMORY = "The container was killed as it exceeded its memory limit"
LAST = "ValueError: bad row 7"
STDERR = f"Traceback\n{LAST}\n\n".encode()


@pytest.mark.parametrize(
    ("end", "contract", "expected"),
    [
        pytest.param(End(0), GC, None, id="ended well"),
        pytest.param(End(0, out_of_memory=True), GC, None, id="only a child was killed"),
        pytest.param(End(1), GC, (Fault.PARTICIPANT, LAST), id="any other code"),
        pytest.param(End(139), GC, (Fault.PARTICIPANT, LAST), id="crash"),
        pytest.param(End(137), GC, (Fault.PARTICIPANT, MEMORY), id="killed"),
        pytest.param(End(3, out_of_memory=True), GC, (Fault.PARTICIPANT, MEMORY), id="child oom"),
        pytest.param(
            End(137, out_of_time=True), GC, (Fault.PARTICIPANT, "Time limit exceeded"), id="time"
        ),
        pytest.param(
            End(0, out_of_time=True), GC, (Fault.PARTICIPANT, "Time limit exceeded"), id="late"
        ),
        pytest.param(
            End(127),
            GC,
            (Fault.ORGANIZER, f"The evaluator could not be started (exit code 127): {LAST}"),
            id="no such command",
        ),
        pytest.param(End(EXIT_ORGANIZER), EVALAI, (Fault.ORGANIZER, LAST), id="broken script"),
        pytest.param(End(EXIT_ORGANIZER), GC, (Fault.PARTICIPANT, LAST), id="means nothing here"),
    ],
)
def test_how_it_ended_says_whose_fault_it_is(
    end: End, contract: Contract, expected: tuple[Fault, str] | None
) -> None:
    failure = judge_end(end, STDERR, contract=contract)
    assert (failure and (failure.by, failure.message)) == expected
    assert failure is None or failure.is_quoted == (LAST in failure.message)


def test_stderr_that_is_not_utf8_is_still_shown() -> None:
    failure = judge_end(End(1), b"caf\xe9 closed", contract=GC)
    assert failure == Failure(
        Fault.PARTICIPANT, "caf\N{REPLACEMENT CHARACTER} closed", is_quoted=True
    )


@pytest.mark.parametrize(
    "metrics",
    [b"{}", b"[1]", b"null", b"3", b'{"a": NaN}', b'{"a": 1, "a": 2}', b' {"a": -Infinity}\n',
     '{"é": 1}'.encode(), '{"é": 1}'.encode("utf-16"), b'\xef\xbb\xbf{"a": 1}'],
)  # fmt: skip
def test_whatever_python_reads_as_json_is_accepted(metrics: bytes) -> None:
    assert judge_metrics(metrics) == Metrics(metrics)


@pytest.mark.parametrize(
    "metrics",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b'{"a": 1,}', id="trailing comma"),
        pytest.param(b"{} {}", id="two documents"),
        pytest.param(b'{"a": "\xff"}', id="not UTF-8"),
        pytest.param(b"[" * 100_000, id="deep nesting"),
        pytest.param(b"9" * 5000, id="an integer of 5000 digits"),
        pytest.param(b"# yaml\na: 1", id="comment"),
    ],
)
def test_broken_json_has_its_sentence(metrics: bytes) -> None:
    expected = "The output file 'metrics.json' is not valid json"
    assert judge_metrics(metrics) == Failure(Fault.ORGANIZER, expected)


@pytest.mark.parametrize(
    ("unreadable", "sentence"),
    [
        (Unreadable.MISSING, "Output file 'metrics.json' was not produced"),
        (Unreadable.TOO_LARGE, "The output file 'metrics.json' is too large"),
        (Unreadable.NOT_PLAIN, "The output file 'metrics.json' is not a plain file"),
    ],
)
def test_unreadable_metrics_are_the_organizers(unreadable: Unreadable, sentence: str) -> None:
    assert judge_metrics(unreadable) == Failure(Fault.ORGANIZER, sentence)


@pytest.mark.parametrize("code", [0, 1])
def test_metrics_of_a_failed_evaluation_are_never_read(code: int) -> None:
    read = []

    def read_metrics() -> bytes:
        read.append(True)
        return b'{"a": 1}'

    outcome = conclude(
        End(code), contract=GC, read_metrics=read_metrics, stdout=b"", stderr=b"", digest="d",
        seconds=1.0,
    )  # fmt: skip
    assert (outcome.metrics is None) == (outcome.failure is not None) == (not read) == bool(code)
