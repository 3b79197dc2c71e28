"""The challenge file: what it comes to, and what its author is told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import factories
from podium.challenge import keys
from podium.challenge.model import Visibility
from podium.challenge.rules import EvalAIRule, GrandChallengeRule, Order, ScoringMethod
from podium.jobs import Contract

TEN_MISTAKES = """\
title: 2030
published: sometimes
start_date: 2031-13-01 00:00:00
podium: {evaluator: {image: "example:1", dockerfile: evaluator/Dockerfile}}
leaderboard:
  - id: 1
    schema: {labels: [accuracy], default_order_by: Accuracy}
challenge_phases:
  - codename: dev
    start_date: 2030-02-01 00:00:00
    end_date: 2030-01-01 00:00:00
    score_default_sort: up
    max_submissions_per_day: -1
    extra_results_columns:
      - {title: F1, path: f1}
  - codename: dev
    description: ../../etc/passwd
"""


def said(text: str) -> dict[str, str]:
    """What is said of each line: ``{"3: start_date": message}``."""
    return {
        f"{issue.where.rpartition(':')[2]}: {issue.path}": issue.message
        for issue in factories.parse(text).issues
    }


def test_every_mistake_is_reported_at_once_with_its_line() -> None:
    messages = said(TEN_MISTAKES)
    assert messages.keys() >= {
        "1: title",
        "2: published",
        "3: start_date",
        "4: podium.evaluator.image",
        "7: leaderboard[0].schema.default_order_by",
        "11: challenge_phases[0].end_date",
        "12: challenge_phases[0].score_default_sort",
        "13: challenge_phases[0].max_submissions_per_day",
        "15: challenge_phases[0].extra_results_columns[0].order",
        "16: challenge_phases[1].codename",
        "17: challenge_phases[1].description",
    }
    assert messages["12: challenge_phases[0].score_default_sort"] == (
        "expected asc or desc, found 'up'"
    )
    assert messages["1: title"] == "expected text, found 2030: put it in quotes"


def test_a_small_file_is_enough() -> None:
    challenge = factories.make_challenge()
    (phase,) = challenge.phases
    (split,) = phase.splits
    assert (phase.codename, phase.name, split.codename) == ("dev", "dev", "overall")
    assert phase.is_public and phase.leaderboard_public
    assert split.visibility is Visibility.PUBLIC
    assert isinstance(split.rule, GrandChallengeRule)
    assert phase.evaluator.contract is Contract.GRAND_CHALLENGE


def test_an_unknown_key_is_a_warning_that_names_the_nearest_known_one() -> None:
    parsed = factories.parse(factories.SMALL_CONFIG + "    score_jsonpaht: x\n    mood: sunny\n")
    assert parsed.challenge is not None
    assert [(issue.path, issue.message) for issue in parsed.issues] == [
        ("challenge_phases[0].score_jsonpaht", "unknown key: did you mean score_jsonpath?"),
        ("challenge_phases[0].mood", "unknown key: it has no effect"),
    ]


def test_times_without_a_zone_are_utc() -> None:
    phase = factories.make_challenge(
        factories.SMALL_CONFIG
        + "    start_date: 2026-07-01 12:00:00\n    end_date: '2026-07-01T15:00:00+02:00'\n"
    ).phases[0]
    assert phase.window.opens == datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert phase.window.closes == datetime(2026, 7, 1, 13, tzinfo=UTC)


@pytest.mark.field("start_date", "end_date", "submissions_open_at", "submissions_close_at")
def test_both_windows_must_allow_a_submission() -> None:
    phase = factories.make_challenge(
        factories.SMALL_CONFIG
        + "    start_date: 2026-01-01 00:00:00\n    submissions_open_at: 2026-02-01 00:00:00\n"
        + "    end_date: 2026-12-31 00:00:00\n    submissions_close_at: 2026-06-01 00:00:00\n"
    ).phases[0]
    assert phase.window.opens == datetime(2026, 2, 1, tzinfo=UTC)
    assert phase.window.closes == datetime(2026, 6, 1, tzinfo=UTC)


def test_a_bare_off_is_the_choice_and_not_a_boolean() -> None:
    phase = factories.make_challenge(
        factories.SMALL_CONFIG + "    supplementary_url_choice: off\n"
    ).phases[0]
    assert phase.settings.supplementary_url_choice == "off"


@pytest.mark.parametrize(
    ("written", "method"),
    [
        ("abs", ScoringMethod.ABSOLUTE),
        ("avg", ScoringMethod.MEAN_OF_RANKS),
        ("Mean of ranks", ScoringMethod.MEAN_OF_RANKS),
        ("median of relative ranks", ScoringMethod.MEDIAN_OF_RANKS),
    ],
)
def test_a_choice_may_be_written_as_its_label(written: str, method: ScoringMethod) -> None:
    phase = factories.make_challenge(
        factories.SMALL_CONFIG + f"    scoring_method_choice: {written}\n"
    ).phases[0]
    assert phase.settings.scoring_method_choice is method


@pytest.mark.field("is_public", "leaderboard_public")
def test_one_visibility_key_brings_evalais_defaults_with_it() -> None:
    phase = factories.make_challenge(factories.SMALL_CONFIG + "    is_public: True\n").phases[0]
    assert phase.is_public
    assert not phase.leaderboard_public


@pytest.mark.field("sort_ascending", of="leaderboard")
def test_a_labels_own_direction_holds_over_the_splits_flag() -> None:
    challenge = factories.make_challenge(
        """
