"""Generated challenges and the sites built of them, for rows that look at the same ones."""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from benchmarks import challenges, floor, processes
from benchmarks.challenges import Size
from benchmarks.processes import Run

PODIUM = Path(sys.executable).with_name("podium")
# A short run is repeated, and the best counts: what else the machine does can only add to it.
_ROUNDS, _ENOUGH_SECONDS = 3, 15.0
# Said where sites are compared, which tell what is open.
AT = "2026-08-01T09:00:00Z"


@dataclass(frozen=True)
class Built:
    """A challenge's ``site``, built ``rounds`` times into a new folder each."""

    challenge: tuple[Path, ...]
    results: Path
    place: Path

    @property
    def site(self) -> Path:
        return self.place / "site-0"

    @cached_property
    def run(self) -> Run:
        """The fastest of all; the memory of the first."""
        runs: list[Run] = []
        while len(runs) < _ROUNDS and sum(one.seconds for one in runs) < _ENOUGH_SECONDS:
            runs.append(self.build(self.place / f"site-{len(runs)}"))
        fastest = min(runs, key=lambda one: one.seconds)
        return replace(fastest, memory=runs[0].memory)

    @cached_property
    def floor_seconds(self) -> float:
        """The best of several, or of ten where they are short: files are written at any speed."""
        rounds = range(10 if self.run.seconds < 5 else 3 if self.run.seconds < 15 else 1)
        parsing = min(floor.seconds_to_parse(self.results) for _ in rounds)
        return parsing + min(self._seconds_to_write() for _ in rounds)

    def _seconds_to_write(self) -> float:
        with tempfile.TemporaryDirectory(dir=self.place) as copy:
            return floor.seconds_to_write(self.site, Path(copy))

    @cached_property
    def cpu_ratio(self) -> float:
        """Processors' time, to that of parsing all records: unlike the ratio to the floor, which
        writes files, it is much the same on a machine that is busy with other things."""
        parsing = (floor.seconds_to_parse(self.results, time.process_time) for _ in range(10))
        return self.run.cpu_seconds / min(parsing)

    @cached_property
    def site_bytes(self) -> int:
        _ = self.run
        return sum(file.stat().st_size for file in self.site.rglob("*") if file.is_file())

    def build(self, out: Path, *options: str, zone: str = "UTC") -> Run:
        command = [PODIUM, "build", *self.challenge, "--results", self.results, "--out", out]
        return processes.run([*command, *options], {"TZ": zone})


class Workshop:
    """Everything below ``root``, each of it made once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._made: dict[Size, Built] = {}

    def built(self, size: Size) -> Built:
        if size not in self._made:
            place = self._root / str(len(self._made))
            challenge = challenges.write_challenge(size, place / challenges.SLUG)
            results = challenges.write_results(size, place / "results")
            self._made[size] = Built((challenge,), results, place)
        return self._made[size]

    def folder(self, name: str) -> Path:
        return self._root / name
