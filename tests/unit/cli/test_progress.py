"""How far a build is: told on a terminal, and nowhere else."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import challenges
from benchmarks.challenges import Size
from podium.cli import progress

PODIUM = Path(sys.executable).with_name("podium")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_nothing_is_told_where_nobody_watches() -> None:
    stream = io.StringIO()
    with progress.shown(stream) as tell:
        tell("rendering", 1, 2)
    assert stream.getvalue() == ""


def test_the_line_says_what_and_how_much_and_is_gone_at_the_end() -> None:
    stream = Terminal()
    with progress.shown(stream) as tell:
        tell("reading results", 1, 1_000)
        tell("ranking", 0, 0)
    assert stream.getvalue() == "\rreading results: 1 of 1,000\x1b[K\rranking …\x1b[K\r\x1b[K"


def test_the_line_is_gone_before_an_error_is_told() -> None:
    stream = Terminal()
    with pytest.raises(ValueError, match="no"), progress.shown(stream) as tell:
        tell("ranking", 0, 0)
        raise ValueError("no")
    assert stream.getvalue().endswith("\r\x1b[K")


def test_a_terminal_is_not_written_to_for_every_page() -> None:
    stream = Terminal()
    with progress.shown(stream) as tell:
        for done in range(10_000):
            tell("rendering", done, 10_000)
    assert stream.getvalue().count("\r") < 100


@pytest.mark.parametrize(
    ("done", "seconds", "text"),
    [
        pytest.param(1, 0.5, "rendering: 1 of 1,000", id="too early to say"),
        pytest.param(900, 30, "rendering: 900 of 1,000, 3 s left", id="soon"),
        pytest.param(250, 30, "rendering: 250 of 1,000, 1 min 30 s left", id="at the same pace"),
        pytest.param(1_000, 30, "rendering: 1,000 of 1,000", id="done"),
    ],
)
def test_the_time_left_is_that_at_the_pace_so_far(done: int, seconds: float, text: str) -> None:
    assert progress._text("rendering", done, 1_000, seconds=seconds) == text


@pytest.fixture
def command(tmp_path: Path) -> list[str | Path]:
    size = Size(submissions=3, metrics=2)
    challenge = challenges.write_challenge(size, tmp_path / challenges.SLUG)
    results = challenges.write_results(size, tmp_path / "results")
    return [PODIUM, "build", challenge, "--results", results, "--out", tmp_path / "site"]


def test_a_build_tells_a_terminal_how_far_it_is(command: list[str | Path]) -> None:
    reader, writer = pty.openpty()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=writer, check=True)
    os.close(writer)
    told = b""
    try:
        while part := os.read(reader, 4096):
            told += part
    except OSError:  # a terminal that nobody writes to any more
        os.close(reader)
    assert done.stdout == b""
    for work in (b"reading results: 1 of 3", b"ranking \xe2\x80\xa6", b"rendering: "):
        assert b"\r" + work in told
    assert told.rstrip().endswith(b"site")


def test_a_build_tells_a_log_only_what_came_of_it(command: list[str | Path]) -> None:
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stdout == b""
    assert b"\r" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
