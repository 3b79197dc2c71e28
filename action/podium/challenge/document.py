"""``challenge_config.yaml`` as its authors know it: every key of EvalAI's file, of Grand
Challenge's Phase and of ``podium:``, under its own name, with its own type and default.

The types are the documents' own. What the keys mean together is worked out in ``parser``.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from podium.challenge.fields import (
    Anything,
    AttributeType,
    Bool,
    Codename,
    ContractName,
    Count,
    Display,
    Id,
    Method,
    Moment,
    Positive,
    Presence,
    SortOrder,
    SplitCodename,
    SubmissionKind,
    Text,
    Title,
    Visibility,
    as_text,
    json_text_or_list,
)
from podium.ranking.rules import Order, ResultDisplay, ScoringMethod


class Document(BaseModel):
    """A mapping of the file. Unknown keys are forbidden here so that each is found with its
    place; the parser turns them into warnings, because EvalAI's own template holds some."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_not_given(cls, value: object) -> object:
        """A key with nothing behind it is a key that was not given, unless null means something
        of its own, as in ``submission_limit_period`` (over all time)."""
        if not isinstance(value, dict):
            return value
        return {
            key: member
            for key, member in value.items()
            if member is not None or key in cls._NULL_IS_A_VALUE or _is_required(cls, key)
        }

    _NULL_IS_A_VALUE: ClassVar[frozenset[str]] = frozenset({"submission_limit_period"})


def _is_required(model: type[BaseModel], key: object) -> bool:
    fields = model.model_fields.items()
    return any(info.is_required() and key in (name, info.alias) for name, info in fields)


class LabelMetadata(Document):
    sort_ascending: Bool | None = None
    description: Text = ""


class LeaderboardSchema(Document):
    labels: list[Text] = Field(min_length=1)
    default_order_by: Text
    metadata: dict[str, LabelMetadata] = {}


class Leaderboard(Document):
    id: Id | None = None
    labelled: LeaderboardSchema = Field(alias="schema")


class DatasetSplit(Document):
    id: Id | None = None
    name: Title | None = None
    codename: SplitCodename


class PhaseSplit(Document):
    challenge_phase_id: Id
    leaderboard_id: Id | None = None  # a phase with score_jsonpath needs none
    dataset_split_id: Id
    visibility: Visibility = 3
    leaderboard_decimal_precision: Count = 2
    is_leaderboard_order_descending: Bool = True
    show_execution_time: Bool = False
    show_leaderboard_by_latest_submission: Bool = False
    show_scores_on_leaderboard: Bool = True


class MetaAttribute(Document):
    name: Title
    description: Text
    type: AttributeType
    options: list[Text] | None = None
    required: Anything = False


class DefaultMetaAttribute(Document):
    name: Text
    is_visible: Bool = True


class ExtraResultsColumn(Document):
    title: Text
    path: Text
    order: SortOrder
    error_path: Text | None = None
    exclude_from_ranking: Bool = False


class Prize(Document):
    rank: Positive
    amount: Annotated[
        str, BeforeValidator(as_text), StringConstraints(pattern=r"^\d+(\.\d{1,2})?[A-Z]{3}$")
    ]
    description: Text = ""


class Sponsor(Document):
    name: Text
    website: Text = ""


class EvaluatorSettings(Document):
    """``podium.evaluator``: what runs, by which contract, and how much it may use."""

    contract: ContractName | None = None
    image: Text | None = None
    dockerfile: Text | None = None
    time_limit: Annotated[float, Field(gt=0)] | None = None
    memory_mb: Positive | None = None
    cpus: Annotated[float, Field(gt=0)] | None = None
    processes: Positive | None = None


class ResultsSettings(Document):
    repository: Text | None = None
    branch: Text = "main"


class PhasePodium(Document):
    evaluator: EvaluatorSettings | None = None
    ground_truth: Text | None = None


class ChallengePodium(PhasePodium):
    slug: Codename | None = None
    hosts: list[Text] = []
    verified: list[Text] = []
    minimum_account_age: Positive | None = None
    results: ResultsSettings = ResultsSettings()


