"""What recorded results show about a challenge's settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

import factories
from podium.boards import advice
from podium.challenge.text.source import parse_yaml
from podium.metrics import MOST_DEPTH
from podium.records.model import SubmissionRecord

GRAND_CHALLENGE = """\
title: Small
podium: {evaluator: {image: "example:1"}}
challenge_phases:
  - codename: dev
    score_jsonpath: accuracy.mean
    score_error_jsonpath: accuracy.sd
    extra_results_columns:
      - {title: F1, path: f1, order: desc}
"""
EVALAI = """\
title: Small
evaluation_script: evaluation_script
leaderboard: [{id: 1, schema: {labels: [accuracy, los], default_order_by: accuracy}}]
dataset_splits:
  - {id: 1, codename: all}
  - {id: 2, codename: hrad}
challenge_phases: [{id: 1, codename: dev}]
challenge_phase_splits:
  - {challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 1}
  - {challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 2}
"""
WHOLE = {"accuracy": {"mean": 0.5, "sd": 0.1}, "f1": 0.5}


def records(*documents: Mapping[str, Any] | bytes, **changes: Any) -> list[SubmissionRecord]:
    return [
        factories.make_record(document, id=f"s{number}", **changes)
        for number, document in enumerate(documents, start=1)
    ]


def told(
    config: str, found: list[SubmissionRecord], *, rulings: str | None = None
) -> list[tuple[str, str, str]]:
    source = parse_yaml(config, name="challenge_config.yaml")
    ruled = None if rulings is None else parse_yaml(rulings, name="moderation.yaml")
    issues = advice.find_warnings(factories.make_challenge(config), found, source, ruled)
    assert not any(issue.is_error for issue in issues)
    return [(issue.where, issue.path, issue.message) for issue in issues]


def test_a_path_that_no_metrics_ever_had_is_told_with_the_nearest_that_there_is() -> None:
    had = {"accuracy": {"means": 0.5, "sd": 0.1}, "f1": 0.5}
    ((where, path, message),) = told(GRAND_CHALLENGE, records(had, had))
    assert (where, path) == ("challenge_config.yaml:5", "challenge_phases[0].score_jsonpath")
    assert message == (
        "accuracy.mean was in none of the 2 metrics.json of phase dev; there are: "
        "accuracy.means, accuracy.sd, f1; did you mean accuracy.means?"
    )


def test_every_column_of_the_score_is_looked_for() -> None:
    paths = [path for _, path, _ in told(GRAND_CHALLENGE, records({"other": 1}))]
    assert paths == [
        "challenge_phases[0].score_jsonpath",
        "challenge_phases[0].score_error_jsonpath",
        "challenge_phases[0].extra_results_columns[0].path",
    ]


def test_one_result_with_a_number_there_is_enough() -> None:
    assert told(GRAND_CHALLENGE, records({}, WHOLE, {"f1": "x"})) == []


def test_a_value_that_never_is_a_number_is_told_as_what_it_is() -> None:
    had = {"accuracy": {"mean": "0.5", "sd": 0}, "f1": 1}
    ((_, _, message),) = told(GRAND_CHALLENGE, records(had))
    assert message.endswith("phase dev: accuracy.mean is text, not a number")


@pytest.mark.parametrize("metrics", [None, b'{"other": 1}'])
def test_failures_say_nothing(metrics: bytes | None) -> None:
    failed = factories.make_record(metrics, evaluation=factories.make_failure())
    assert told(GRAND_CHALLENGE, [failed]) == []
    assert told(GRAND_CHALLENGE, []) == []


def test_a_label_and_a_split_that_no_result_had_are_told() -> None:
    had = {"all": {"accuracy": 0.5, "loss": 1.0}, "hard": {"accuracy": 0.5, "loss": 1.0}}
    assert [one[:2] for one in told(EVALAI, records(had))] == [
        ("challenge_config.yaml:3", "leaderboard[0].schema.labels[1]"),
        ("challenge_config.yaml:6", "dataset_splits[1].codename"),
    ]
    label, split = (message for _, _, message in told(EVALAI, records(had)))
    assert label.endswith("there are: accuracy, loss; did you mean loss?")
    assert split == (
        "'hrad' was in none of the 1 metrics.json of phase dev; there are: all, hard; "
        "did you mean hard?"
    )


def test_many_names_from_results_are_cut_short() -> None:
    """Results are made of what participants hand in."""
    had = {f"{'x' * 500}{number}": 1.0 for number in range(5000)}
    for _, _, message in told(GRAND_CHALLENGE, records(had)):
        assert "and 1989 more" in message
        assert len(message) <= 1100


def test_a_deep_or_circular_looking_document_does_no_harm() -> None:
    deep: dict[str, Any] = {"a": 1}
    for _ in range(MOST_DEPTH - 1):
        deep = {"a": deep}
    assert len(told(GRAND_CHALLENGE, records(deep))) == 3


def test_a_ruling_on_an_unknown_submission_is_told_with_its_line() -> None:
    rulings = """\