title: Two
evaluation_script: evaluation_script.zip
leaderboard:
  - {id: 1, schema: {labels: [a, b], default_order_by: a, metadata: {a: {sort_ascending: true}}}}
dataset_splits: [{id: 1, codename: all}]
challenge_phases: [{id: 1, codename: dev}]
challenge_phase_splits:
  - {challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 1}
"""
    )
    rule = challenge.phases[0].splits[0].rule
    assert isinstance(rule, EvalAIRule)
    assert [column.order for column in rule.columns] == [Order.ASCENDING, Order.DESCENDING]
    assert challenge.phases[0].evaluator.contract is Contract.EVALAI


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        pytest.param("title: x\n\tbad: y\n", 2, "not valid YAML", id="tab"),
        pytest.param("- a\n- b\n", 1, "expected a mapping", id="list"),
        pytest.param("", 1, "expected a mapping", id="empty"),
        pytest.param("[" * 5000, 1, "nested too deeply", id="deep"),
    ],
)
def test_a_file_that_is_no_configuration_says_so(text: str, line: int, problem: str) -> None:
    parsed = factories.parse(text)
    assert parsed.challenge is None
    (issue,) = parsed.issues
    assert problem in issue.message
    assert issue.where in (f"challenge_config.yaml:{line}", "challenge_config.yaml")


def test_nested_aliases_that_multiply_are_refused_at_once() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{name}: &{name} [*{before}, *{before}, *{before}, *{before}]\n"
        for before, name in zip("abcdefghijklmnop", "bcdefghijklmnopq", strict=True)
    )
    (issue,) = factories.parse(bomb + factories.SMALL_CONFIG).issues
    assert "what its aliases repeat" in issue.message


def test_a_key_given_twice_is_told() -> None:
    parsed = factories.parse(factories.SMALL_CONFIG + "title: Again\n")
    assert parsed.challenge is not None
    assert [issue.message for issue in parsed.issues] == [
        "this key was given on line 1 already; the last one holds"
    ]


@pytest.mark.field("parent")
def test_parents_must_not_form_a_circle() -> None:
    text = """
title: Circle
podium: {evaluator: {image: "example:1"}}
challenge_phases:
  - {codename: a, score_jsonpath: x, parent: b}
  - {codename: b, score_jsonpath: x, parent: a}
