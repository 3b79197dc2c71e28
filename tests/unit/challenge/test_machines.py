"""Where a phase is evaluated on GitHub: what is taken, what it comes to, what the page shows."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import factories
from podium.challenge.model import Machines

PAGE = Path(__file__).parents[3] / "docs" / "machines.md"
EXAMPLES = re.findall(r"^\| [^|]+ \| `([^`]+)` \| (\d) (hours|days) \|", PAGE.read_text(), re.M)


def parse(evaluator: str, phase: str = "") -> tuple[Machines | None, list[str]]:
    text = f"""\
title: Small
podium: {{slug: small, evaluator: {{image: x, {evaluator}}}}}
challenge_phases: [{{codename: dev, score_jsonpath: score, podium: {{evaluator: {{{phase}}}}}}}]
"""
    parsed = factories.parse(text)
    challenge = parsed.challenge
    found = None if challenge is None else challenge.phases[0].machines
    return found, [issue.message for issue in parsed.issues]


@pytest.mark.parametrize(("runs_on", "count", "unit"), EXAMPLES)
def test_the_examples_of_the_page_are_taken(runs_on: str, count: str, unit: str) -> None:
    machines, issues = parse(f"runs_on: {runs_on}")
    assert machines is not None and issues == []
    json.loads(machines.runs_on)
    if not runs_on.startswith("{"):  # a group may be of either
        assert machines.is_hosted is (unit == "hours")


def test_there_is_an_example_of_each_kind() -> None:
    assert len(EXAMPLES) == 6


def test_nothing_said_is_githubs_own() -> None:
    machines, _ = parse("")
    assert machines == Machines('"ubuntu-24.04"', 10, is_hosted=True)


def test_a_phases_own_words_go_first() -> None:
    machines, _ = parse("runs_on: [self-hosted, gpu], max_parallel: 3", "max_parallel: 2")
    assert machines == Machines('["self-hosted", "gpu"]', 2, is_hosted=False)


@pytest.mark.parametrize(
    "runs_on",
    [
        '"${{ github.event.x }}"',
        "[]",
        "3",
        "[[a]]",
        "{labels: 1}",
        "{group: a, more: b}",
        '"a\\nb"',
    ],
)
def test_what_is_no_machine_is_told(runs_on: str) -> None:
    machines, (issue,) = parse(f"runs_on: {runs_on}")
    assert machines is None
    assert issue.startswith("expected the label of a runner, a list of labels, or a group")


@pytest.mark.parametrize("count", ["0", "257", "many"])
def test_a_matrix_has_so_many_machines(count: str) -> None:
    machines, issues = parse(f"max_parallel: {count}")
    assert machines is None and len(issues) == 1


@pytest.mark.parametrize(
    ("runs_on", "hours", "is_warned"),
    [
        ("ubuntu-24.04", 5.5, False),
        ("ubuntu-24.04", 6, True),
        ("[self-hosted]", 48, False),
        ("[self-hosted]", 121, True),
    ],
)
def test_a_limit_past_the_jobs_is_warned_of(runs_on: str, hours: float, is_warned: bool) -> None:
    seconds = int(hours * 3600)
    text = f"""\
title: Small
submission_time_limit: {seconds}
podium: {{slug: small, evaluator: {{image: x, runs_on: {runs_on}}}}}
challenge_phases: [{{codename: dev, score_jsonpath: score, evaluation_time_limit: {seconds}}}]
"""
    codes = [issue.code for issue in factories.parse(text).issues]
    assert ("PD465" in codes) is is_warned
