"""Which submissions share a machine, and for how long it is asked: from how long evaluations took
to the items of a workflow's matrix.

Pure. A machine costs a minute before it does anything (it is rented by the minute, and installs
Podium first), so short evaluations share one; a long one has its own, and holds nobody back.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from podium.records.model import Status, SubmissionRecord

# https://docs.github.com/en/actions/reference/limits: a matrix makes at most so many jobs.
MOST_ITEMS = 256
SHORT_SECONDS = 60.0  # what is expected to take less shares a machine
LEAST_SECONDS, MOST_SECONDS = 60.0, 300.0  # that a shared machine is expected to work
OVERHEAD_SECONDS = 3.0  # of a submission: its files are fetched and checked, its result is packed
_MARGIN_MINUTES = 5  # images are pulled, Podium is installed
_FEWEST = 3  # evaluations that must be known before anything is expected
_LOOKED_AT = 100
_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submission that waits for a machine. ``limit`` and ``expected`` in seconds, the latter
    unknown where too few were evaluated; ``runs_on`` names the kind of machine, which lives for
    ``most_minutes``; ``attempts`` counts the machines that it had and that failed."""

    id: str
    limit: float
    expected: float | None = None
    runs_on: str = ""
    most_minutes: int = 350
    attempts: int = 0

    @property
    def is_short(self) -> bool:
        """What has lost a machine before gets one of its own: it may be what loses them."""
        return self.expected is not None and self.expected < SHORT_SECONDS and not self.attempts

    @property
    def seconds(self) -> float:
        return OVERHEAD_SECONDS + (self.limit if self.expected is None else self.expected)


@dataclass(frozen=True, slots=True)
class Group:
    """An item of the matrix. ``minutes`` bound the step that evaluates, so that whichever of the
    group takes its whole limit, the others have the time that they are expected to take, twice."""

    number: int
    ids: tuple[str, ...]
    runs_on: str
    minutes: int
    seconds: float


def expected_seconds(records: Iterable[SubmissionRecord], phase: str) -> float | None:
    """What four of five evaluations of a phase took at most, of those that finished last."""
    found = [
        (one.evaluation.created_at, one.evaluation.execution_seconds)
        for record in records
        if record.submission.phase == phase
        for one in record.evaluations[-1:]
        if one.evaluation.status is Status.FINISHED and one.evaluation.execution_seconds is not None
    ]
    latest = sorted(seconds for _, seconds in sorted(found)[-_LOOKED_AT:])
    if len(latest) < _FEWEST:
        return None
    return latest[math.ceil(_SHARE * len(latest)) - 1]


def plan_groups(waiting: Sequence[Waiting], *, machines: int) -> list[Group]:
    """``waiting`` are in the order in which they come first, ``machines`` how many work at a time.
    What finds no place among the items of one matrix waits for the next; of those that do, the
    shortest begin first: a long one, which is to take hours anyway, keeps nobody waiting."""
    short = [one for one in waiting if one.is_short]
    size = _size(short, machines)
    packed: list[list[Waiting]] = []
    open_packs: dict[tuple[str, int], list[Waiting]] = {}
    for one in waiting:
        kind = (one.runs_on, one.most_minutes)
        pack = open_packs.get(kind) if one.is_short else None
        if pack is None or sum(other.seconds for other in pack) + one.seconds > size:
            pack = []
            packed.append(pack)
            if one.is_short:
                open_packs[kind] = pack
        pack.append(one)
    chosen = sorted(packed[:MOST_ITEMS], key=lambda pack: sum(one.seconds for one in pack))
    return [_group(number, pack) for number, pack in enumerate(chosen, start=1)]


def _size(short: Sequence[Waiting], machines: int) -> float:
    """Seconds of work for a shared machine: even shares, but each worth its minute."""
    total = sum(one.seconds for one in short)
    return min(MOST_SECONDS, max(LEAST_SECONDS, total / max(machines, 1)))


def _group(number: int, pack: Sequence[Waiting]) -> Group:
    longest = max(one.limit for one in pack)
    seconds = sum(one.seconds for one in pack)
    others = 2 * (seconds - max(one.seconds for one in pack))
    minutes = math.ceil((longest + others) / 60) + _MARGIN_MINUTES
    most = min(one.most_minutes for one in pack)
    ids = tuple(one.id for one in pack)
    return Group(number, ids, pack[0].runs_on, min(minutes, most), seconds)
