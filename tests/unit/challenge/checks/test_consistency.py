"""Rules that a challenge file must keep: what Grand Challenge refuses, references, circles."""

from __future__ import annotations

import time
from typing import Any

import pytest
import yaml

import factories

PHASE = "challenge_phases[0]"
ALGORITHM = {
    "submission_kind": 3,
    "archive": "cases",
    "algorithm_interfaces": [{"inputs": ["image"], "outputs": ["mask"]}],
}


def errors(*phases: dict[str, Any], **top: Any) -> list[tuple[str, str]]:
    names = "abcdefgh"
    config = {
        "title": "Small",
        "podium": {"evaluator": {"image": "e:1"}},
        "challenge_phases": [
            {"codename": names[index], "score_jsonpath": "accuracy", **phase}
            for index, phase in enumerate(phases)
        ],
        **top,
    }
    issues = factories.parse(yaml.safe_dump(config, sort_keys=False)).issues
    return [(issue.path, issue.message) for issue in issues if issue.is_error]


@pytest.mark.field("submission_kind", "archive")
def test_a_phase_for_algorithms_needs_cases_and_interfaces() -> None:
    ((path, message),) = errors({"submission_kind": 3})
    assert path == f"{PHASE}.submission_kind"
    assert "cases to run on (archive) and inputs and outputs" in message
    ((_, message),) = errors({**ALGORITHM, "archive": None})
    assert "needs cases to run on (archive)" in message
    ((_, message),) = errors({**ALGORITHM, "algorithm_interfaces": []})
    assert "needs inputs and outputs" in message


@pytest.mark.parametrize(
    "changes",
    [
        ALGORITHM,
        {"submission_kind": 3, "archive": "cases", "algorithm_inputs": ["image"]},
        {"submission_kind": 3, "submissions_limit_per_user_per_period": 0},
        {**ALGORITHM, "archive": None, "external_evaluation": True, "parent": "b"},
    ],
)
def test_a_phase_for_algorithms_that_is_complete_closed_or_run_elsewhere_is_taken(
    changes: dict[str, Any],
) -> None:
    assert errors(changes, ALGORITHM) == []


@pytest.mark.field("give_algorithm_editors_job_view_permissions")
def test_only_algorithms_have_jobs_to_show_to_their_editors() -> None:
    key = "give_algorithm_editors_job_view_permissions"
    assert errors({**ALGORITHM, key: True}) == []
    ((path, message),) = errors({key: True})
    assert path == f"{PHASE}.{key}"
    assert "only a phase with submission_kind 3" in message


def test_nobody_verified_closes_a_phase_for_the_verified() -> None:
    ((path, message),) = errors({"creator_must_be_verified": True})
    assert path == f"{PHASE}.creator_must_be_verified"
    assert "nobody can submit" in message


@pytest.mark.parametrize("way", [{"verified": ["ada"]}, {"minimum_account_age": 30}])
def test_either_way_to_be_verified_is_enough(way: dict[str, Any]) -> None:
    podium = {"evaluator": {"image": "e:1"}, **way}
    assert errors({"creator_must_be_verified": True}, podium=podium) == []


def test_a_list_of_verified_that_is_refused_is_the_only_mistake() -> None:
    podium = {"evaluator": {"image": "e:1"}, "verified": 5}
    found = errors({"creator_must_be_verified": True}, podium=podium)
    assert [path for path, _ in found] == ["podium.verified"]


def test_a_parent_takes_the_same_kind_of_submission() -> None:
    ((path, message),) = errors({"parent": "b"}, ALGORITHM)
    assert path == f"{PHASE}.parent"
    assert "another kind of submission (submission_kind 3, not 1)" in message


def test_a_parent_for_algorithms_has_the_same_interfaces_in_any_order() -> None:
    one = {"inputs": ["image"], "outputs": ["mask"]}
    two = {"inputs": ["image"], "outputs": ["box"]}
    child = {**ALGORITHM, "parent": "b", "algorithm_interfaces": [one, two]}
    assert errors(child, {**ALGORITHM, "algorithm_interfaces": [two, one]}) == []
    ((_, message),) = errors(child, {**ALGORITHM, "algorithm_interfaces": [two]})
    assert "other inputs or outputs" in message


def test_a_parent_that_takes_nothing_can_never_be_finished() -> None:
    ((_, message),) = errors({"parent": "b"}, {"submissions_limit_per_user_per_period": 0})
    assert "nobody can finish it" in message


def test_every_phase_of_a_circle_is_told_and_nobody_else() -> None:
    found = errors(
        {"parent": "b"},  # leads into the circle
        {"parent": "c"},
        {"parent": "d"},
        {"parent": "b"},
        {"parent": "e"},  # itself
    )
    assert [path for path, message in found if "circle" in message] == [
        "challenge_phases[1].parent",
        "challenge_phases[2].parent",
        "challenge_phases[3].parent",
        "challenge_phases[4].parent",
    ]
    assert len(found) == 4


def test_a_reference_to_nothing_lists_ten_ids_and_counts_the_rest() -> None:
    splits = [{"id": index, "codename": f"s{index}"} for index in range(1, 31)]
    found = errors(
        {"id": 1},
        dataset_splits=splits,
        challenge_phase_splits=[
            {"challenge_phase_id": 1, "dataset_split_id": 99, "visibility": 3},
        ],
    )
    ((path, message),) = found
    assert path == "challenge_phase_splits[0].dataset_split_id"
    assert message.endswith("there are: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 20 more")


def test_metadata_of_an_unknown_label_is_no_error() -> None:
    """It changes nothing, and EvalAI takes it."""
    schema = {"labels": ["q"], "default_order_by": "q", "metadata": {"r": {"description": "x"}}}
    assert errors({}, leaderboard=[{"id": 1, "schema": schema}]) == []


@pytest.mark.slow
def test_hundreds_of_phases_and_splits_are_checked_in_a_moment() -> None:
    count = 190
    phases = [
        {"codename": f"p{index}", "score_jsonpath": "a", "parent": f"p{(index + 1) % count}"}
        for index in range(count)
    ]
    splits = [{"id": index, "codename": f"s{index}"} for index in range(400)]
    mappings = [
        {"challenge_phase_id": index % count + 1, "dataset_split_id": 1000 + index}
        for index in range(900)
    ]
    began = time.process_time()
    found = errors(
        challenge_phases=phases,
        dataset_splits=splits,
        challenge_phase_splits=mappings,
    )
    assert time.process_time() - began < 5
    assert sum("circle" in message for _, message in found) == count
    assert sum("no entry of dataset_splits" in message for _, message in found) == 900