- {submission: s1, action: hide, reason: x, by: y, at: 2026-07-01 12:00:00}
- {submission: s11, action: hide, reason: x, by: y, at: 2026-07-01 12:00:00}
"""
    ((where, path, message),) = told(GRAND_CHALLENGE, records(WHOLE), rulings=rulings)
    assert (where, path) == ("moderation.yaml:2", "[1].submission")
    assert message.startswith("no submission with the id 's11' is recorded")
    assert message.endswith("did you mean s1?")


def test_a_kind_that_changed_while_there_are_submissions_is_told() -> None:
    config = GRAND_CHALLENGE.replace(
        "codename: dev",
        "codename: dev\n    submission_kind: 3\n    archive: a\n    algorithm_inputs: [i]",
    )
    ((where, path, message),) = told(config, records(WHOLE, WHOLE))
    assert (where, path) == ("challenge_config.yaml:5", "challenge_phases[0].submission_kind")
    assert "2 submissions of predictions are recorded" in message
    assert told(config, []) == []


def test_a_phase_that_was_renamed_is_told() -> None:
    ((_, path, message),) = told(GRAND_CHALLENGE, records(WHOLE, phase="dev1"))
    assert path == "challenge_phases"
    assert message == (
        "1 submission of a phase 'dev1' is recorded, and there is no such phase: "
        "a codename must not change; did you mean dev?"
    )


CASES = """\
title: Small
podium: {evaluator: {image: "example:1"}, cases: SAID}
challenge_phases: [{codename: dev, score_jsonpath: dice}]
"""
ROWS = {"dice": 0.5, "rows": [{"uid": f"x{n}", "who": "a", "dice": n} for n in range(3)]}


@pytest.mark.parametrize(
    ("said", "path", "message"),
    [
        ("{path: rows}", None, None),
        ("{path: rows, name: uid, group: who}", None, None),
        (
            "{path: details}",
            "podium.cases.path",
            "there were no values case by case at details in any of the 1 metrics.json of phase "
            "dev",
        ),
        (
            "{path: rows, name: uuid}",
            "podium.cases.name",
            "uuid names the cases of none of the 1 metrics.json of phase dev, each by a name of "
            "its own; there are: uid, who, dice; did you mean uid?",
        ),
        (
            "{path: rows, group: whose}",
            "podium.cases.group",
            "whose was in none of the 1 metrics.json of phase dev; there are: uid, who, dice; did "
            "you mean who?",
        ),
        (
            "{outer: metric}",
            "podium.cases.outer",
            "there were no values case by case in any of the 1 metrics.json of phase dev",
        ),
    ],
)
def test_cases_that_are_not_where_the_hosts_say_are_told(
    said: str, path: str | None, message: str | None
) -> None:
    document = ROWS if "path" in said else {"dice": 0.5}
    found = told(CASES.replace("SAID", said), records(document))
    assert [one[1:] for one in found] == ([] if path is None else [(path, message)])
