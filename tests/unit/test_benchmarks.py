"""The table of what the project promises: its test data, its floor, its verdicts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import challenges, floor, page, processes, rows, table
from benchmarks.challenges import Size
from benchmarks.figures import Row
from benchmarks.table import Line
from podium import pipeline
from podium.boards.readers import Public
from podium.challenge.folder import load_challenge
from podium.records import repository

SIZE = Size(submissions=6, metrics=2, cases=4, splits=2)
MIB = 1 << 20


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def row(**limits: float) -> Row:
    return Row("a build", limits, lambda workshop: {})


def test_generated_results_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    one, same, other = (
        contents(challenges.write_results(SIZE, tmp_path / name, seed=seed))
        for name, seed in (("one", 7), ("same", 7), ("other", 8))
    )
    assert one == same
    assert one != other


def test_generated_results_are_ranked_on_every_split(tmp_path: Path) -> None:
    loaded = load_challenge(challenges.write_challenge(SIZE, tmp_path / challenges.SLUG))
    results = challenges.write_results(SIZE, tmp_path / "results")
    found = repository.load_records(results, challenges.SLUG)
    shown = pipeline.rank(loaded, found.records, Public(), for_site=True)
    assert (loaded.warnings, found.problems) == ((), ())
    assert [len(board.rows) for board in shown.boards] == [2, 2]  # of six, three a team
    assert len(shown.analyses) == 2
    (document, *_) = (one.evaluations[0].document for one in found.records)
    assert [len(document[split]["case"]["m1"]) for split in ("split0", "split1")] == [4, 4]


def test_as_many_teams_as_are_asked_for(tmp_path: Path) -> None:
    challenges.write_results(Size(6, 1, teams=6), tmp_path)
    made = [json.loads(file.read_bytes()) for file in tmp_path.rglob("submission.json")]
    assert len({one["participant"]["id"] for one in made}) == 6


def test_floor_writes_every_byte_of_the_site(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "board").mkdir(parents=True)
    (site / "index.html").write_bytes(b"a page")
    (site / "board/board.json").write_bytes(b"{}")
    assert floor.seconds_to_write(site, tmp_path / "copy") > 0
    assert contents(tmp_path / "copy") == contents(site)


def test_floor_parses_every_record(tmp_path: Path) -> None:
    (tmp_path / "metrics.json").write_text("{")
    with pytest.raises(ValueError, match="Expecting property name"):
        floor.seconds_to_parse(tmp_path)


def test_memory_is_that_of_all_processes_together() -> None:
    if not Path("/proc/self/smaps_rollup").exists():
        pytest.skip("the kernel does not tell what processes share")
    hold = "import time; held = bytearray(b'x') * (60 << 20); time.sleep(1)"
    both = f"import subprocess, sys; c = subprocess.Popen([sys.executable, '-c', {hold!r}]); {hold}"
    held_here = bytearray(b"x") * (300 << 20)  # and not that of whoever starts them
    run = processes.run([sys.executable, "-c", f"{both}; c.wait()"])
    assert held_here
    assert 120 * MIB < run.memory < 200 * MIB
    assert run.seconds > 1


def test_a_command_that_fails_is_told_with_what_it_said() -> None:
    with pytest.raises(subprocess.CalledProcessError) as raised:
        processes.run([sys.executable, "-c", "import sys; sys.exit('no such thing')"])
    assert raised.value.stderr == b"no such thing\n"


def test_a_row_is_met_when_every_limit_holds() -> None:
    promised = row(ratio=3, memory=600e6)
    assert promised.target == "≤ 3 × floor, ≤ 600 MB"
    assert Line(promised, {"ratio": 3, "memory": 599e6}).verdict == "yes"
    assert Line(promised, {"ratio": 3.1, "memory": 700e6}).verdict == "**no**: ratio, memory"
    assert Line(promised, {"ratio": 1}).verdict == "**no**: memory"
    assert Line(promised).verdict == "not measured"


def test_table_has_each_figure_in_its_column() -> None:
    figures = {"seconds": 1.234, "floor": 0.5, "ratio": 2.47, "memory": 3e8, "written": 0}
    head, _, line = table.table([Line(row(seconds=2), figures)]).splitlines()
    cells = [[cell.strip() for cell in text.strip("|").split("|")] for text in (head, line)]
    shown = dict(zip(*cells, strict=True))
    assert shown["time"] == "1.23 s"
    assert shown["ratio"] == "2.5"
    assert (shown["memory"], shown["site"]) == ("300 MB", "")
    assert (shown["else"], shown["met"]) == ("0 files written", "yes")


def test_every_row_has_a_target_and_a_name_of_its_own() -> None:
    assert all(one.target for one in rows.ROWS)
    assert len({one.what for one in rows.ROWS}) == len(rows.ROWS)


def test_only_the_measured_part_of_the_page_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "performance.md"
    path.write_text(
        "before\n<!-- measured: made by `make performance` -->\nold\n<!-- /measured -->\nafter\n"
    )
    page.write(path, "| a |\n")
    page.write(path, "| b |\n")
    text = path.read_text()
    assert text.startswith("before\n<!--")
    assert text.endswith("| b |\n<!-- /measured -->\nafter\n")
    assert "| a |" not in text
    assert "old" not in text


def test_a_page_without_a_place_for_the_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "performance.md"
    path.write_text("nothing\n")
    with pytest.raises(ValueError, match="expected"):
        page.write(path, "| a |\n")
