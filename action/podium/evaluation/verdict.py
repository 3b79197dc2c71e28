"""What an evaluation that ended amounts to: metrics, or a failure and whose it is.

Pure. What varies from run to run is the submission, so what happens while it is being scored is
put down to it; an evaluator that cannot start, or ends well without metrics, is its organizer's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from podium import metrics
from podium.evaluation import messages
from podium.evaluation.evalai import script
from podium.jobs import MIB, Contract, Failure, Fault, Outcome
from podium.metrics import Metrics
from podium.records.model import METRICS_FILE

MAX_METRICS = 10 * MIB
# The engine's and the shell's own: could not run, may not be executed, was not found.
_COULD_NOT_START = {125, 126, 127}
_KILLED = 137  # 128 + SIGKILL: how the kernel ends a process when memory runs out


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


def judge_end(end: End, stderr: bytes, *, contract: Contract) -> Failure | None:
    """The failure that the way it ended is, or ``None`` if its metrics may be looked at."""
    if end.refusal is not None:
        return end.refusal
    last = messages.last_line(stderr.decode("utf-8", "replace"))
    if end.out_of_time:
        return Failure(Fault.PARTICIPANT, messages.OUT_OF_TIME)
    if end.exit_code == 0:  # a child may have been killed for memory; it coped
        return None
    if end.out_of_memory or end.exit_code == _KILLED:
        return Failure(Fault.PARTICIPANT, messages.OUT_OF_MEMORY)
    if end.exit_code in _COULD_NOT_START:
        fact = f"The evaluator could not be started (exit code {end.exit_code}): {last}"
        return Failure(Fault.ORGANIZER, fact[: messages.MAX_LENGTH], is_quoted=True)
    if contract is Contract.EVALAI and end.exit_code == script.EXIT_ORGANIZER:
        return Failure(Fault.ORGANIZER, last, is_quoted=True)
    return Failure(Fault.PARTICIPANT, last, is_quoted=True)


def judge_metrics(content: bytes | Unreadable) -> Metrics | Failure:
    """Metrics are whatever Python's ``json`` accepts, NaN included: ranking deals with that."""
    if isinstance(content, Unreadable):
        return Failure(Fault.ORGANIZER, content.value)
    try:
        return metrics.parse_metrics(content)
    except ValueError:  # not JSON, not UTF-8, a huge integer; nested too deep
        return Failure(Fault.ORGANIZER, messages.NOT_JSON)


def conclude(
    end: End,
    *,
    contract: Contract,
    read_metrics: Callable[[], bytes | Unreadable],
    stdout: bytes,
    stderr: bytes,
    digest: str,
    seconds: float,
    read_images: Callable[[], Mapping[str, bytes]] = dict,
) -> Outcome:
    """The outcome of an evaluation. Metrics and images are only asked for when it ended well."""
    found = judge_end(end, stderr, contract=contract) or judge_metrics(read_metrics())
    if isinstance(found, Failure):
        return Outcome(None, found, end.exit_code, stdout, stderr, digest, seconds)
    return Outcome(found, None, end.exit_code, stdout, stderr, digest, seconds, read_images())