"""
    assert "the parents form a circle" in said(text)["5: challenge_phases[0].parent"]


def test_every_key_of_both_seed_documents_has_a_typed_field() -> None:
    evalai_phase = [
        "id",
        "name",
        "description",
        "challenge",
        "codename",
        "start_date",
        "end_date",
        "leaderboard_public",
        "is_public",
        "is_active",
        "is_submission_public",
        "allowed_email_ids",
        "max_submissions_per_day",
        "max_submissions_per_month",
        "max_submissions",
        "max_concurrent_submissions_allowed",
        "allowed_submission_file_types",
        "is_restricted_to_select_one_submission",
        "default_submission_meta_attributes",
        "submission_meta_attributes",
        "test_annotation_file",
        "is_partial_submission_evaluation_enabled",
        "disable_logs",
    ]
    evalai_split = [
        "challenge_phase_id",
        "leaderboard_id",
        "dataset_split_id",
        "visibility",
        "leaderboard_decimal_precision",
        "is_leaderboard_order_descending",
        "show_execution_time",
        "show_leaderboard_by_latest_submission",
    ]
    grand_challenge_phase = [
        "id",
        "created",
        "modified",
        "view_content",
        "hanging_protocol",
        "challenge",
        "archive",
        "title",
        "slug",
        "score_title",
        "score_jsonpath",
        "score_error_jsonpath",
        "score_default_sort",
        "score_decimal_places",
        "extra_results_columns",
        "scoring_method_choice",
        "result_display_choice",
        "creator_must_be_verified",
        "submission_kind",
        "allow_submission_comments",
        "display_submission_comments",
        "supplementary_file_choice",
        "supplementary_file_label",
        "supplementary_file_help_text",
        "show_supplementary_file_link",
        "supplementary_url_choice",
        "supplementary_url_label",
        "supplementary_url_help_text",
        "show_supplementary_url",
        "submissions_limit_per_user_per_period",
        "submission_limit_period",
        "submissions_open_at",
        "submissions_close_at",
        "submission_page_html",
        "auto_publish_new_results",
        "display_all_metrics",
        "algorithm_time_limit",
        "give_algorithm_editors_job_view_permissions",
        "public",
        "workstation",
        "workstation_config",
        "average_algorithm_job_duration",
        "compute_cost_euro_millicents",
        "parent",
        "inputs",
        "outputs",
        "algorithm_inputs",
        "algorithm_outputs",
        "optional_hanging_protocols",
        "actor_actions",
        "target_actions",
        "action_object_actions",
    ]
    assert set(evalai_phase + grand_challenge_phase) <= keys.Phase.model_fields.keys()
    assert set(evalai_split) <= keys.PhaseSplit.model_fields.keys()


def test_merge_keys_that_multiply_are_refused_at_once() -> None:
    bomb = "a: &a {x: 1, y: 2}\n" + "".join(
        f"{name}: &{name}\n  <<: [{', '.join([f'*{before}'] * 9)}]\n"
        for before, name in zip("abcdefghijkl", "bcdefghijklm", strict=True)
    )
    (issue,) = factories.parse(bomb + factories.SMALL_CONFIG).issues
    assert "what its aliases repeat" in issue.message


def test_a_merged_mapping_gives_its_keys_and_loses_to_ones_own() -> None:
    parsed = factories.parse(
        """
title: Merged
podium: {evaluator: {image: "example:1"}}
challenge_phases:
  - &first {codename: a, score_jsonpath: x, score_decimal_places: 2}
  - <<: *first
    codename: b
"""
    )
    assert parsed.issues == ()
    assert parsed.challenge is not None
    second = parsed.challenge.phases[1]
    assert (second.codename, second.settings.score_decimal_places) == ("b", 2)


@pytest.mark.field("evaluator", of="podium")
def test_a_phases_own_evaluator_takes_the_place_of_the_challenges() -> None:
    phase = factories.make_challenge(
        factories.SMALL_CONFIG
        + "    podium: {evaluator: {contract: evalai}}\n  - codename: other\n"
        + '    score_jsonpath: x\n    podium: {evaluator: {image: "own:2"}}\n'
    ).phases[1]
    assert (phase.evaluator.image, phase.evaluator.dockerfile) == ("own:2", None)


def test_an_empty_score_path_leaves_the_ranking_to_the_leaderboard() -> None:
    challenge = factories.make_challenge(
        """
