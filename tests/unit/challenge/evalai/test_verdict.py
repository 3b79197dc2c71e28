"""EvalAI's rules one by one, beyond the vectors: what its code does with a single changed value.

Where it breaks down (HTTP 500), it has refused.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import evalai_folder
from podium.cli import inspection
from podium.errors import Issue

Mutation = dict[str, Any]

NOON = {"$datetime": "2030-01-01 12:00:00"}
ATTRIBUTE = {"name": "a", "description": "b", "type": "text"}
MAPPING = {
    "challenge_phase_id": 1,
    "leaderboard_id": 1,
    "dataset_split_id": 2,
    "visibility": 3,
    "leaderboard_decimal_precision": 2,
    "is_leaderboard_order_descending": False,
}
BOARD = {"id": 2, "schema": {"labels": ["q"], "default_order_by": "q"}}
PHASE = {
    "id": 3,
    "name": "Late",
    "codename": "late",
    "description": "templates/phase_final.html",
    "start_date": NOON["$datetime"],
    "end_date": "2031-01-01 12:00:00",
    "max_submissions": 10,
}


def put(path: str, value: Any) -> Mutation:
    return {"op": "set", "path": path, "value": value}


def drop(path: str) -> Mutation:
    return {"op": "delete", "path": path}


def add(path: str, value: Any) -> Mutation:
    return {"op": "append", "path": path, "value": value}


def file(path: str, text: str) -> Mutation:
    return {"op": "write_file", "path": path, "text": text}


PHASE_1, SPLIT_1, BOARD_1 = "challenge_phases[0]", "challenge_phase_splits[0]", "leaderboard[0]"

TAKEN = {
    "sponsors are not looked at": [put("sponsors", "acme")],
    "a sponsor needs no name": [put("sponsors", [{"website": "x"}])],
    "labels may be a text that holds the default": [
        put(f"{BOARD_1}.schema.labels", "rmse mae"),
        put(f"{BOARD_1}.schema.default_order_by", "mae"),
    ],
    "metadata is not looked at": [put(f"{BOARD_1}.schema.metadata", "x")],
    "metadata of an unknown label": [
        put(f"{BOARD_1}.schema.metadata", {"zzz": {"sort_ascending": "banana"}})
    ],
    "default attributes are not looked at": [
        put(f"{PHASE_1}.default_submission_meta_attributes", [{"foo": 1}])
    ],
    "a retention policy": [put(f"{PHASE_1}.submission_artifact_retention_policy", "days_14")],
    "a title of 100 characters": [put("title", "n" * 100)],
    "a title of 100 characters and blanks": [put("title", f" {'n' * 100} ")],
    "a codename with a space": [put(f"{PHASE_1}.codename", "dev phase")],
    "a codename that is a number": [put(f"{PHASE_1}.codename", 5)],
    "a split's codename that is no name": [put("dataset_splits[0].codename", "a/b")],
    "two leaderboards for one phase and split": [
        add("leaderboard", BOARD),
        add("challenge_phase_splits", {**MAPPING, "leaderboard_id": 2, "dataset_split_id": 1}),
    ],
    "two attributes of one name": [
        put(f"{PHASE_1}.submission_meta_attributes", [ATTRIBUTE, ATTRIBUTE])
    ],
    "options that are a text": [
        put(
            f"{PHASE_1}.submission_meta_attributes",
            [{**ATTRIBUTE, "type": "radio", "options": "abc"}],
        )
    ],
    "no attributes, as false": [put(f"{PHASE_1}.submission_meta_attributes", False)],
    "a version of Python as a number": [put("worker_python_version", 3.8)],
    "no version of Python": [put("worker_python_version", "")],
    "a whole number with a point": [put(f"{PHASE_1}.max_submissions_per_day", 5.0)],
    "a number as text": [put("short_description", 5), put("cli_version", 1.3)],
    "a way through the folder and back": [
        put("description", "templates/../templates/description.html")
    ],
    "a boolean in capitals": [put("published", "TRUE")],
    "a boolean as 1.0": [put("published", 1.0)],
    "a phase outside the challenge's window": [
        put(f"{PHASE_1}.start_date", {"$datetime": "2001-01-01T00:00:00"})
    ],
    "no ground truth": [drop(f"{PHASE_1}.test_annotation_file")],
    "ground truth that is nothing": [put(f"{PHASE_1}.test_annotation_file", None)],
    "anything for is_active and challenge": [
        put(f"{PHASE_1}.is_active", "banana"),
        put(f"{PHASE_1}.challenge", ["x"]),
    ],
    "a prize without a description": [put("prizes", [{"rank": 1, "amount": "10USD"}])],
    "a prize for the rank true": [put("prizes", [{"rank": True, "amount": "10USD"}])],
    "no prizes, as an empty text": [put("prizes", "")],
    "four tags in one text": [put("tags", "abcd")],
    "no image": [put("image", None)],
    "an image of another kind than it is called": [file("a.png", "GIF89a"), put("image", "a.png")],
    "an empty page of the challenge": [file("templates/description.html", "")],
    "an id of nothing, referred to as nothing": [
        put("dataset_splits[1].id", None),
        put("challenge_phase_splits[2].dataset_split_id", None),
    ],
    "an id in quotes, referred to in quotes": [
        put("dataset_splits[1].id", "2"),
        put("challenge_phase_splits[2].dataset_split_id", "2"),
    ],
    "a limit of 0": [put(f"{PHASE_1}.max_submissions", 0)],
    "visibility in quotes": [put(f"{SPLIT_1}.visibility", "3")],
    "both dates in quotes": [
        put(f"{PHASE_1}.start_date", "2030-01-01 00:00"),
        put(f"{PHASE_1}.end_date", "2031-01-01T00:00:00Z"),
    ],
    "a script that the starter's workflow builds": [
        {"op": "delete_file", "path": "evaluation_script.zip"},
        file("evaluation_script/__init__.py", "from .main import evaluate\n"),
        file("evaluation_script/main.py", "def evaluate(*a, **k): ...\n"),
    ],
    "keys of Grand Challenge and of Podium": [
        put(f"{PHASE_1}.score_jsonpath", "a"),
        put("podium", {"hosts": 7}),
    ],
}

REFUSED = {
    "ids that differ by quotes": [put(f"{SPLIT_1}.challenge_phase_id", "1")],
    "a leaderboard's id that differs by quotes": [put(f"{SPLIT_1}.leaderboard_id", "1")],
    "an id that is a word": [
        put("leaderboard[0].id", "a"),
        *(put(f"challenge_phase_splits[{index}].leaderboard_id", "a") for index in range(3)),
    ],
    "an id that is true": [put(f"{PHASE_1}.id", True)],
    "a dataset split without an id": [drop("dataset_splits[0].id")],
    "a phase without an id": [drop(f"{PHASE_1}.id")],
    "a mapping without an id": [drop(f"{SPLIT_1}.leaderboard_id")],
    "a mapping of a list": [put(f"{SPLIT_1}.leaderboard_id", [1])],
    "a mapping of an unknown phase": [put(f"{SPLIT_1}.challenge_phase_id", 99)],
    "an unknown retention policy": [
        put(f"{PHASE_1}.submission_artifact_retention_policy", "forever_and_a_day")
    ],
    "a phase's name of 101 characters": [put(f"{PHASE_1}.name", "n" * 101)],
    "a split's name of 101 characters": [put("dataset_splits[0].name", "n" * 101)],
    "a split's codename of 101 characters": [put("dataset_splits[0].codename", "n" * 101)],
    "two splits of one codename": [put("dataset_splits[1].codename", "north")],
    "two phases of one codename": [put("challenge_phases[1].codename", "warmup")],
    "a title of 101 characters": [put("title", "n" * 101)],
    "a title of blanks": [put("title", "   ")],
    "a title that is true": [put("title", True)],
    "a name that is true": [put(f"{PHASE_1}.name", True)],
    "a name that is a date": [put(f"{PHASE_1}.name", {"$date": "2030-01-01"})],
    "an attribute's type in capitals": [
        put(f"{PHASE_1}.submission_meta_attributes", [{**ATTRIBUTE, "type": "Text"}])
    ],
    "an attribute without a description": [
        put(f"{PHASE_1}.submission_meta_attributes", [{"name": "a", "type": "text"}])
    ],
    "an attribute that is a text": [put(f"{PHASE_1}.submission_meta_attributes", ["a"])],
    "attributes that are a text": [put(f"{PHASE_1}.submission_meta_attributes", "a")],
    "options that are a number": [
        put(
            f"{PHASE_1}.submission_meta_attributes",
            [{**ATTRIBUTE, "type": "radio", "options": 5}],
        )
    ],
    "a date among the options": [
        put(
            f"{PHASE_1}.submission_meta_attributes",
            [{**ATTRIBUTE, "type": "radio", "options": [{"$date": "2030-01-01"}]}],
        ),
        put(f"{PHASE_1}.submission_meta_attributes[0].options[0]", {"$date": "2030-01-01"}),
    ],
    "a number in the schema that is not finite": [
        put(f"{BOARD_1}.schema.metadata", {"rmse": {"best": float("inf")}})
    ],
    "an unknown version of Python": [put("worker_python_version", "3.10")],
    "a version of Python that YAML reads as 3.1": [put("worker_python_version", 3.10)],
    "an unknown kind of use": [put("challenge_usage_type", "free")],
    "a part of a submission": [put(f"{PHASE_1}.max_submissions_per_day", 2.5)],
    "more submissions than the table's column holds": [
        put(f"{PHASE_1}.max_submissions_per_day", 2**31)
    ],
    "a limit of nothing": [put(f"{PHASE_1}.max_submissions_per_day", None)],
    "a limit of true": [put(f"{PHASE_1}.max_submissions", True)],
    "a team without bounds, in words": [put("max_team_members", "many")],
    "a date with a zone and one without": [
        put("start_date", {"$datetime": "2026-01-01T00:00:00+00:00"})
    ],
    "a date without a time": [put("start_date", {"$date": "2030-01-01"})],
    "a phase's dates without a time": [
        put(f"{PHASE_1}.start_date", {"$date": "2030-01-01"}),
        put(f"{PHASE_1}.end_date", {"$date": "2031-01-01"}),
    ],
    "dates in quotes that are compared letter by letter": [
        put(f"{PHASE_1}.start_date", "2030-1-9 00:00"),
        put(f"{PHASE_1}.end_date", "2030-1-10 00:00"),
    ],
    "a phase without an end": [drop(f"{PHASE_1}.end_date")],
    "the challenge's dates reversed": [
        put("start_date", {"$datetime": "2036-01-01 00:00:00"}),
    ],
    "a boolean in mixed capitals": [put("published", "tRuE")],
    "a boolean that says Yes in quotes": [put("published", "Yes")],
    "a boolean that is nothing": [put(f"{PHASE_1}.is_public", None)],
    "neither a monthly nor a total limit": [
        drop(f"{PHASE_1}.max_submissions"),
        drop(f"{PHASE_1}.max_submissions_per_month"),
    ],
    "allowed people that are a text": [put(f"{PHASE_1}.allowed_email_ids", "a@b.c")],
    "allowed people that are true": [put(f"{PHASE_1}.allowed_email_ids", [True])],
    "file types that are a list": [put(f"{PHASE_1}.allowed_submission_file_types", [".zip"])],
    "file types of 201 characters": [put(f"{PHASE_1}.allowed_submission_file_types", "x" * 201)],
    "file types that are nothing": [put(f"{PHASE_1}.allowed_submission_file_types", "")],
    "public and one submission chosen": [
        put(f"{PHASE_1}.is_submission_public", True),
        put(f"{PHASE_1}.is_restricted_to_select_one_submission", True),
    ],
    "public and one submission chosen, by words that are true to EvalAI": [
        put(f"{PHASE_1}.is_submission_public", "False"),
        put(f"{PHASE_1}.is_restricted_to_select_one_submission", "False"),
    ],
    "a page whose name ends in capitals": [
        file("templates/D.HTML", "x"),
        put("description", "templates/D.HTML"),
    ],
    "a page outside the folder": [put("description", "../description.html")],
    "a page by its absolute path": [put("description", "/etc/description.html")],
    "a page that is not there": [put("evaluation_details", "templates/none.html")],
    "a page that is a list": [put("evaluation_details", ["templates/terms.html"])],
    "an empty page of a phase": [file("templates/phase_warmup.html", " \n")],
    "empty ground truth": [file("annotations/warmup.json", "")],
    "ground truth that is a folder": [put(f"{PHASE_1}.test_annotation_file", "annotations")],
    "five tags": [put("tags", list("abcde"))],
    "a domain that only the documentation has": [put("domain", "AL")],
    "a domain of nothing": [put("domain", None)],
    "no script, although others evaluate": [
        put("remote_evaluation", True),
        drop("evaluation_script"),
    ],
    "a script that is not there": [{"op": "delete_file", "path": "evaluation_script.zip"}],
    "an empty script": [file("evaluation_script.zip", "")],
    "a script that is a number": [put("evaluation_script", 5)],
    "an image that is not there": [put("image", "nope.png")],
    "an image that is none": [file("bad.png", "hello"), put("image", "bad.png")],
    "an image of nothing": [put("image", "")],
    "an image's name in capitals": [put("image", "logo.PNG")],
    "a negative precision": [put(f"{SPLIT_1}.leaderboard_decimal_precision", -1)],
    "a visibility of nothing": [put(f"{SPLIT_1}.visibility", None)],
    "a visibility of true": [put(f"{SPLIT_1}.visibility", True)],
    "a visibility of 3.0": [put(f"{SPLIT_1}.visibility", 3.0)],
    "no mapping": [put("challenge_phase_splits", [])],
    "no phases": [put("challenge_phases", None)],
    "phases that are a text": [put("challenge_phases", "dev")],
    "leaderboards by name": [put("leaderboard", {"a": BOARD})],
    "a schema of nothing": [put(f"{BOARD_1}.schema", None)],
    "labels of nothing": [put(f"{BOARD_1}.schema.labels", None)],
    "a default that is no label by its capitals": [
        put(f"{BOARD_1}.schema.default_order_by", "RMSE")
    ],
    "prizes of one rank": [put("prizes", [{"rank": 1, "amount": "10USD", "description": "a"}] * 2)],
    "a prize's rank in quotes": [put("prizes", [{"rank": "1", "amount": "10USD"}])],
    "a prize without an amount": [put("prizes", [{"rank": 1}])],
    "a prize without a currency": [put("prizes", [{"rank": 1, "amount": "100"}])],
    "a prize of three decimals": [put("prizes", [{"rank": 1, "amount": "1.234EUR"}])],
    "prizes of nothing": [put("prizes", None)],
    "a forum that is no address": [put("forum_url", "forum.example.org")],
    "a slug with a blank": [put(f"{PHASE_1}.slug", "a b")],
}


@pytest.mark.parametrize("mutations", TAKEN.values(), ids=TAKEN.keys())
def test_evalai_takes(mutations: list[Mutation], tmp_path: Path) -> None:
    assert refusals(tmp_path, mutations) == []


@pytest.mark.parametrize("mutations", REFUSED.values(), ids=REFUSED.keys())
def test_evalai_refuses(mutations: list[Mutation], tmp_path: Path) -> None:
    assert refusals(tmp_path, mutations)


def refusals(root: Path, mutations: list[Mutation]) -> list[str]:
    evalai_folder.write(root, mutations)
    return [
        str(issue)
        for issue in inspection.check_challenge(root, evalai=True).issues
        if issue.is_error
    ]


@pytest.mark.parametrize(
    ("mutations", "said"),
    [
        (TAKEN["a codename with a space"], "Podium itself: expected letters"),
        (TAKEN["two leaderboards for one phase and split"], "a phase split has one leaderboard"),
        (TAKEN["a prize without a description"], "EvalAI breaks down making the challenge"),
        (TAKEN["a script that the starter's workflow builds"], "EvalAI-Starters' workflow"),
    ],
)
def test_what_evalai_takes_and_the_organizer_should_know_is_a_warning(
    mutations: list[Mutation], said: str, tmp_path: Path
) -> None:
    evalai_folder.write(tmp_path, mutations)
    report = inspection.check_challenge(tmp_path, evalai=True)
    assert report.exit_code == 0
    (warning,) = [issue for issue in report.issues if said in issue.message]
    assert not warning.is_error


CHANGES: dict[str, tuple[list[Mutation], bool, str]] = {
    "a phase is taken out": (
        [drop("challenge_phases[0]"), drop("challenge_phase_splits[0]")],
        False,
        "the phase with the id 1 may not be taken out",
    ),
    "a mapping is taken out": (
        [drop("challenge_phase_splits[1]")],
        False,
        "may not be taken out",
    ),
    "a phase is added with its mapping": (
        [
            add("challenge_phases", PHASE),
            add("challenge_phase_splits", {**MAPPING, "challenge_phase_id": 3}),
        ],
        False,
        "",
    ),
    "a split is added": (
        [add("dataset_splits", {"id": 3, "name": "East", "codename": "east"})],
        False,
        "",
    ),
    "an id is put in quotes": (
        [
            put("dataset_splits[1].id", "2"),
            put("challenge_phase_splits[2].dataset_split_id", "2"),
        ],
        False,
        "the dataset split in use with the id 2",
    ),
    "the visibility changes before the approval": ([put(f"{SPLIT_1}.visibility", 1)], False, ""),
    "the visibility is put in quotes after it": ([put(f"{SPLIT_1}.visibility", "3")], True, ""),
    "the precision changes after the approval": (
        [put(f"{SPLIT_1}.leaderboard_decimal_precision", 5)],
        True,
        "frozen",
    ),
    "the labels change after the approval": (
        [put(f"{BOARD_1}.schema.labels", ["rmse", "bias", "mae"])],
        True,
        "frozen",
    ),
    "the order of the schema's keys changes after the approval": (
        [
            drop(f"{BOARD_1}.schema.labels"),
            put(f"{BOARD_1}.schema.labels", ["rmse", "bias"]),
        ],
        True,
        "",
    ),
    "a split's codename changes after the approval": (
        [put("dataset_splits[0].codename", "nord")],
        True,
        "it is 'north' there",
    ),
    "a phase changes after the approval": (
        [
            put(f"{PHASE_1}.name", "Cold start"),
            put(f"{PHASE_1}.codename", "cold"),
            put(f"{PHASE_1}.max_submissions", 5),
            put(f"{PHASE_1}.end_date", {"$datetime": "2031-06-29 00:00:00"}),
            put(f"{SPLIT_1}.show_execution_time", True),
        ],
        True,
        "",
    ),
}


@pytest.mark.parametrize(("mutations", "approved", "said"), CHANGES.values(), ids=CHANGES.keys())
def test_a_change_of_what_evalai_has(
    mutations: list[Mutation], approved: bool, said: str, tmp_path: Path
) -> None:
    old = evalai_folder.write(tmp_path / "old")
    new = evalai_folder.write(tmp_path / "new", mutations)
    issues = changes(new, old, approved=approved)
    if said:
        assert any(said in issue.message for issue in issues)
    else:
        assert issues == []


def test_a_leaderboard_and_a_split_that_nothing_used_may_go(tmp_path: Path) -> None:
    spare = [
        add("leaderboard", BOARD),
        add("dataset_splits", {"id": 3, "name": "East", "codename": "east"}),
    ]
    old = evalai_folder.write(tmp_path / "old", spare)
    assert changes(evalai_folder.write(tmp_path / "new"), old) == []


def test_the_file_alone_is_enough_to_compare_with(tmp_path: Path) -> None:
    old = evalai_folder.write(tmp_path / "old") / "challenge_config.yaml"
    moved = old.rename(tmp_path / "as-it-was.yaml")
    new = evalai_folder.write(tmp_path / "new", [drop("challenge_phase_splits[1]")])
    assert changes(new, moved)


def test_an_id_of_0_cannot_be_updated(tmp_path: Path) -> None:
    ids = [put("dataset_splits[1].id", 0), put("challenge_phase_splits[2].dataset_split_id", 0)]
    old = evalai_folder.write(tmp_path / "old", ids)
    new = evalai_folder.write(tmp_path / "new", ids)
    assert refusals(tmp_path / "alone", ids) == []
    assert any("id of 0" in issue.message for issue in changes(new, old))


def changes(new: Path, old: Path, *, approved: bool = False) -> list[Issue]:
    report = inspection.check_challenge(new, evalai=True, against=old, is_approved=approved)
    return [issue for issue in report.issues if issue.is_error]
