"""Keys under ``podium:`` that the site goes by."""

from __future__ import annotations

import pytest

import factories
from podium.challenge.model import Phase
from podium.challenge.rules import CaseKeys, OuterKeys

TWO = """\
title: Two
podium: {evaluator: {image: "example:1"}MORE}
challenge_phases:
  - {codename: dev, score_jsonpath: x}
  - {codename: test, score_jsonpath: x, podium: {OWN}}
"""


def phases(more: str = "", own: str = "") -> tuple[Phase, ...]:
    config = TWO.replace("MORE", f", {more}" if more else "").replace("OWN", own)
    return factories.make_challenge(config).phases


@pytest.mark.field("pareto", of="podium")
def test_a_phases_own_two_columns_go_before_the_challenges() -> None:
    assert [phase.pareto for phase in phases()] == [None, None]
    both = phases("pareto: [accuracy, execution_seconds]", "pareto: [accuracy, size]")
    assert [phase.pareto for phase in both] == [
        ("accuracy", "execution_seconds"),
        ("accuracy", "size"),
    ]


@pytest.mark.parametrize("value", ["[a]", "[a, b, c]", "a", "{a: b}"])
def test_a_trade_off_is_between_two_columns(value: str) -> None:
    issues = factories.parse(TWO.replace("MORE", f", pareto: {value}").replace("OWN", "")).issues
    assert [issue.path for issue in issues if issue.is_error] == ["podium.pareto"]


@pytest.mark.field("cases", of="podium")
@pytest.mark.field("path", "name", "group", "outer", of="podium.cases")
def test_a_phases_own_cases_go_before_the_challenges_as_a_whole() -> None:
    assert {phase.cases for phase in phases()} == {CaseKeys()}
    found = phases(
        "cases: {path: rows, name: uid, group: patient}", "cases: {path: $, outer: case}"
    )
    assert [phase.cases for phase in found] == [
        CaseKeys("rows", "uid", "patient"),
        CaseKeys("$", outer=OuterKeys.CASE),
    ]


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("{path: '$..['}", "podium.cases.path"),
        ("{outer: rows}", "podium.cases.outer"),
        ("[rows]", "podium.cases"),
    ],
)
def test_cases_that_cannot_be_read_are_told(value: str, path: str) -> None:
    issues = factories.parse(TWO.replace("MORE", f", cases: {value}").replace("OWN", "")).issues
    assert [issue.path for issue in issues if issue.is_error] == [path]


@pytest.mark.field("example_submission", of="podium")
def test_a_phases_own_example_goes_before_the_challenges_and_must_be_there() -> None:
    found = phases("example_submission: first", "example_submission: second")
    assert [phase.example_submission for phase in found] == ["first", "second"]

    class Empty(factories.EverythingThere):
        def has_file(self, path: str) -> bool:
            return False

        def has_folder(self, path: str) -> bool:
            return path != "gone"

    config = TWO.replace("MORE", "").replace("OWN", "example_submission: gone")
    (issue,) = (one for one in factories.parse(config, folder=Empty()).issues if one.is_error)
    assert issue.path == "challenge_phases[1].podium.example_submission"


@pytest.mark.parametrize(
    ("tag", "is_taken"),
    [
        ("de", True),
        ("pt-BR", True),
        ("yue", True),
        ('"no"', True),
        ("German", False),
        ("../en", False),
        ("en_US", False),
    ],
)
def test_a_language_is_a_tag(tag: str, is_taken: bool) -> None:
    config = TWO.replace("MORE", f", language: {tag}").replace("OWN", "")
    errors = [issue.path for issue in factories.parse(config).issues if issue.is_error]
    assert errors == ([] if is_taken else ["podium.language"])
