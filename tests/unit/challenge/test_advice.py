"""Settings that are allowed and hardly meant: what is said of them, and what stays unsaid."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

import factories
from podium.challenge.advice import directions, script
from podium.challenge.rules import Order

EVALAI = """
title: Ten
evaluation_script: evaluation_script.zip
start_date: 2026-01-01 00:00:00
end_date: 2026-12-31 00:00:00
podium: {hosts: [octocat]}
leaderboard:
  - id: 1
    schema:
      labels: [accuracy, loss]
      default_order_by: accuracy
      metadata: {accuracy: {sort_ascending: false}}
dataset_splits:
  - {id: 1, name: All, codename: all}
challenge_phases:
  - {id: 1, codename: dev, name: Dev, is_public: true, leaderboard_public: true}
challenge_phase_splits:
  - {challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 1, visibility: 3}
"""
GRAND_CHALLENGE = """
title: Ten
podium: {hosts: [octocat], evaluator: {image: "e:1"}}
challenge_phases:
  - {codename: dev, score_jsonpath: accuracy}
"""

PHASE, SPLIT = "challenge_phases[0]", "challenge_phase_splits[0]"
SECOND_SPLIT = {"id": 2, "name": "Hard", "codename": "hard"}


def told(base: str, **changes: Any) -> list[tuple[str, str]]:
    """Path and message of every warning. Names of changes are those of sections: ``top`` and
    ``podium`` are updated, and so are the first ``phase``, ``split`` and ``schema``; ``add`` holds
    members that are added to lists."""
    config: dict[str, Any] = yaml.safe_load(base)
    config.update(changes.pop("top", {}))
    config["podium"].update(changes.pop("podium", {}))
    config["challenge_phases"][0].update(changes.pop("phase", {}))
    if "split" in changes:
        config["challenge_phase_splits"][0].update(changes.pop("split"))
    if "schema" in changes:
        config["leaderboard"][0]["schema"].update(changes.pop("schema"))
    for section, member in changes.pop("add", {}).items():
        config[section].append(member)
    assert not changes
    text = yaml.safe_dump(config, sort_keys=False)
    issues = factories.parse(text).issues
    assert [str(issue) for issue in issues if issue.is_error] == []
    lines = text.splitlines()
    for issue in issues:
        line = lines[int(issue.where.rpartition(":")[2]) - 1]
        last = issue.path.rpartition(".")[2].partition("[")[0]
        assert last in line or line.lstrip().startswith("-"), f"{issue} is not on line {line!r}"
    return [(issue.path, issue.message) for issue in issues]


@pytest.mark.parametrize("base", [EVALAI, GRAND_CHALLENGE])
def test_a_file_in_order_is_told_nothing(base: str) -> None:
    assert told(base) == []


def test_packages_that_one_of_the_phases_has_are_told_nothing() -> None:
    own = {"codename": "b", "name": "B", "is_public": True, "leaderboard_public": True, "id": 2}
    own["podium"] = {"evaluator": {"image": "e:1", "contract": "evalai"}}
    split = {"challenge_phase_id": 2, "leaderboard_id": 1, "dataset_split_id": 1, "visibility": 3}
    asked = {"evaluator": {"packages": "evalai"}}
    assert told(EVALAI, podium=asked) == []
    more = {"challenge_phases": own, "challenge_phase_splits": split}
    assert told(EVALAI, podium=asked, add=more) == []


CASES: list[tuple[str, str, dict[str, Any], str, str]] = [
    # visibility
    ("board for hosts on a public phase", EVALAI, {"split": {"visibility": 1}},
     f"{SPLIT}.visibility", "only hosts see this board: visibility is 1"),
    ("board for all on a phase without public boards", EVALAI,
     {"phase": {"leaderboard_public": False}},
     f"{SPLIT}.visibility", "the phase's leaderboard_public is false: only hosts see it"),
    ("implied board on a phase without public boards", GRAND_CHALLENGE,
     {"phase": {"is_public": True}},
     f"{PHASE}.is_public", "the phase's leaderboard_public is not set: only hosts see it"),
    ("one visibility key alone", GRAND_CHALLENGE, {"phase": {"is_submission_public": True}},
     f"{PHASE}.is_submission_public", "EvalAI's defaults hold for the keys beside it"),
    ("hidden and never closed", GRAND_CHALLENGE, {"phase": {"public": False}},
     f"{PHASE}.public", "hides a phase that never closes"),
    ("hosts' board in a repository that others read", EVALAI,
     {"split": {"visibility": 2}, "podium": {"results": {"repository": "org/results"}}},
     f"{SPLIT}.visibility", "its numbers can be read in org/results, if that is public"),
    ("hosts' board in the challenge's own repository", EVALAI,
     {"split": {"visibility": 2}, "podium": {"results": {"branch": "results"}}},
     f"{SPLIT}.visibility", "its numbers can be read in the challenge's own repository"),
    ("results under review in a repository that others read", GRAND_CHALLENGE,
     {"phase": {"auto_publish_new_results": False},
      "podium": {"results": {"repository": "org/results"}}},
     f"{PHASE}.auto_publish_new_results", "a new result is for hosts, but its numbers can be read"),
    # windows
    ("after the challenge", EVALAI, {"phase": {"start_date": "2027-01-01 00:00:00"}},
     f"{PHASE}.start_date", "never takes a submission: it opens on 2027-01-01 00:00 UTC"),
    ("open for no time", GRAND_CHALLENGE,
     {"phase": {"submissions_open_at": "2026-01-01 00:00:00",
                "submissions_close_at": "2026-01-01 00:00:00"}},
     f"{PHASE}.submissions_open_at", "never takes a submission"),
    ("windows of both kinds apart", EVALAI,
     {"phase": {"end_date": "2026-02-01 00:00:00", "submissions_open_at": "2026-03-01 00:00:00"}},
     f"{PHASE}.submissions_open_at", "never takes a submission"),
    ("before the challenge starts", EVALAI, {"phase": {"start_date": "2025-12-01 00:00:00"}},
     f"{PHASE}.start_date", "before the challenge starts (2026-01-01 00:00 UTC)"),
    ("after the challenge ends", EVALAI,
     {"phase": {"submissions_close_at": "2027-01-01 00:00:00"}},
     f"{PHASE}.submissions_close_at", "after the challenge ends (2026-12-31 00:00 UTC)"),
    # limits
    ("a day above the total", EVALAI,
     {"phase": {"max_submissions_per_day": 100, "max_submissions": 10}},
     f"{PHASE}.max_submissions_per_day", "this limit of 100: max_submissions is 10"),
    ("a month above the total", EVALAI,
     {"phase": {"max_submissions_per_month": 11, "max_submissions": 10}},
     f"{PHASE}.max_submissions_per_month", "this limit of 11: max_submissions is 10"),
    ("a month above its days", EVALAI,
     {"phase": {"max_submissions_per_day": 1, "max_submissions_per_month": 32}},
     f"{PHASE}.max_submissions_per_month", "leaves at most 31 in a month"),
    ("a total above the phase's days", EVALAI,
     {"phase": {"start_date": "2026-01-01 00:00:00", "end_date": "2026-01-11 00:00:00",
                "max_submissions_per_day": 2, "max_submissions": 23}},
     f"{PHASE}.max_submissions", "leaves at most 22 while the phase is open"),
    ("more at once than a day", EVALAI,
     {"phase": {"max_submissions_per_day": 1, "max_concurrent_submissions_allowed": 5}},
     f"{PHASE}.max_concurrent_submissions_allowed", "max_submissions_per_day is 1"),
    ("a period above its days", GRAND_CHALLENGE,
     {"phase": {"max_submissions_per_day": 1, "submission_limit_period": 7,
                "submissions_limit_per_user_per_period": 9}},
     f"{PHASE}.submissions_limit_per_user_per_period", "leaves at most 8 in that time"),
    ("a limit of 0", GRAND_CHALLENGE, {"phase": {"submissions_limit_per_user_per_period": 0}},
     f"{PHASE}.submissions_limit_per_user_per_period", "takes no submissions"),
    # people
    ("an entry that is nobody", GRAND_CHALLENGE, {"phase": {"allowed_email_ids": ["no one"]}},
     f"{PHASE}.allowed_email_ids[0]", "'no one' lets nobody in"),
    ("a team that the token may not see", GRAND_CHALLENGE,
     {"phase": {"allowed_email_ids": ["ada@example.org", "org/team"]}},
     f"{PHASE}.allowed_email_ids[1]", "org/team is a team at GitHub"),
    ("a verified entry that is nobody", GRAND_CHALLENGE, {"podium": {"verified": ["a@b"]}},
     "podium.verified[0]", "'a@b' lets nobody in"),
    ("a host that is an address", GRAND_CHALLENGE,
     {"podium": {"hosts": ["octocat", "ada@example.org"]}},
     "podium.hosts[1]", "it makes nobody a host"),
    ("a hosts' phase without hosts", GRAND_CHALLENGE,
     {"podium": {"hosts": []}, "phase": {"is_public": False}},
     f"{PHASE}.is_public", "podium.hosts names none"),
    # questions
    ("required in quotes", GRAND_CHALLENGE,
     {"phase": {"submission_meta_attributes": [
         {"name": "a", "description": "b", "type": "text", "required": "True"}]}},
     f"{PHASE}.submission_meta_attributes[0].required", "only true without quotes"),
    ("the same question twice", GRAND_CHALLENGE,
     {"phase": {"submission_meta_attributes": [
         {"name": "a", "description": "b", "type": "text"},
         {"name": "a", "description": "c", "type": "text"}]}},
     f"{PHASE}.submission_meta_attributes[1].name", "entry 1 asks for 'a' already"),
    ("a fifth statement", GRAND_CHALLENGE,
     {"phase": {"default_submission_meta_attributes": [{"name": "methodname"}]}},
     f"{PHASE}.default_submission_meta_attributes[0].name", "none of EvalAI's four"),
    ("a comment that nobody is asked for", GRAND_CHALLENGE,
     {"phase": {"display_submission_comments": True}},
     f"{PHASE}.display_submission_comments", "no comment is ever asked for"),
    ("an address that nobody is asked for", GRAND_CHALLENGE,
     {"phase": {"show_supplementary_url": True}},
     f"{PHASE}.show_supplementary_url", "no address is ever asked for"),
    ("a file that nobody is asked for", GRAND_CHALLENGE,
     {"phase": {"show_supplementary_file_link": True}},
     f"{PHASE}.show_supplementary_file_link", "no file is ever asked for"),
    ("a long label", GRAND_CHALLENGE, {"phase": {"supplementary_url_label": "x" * 33}},
     f"{PHASE}.supplementary_url_label", "at most 32 characters, found 33"),
    ("a long help text", GRAND_CHALLENGE, {"phase": {"supplementary_file_help_text": "x" * 129}},
     f"{PHASE}.supplementary_file_help_text", "at most 128 characters, found 129"),
    ("file types in words", GRAND_CHALLENGE,
     {"phase": {"allowed_submission_file_types": "csv files only"}},
     f"{PHASE}.allowed_submission_file_types", "'files' is no ending of a file name"),
    ("file types as media types", GRAND_CHALLENGE,
     {"phase": {"allowed_submission_file_types": "text/csv"}},
     f"{PHASE}.allowed_submission_file_types", "'text/csv' is no ending of a file name"),
    ("file types with semicolons", GRAND_CHALLENGE,
     {"phase": {"allowed_submission_file_types": ".csv;.zip"}},
     f"{PHASE}.allowed_submission_file_types", "separated by commas"),
    # boards
    ("a leaderboard that nothing uses", EVALAI,
     {"add": {"leaderboard": {"id": 2, "schema": {"labels": ["q"], "default_order_by": "q"}}}},
     "leaderboard[1]", "no entry of challenge_phase_splits uses it"),
    ("a split that nothing uses", EVALAI, {"add": {"dataset_splits": SECOND_SPLIT}},
     "dataset_splits[1]", "no entry of challenge_phase_splits uses it"),
    ("a phase that nothing maps", EVALAI,
     {"add": {"challenge_phases": {"id": 2, "codename": "test"}}},
     "challenge_phases[1]", "it gets one board, overall"),
    ("metadata of no label", EVALAI,
     {"schema": {"metadata": {"acuracy": {"sort_ascending": False}}}},
     "leaderboard[0].schema.metadata.acuracy", "no such label; did you mean accuracy?"),
    ("an extra column that turns the score", GRAND_CHALLENGE,
     {"phase": {"extra_results_columns": [{"title": "A", "path": "accuracy", "order": "asc"}]}},
     f"{PHASE}.extra_results_columns[0].path", "this order (asc) holds for both"),
    ("an extra column twice", GRAND_CHALLENGE,
     {"phase": {"extra_results_columns": [
         {"title": "A", "path": "f1", "order": "asc"},
         {"title": "B", "path": "f1", "order": "asc"}]}},
     f"{PHASE}.extra_results_columns[1].path", "as extra_results_columns[0]: it counts once"),
    ("a path to many values", GRAND_CHALLENGE, {"phase": {"score_jsonpath": "$.cases[*].dice"}},
     f"{PHASE}.score_jsonpath", "can find several values"),
    ("an error without a score", EVALAI, {"phase": {"score_error_jsonpath": "sd"}},
     f"{PHASE}.score_error_jsonpath", "has no effect without score_jsonpath"),
    ("nothing to rank by", GRAND_CHALLENGE, {"phase": {"score_jsonpath": ""}},
     PHASE, "nothing in this phase can be ranked"),
    # evaluators
    ("the worker's packages beside an image", EVALAI,
     {"podium": {"evaluator": {"image": "e:1", "contract": "evalai", "packages": "evalai"}}},
     "podium.evaluator.packages", "has no effect beside the image e:1"),
    ("the worker's packages for Grand Challenge's contract", GRAND_CHALLENGE,
     {"phase": {"podium": {"evaluator": {"packages": "evalai"}}}},
     f"{PHASE}.podium.evaluator.packages", "has no effect beside the image e:1"),
    ("the worker's packages beside a Dockerfile", GRAND_CHALLENGE,
     {"podium": {"evaluator": {"dockerfile": "e/Containerfile", "packages": "evalai"}}},
     "podium.evaluator.packages", "has no effect beside the Dockerfile e/Containerfile"),
    # directions
    ("the label and the board disagree", EVALAI,
     {"schema": {"metadata": {"accuracy": {"sort_ascending": True}}},
      "split": {"is_leaderboard_order_descending": True}},
     f"{SPLIT}.is_leaderboard_order_descending", "the label's own word holds"),
    ("the highest loss first", EVALAI, {"schema": {"default_order_by": "loss"}},
     f"{SPLIT}", "by its name lower is better"),
    ("the lowest accuracy first", EVALAI,
     {"schema": {"metadata": {}}, "split": {"is_leaderboard_order_descending": False}},
     f"{SPLIT}.is_leaderboard_order_descending", "by its name higher is better"),
    ("the highest error first, by default", GRAND_CHALLENGE,
     {"phase": {"score_jsonpath": "aggregates.mean_error"}},
     f"{PHASE}.score_jsonpath", "set score_default_sort to asc"),
    # names
    ("phases of one name", GRAND_CHALLENGE,
     {"phase": {"title": "Test"},
      "add": {"challenge_phases": {"codename": "b", "title": "test", "score_jsonpath": "a"}}},
     "challenge_phases[1].title", "entry 1 has the same name, 'Test'"),
    ("codenames that disks take for one", GRAND_CHALLENGE,
     {"add": {"challenge_phases": {"codename": "Dev", "score_jsonpath": "a"}}},
     "challenge_phases[1].codename", "differs from 'dev' by case only"),
    # algorithms
    ("a short time limit", GRAND_CHALLENGE, {"phase": {"algorithm_time_limit": 299}},
     f"{PHASE}.algorithm_time_limit", "300 to 86400 seconds, found 299"),
    ("an unknown GPU", GRAND_CHALLENGE, {"phase": {"evaluation_requires_gpu_type": "H100"}},
     f"{PHASE}.evaluation_requires_gpu_type", "A100, A10G, V100, K80, T4, found 'H100'"),
    ("evaluated elsewhere without a parent", GRAND_CHALLENGE,
     {"phase": {"external_evaluation": True}},
     f"{PHASE}.external_evaluation", "without submission_kind: 3 and a parent"),
    ("containers, and a phase for predictions", GRAND_CHALLENGE,
     {"top": {"is_docker_based": True}},
     "is_docker_based", "submission_kind: 3"),
    ("an output of both evaluation and algorithm", GRAND_CHALLENGE,
     {"phase": {"outputs": [{"slug": "mask"}],
                "algorithm_interfaces": [{"inputs": ["image"], "outputs": ["mask"]}]}},
     f"{PHASE}.outputs[0]", "mask is an input or output of the phase's algorithms too"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("base", "changes", "path", "said"),
    [pytest.param(*case[1:], id=case[0]) for case in CASES],
)
def test_is_told_with_its_place(base: str, changes: dict[str, Any], path: str, said: str) -> None:
    warnings = told(base, **changes)
    found = [message for where, message in warnings if where.startswith(path)]
    assert any(said in message for message in found), warnings


SILENT: list[tuple[str, str, dict[str, Any]]] = [
    ("a hosts' board beside a public one", EVALAI,
     {"add": {"dataset_splits": SECOND_SPLIT, "challenge_phase_splits": {
         "challenge_phase_id": 1, "leaderboard_id": 1, "dataset_split_id": 2, "visibility": 1}}}),
    ("boards for hosts on a phase that keeps its boards", EVALAI,
     {"phase": {"leaderboard_public": False}, "split": {"visibility": 1}}),
    ("a phase for hosts, and said so", EVALAI,
     {"phase": {"is_public": False, "leaderboard_public": False}}),
    ("a hidden phase that closes", GRAND_CHALLENGE,
     {"phase": {"public": False, "submissions_close_at": "2026-01-01 00:00:00"}}),
    ("a public board in a repository that others read", EVALAI,
     {"podium": {"results": {"repository": "org/results"}}}),
    ("limits that all can be reached", EVALAI,
     {"phase": {"max_submissions_per_day": 5, "max_submissions_per_month": 50,
                "max_submissions": 50, "max_concurrent_submissions_allowed": 3}}),
    ("at most three at once by default, of one a day", EVALAI,
     {"phase": {"max_submissions_per_day": 1}}),
    ("people in the three ways", GRAND_CHALLENGE,
     {"phase": {"allowed_email_ids": ["@octocat", "Ada.L+x@sub.example.org", "org/team.x"]},
      "podium": {"results": {"repository": "org/results"}}}),
    ("a login of an enterprise", GRAND_CHALLENGE, {"podium": {"hosts": ["mona-cat_corp"]}}),
    ("endings in every shape", GRAND_CHALLENGE,
     {"phase": {"allowed_submission_file_types": "csv .ZIP *.nii.gz, tar.gz,h5 .jsonl parquet"}}),
    ("a repeated column that is not ranked", GRAND_CHALLENGE,
     {"phase": {"extra_results_columns": [
         {"title": "A", "path": "accuracy", "order": "asc", "exclude_from_ranking": True}]}}),
    ("a loss that is said to be better high", EVALAI,
     {"schema": {"default_order_by": "loss", "metadata": {"loss": {"sort_ascending": False}}}}),
    ("an error whose direction is written down", GRAND_CHALLENGE,
     {"phase": {"score_jsonpath": "error", "score_default_sort": "desc"}}),
    ("an EvalAI phase that ranks by its score path", EVALAI,
     {"phase": {"score_jsonpath": "x"}, "split": {"is_leaderboard_order_descending": False}}),
    ("no time limit given", GRAND_CHALLENGE, {"phase": {"evaluation_requires_memory_gb": 16}}),
    ("a phase of Grand Challenge beside mapped ones", EVALAI,
     {"add": {"challenge_phases": {"id": 2, "codename": "test", "score_jsonpath": "a"}}}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("base", "changes"), [pytest.param(*case[1:], id=case[0]) for case in SILENT]
)
def test_what_may_well_be_meant_is_not_told(base: str, changes: dict[str, Any]) -> None:
    assert told(base, **changes) == []


@pytest.mark.parametrize("key", ["inputs", "outputs"])
@pytest.mark.parametrize("name", ["image", "mask"])
@pytest.mark.field("inputs", "outputs", "algorithm_inputs", "algorithm_outputs")
def test_an_evaluation_and_its_algorithms_share_no_file(key: str, name: str) -> None:
    """By whichever of the three keys the algorithms name it."""
    for algorithms in (
        {"algorithm_inputs": ["image"], "algorithm_outputs": ["mask"]},
        {"algorithm_interfaces": [{"inputs": [{"slug": "image"}], "outputs": [{"slug": "mask"}]}]},
    ):
        phase = {key: ["own", {"slug": name}], **algorithms}
        ((path, message),) = told(GRAND_CHALLENGE, phase=phase)
        assert path == f"{PHASE}.{key}[1]"
        assert f"{name} is an input or output of the phase's algorithms too" in message
        assert told(GRAND_CHALLENGE, phase={key: ["own"], **algorithms}) == []


NEWER: list[tuple[str, dict[str, Any], str]] = [
    ("evaluation_requires_gpu_type",
     {"evaluation_requires_gpu_type": "A100", "evaluation_selectable_gpu_type_choices": ["", "T4"]},
     "does not list: 'A100'"),
    ("evaluation_requires_memory_gb",
     {"evaluation_requires_memory_gb": 64, "evaluation_maximum_settable_memory_gb": 32},
     "refuses 64: evaluation_maximum_settable_memory_gb is 32"),
    ("additional_evaluation_inputs[1]",
     {"additional_evaluation_inputs": ["own", "metrics-json-file"]},
     "keeps the name metrics-json-file for itself"),
    ("evaluation_outputs[0]",
     {"evaluation_outputs": ["mask"], "algorithm_outputs": ["mask"]},
     "which Grand Challenge refuses"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "phase", "said"), NEWER, ids=[one[0] for one in NEWER])
def test_keys_that_only_grand_challenge_has_are_held_against_its_rules(
    path: str, phase: dict[str, Any], said: str
) -> None:
    found = [message for at, message in told(GRAND_CHALLENGE, phase=phase) if at.endswith(path)]
    assert any(said in message for message in found), found


def test_a_gpu_is_what_the_engine_has() -> None:
    found = dict(told(GRAND_CHALLENGE, phase={"evaluation_requires_gpu_type": "T4"}))
    assert "GitHub's own runners have none" in found[f"{PHASE}.evaluation_requires_gpu_type"]


def test_a_phase_that_takes_algorithms_takes_nothing_yet() -> None:
    phase = {"submission_kind": 3, "archive": "a", "algorithm_inputs": ["b"]}
    found = dict(told(GRAND_CHALLENGE, phase=phase))
    assert "every submission to this phase is refused" in found[f"{PHASE}.submission_kind"]


@pytest.mark.parametrize(
    "phase",
    [
        {"evaluation_selectable_gpu_type_choices": ["", "T4"]},
        {"evaluation_maximum_settable_memory_gb": 8},
        {"additional_evaluation_inputs": [{"slug": "own"}, 5], "algorithm_inputs": ["image", 5]},
    ],
)
def test_such_keys_within_the_rules_are_only_unknown(phase: dict[str, Any]) -> None:
    messages = [message for _, message in told(GRAND_CHALLENGE, phase=phase)]
    assert [one for one in messages if not one.startswith("unknown key")] == []


@pytest.mark.parametrize(("seconds", "is_told"), [(299, True), (300, False), (86_401, True)])
@pytest.mark.field("algorithm_time_limit")
def test_a_time_limit_of_algorithms_is_one_that_grand_challenge_takes(
    seconds: int, is_told: bool
) -> None:
    assert bool(told(GRAND_CHALLENGE, phase={"algorithm_time_limit": seconds})) is is_told


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("loss", Order.ASCENDING),
        ("log_loss", Order.ASCENDING),
        ("logLoss", Order.ASCENDING),
        ("aggregates.RMSE_mean", Order.ASCENDING),
        ("error rate", Order.ASCENDING),
        ("accuracy", Order.DESCENDING),
        ("F1", Order.DESCENDING),
        ("mAP", Order.DESCENDING),
        ("dice_mean", Order.DESCENDING),
        ("error_reduction", None),
        ("neg_log_loss", None),
        ("one_minus_f1", None),
        ("accuracy_std", None),
        ("loss_score", None),
        ("error_f1", None),
        ("glossary", None),
        ("Total", None),
        ("accuracy.value", None),
    ],
)
def test_a_name_tells_its_direction_only_where_it_is_plain(name: str, order: Order | None) -> None:
    assert directions.usual_order(name) is order


SCRIPTS: list[tuple[str, dict[str, str], str]] = [
    ("imported", {"__init__.py": "from .main import evaluate",
                  "main.py": "def evaluate(): ..."}, ""),
    ("defined", {"__init__.py": "def evaluate(*a): ..."}, ""),
    ("imported under its name", {"__init__.py": "from .m import score as evaluate",
                                 "m.py": "score = print"}, ""),
    ("from a package", {"__init__.py": "from .m import evaluate", "m/__init__.py": ""}, ""),
    ("by star", {"__init__.py": "from .main import *"}, ""),
    ("by hand", {"__init__.py": "globals()['evaluate'] = print"}, ""),
    ("in a try", {"__init__.py": "try:\n  from .a import evaluate\nexcept ImportError:\n  "
                                 "evaluate = None", "a.py": "def evaluate(): ..."}, ""),
    ("nowhere", {"__init__.py": "x = 1"}, "neither defines nor imports evaluate()"),
    ("empty", {"__init__.py": ""}, "neither defines nor imports evaluate()"),
    ("in a module that is missing", {"__init__.py": "from .main import evaluate"},
     "there is no main.py beside it"),
    ("not in its module", {"__init__.py": "from .main import evaluate", "main.py": "def run(): 0"},
     "main.py does not define it"),
    ("no Python", {"__init__.py": "from .main import evaluate", "main.py": "x = 1\ndef evaluate(:"},
     "main.py, line 2: not Python"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("modules", "said"), [pytest.param(*case[1:], id=case[0]) for case in SCRIPTS]
)
def test_a_script_has_an_evaluate_to_call(modules: dict[str, str], said: str) -> None:
    problem = script.find_problem(modules.get)
    assert said in problem if said and problem else problem is None and not said


CURES: list[tuple[str, dict[str, Any], str]] = [
    ("file types as a list", {"phase": {"allowed_submission_file_types": [".csv", ".zip"]}},
     'write one text: ".csv, .zip"'),
    ("a domain by its label", {"top": {"domain": "Computer Vision"}},
     "for Computer Vision write CV"),
    ("a domain in small letters", {"top": {"domain": "nlp"}}, "for nlp write NLP"),
    ("tags in one text", {"top": {"tags": "cell nuclei, masks"}},
     "write a list: [cell nuclei, masks]"),
    ("one host", {"podium": {"hosts": "octocat"}}, "write a list: [octocat]"),
    ("a codename with a blank", {"phase": {"codename": "dev phase"}}, "for example dev-phase"),
    ("a visibility in words", {"split": {"visibility": "public"}}, "3 for everybody"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "cure"), [pytest.param(*case[1:], id=case[0]) for case in CURES]
)
def test_a_refusal_says_what_to_write(changes: dict[str, Any], cure: str) -> None:
    config: dict[str, Any] = yaml.safe_load(EVALAI)
    config.update(changes.get("top", {}))
    config["podium"].update(changes.get("podium", {}))
    config["challenge_phases"][0].update(changes.get("phase", {}))
    config["challenge_phase_splits"][0].update(changes.get("split", {}))
    errors = [issue for issue in factories.parse(yaml.safe_dump(config)).issues if issue.is_error]
    assert [error.message for error in errors if error.message.endswith(cure)]
