"""Every field of both documents is known, described, and has a test of what it does.

A test says with ``@pytest.mark.field("name", …)`` which keys' behaviour it is about: what a key
*does*, not that it is read. ``of`` names the part of the file; left out, the key is a phase's, else
a phase split's, else one at the top.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from podium.challenge import keys, schema

TESTS = Path(__file__).parents[1]

PHASES, SPLITS, TOP = "challenge_phases", "challenge_phase_splits", "challenge"
ATTRIBUTES, FUNCTIONS = "submission_meta_attributes", "functions"
# The parts of the file that a mark can name, and their models.
PARTS: Mapping[str, tuple[type[keys.Document], ...]] = {
    PHASES: (keys.Phase,),
    SPLITS: (keys.PhaseSplit,),
    TOP: (keys.Challenge,),
    ATTRIBUTES: (keys.MetaAttribute,),
    "default_submission_meta_attributes": (keys.DefaultMetaAttribute,),
    "extra_results_columns": (keys.ExtraResultsColumn,),
    "dataset_splits": (keys.DatasetSplit,),
    "leaderboard": (keys.Leaderboard, keys.LeaderboardSchema, keys.LabelMetadata),
    "prizes": (keys.Prize,),
    "sponsors": (keys.Sponsor,),
    "podium": (keys.PhasePodium, keys.ChallengePodium),
    "podium.cases": (keys.CaseSettings,),
    "podium.combined_leaderboards": (keys.CombinedLeaderboard,),
    "podium.evaluator": (keys.EvaluatorSettings,),
    "podium.failures": (keys.FailureSettings,),
    "podium.results": (keys.ResultsSettings,),
    FUNCTIONS: (),
}

# The fields, as the two documents list them.
EVALAI_PHASE = """
id name description challenge codename start_date end_date leaderboard_public is_public is_active
is_submission_public allowed_email_ids max_submissions_per_day max_submissions_per_month
max_submissions max_concurrent_submissions_allowed allowed_submission_file_types
is_restricted_to_select_one_submission default_submission_meta_attributes
submission_meta_attributes test_annotation_file is_partial_submission_evaluation_enabled
disable_logs
"""
EVALAI_ATTRIBUTES = "text radio checkbox boolean required"
EVALAI_SPLIT = """
challenge_phase_id leaderboard_id dataset_split_id visibility leaderboard_decimal_precision
is_leaderboard_order_descending show_execution_time show_leaderboard_by_latest_submission
"""
EVALAI_TOP = """
title short_description description evaluation_details terms_and_conditions submission_guidelines
image leaderboard_description evaluation_script remote_evaluation start_date end_date published tags
domain prizes sponsors leaderboard challenge_phases dataset_splits challenge_phase_splits
is_docker_based is_static_dataset_code_upload submission_time_limit is_registration_open
enable_forum forum_url anonymous_leaderboard allowed_email_domains blocked_email_domains
banned_email_ids require_complete_profile max_team_members allow_resuming_submissions
allow_host_cancel_submissions allow_cancel_running_submissions allow_participants_resubmissions
manual_participant_approval cli_version challenge_usage_type worker_python_version worker_image_url
worker_instance_type cpu_only_jobs job_cpu_cores job_memory min_desired_worker max_desired_worker
sqs_retention_period use_fifo_sqs
"""
GRAND_CHALLENGE_PHASE = """
title slug score_title score_jsonpath score_error_jsonpath score_default_sort score_decimal_places
extra_results_columns scoring_method_choice result_display_choice creator_must_be_verified
submission_kind allow_submission_comments display_submission_comments supplementary_file_choice
supplementary_file_label supplementary_file_help_text show_supplementary_file_link
supplementary_url_choice supplementary_url_label supplementary_url_help_text show_supplementary_url
submissions_limit_per_user_per_period submission_limit_period submissions_open_at
submissions_close_at submission_page_html auto_publish_new_results display_all_metrics
algorithm_time_limit give_algorithm_editors_job_view_permissions public parent view_content
hanging_protocol optional_hanging_protocols workstation workstation_config archive inputs outputs
algorithm_inputs algorithm_outputs average_algorithm_job_duration compute_cost_euro_millicents
created modified actor_actions target_actions action_object_actions
"""
# What the documents speak of and no key of theirs says.
GRAND_CHALLENGE_FUNCTIONS = "combined_leaderboards method_versions ground_truth_versions "
GRAND_CHALLENGE_FUNCTIONS += "get_next_submission"

Field = tuple[str, str]

FIELDS: tuple[Field, ...] = tuple(
    (part, name)
    for part, names in (
        (PHASES, EVALAI_PHASE),
        (ATTRIBUTES, EVALAI_ATTRIBUTES),
        (SPLITS, EVALAI_SPLIT),
        (TOP, EVALAI_TOP),
        (PHASES, GRAND_CHALLENGE_PHASE),
        (FUNCTIONS, GRAND_CHALLENGE_FUNCTIONS),
    )
    for name in names.split()
)

# Machinery of EvalAI that Podium does not have: there is nothing to test. The texts say so.
NO_EFFECT_TOP = """
cli_version challenge_usage_type worker_python_version worker_image_url worker_instance_type
cpu_only_jobs job_cpu_cores job_memory min_desired_worker max_desired_worker sqs_retention_period
use_fifo_sqs is_docker_based is_static_dataset_code_upload allow_resuming_submissions
allow_host_cancel_submissions allow_cancel_running_submissions allow_participants_resubmissions
"""
NO_EFFECT_PHASE = "challenge workstation workstation_config"
NO_EFFECT: frozenset[Field] = frozenset(
    {
        *((PHASES, name) for name in NO_EFFECT_PHASE.split()),
        *((TOP, name) for name in NO_EFFECT_TOP.split()),
    }
)

# Fields without a test of what they do. One that gets a test must go from here; none may come.
NOT_YET_TOP = ""
NOT_YET_PHASE = ""
NOT_YET: frozenset[Field] = frozenset(
    (part, name)
    for part, names in ((TOP, NOT_YET_TOP), (PHASES, NOT_YET_PHASE))
    for name in names.split()
)


def dotted(field: Field) -> str:
    return ".".join(field)


@cache
def known(part: str) -> Mapping[str, str]:
    """The part's keys in the file, each with its description."""
    found = {}
    for model in PARTS[part]:
        described = schema.describe(model)
        for name, info in model.model_fields.items():
            found[info.alias or name] = described[name].text if name in described else ""
    if part == ATTRIBUTES:
        kinds = keys.MetaAttribute.model_json_schema()["properties"]["type"]["enum"]
        found |= dict.fromkeys(kinds, found["type"])
    if part == FUNCTIONS:
        found = dict.fromkeys(GRAND_CHALLENGE_FUNCTIONS.split(), "a function, not a key")
    return found


