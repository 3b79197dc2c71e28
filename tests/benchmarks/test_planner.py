"""The planner over 10,000 submissions with 1 to 64 machines: how long it takes, how long people
wait, and what the machines cost.

A simulation of the rule itself (``github.schedule``): submissions come over five days and half of
the last one's in its last hour, runs are planned one after the other, and machines take the items
in GitHub's order. No clock is waited for.
"""

from __future__ import annotations

import heapq
import math
import random
import sys
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

import factories
from podium.github.schedule import OVERHEAD_SECONDS, Group, Waiting, expected_seconds, plan_groups
from podium.records.model import SubmissionRecord

pytestmark = pytest.mark.long

SUBMISSIONS = 10_000
MACHINES = (1, 2, 4, 8, 16, 32, 64)
DAY = 86_400.0
PLANNING, STARTING = 45.0, 40.0  # seconds of a job that plans; of one before it evaluates
# Share of the submissions, median and spread of the seconds, and the limit of each phase.
PHASES = {
    "quick": (0.90, 8.0, 0.6, 600.0),
    "slow": (0.0975, 600.0, 0.4, 3600.0),
    "huge": (0.0025, 20_000.0, 0.02, 21_600.0),
}
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sent:
    id: str
    phase: str
    at: float
    seconds: float


@dataclass
class World:
    machines: int
    sent: list[Sent]
    ended: dict[str, float] = field(default_factory=dict)
    evaluated: Counter[str] = field(default_factory=Counter)
    known: dict[str, deque[SubmissionRecord]] = field(default_factory=dict)
    jobs: int = 0
    minutes: int = 0

    def run(self) -> None:
        """Events in time: a submission comes, a plan is made, a machine is free again."""
        by_id = {one.id: one for one in self.sent}
        arriving = deque(sorted(self.sent, key=lambda one: one.at))
        waiting: list[Sent] = []
        items: deque[Group] = deque()
        free, planner_free = self.machines, 0.0
        busy: list[tuple[float, list[tuple[str, float]]]] = []
        now = 0.0
        while arriving or waiting or items or busy:
            while arriving and arriving[0].at <= now:
                waiting.append(arriving.popleft())
            if waiting and planner_free <= now:
                groups = plan_groups(self._as_waiting(waiting), machines=min(self.machines, 10))
                items.extend(groups)
                taken = {one for group in groups for one in group.ids}
                waiting = [one for one in waiting if one.id not in taken]
                planner_free = now + PLANNING
            while items and free:
                free -= 1
                heapq.heappush(busy, self._work(items.popleft(), by_id, now))
            moments = [arriving[0].at] if arriving else []
            moments += [busy[0][0]] if busy else []
            moments += [planner_free] if waiting else []
            if not moments:
                return
            now = max(now, min(moments))
            while busy and busy[0][0] <= now:
                _, finished = heapq.heappop(busy)
                free += 1
                for identity, at in finished:
                    self._finish(by_id[identity], at)

    def _as_waiting(self, waiting: list[Sent]) -> list[Waiting]:
        expected = {name: expected_seconds(self.known.get(name, ()), name) for name in PHASES}
        return [Waiting(one.id, PHASES[one.phase][3], expected[one.phase]) for one in waiting]

    def _work(
        self, group: Group, by_id: dict[str, Sent], now: float
    ) -> tuple[float, list[tuple[str, float]]]:
        at, finished = now + STARTING, []
        for identity in group.ids:
            at += OVERHEAD_SECONDS + by_id[identity].seconds
            finished.append((identity, at))
        assert at - now < 60 * group.minutes
        self.jobs += 1
        self.minutes += math.ceil((at - now) / 60)
        return at, finished

    def _finish(self, one: Sent, at: float) -> None:
        self.evaluated[one.id] += 1
        self.ended[one.id] = at
        evaluated = factories.make_evaluated(
            created_at=START + timedelta(seconds=at), execution_seconds=one.seconds
        )
        record = factories.make_submitted(one.id, evaluated, phase=one.phase)
        self.known.setdefault(one.phase, deque(maxlen=100)).append(record)

    def waits(self, phase: str) -> list[float]:
        """Seconds from coming to the end, less the evaluation itself."""
        chosen = (one for one in self.sent if one.phase == phase)
        return sorted(self.ended[one.id] - one.at - one.seconds for one in chosen)


def submissions() -> Iterator[Sent]:
    chance = random.Random(2026)
    names, shares = list(PHASES), [PHASES[name][0] for name in PHASES]
    for number in range(SUBMISSIONS):
        (phase,) = chance.choices(names, shares)
        _, median, spread, limit = PHASES[phase]
        seconds = min(chance.lognormvariate(math.log(median), spread), limit)
        last_hour = chance.random() < 0.1
        at = chance.uniform(5 * DAY - 3600, 5 * DAY) if last_hour else chance.uniform(0, 5 * DAY)
        yield Sent(f"s{number}", phase, at, seconds)


def test_more_machines_take_less_time_for_hardly_more_money() -> None:
    sent = list(submissions())
    worlds = {machines: World(machines, sent) for machines in MACHINES}
    lines = ["machines  days  quick: half  19 of 20  jobs  machine minutes"]
    for machines, world in worlds.items():
        world.run()
        assert world.evaluated == Counter(one.id for one in sent)
        days, quick = max(world.ended.values()) / DAY, world.waits("quick")
        half, most = quick[len(quick) // 2] / 60, quick[len(quick) * 19 // 20] / 60
        lines.append(
            f"{machines:8} {days:5.1f} {half:8.1f} min {most:7.1f} min {world.jobs:5} "
            f"{world.minutes:8}"
        )
    sys.stdout.write("\n" + "\n".join(lines) + "\n")
    ends = [max(world.ended.values()) for world in worlds.values()]
    assert ends == sorted(ends, reverse=True)
    cost = [world.minutes for world in worlds.values()]
    assert max(cost) < 1.5 * min(cost)
    assert max(world.jobs for world in worlds.values()) < SUBMISSIONS
    alone = sum(math.ceil((STARTING + OVERHEAD_SECONDS + one.seconds) / 60) for one in sent)
    sys.stdout.write(f"each on a machine of its own: {len(sent)} jobs, {alone} machine minutes\n")
    assert max(cost) <= alone
    # Whoever comes while long ones are evaluated does not wait for their end.
    for machines, most in ((16, 60), (32, 5), (64, 5)):
        quick = worlds[machines].waits("quick")
        assert quick[len(quick) * 19 // 20] < most * 60
