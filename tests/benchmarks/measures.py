"""How each figure of the table is taken."""

from __future__ import annotations

import gzip
import json
import math
import re
import shutil
import statistics
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from benchmarks import floor, processes
from benchmarks.challenges import Size
from benchmarks.figures import Measure
from benchmarks.test_ranking_speed import make_contestants, make_rule
from benchmarks.workshop import AT, PODIUM, Built, Workshop
from podium import ranking
from podium.boards import view
from podium.boards.readers import Public
from podium.challenge.folder import load_challenge
from podium.challenge.rules import ResultDisplay, ScoringMethod
from podium.records import repository

Figures = Mapping[str, float]
ROOT = Path(__file__).parents[2]


def build(size: Size) -> Measure:
    def measure(workshop: Workshop) -> Figures:
        return _cold(workshop.built(size))

    return measure


def build_samples(workshop: Workshop) -> Figures:
    """The results are those of `make demo`, which evaluates for minutes where it never ran."""
    results = ROOT / ".podium/demo/results"
    if not results.is_dir():
        processes.run([PODIUM, "demo", "--no-serve", "--out", results.parent])
    samples = sorted(config.parent for config in ROOT.glob("challenges/*/challenge_config.yaml"))
    return _cold(Built(tuple(samples), results, workshop.folder("samples")))


def _cold(built: Built) -> Figures:
    return {
        "seconds": built.run.seconds,
        "floor": built.floor_seconds,
        "ratio": built.run.seconds / built.floor_seconds,
        "memory": built.run.memory,
        "site": built.site_bytes,
    }


def rank(size: Size, *, factor: float, constant: float) -> Measure:
    """The whole command. ``ratio`` is to ``factor`` times reading the same files and parsing them,
    and ``constant`` seconds."""

    def measure(workshop: Workshop) -> Figures:
        built = workshop.built(size)
        command = [PODIUM, "rank", *built.challenge, "--results", built.results, "--json"]
        runs = [processes.run(command) for _ in range(3)]
        allowed = factor * floor.seconds_to_parse(built.results) + constant
        seconds = min(run.seconds for run in runs)
        return {
            "seconds": seconds,
            "floor": allowed,
            "ratio": seconds / allowed,
            "memory": runs[0].memory,
        }

    return measure


def ranking_alone(workshop: Workshop) -> Figures:
    """10,000 results on six columns, and how the time grows from 1,250 to 40,000."""
    rule = make_rule(ScoringMethod.MEAN_OF_RANKS, ResultDisplay.ALL)
    counts = [1_250 << step for step in range(6)]
    seconds = {
        count: _best(partial(ranking.rank_results, rule, make_contestants(count)))
        for count in counts
    }
    work = [math.log(count * math.log(count)) for count in counts]
    slope = statistics.linear_regression(work, [math.log(seconds[count]) for count in counts]).slope
    return {"milliseconds": 1_000 * seconds[10_000], "exponent": slope}


def board_statistics(size: Size) -> Measure:
    """What the site says of one board beyond its rows, of results that are in memory."""

    def measure(workshop: Workshop) -> Figures:
        built = workshop.built(size)
        loaded = load_challenge(built.challenge[0])
        records = repository.load_records(built.results, loaded.challenge.slug).records
        shown = view.make_view(loaded, records, Public())
        return {"seconds": _best(partial(view.analyse_boards, shown), rounds=3)}

    return measure


def same_bytes(size: Size) -> Measure:
    """Files that differ between a site and one of the same records that lie on the disk in another
    order, rendered by three processes in another zone."""

    def measure(workshop: Workshop) -> Figures:
        built = workshop.built(size)
        turned = workshop.folder("turned")
        for file in sorted(built.results.rglob("*"), reverse=True):
            if file.is_file():
                copy = turned / file.relative_to(built.results)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, copy)
        one, other = workshop.folder("one"), workshop.folder("other")
        built.build(one, "--at", AT, "--jobs", "1")
        again = Built(built.challenge, turned, workshop.folder("again"))
        again.build(other, "--at", AT, "--jobs", "3", zone="Pacific/Kiritimati")
        before, after = _contents(one), _contents(other)
        names = before.keys() | after.keys()
        return {"differing": sum(before.get(name) != after.get(name) for name in names)}

    return measure


def nothing_changed(size: Size) -> Measure:
    def measure(workshop: Workshop) -> Figures:
        built = workshop.built(size)
        cold = built.run
        before = _stamps(built.site)
        again = built.build(built.site)
        written = sum(before.get(name) != stamp for name, stamp in _stamps(built.site).items())
        return {
            "seconds": again.seconds,
            "written": written,
            "share": 100 * again.seconds / cold.seconds,
        }

    return measure


def submission_pages(size: Size) -> Measure:
    def measure(workshop: Workshop) -> Figures:
        site = _site(workshop.built(size))
        cases = list(site.glob("*/submissions/*/cases.json"))
        tables = (table for file in cases for table in json.loads(file.read_bytes())["tables"])
        values = sum(len(column) for table in tables for column in table["metrics"].values())
        weight = sum(file.stat().st_size for file in cases)
        pages = site.glob("*/submissions/*/index.html")
        return {
            "page": max(page.stat().st_size for page in pages),
            "a_value": weight / values if values else math.inf,
        }

    return measure


def analysis_pages(*sizes: Size) -> Measure:
    def measure(workshop: Workshop) -> Figures:
        pages = [
            page
            for size in sizes
            for page in _site(workshop.built(size)).glob("*/phases/*/*/analysis/index.html")
        ]
        drawn = [
            len(figure)
            for page in pages
            for figure in re.findall(rb"<svg.*?</svg>", page.read_bytes(), re.DOTALL)
        ]
        return {"gzipped": max(map(_gzipped, pages)), "figure": max(drawn)}

    return measure


def board_pages(size: Size) -> Measure:
    def measure(workshop: Workshop) -> Figures:
        (page, *_) = _site(workshop.built(size)).glob("*/phases/*/split0/index.html")
        body = re.search(rb"<table[^>]*class=\"board.*?</table>", page.read_bytes(), re.DOTALL)
        rows = body.group().count(b"<tr") - 1 if body else math.inf
        return {"gzipped": _gzipped(page), "rows": rows}

    return measure


def _site(built: Built) -> Path:
    _ = built.run
    return built.site


def _gzipped(page: Path) -> int:
    return len(gzip.compress(page.read_bytes()))


def _contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def _stamps(folder: Path) -> dict[str, int]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.stat().st_mtime_ns for file in files}


def _best(act: Callable[[], object], rounds: int = 7) -> float:
    def once() -> float:
        started = time.perf_counter()
        act()
        return time.perf_counter() - started

    return min(once() for _ in range(rounds))
