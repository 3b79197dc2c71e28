"""What an evaluation that ended amounts to: metrics, or a failure and whose it is, by what there is
to show it: how it ended, what the evaluator raised and where, how others fared.

Pure. What varies from run to run is the submission, so a failure that nothing explains is put down
to it, until it is seen that the organizer's own example fails alike.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

from podium import metrics
from podium.evaluation import messages, reasons, tracebacks
from podium.evaluation.evalai import script
from podium.evaluation.places import Places
from podium.evaluation.reasons import Reason
from podium.evaluation.tracebacks import Raised
from podium.jobs import MIB, Contract, Failure, Fault, Outcome, Resource
from podium.metrics import Metrics
from podium.records.model import METRICS_FILE

MAX_METRICS = 10 * MIB
# The engine's and the shell's own: could not run, may not be executed, was not found.
_COULD_NOT_START = {125, 126, 127}
_SIGNALLED = 128  # and the number of the signal
_KILLED = _SIGNALLED + signal.SIGKILL  # how the kernel ends a process when memory runs out

# They are raised because another program ended: what that printed says more.
_OF_ANOTHER_PROGRAM = {"CalledProcessError", "BrokenPipeError"}
_LOOKS_AT_PROGRAM = re.compile(r"\b(?:returncode|stderr|std_?err|err|exit_?code|rc)\b")
_MOST_WORDS = 8

HOW_TO_REFUSE = "docs/evaluators.md#refusing-a-submission"
_IN_THE_DARK = (
    "The evaluator leaves participants in the dark: its last line says nothing that they could "
    "mend. End a refusal with sys.exit() and one line that says place, fact and cure "
    f"({HOW_TO_REFUSE})."
)
_UNEXPLAINED = (
    "The evaluator raised this itself. If the submission is in order, mend the evaluator; if it is "
    f"not, refuse it in words ({HOW_TO_REFUSE})."
)
_COULD_NOT = "The image's command is not there or is no program: compare it with the Dockerfile."

_WRITE_METRICS = (
    "An evaluator that ends with exit code 0 has to leave its result in /output/metrics.json, as "
    f"JSON, a plain file of at most {MAX_METRICS // MIB} MiB. One that cannot has to end with "
    "another code."
)


@dataclass(frozen=True, slots=True)
class End:
    """How the evaluator's process came to its end. ``refusal`` is what the runner itself knows to
    have ended it: a bound that it watches, a server that never answered."""

    exit_code: int
    out_of_time: bool = False
    out_of_memory: bool = False
    refusal: Failure | None = None


class Unreadable(Enum):
    """Why there are no bytes of a metrics file."""

    MISSING = messages.NOT_PRODUCED
    NOT_PLAIN = f"The output file '{METRICS_FILE}' is not a plain file"
    TOO_LARGE = messages.TOO_LARGE


@dataclass(frozen=True)
class _Log:
    """An evaluator's stderr as lines, with the exceptions in it."""

    lines: Sequence[str]

    @cached_property
    def raised(self) -> Sequence[Raised]:
        return tracebacks.find_raised(self.lines)

    @cached_property
    def ended(self) -> Raised | None:
        return tracebacks.ending(self.raised)

    @cached_property
    def is_mute(self) -> bool:
        return messages.is_mute(self.lines, self.raised)

    @cached_property
    def sentence(self) -> str:
        return messages.sentence(self.lines, self.raised)

    @property
    def origin(self) -> str:
        """The type of the exception that ended it, and where it was raised."""
        if self.ended is None or self.ended.frame is None:
            return ""
        return f"{self.ended.type} in {self.ended.frame.place}"

    @property
    def ends_in_exception(self) -> bool:
        """Whether nothing was printed after what the exception says."""
        return self.ended is not None and not any(self.lines[self.ended.end + 1 :])


def judge_end(
    end: End, stderr: bytes, *, contract: Contract, places: Places | None = None
) -> Failure | None:
    """The failure that the way it ended is, or ``None`` if its metrics may be looked at."""
    if end.refusal is not None:
        return end.refusal
    if end.out_of_time:
        return Failure(Fault.PARTICIPANT, messages.OUT_OF_TIME, ran_out_of=Resource.TIME)
    if end.exit_code == 0:  # a child may have been killed for memory; it coped
        return None
    if end.out_of_memory or end.exit_code == _KILLED:
        return Failure(Fault.PARTICIPANT, messages.OUT_OF_MEMORY, ran_out_of=Resource.MEMORY)
    log = _Log(messages.log_lines(stderr.decode("utf-8", "replace")))
    if end.exit_code in _COULD_NOT_START:
        return never_started(end.exit_code, log.sentence).refusal
    failure = _judge_log(log, places or Places())
    if failure.message == messages.NO_ERRORS and end.exit_code > _SIGNALLED:
        failure = replace(failure, message=f"{messages.NO_ERRORS} {_crash(end.exit_code)}")
    is_script_error = contract is Contract.EVALAI and end.exit_code == script.EXIT_ORGANIZER
    if is_script_error and not _is_unpickled(log):
        cure = failure.cure if failure.by is Fault.ORGANIZER else ""
        return replace(failure, by=Fault.ORGANIZER, cure=cure, is_open=False)
    return failure


def never_started(exit_code: int, said: str) -> End:
    """The end of a command that is no program, which is what ``said`` is of."""
    fact = f"The evaluator could not be started (exit code {exit_code}): {said}"
    failure = Failure(Fault.ORGANIZER, fact[: messages.MAX_LENGTH], is_quoted=True, cure=_COULD_NOT)
    return End(exit_code, refusal=failure)