title: Empty
evaluation_script: evaluation_script.zip
leaderboard: [{id: 1, schema: {labels: [a], default_order_by: a}}]
challenge_phases: [{codename: dev, score_jsonpath: ""}]
"""
    )
    assert isinstance(challenge.phases[0].splits[0].rule, EvalAIRule)


@pytest.mark.parametrize(
    "key", ["on: {push: 1}", "no: x", "5: 6", "~: 1", "1.5: 2", "2026-01-01: x"]
)
def test_a_key_that_yaml_reads_as_something_else_is_an_unknown_key(key: str) -> None:
    parsed = factories.parse(factories.SMALL_CONFIG + f"    {key}\n{key}\n")
    assert parsed.challenge is not None
    assert [issue.message for issue in parsed.issues] == ["unknown key: it has no effect"] * 2


def test_a_key_that_is_no_name_is_a_syntax_error() -> None:
    parsed = factories.parse("? [a, b]\n: c\n")
    assert "a key must be plain text" in parsed.issues[0].message


def test_names_that_look_like_numbers_are_names() -> None:
    challenge = factories.make_challenge(
        """
title: Names
tags: [2024, No]
evaluation_script: evaluation_script.zip
leaderboard: [{id: 1, schema: {labels: [a], default_order_by: a}}]
dataset_splits: [{id: 1, name: 2024, codename: Train Split}]
challenge_phases:
  - id: 1
    name: 2024
    codename: 2017
    submission_meta_attributes:
      - {name: Sure, description: x, type: radio, options: [Yes, No, 1.10]}
challenge_phase_splits: [{challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 1}]
"""
    )
    (phase,) = challenge.phases
    assert (phase.codename, phase.name) == ("2017", "2024")
    assert phase.attributes[0].options == ("Yes", "No", "1.10")
    assert phase.splits[0].codename == "Train Split"
    assert challenge.settings.tags == ["2024", "No"]


def test_a_scored_phase_may_have_splits_without_a_leaderboard() -> None:
    text = factories.SMALL_CONFIG.replace("codename: dev", "id: 1\n    codename: dev") + (
        "dataset_splits: [{id: 1, codename: easy}]\n"
        "challenge_phase_splits: [{challenge_phase_id: 1, dataset_split_id: 1}]\n"
    )
    (split,) = factories.make_challenge(text).phases[0].splits
    assert split.codename == "easy"
    assert isinstance(split.rule, GrandChallengeRule)


@pytest.mark.parametrize("named", ["nope.zip", "../evaluation_script.zip"])
@pytest.mark.field("evaluation_script", of="challenge")
def test_a_script_that_is_named_and_missing_is_not_replaced_by_another(named: str) -> None:
    class OnlyTheDefault(factories.EverythingThere):
        def has_file(self, path: str) -> bool:
            return path == "evaluation_script/__init__.py"

    parsed = factories.parse(
        f"title: x\nevaluation_script: {named}\nchallenge_phases: [{{codename: dev}}]\n",
        folder=OnlyTheDefault(),
    )
    assert parsed.challenge is None
    assert [issue.path for issue in parsed.issues] == ["evaluation_script"]


def test_a_choice_takes_the_long_label_too() -> None:
    phase = factories.make_challenge(
        factories.SMALL_CONFIG + "    result_display_choice: each user's best\n"
    ).phases[0]
    assert phase.settings.result_display_choice.value == "bst"


def test_extra_columns_may_be_json_text() -> None:
    phase = factories.make_challenge(
        factories.SMALL_CONFIG
        + """    extra_results_columns: '[{"path": "b", "order": "asc", "title": "B"}]'\n"""
    ).phases[0]
    assert [column.path for column in phase.splits[0].rule.columns] == ["accuracy", "b"]
