"""The ten mistakes that organizers on EvalAI and Grand Challenge complain about most, told by the
command line: each with its line, in a sentence of its own that says the fact and the cure."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import factories

PODIUM = Path(sys.executable).with_name("podium")

# As an organizer writes it who comes from EvalAI: 24 lines, every one of them meant.
CONFIG = """\
title: Tide gauges
evaluation_script: evaluation_script.zip
start_date: 2026-01-01 00:00:00
end_date: 2026-12-31 23:59:59
podium: {hosts: [octocat]}
leaderboard:
  - id: 1
    schema: {labels: [accuracy, loss], default_order_by: accuracy}
dataset_splits:
  - {id: 1, name: North, codename: north}
challenge_phases:
  - id: 1
    name: Warm-up
    codename: warmup
    is_public: true
    leaderboard_public: true
    max_submissions_per_day: 5
    max_submissions: 100
challenge_phase_splits:
  - challenge_phase_id: 1
    leaderboard_id: 1
    dataset_split_id: 1
    visibility: 3
    is_leaderboard_order_descending: true
"""
SCRIPT = {
    "evaluation_script/__init__.py": "from .main import evaluate\n",
    "evaluation_script/main.py": "def evaluate(*arguments, **named): ...\n",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """``changes`` are old and new texts of the file; ``line`` is where the mistake stands then."""

    changes: Mapping[str, str]
    line: int
    path: str
    fact: str
    cure: str
    files: Mapping[str, str] | None = None
    is_error: bool = False


MISTAKES = {
    "1 a public phase whose board only hosts see (EvalAI#4009)": Mistake(
        {"visibility: 3": "visibility: 1"},
        23,
        "challenge_phase_splits[0].visibility",
        "only hosts see this board",
        "visibility: 3 shows it to everybody",
    ),
    "2 the wrong way round (av2-api#70, DDAD#18)": Mistake(
        {"default_order_by: accuracy}": "default_order_by: loss}"},
        24,
        "challenge_phase_splits[0].is_leaderboard_order_descending",
        "ranks the highest loss first",
        "set this to false",
    ),
    "3 two leaderboards for one phase and split": Mistake(
        {
            "descending: true\n": "descending: true\n"
            "  - {challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 1}\n"
        },
        25,
        "challenge_phase_splits[1]",
        "entry 1 maps the same phase and dataset split",
        "a phase split has one leaderboard",
        is_error=True,
    ),
    "4 a phase outside the challenge's window": Mistake(
        {"    codename: warmup\n": "    codename: warmup\n    start_date: 2027-02-01 00:00:00\n"},
        15,
        "challenge_phases[0].start_date",
        "the phase never takes a submission: it opens on 2027-02-01 00:00 UTC",
        "all windows that are given must be open",
    ),
    "5 a limit that nobody can reach": Mistake(
        {"max_submissions_per_day: 5": "max_submissions_per_day: 500"},
        17,
        "challenge_phases[0].max_submissions_per_day",
        "nobody can reach this limit of 500",
        "max_submissions is 100",
    ),
    "6 a label that no metrics ever had (grand-challenge.org#3346)": Mistake(
        {"labels: [accuracy, loss]": "labels: [accuracy, lost]"},
        8,
        "leaderboard[0].schema.labels[1]",
        "lost was in none of the 1 metrics.json of phase warmup",
        "did you mean loss?",
    ),
    "7 a script without evaluate (EvalAI#3976)": Mistake(
        {},
        2,
        "evaluation_script",
        "__init__.py neither defines nor imports evaluate()",
        "Write: from .main import evaluate",
        files={"evaluation_script/__init__.py": "import numpy\n"},
        is_error=True,
    ),
    "8 file types as a list (EvalAI#4414)": Mistake(
        {
            "codename: warmup\n": "codename: warmup\n"
            "    allowed_submission_file_types: [.csv, .zip]\n"
        },
        15,
        "challenge_phases[0].allowed_submission_file_types",
        "expected text, found a list",
        'write one text: ".csv, .zip"',
        is_error=True,
    ),
    "9 a hidden split among results that anybody can read": Mistake(
        {
            "podium: {hosts: [octocat]}": (
                "podium: {hosts: [octocat], results: {repository: org/results}}"
            ),
            # Hidden, but not as in the first mistake: whoever submitted sees it.
            "visibility: 3": "visibility: 2",
        },
        23,
        "challenge_phase_splits[0].visibility",
        "its numbers can be read in org/results, if that is public",
        "name a private repository",
    ),
    "10 one visibility key that hides the phase": Mistake(
        {"    is_public: true\n    leaderboard_public: true\n": "    is_submission_public: true\n"},
        15,
        "challenge_phases[0].is_submission_public",
        "EvalAI's defaults hold for the keys beside it, and that of is_public is false",
        "Set is_public: true",
    ),
}


def check(root: Path, *options: object) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [PODIUM, "check", root, "--json", *map(str, options)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    assert set(document) == {"ok", "issues"}
    for one in document["issues"]:
        assert set(one) == {"level", "code", "where", "path", "message"}
        assert one["code"]
    return done.returncode, document


def write(root: Path, mistake: Mistake | None = None) -> Path:
    text, files = CONFIG, SCRIPT
    if mistake is not None:
        for old, new in mistake.changes.items():
            assert text.count(old) == 1
            text = text.replace(old, new)
        files = {**SCRIPT, **(mistake.files or {})}
    return factories.write_challenge(root / "tides", text, files)


def write_results(root: Path) -> Path:
    """A results repository with one finished submission."""
    record = factories.make_record(
        {"north": {"accuracy": 0.5, "loss": 1.5}},
        submission=factories.make_submission(challenge="tides", phase="warmup"),
    )
    return factories.write_records(root / "results", [record])


def test_without_a_mistake_nothing_is_told(tmp_path: Path) -> None:
    root = write(tmp_path)
    expected = (0, {"ok": True, "issues": []})
    assert check(root) == expected
    assert check(root, "--results", write_results(tmp_path)) == expected


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_with_its_line_and_cure(mistake: Mistake, tmp_path: Path) -> None:
    root, results = write(tmp_path, mistake), write_results(tmp_path)
    code, document = check(root, "--results", results)
    (issue,) = document["issues"]
    assert issue["where"] == f"challenge_config.yaml:{mistake.line}"
    assert issue["path"] == mistake.path
    assert mistake.fact in issue["message"]
    assert mistake.cure in issue["message"]
    assert issue["level"] == ("error" if mistake.is_error else "warning")
    assert (code, document["ok"]) == ((2, False) if mistake.is_error else (0, True))


def test_ten_mistakes_are_told_in_ten_ways(tmp_path: Path) -> None:
    results = write_results(tmp_path)
    messages, codes = set(), set()
    for number, mistake in enumerate(MISTAKES.values()):
        _, document = check(write(tmp_path / str(number), mistake), "--results", results)
        messages.add(document["issues"][0]["message"])
        codes.add(document["issues"][0]["code"])
    assert len(messages) == len(codes) == len(MISTAKES) == 10


def test_results_that_are_not_there_are_the_command_lines_mistake(tmp_path: Path) -> None:
    code, document = check(write(tmp_path), "--results", tmp_path / "nowhere")
    assert (code, document["ok"]) == (2, False)


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--against", "x"], "add --evalai"), (["--evalai", "--approved"], "--against")],
)
def test_options_that_need_another_say_so(options: list[str], said: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [PODIUM, "check", write(tmp_path), *options],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert said in done.stderr
