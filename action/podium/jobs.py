"""What an evaluation takes and what it gives back, whichever runner does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from podium.metrics import Metrics

KIB = 1 << 10
MIB = 1 << 20
GIB = 1 << 30


class Contract(StrEnum):
    """Which of the two peers' conventions the evaluator follows."""

    GRAND_CHALLENGE = "grand-challenge"
    EVALAI = "evalai"


class Fault(StrEnum):
    """Who has to act on a failed evaluation."""

    PARTICIPANT = "participant"
    ORGANIZER = "organizer"
    INFRASTRUCTURE = "infrastructure"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one evaluation may use. Sizes are bytes, times are seconds of wall clock.

    ``scratch`` is the room on disk for all that an evaluator writes over its image, ``/tmp`` and
    its home among it, and the largest single file. What is in ``/output`` and in ``/dev/shm``
    (``shared_memory``; left out, half of the memory) counts as memory. ``gpu`` is the type that
    the phase asks for, if any."""

    seconds: float = 3600.0
    memory: int = 8 * GIB
    cpus: float = 2.0
    processes: int = 4096
    output: int = 2 * GIB
    output_files: int = 200_000
    scratch: int = 10 * GIB
    scratch_files: int = 500_000
    shared_memory: int | None = None
    log: int = 256 * 1024
    gpu: str = ""


@dataclass(frozen=True, slots=True)
class Evaluator:
    """The organizer's part. An image (by name or digest), a Dockerfile to build from the folder
    ``context`` (its own, if that is left out), or an EvalAI script package: a folder with
    ``__init__.py``, or the zip of one, which may have the packages of EvalAI's worker beside those
    that it asks for."""

    contract: Contract
    image: str | None = None
    dockerfile: Path | None = None
    script: Path | None = None
    has_worker_packages: bool = False
    context: Path | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One evaluation to do. ``submission`` is a staged folder that holds nothing but the
    submission's own plain files; ``ground_truth`` a file or a folder; ``images`` the names of
    those that the evaluator may leave to be looked at, ``outputs`` the paths of other files that
    are kept."""

    evaluator: Evaluator
    submission: Path
    ground_truth: Path | None
    phase: str
    splits: tuple[str, ...]
    metadata: Mapping[str, object] = field(default_factory=dict)
    limits: Limits = Limits()
    images: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()


class Resource(StrEnum):
    """What an evaluation can have too little of, by the submission's fault or the evaluator's."""

    TIME = "time"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there are no metrics, in a sentence that its reader may see. ``is_quoted`` marks the
    evaluator's own words, which a phase may keep to itself.

    ``cure`` is for the hosts: what they can do. ``ran_out_of`` is the limit that ended it. Where
    it ``is_open``, how other submissions fare can still turn whose fault it is; ``origin`` is the
    exception and its place, by which two failures are one."""

    by: Fault
    message: str
    is_quoted: bool = field(default=False, compare=False)
    cure: str = field(default="", compare=False)
    ran_out_of: Resource | None = field(default=None, compare=False)
    is_open: bool = field(default=False, compare=False)
    origin: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out. Exactly one of ``metrics`` and ``failure`` is set. Logs are bounded and raw:
    escape them before showing them anywhere. ``images`` are ``name/case.png`` to content, ``files``
    other files of the output by their paths in it; ``left_out`` are sentences on those that were
    asked for, are there and are not kept. ``notes`` tell whoever runs the evaluation how it differs
    from what the phase asks for. ``peak_memory`` is the most, in bytes, that was seen in use, if
    that could be seen."""

    metrics: Metrics | None
    failure: Failure | None
    exit_code: int | None
    stdout: bytes
    stderr: bytes
    digest: str
    seconds: float
    images: Mapping[str, bytes] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    peak_memory: int | None = None


Clock = Callable[[], datetime]
# How far long work is: what is being done, how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]
Watch = Callable[[Outcome], None]


class Runner(Protocol):
    """Runs one job to its end. Raises ``InfrastructureError`` when the machine is at fault and
    ``ChallengeError`` when the evaluator cannot be had at all; a failing evaluation is a value."""

    name: str
    notice: str  # what people must know before they rely on this runner; empty if nothing

    def identify(self, evaluator: Evaluator) -> str:
        """The digest that an outcome of this evaluator would have. Whatever it needs is made
        ready on the way: images, packages."""
        ...

    def run(self, job: Job, *, watch: Watch | None = None) -> Outcome:
        """``watch`` is told of the metrics that are there while the evaluator still runs, as an
        outcome without an exit code; from another thread."""
        ...

    def close(self) -> None: ...
