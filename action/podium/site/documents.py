"""The JSON documents that only a site holds, key by key: a submission, a challenge, a badge.
``boards.documents`` has those of boards, and says what these types are for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field, with_config
from typing_extensions import TypedDict

from podium.boards.documents import (
    STRICT,
    Answers,
    Count,
    MetricErrors,
    MetricRanks,
    MetricValues,
    Ordinal,
    RankInterval,
    Time,
)
from podium.challenge.model import Ruling
from podium.jobs import Contract, Fault
from podium.records.model import Status

CaseValues = Annotated[
    Mapping[str, Mapping[str, float]],
    Field(description="By the metric: the finite values, by the case."),
]
CaseCell = Annotated[
    float | bool | str | None,
    Field(description="null where there is none, and where JSON has no word for it."),
]
MetricsPart = Annotated[
    Any,
    Field(
        description="That part of metrics.json; what is no finite number is null, and so is what "
        "lies more than 60 levels deep."
    ),
]


@with_config(STRICT)
class BadgeDocument(TypedDict):
    """An endpoint for shields.io: https://shields.io/badges/endpoint-badge."""

    schemaVersion: Literal[1]
    label: str
    message: str
    color: Annotated[str, Field(pattern="^#[0-9a-f]{6}$")]


@with_config(STRICT)
class BuildDocument(TypedDict):
    """What the site was built from, and what it is."""

    podium: str
    """Version."""
    results: str | None
    """The commit of the results repository, where it is one."""
    submissions: Count
    """Those that it shows."""
    files: Count
    """All but this one."""
    bytes: Count
    """Their sizes together."""
    digest: Annotated[str, Field(pattern="^sha256:[0-9a-f]{64}$")]
    """Of them: sites with the same one are the same byte for byte."""


class ParticipantDocument(TypedDict):
    login: str
    team: str | None


class PullRequestDocument(TypedDict):
    kind: Literal["pull_request"]
    repository: str
    number: int
    head_sha: Annotated[str, Field(pattern="^[0-9a-f]{40}$")]


class ReleaseDocument(TypedDict):
    kind: Literal["release"]
    repository: str
    tag: str
    asset: str


class LocalDocument(TypedDict):
    kind: Literal["local"]


SourceDocument = PullRequestDocument | ReleaseDocument | LocalDocument


class FileDocument(TypedDict):
    path: str
    size: Count
    """Bytes."""
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class MetadataDocument(TypedDict):
    method_name: str
    method_description: str
    project_url: str
    publication_url: str
    comment: str
    supplementary_url: str
    supplementary_file: str
    attributes: Answers


class ReasonDocument(TypedDict):
    action: Ruling
    reason: str


class ErrorDocument(TypedDict):
    by: Fault
    message: str


class EvaluatorDocument(TypedDict):
    contract: Contract
    digest: str


class EvaluationDocument(TypedDict):
    number: Ordinal
    status: Status
    """How the evaluation ended, or where it is."""
    at: Time
    """When it ended; where it has not, when it was recorded. ISO 8601, in UTC."""
    started_at: Time | None
    """When it started. ISO 8601, in UTC."""
    finished_at: Time | None
    """When it ended. ISO 8601, in UTC."""
    execution_seconds: float | None
    """Seconds."""
    error: ErrorDocument | None
    evaluator: EvaluatorDocument
    ground_truth: str | None
    """Digest, or a name for it."""
    podium: str
    """Version."""
    run_url: str | None


class RankedPositionDocument(TypedDict):
    phase: str
    split: str
    of: Ordinal
    """Entries on the board."""
    rank: Ordinal
    rank_interval: RankInterval
    rank_score: float
    rank_per_metric: MetricRanks
    values: MetricValues
    errors: MetricErrors
    execution_seconds: NotRequired[float | None]
    """Seconds; only where the board shows them."""


class UnrankedPositionDocument(TypedDict):
    phase: str
    split: str
    of: Count
    """Entries on the board."""
    rank: None
    reason: str
    """Why it is not ranked."""


class MetricsDocument(TypedDict):
    split: str | None
    """Codename; null for what is of none or of all."""
    values: MetricsPart


@with_config(STRICT)
class CaseTableDocument(TypedDict):
    """Values case by case, a list a metric."""

    splits: list[str]
    """The codenames of those that they are of."""
    cases: list[str]
    """Their names, or their numbers in metrics.json where they have none."""
    has_names: bool
    """Whether these are the same cases in another submission's file."""
    metrics: Mapping[str, list[CaseCell]]
    """By the metric's name, in the order of the cases."""


@with_config(STRICT)
class CasesDocument(TypedDict):
    """All that a submission was measured by case by case, as far as this site shows it."""

    id: str
    """The submission's."""
    tables: list[CaseTableDocument]


@with_config(STRICT)
class SubmissionDocument(TypedDict):
    """All that this site shows of a submission."""

    id: str
    phase: str
    participant: ParticipantDocument
    submitted_at: Time
    """When it was handed in. ISO 8601, in UTC."""
    source: SourceDocument
    files: list[FileDocument]
    metadata: MetadataDocument
    status: Status
    """How the evaluation ended, or where it is."""
    published: bool
    rulings: list[ReasonDocument]
    evaluation: Ordinal
    """Number of the one that stands."""
    evaluations: list[EvaluationDocument]
    """The oldest first."""
    positions: list[RankedPositionDocument | UnrankedPositionDocument]
    """One for each board."""
    metrics: list[MetricsDocument]
    cases: Mapping[str, CaseValues]
    """By the split's codename: values case by case, where these are few; cases_file has all."""
    cases_file: str | None
    """Beside this one: values case by case, which metrics leaves out where they are many."""


class ListedBoardDocument(TypedDict):
    split: str
    name: str
    entries: Count
    page: str
    """From the top of the site."""


class ListedCombinedDocument(TypedDict):
    codename: str
    title: str
    entries: Count
    page: str
    """From the top of the site."""


class PhaseDocument(TypedDict):
    codename: str
    name: str
    opens_at: Time | None
    """When submissions are first taken. ISO 8601, in UTC."""
    closes_at: Time | None
    """Until when. ISO 8601, in UTC."""
    is_active: bool
    max_submissions_per_day: int
    max_submissions_per_month: int | None
    max_submissions: int
    submissions_limit_per_user_per_period: int | None
    submission_limit_period: int | None
    """Days."""
    allowed_submission_file_types: list[str]
    submissions: Count
    boards: list[ListedBoardDocument]


@with_config(STRICT)
class ChallengeDocument(TypedDict):
    """An overview: phases, boards, limits."""

    title: str
    short_description: str
    submissions: Count
    participants: Count
    """Teams, and participants without one."""
    phases: list[PhaseDocument]
    combined: list[ListedCombinedDocument]