@cache
def marks() -> tuple[tuple[Field, str], ...]:
    """Each field that a test is marked with, and the test. Read from the source, so that a test
    that cannot run on this machine counts too; not when tests are collected, which all do."""
    return tuple(_marks())


def _marks() -> Iterator[tuple[Field, str]]:
    for path in sorted(TESTS.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if "mark.field(" not in text:
            continue
        tree = ast.parse(text)
        place = path.relative_to(TESTS).as_posix()
        calls = {node for node in ast.walk(tree) if _is_mark(node)}
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef) and function.name.startswith("test_"):
                for call in function.decorator_list:
                    if isinstance(call, ast.Call) and call in calls:
                        calls.discard(call)
                        for field in _fields(call):
                            yield field, f"{place}::{function.name}"
        # A module, a parameter or a helper says nothing of what a single test is about.
        assert not calls, f"{place}: a mark belongs above a test function"


def _is_mark(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "field"
        and ast.unparse(node.func) == "pytest.mark.field"
    )


def _fields(call: ast.Call) -> Iterator[Field]:
    options = {word.arg: ast.literal_eval(word.value) for word in call.keywords}
    assert options.keys() <= {"of"}, f"{ast.unparse(call)}: a mark has names, and of"
    for name in map(ast.literal_eval, call.args):
        yield options.get("of") or _usual_part(name), name


def _usual_part(name: str) -> str:
    return next((part for part in (PHASES, SPLITS, TOP) if name in known(part)), PHASES)


@pytest.mark.parametrize(
    "part_and_name", [pytest.param(field, id=dotted(field)) for field in FIELDS]
)
def test_field_is_known_and_described(part_and_name: Field) -> None:
    part, name = part_and_name
    assert known(part).get(name), f"{name} is no key of {part}, or has no description"


@pytest.mark.parametrize(
    "field",
    [
        pytest.param(
            field,
            id=dotted(field),
            marks=[pytest.mark.xfail(strict=True, reason="no test yet")]
            if field in NOT_YET
            else [],
        )
        for field in FIELDS
        if field not in NO_EFFECT
    ],
)
def test_field_has_a_test_of_what_it_does(field: Field) -> None:
    assert field in {tested for tested, _ in marks()}, (
        f'mark one with @pytest.mark.field("{field[1]}", of="{field[0]}")'
    )


def test_every_mark_names_a_field() -> None:
    assert [(part, test) for (part, _), test in marks() if part not in PARTS] == []
    unknown = [(name, part, test) for (part, name), test in marks() if name not in known(part)]
    assert unknown == []


def test_fields_without_a_test_are_listed_fields() -> None:
    assert set(FIELDS) >= NOT_YET | NO_EFFECT
    assert len(set(FIELDS)) == len(FIELDS)


def test_what_has_no_effect_says_so_and_nothing_else_does() -> None:
    said = {field for field in FIELDS if known(field[0])[field[1]].startswith("*no effect*:")}
    assert said == NO_EFFECT


def test_what_is_said_to_act_later_has_no_test_of_what_it_does() -> None:
    later = {field for field in FIELDS if known(field[0])[field[1]].startswith("*later*:")}
    assert later <= NOT_YET, "it is tested: say what it does"