def _crash(exit_code: int) -> str:
    try:
        name = signal.Signals(exit_code - _SIGNALLED).name
    except ValueError:
        name = str(exit_code - _SIGNALLED)
    return f"The evaluator was ended by the signal {name}."


def _judge_log(log: _Log, places: Places) -> Failure:
    """By what was raised, or printed where no exception says more."""
    told = Failure(Fault.PARTICIPANT, log.sentence, is_quoted=True, origin=log.origin)
    dark = _IN_THE_DARK if log.is_mute else ""
    if any(places.is_submitted(frame.file) for one in log.raised for frame in one.frames):
        return replace(told, cure=dark)  # it is code of the submission that raised
    reason = _find_reason(log, places)
    if reason is not None and reason.ran_out_of is not None:
        return replace(told, cure=reason.cure, ran_out_of=reason.ran_out_of)
    if reason is not None:
        is_open = reason.is_open or bool(reason.printed) or not log.ends_in_exception
        return replace(told, by=Fault.ORGANIZER, cure=reason.cure, is_open=is_open)
    if log.ended is None or _refuses(log.ended) or places.mentions_submission(log.ended.message):
        return replace(told, cure=dark)
    return replace(told, cure=dark or _UNEXPLAINED, is_open=True)


def _refuses(raised: Raised) -> bool:
    """Whether the evaluator's own code raised it on purpose."""
    last = raised.frames[-1] if raised.frames else None
    if last is None or last.is_library:
        return False
    return raised.name == "SystemExit" or last.code.startswith("raise ")


def _find_reason(log: _Log, places: Places) -> Reason | None:
    """Where several exceptions are in a log, the first and the last have to agree: a message that
    quotes a whole traceback out of a submission comes after a real one, and so does what an
    evaluator's own handling of a bad submission breaks on. What it raises on purpose is its own
    word, whatever that says."""
    ended = log.ended
    if ended is not None:
        reason = reasons.of_exception(ended, places)
        first = log.raised[0]
        agree = first is ended or reasons.of_exception(first, places) is not None
        if reason is not None and agree and not _refuses(ended):
            return reason
        if cause := _cause(log, places) or reasons.of_code(ended) or _of_program(ended, places):
            return replace(cause, is_open=True)
        if _refuses(ended) and _is_literal(ended):
            before = log.lines[: first.start]
            return reasons.of_line(before[-1].strip(), places) if before else None
        if not log.is_mute and ended.name not in _OF_ANOTHER_PROGRAM:
            return None
    printed = [log.sentence] if ended is None else tracebacks.outside(log.lines, log.raised)
    found = (reasons.of_line(line.strip(), places) for line in printed)
    return next(filter(None, found), None)


def _cause(log: _Log, places: Places) -> Reason | None:
    """Of an exception that was raised from another, or on purpose while another was handled: the
    evaluator put that one into its own words."""
    first, *others = log.raised
    if not others or not all(one.has_cause or one.has_context for one in others):
        return None
    reason = reasons.of_exception(first, places)
    if len(others) == 1 and others[0].has_cause:
        return reason
    return reason if reason and not reason.is_open and _refuses(others[-1]) else None


def _of_program(ended: Raised, places: Places) -> Reason | None:
    """Where the code raises what another program printed, by what it looks at."""
    if ended.frame is None or not _LOOKS_AT_PROGRAM.search(ended.frame.code):
        return None
    words = ended.message.split(": ")
    rests = (": ".join(words[start:]) for start in range(min(len(words), _MOST_WORDS)))
    return next(filter(None, (reasons.of_line(rest, places) for rest in rests)), None)


def _is_literal(raised: Raised) -> bool:
    """Whether the whole message stands in the code, and so has nothing of a submission."""
    return raised.frame is not None and bool(raised.message) and raised.message in raised.frame.code


def _is_unpickled(log: _Log) -> bool:
    """Whether the module that is missing is one that a file of the submission names."""
    ended = log.ended
    if ended is None or ended.name != "ModuleNotFoundError":
        return False
    return reasons.of_exception(ended, Places()) is None


def judge_metrics(content: bytes | Unreadable) -> Metrics | Failure:
    """Metrics are whatever Python's ``json`` accepts, NaN included: ranking deals with that."""
    if isinstance(content, Unreadable):
        return Failure(Fault.ORGANIZER, content.value, cure=_WRITE_METRICS)
    try:
        return metrics.parse_metrics(content)
    except ValueError:  # not JSON, not UTF-8, a huge integer; nested too deep
        return Failure(Fault.ORGANIZER, messages.NOT_JSON, cure=_WRITE_METRICS)


def conclude(
    end: End,
    *,
    contract: Contract,
    read_metrics: Callable[[], bytes | Unreadable],
    stdout: bytes,
    stderr: bytes,
    digest: str,
    seconds: float,
    places: Places | None = None,
) -> Outcome:
    """The outcome of an evaluation. Metrics are only asked for when it ended well.
    ``places`` are a container's where none are given."""
    ended = judge_end(end, stderr, contract=contract, places=places)
    found = ended or judge_metrics(read_metrics())
    if isinstance(found, Failure):
        return Outcome(None, found, end.exit_code, stdout, stderr, digest, seconds)
    return Outcome(found, None, end.exit_code, stdout, stderr, digest, seconds)
