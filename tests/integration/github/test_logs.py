"""What an evaluator prints: for hosts, in a log that only they read, and for nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from integration.github.conftest import CHALLENGE, CONFIG, Place

SECRET = "row 7 of the hidden truth is 42"
PRINTING = f"""\
def evaluate(annotation, submission, phase, **kwargs):
    print("{SECRET}")
    print("::error::a command")
    raise ValueError("line 1: no number")
"""


@pytest.fixture
def printing(place: Place) -> Place:
    (place.folder / "small" / "evaluation_script" / "main.py").write_text(PRINTING)
    place.server.add_repository("org/grader", files={"README.md": "x"}, private=True)
    return place


def grade_in(place: Place, repository: str, capfd: Any) -> str:
    event = place.server.schedule_event(repository, "evaluate.yml", "17 * * * *")
    place.event("schedule", event)
    home = {"GITHUB_REPOSITORY": repository, "PODIUM_REPOSITORY": CHALLENGE}
    assert place.run("sweep", **home) == 0
    assert place.run("publish", **home) == 0
    return "".join(capfd.readouterr())


def everything_public(place: Place) -> str:
    comments = place.server.comments(CHALLENGE, 1)
    records = place.server.git(CHALLENGE).run("log", "-p", "results")
    return "\n".join([*(one.body for one in comments), str(records)])


def test_a_private_run_shows_its_hosts_what_was_printed(printing: Place, capfd: Any) -> None:
    printing.submit("octocat")
    log = grade_in(printing, "org/grader", capfd)
    assert f"stdout: {SECRET}" in log
    assert not any(line.startswith("::") for line in log.splitlines())
    assert SECRET not in everything_public(printing)
    assert "line 1: no number" in everything_public(printing)


def test_a_public_run_shows_nothing(printing: Place, capfd: Any) -> None:
    printing.submit("octocat")
    assert SECRET not in grade_in(printing, CHALLENGE, capfd)
    assert SECRET not in everything_public(printing)


@pytest.mark.field("disable_logs")
def test_disable_logs_keeps_all_of_it_from_everybody(printing: Place, capfd: Any) -> None:
    config = CONFIG.replace("max_submissions_per_day: 2,", "disable_logs: true,", 1)
    (printing.folder / "small" / "challenge_config.yaml").write_text(config)
    printing.submit("octocat")
    log = grade_in(printing, "org/grader", capfd)
    assert SECRET not in log
    assert "no number" not in log + everything_public(printing)
    assert "This phase shows nothing of what it prints" in everything_public(printing)


def test_a_summary_stays_below_githubs_limit(place: Place) -> None:
    """One that is over it would be dropped whole."""
    path = Path(place.environ["GITHUB_STEP_SUMMARY"])
    path.write_text("a line that was there\n" * 45_400)
    for number in range(3):
        place.submit(f"user{number}", score="bad " + "word " * 80)
    assert place.sweep() == (0, 0)
    assert 1_000_000 - 2_000 < path.stat().st_size < 1 << 20
    assert "More does not fit here" in place.summary
    assert place.summary.count("### Evaluation failed") < 3