class Phase(Document):
    """One of ``challenge_phases``: EvalAI's keys, then Grand Challenge's."""

    id: Id | None = None
    name: Title | None = None
    description: Text | None = None
    challenge: Anything = None
    codename: Codename | None = None
    start_date: Moment | None = None
    end_date: Moment | None = None
    leaderboard_public: Bool = False
    is_public: Bool = False
    is_active: Anything = None
    is_submission_public: Bool = False
    is_submission_paused: Bool = False
    allowed_email_ids: list[Text] | None = None
    max_submissions_per_day: Count = 100_000
    max_submissions_per_month: Count | None = None
    max_submissions: Count = 100_000
    max_concurrent_submissions_allowed: Count = 3
    allowed_submission_file_types: (
        Annotated[str, BeforeValidator(as_text), StringConstraints(max_length=200)] | None
    ) = None
    is_restricted_to_select_one_submission: Bool = False
    default_submission_meta_attributes: list[DefaultMetaAttribute] | None = None
    submission_meta_attributes: list[MetaAttribute] | None = None
    test_annotation_file: Text | None = None
    is_partial_submission_evaluation_enabled: Bool = False
    disable_logs: Bool = False
    submission_artifact_retention_policy: Text | None = None

    created: Moment | None = None
    modified: Moment | None = None
    title: (
        Annotated[
            str,
            BeforeValidator(as_text),
            StringConstraints(strip_whitespace=True, min_length=1, max_length=64),
        ]
        | None
    ) = None
    slug: (
        Annotated[
            str,
            BeforeValidator(as_text),
            StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=64),
        ]
        | None
    ) = None
    score_title: Annotated[
        str, BeforeValidator(as_text), StringConstraints(min_length=1, max_length=64)
    ] = "Score"
    score_jsonpath: (
        Annotated[str, BeforeValidator(as_text), StringConstraints(max_length=255)] | None
    ) = None
    score_error_jsonpath: Annotated[
        str, BeforeValidator(as_text), StringConstraints(max_length=255)
    ] = ""
    score_default_sort: SortOrder = Order.DESCENDING
    score_decimal_places: Count = 4
    extra_results_columns: Annotated[
        list[ExtraResultsColumn], BeforeValidator(json_text_or_list)
    ] = []
    scoring_method_choice: Method = ScoringMethod.ABSOLUTE
    result_display_choice: Display = ResultDisplay.ALL
    creator_must_be_verified: Bool = False
    submission_kind: SubmissionKind = 1
    allow_submission_comments: Bool = False
    display_submission_comments: Bool = False
    supplementary_file_choice: Presence = "off"
    supplementary_file_label: Text = "Supplementary File"
    supplementary_file_help_text: Text = ""
    show_supplementary_file_link: Bool = False
    supplementary_url_choice: Presence = "off"
    supplementary_url_label: Text = "Publication"
    supplementary_url_help_text: Text = ""
    show_supplementary_url: Bool = False
    submissions_limit_per_user_per_period: Count | None = None
    submission_limit_period: Positive | None = 1
    submissions_open_at: Moment | None = None
    submissions_close_at: Moment | None = None
    submission_page_html: Text = ""
    submission_page_markdown: Text = ""
    auto_publish_new_results: Bool = True
    display_all_metrics: Bool = True
    algorithm_time_limit: Positive = 1200
    evaluation_time_limit: Positive = 3600
    evaluation_requires_memory_gb: Positive = 8
    evaluation_requires_gpu_type: Text = ""
    give_algorithm_editors_job_view_permissions: Bool = False
    public: Bool = True
    external_evaluation: Bool = False
    parent: Id | None = None
    view_content: dict[str, Any] = {}
    hanging_protocol: Anything = None
    optional_hanging_protocols: list[Any] = []
    workstation: Anything = None
    workstation_config: Anything = None
    archive: Anything = None
    inputs: list[Any] = []
    outputs: list[Any] = []
    algorithm_inputs: list[Any] = []
    algorithm_outputs: list[Any] = []
    algorithm_interfaces: list[Any] = []
    average_algorithm_job_duration: Anything = None
    compute_cost_euro_millicents: Count = 0
    actor_actions: list[Any] = []
    target_actions: list[Any] = []
    action_object_actions: list[Any] = []

    podium: PhasePodium = PhasePodium()


class Challenge(Document):
    """The whole file."""

    title: Annotated[
        str,
        BeforeValidator(as_text),
        StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    ]
    short_description: Text = ""
    description: Text | None = None
    evaluation_details: Text | None = None
    terms_and_conditions: Text | None = None
    submission_guidelines: Text | None = None
    image: Text | None = None
    leaderboard_description: Text = ""
    evaluation_script: Text | None = None
    remote_evaluation: Bool = False
    start_date: Moment | None = None
    end_date: Moment | None = None
    published: Bool = False
    tags: list[Text] = []
    domain: Literal["CV", "NLP", "RL", "MM", "AUD", "TAB", "AL"] | None = None
    prizes: list[Prize] = []
    sponsors: list[Sponsor] = []
    leaderboard: list[Leaderboard] = []
    challenge_phases: list[Phase] = Field(min_length=1)
    dataset_splits: list[DatasetSplit] = []
    challenge_phase_splits: list[PhaseSplit] = []

    is_docker_based: Bool = False
    is_static_dataset_code_upload: Bool = False
    submission_time_limit: Positive = 86_400
    is_registration_open: Bool = True
    enable_forum: Bool = True
    forum_url: Text | None = None
    anonymous_leaderboard: Bool = False
    manual_participant_approval: Bool = False
    allowed_email_domains: list[Text] = []
    blocked_email_domains: list[Text] = []
    banned_email_ids: list[Text] | None = None
    require_complete_profile: Bool = False
    max_team_members: Positive | None = None
    allow_resuming_submissions: Bool = False
    allow_host_cancel_submissions: Bool = False
    allow_cancel_running_submissions: Bool = False
    allow_participants_resubmissions: Bool = False
    cli_version: Text | None = None
    challenge_usage_type: Literal["paid", "internal"] | None = None
    worker_python_version: Anything = None
    worker_image_url: Text | None = None
    worker_instance_type: Text | None = None
    cpu_only_jobs: Bool = False
    job_cpu_cores: Anything = None
    job_memory: Anything = None
    min_desired_worker: Count | None = None
    max_desired_worker: Count | None = None
    sqs_retention_period: Count | None = None
    use_fifo_sqs: Bool = False

    podium: ChallengePodium = ChallengePodium()
