"""The JSON documents of boards, key by key, as ``to_document`` gives them to ``podium rank --json``
and to a site's exports. ``site.schemas`` makes the published JSON Schemas of these types; the text
below a key is its description there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, NotRequired

from pydantic import ConfigDict, Field, WithJsonSchema, with_config
from typing_extensions import TypedDict  # pydantic reads typing's own from Python 3.12 on

from podium.challenge.model import Ruling
from podium.challenge.rules import CombinationMethod, Order
from podium.records.model import Status
from podium.records.versions import EvaluationChange

# An unknown key is a mistake, in a document and in all that it holds.
STRICT = ConfigDict(extra="forbid", use_attribute_docstrings=True)

Time = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
Count = Annotated[int, Field(ge=0)]
Ordinal = Annotated[int, Field(ge=1)]
Answers = Annotated[
    Mapping[str, str | bool | tuple[str, ...]],
    Field(description="Answers to what the phase asks, by the question."),
]
RankInterval = Annotated[
    Annotated[list[Ordinal], Field(min_length=2, max_length=2)] | None,
    Field(
        description="The lowest and the highest rank within 95 % of the resampled rankings; "
        "null where there are no public values case by case."
    ),
]
MetricRanks = Annotated[
    Mapping[str, Ordinal],
    Field(description="The rank on each ranked metric alone, by the column's path."),
]
MetricValues = Annotated[
    Mapping[str, float | None],
    Field(description="By the column's path, unrounded; null where there is no finite number."),
]
MetricErrors = Annotated[
    Mapping[str, float],
    Field(description="Half the width of the error bar, by the column's path."),
]


class ColumnDocument(TypedDict):
    title: str
    path: str
    """Where the value stands in metrics.json."""
    order: Order
    """asc: the smallest value is best."""
    decimals: Count
    """For display; ranks are made of unrounded values."""
    ranked: bool
    """Whether the column takes part in the ranking."""


class EntryDocument(TypedDict):
    submission: str
    """Id."""
    participant: str
    """Login."""
    team: str | None
    rank: Ordinal
    """Shared by equal entries; the next is left out."""
    rank_interval: RankInterval
    tie_group: Ordinal | None
    """Entries of one number cannot be told apart from the first of them."""
    rank_score: float
    """What the rank was made from: the rank itself, or a mean or median of ranks."""
    rank_per_metric: MetricRanks
    values: MetricValues
    errors: MetricErrors
    method_name: str
    project_url: str
    publication_url: str
    attributes: Answers
    submitted_at: Time
    """When it was handed in. ISO 8601, in UTC."""
    baseline: bool
    verified: bool
    """Whether the hosts have verified it."""
    partial: bool
    """Whether its evaluation is not yet complete."""
    execution_seconds: NotRequired[float | None]
    """Seconds; only where the board shows them."""
    comment: NotRequired[str]
    """Only where the board shows it."""
    supplementary_url: NotRequired[str]
    """Only where the board shows it."""


class UnrankedDocument(TypedDict):
    submission: str
    """Id."""
    participant: str
    """Login."""
    reason: str
    """Why it is not ranked."""


@with_config(STRICT)
class BoardDocument(TypedDict):
    """One board, as podium rank --intervals --json prints it in its list of boards."""

    phase: str
    """Codename."""
    split: str
    """Codename."""
    columns: list[ColumnDocument]
    entries: list[EntryDocument]
    """Best first."""
    unranked: list[UnrankedDocument]


class ComponentDocument(TypedDict):
    phase: str
    split: str


class CombinedEntryDocument(TypedDict):
    participant: str
    team: str | None
    rank: Ordinal
    rank_score: float
    """Mean, median or sum of the ranks; the smallest is best."""
    ranks: Mapping[str, Ordinal]
    """By the phase's codename."""
    submissions: Mapping[str, str]
    """The submission that counts, by the phase's codename."""
    submitted_at: Time
    """Since when all of them are there. ISO 8601, in UTC."""
    baseline: bool


class LeftOutDocument(TypedDict):
    participant: str
    team: str | None
    missing: list[str]
    """Phases without a rank."""
    baseline: bool


@with_config(STRICT)
class CombinedDocument(TypedDict):
    """Ranks over several boards."""

    combined: str
    """Codename."""
    title: str
    combination_method: CombinationMethod
    components: list[ComponentDocument]
    """The boards that are combined."""
    entries: list[CombinedEntryDocument]
    left_out: list[LeftOutDocument]


class RulingDocument(TypedDict):
    at: Time
    """When. ISO 8601, in UTC."""
    submission: str
    phase: str
    action: Ruling
    reason: str
    by: str
    """Login of the host; empty where it is not told."""


class ReevaluationDocument(TypedDict):
    at: Time
    """When. ISO 8601, in UTC."""
    submission: str
    phase: str
    action: Literal["reevaluate"]
    evaluation: Ordinal
    """Its number."""
    status: Status
    """How the evaluation ended, or where it is."""
    status_before: Status
    """How the evaluation before it ended, or where it was."""
    changed: list[EvaluationChange]


@with_config(STRICT)
class LedgerDocument(TypedDict):
    """Rulings of the hosts and repeated evaluations, the oldest first."""

    entries: list[RulingDocument | ReevaluationDocument]


class MonthDocument(TypedDict):
    month: Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}$")]
    """Year and month, in UTC."""
    submissions: Count
    participants: Count


class VersionDocument(TypedDict):
    version: Ordinal
    evaluator: str
    """Digest."""
    ground_truth: str | None
    """Digest, or a name for it."""
    first_used: Time
    """When an evaluation with it first ended. ISO 8601, in UTC."""
    last_used: Time
    """When one last ended. ISO 8601, in UTC."""
    evaluations: Count


class PhaseStatisticsDocument(TypedDict):
    phase: str
    submissions: Count
    participants: Count
    outcomes: Mapping[str, Count]
    """Submissions by the status of their evaluation."""
    average_algorithm_job_duration: float | None
    """Seconds."""
    median_duration: float | None
    """Seconds."""
    longest_duration: float | None
    """Seconds."""
    compute_cost_euro_millicents: int | None
    """Thousandths of a cent."""
    versions: list[VersionDocument]


@with_config(STRICT)
class StatisticsDocument(TypedDict):
    """A challenge in numbers, counted from what this site shows."""

    months: list[MonthDocument]
    phases: list[PhaseStatisticsDocument]
