"""What the results repository holds: one submission, its evaluations, their metrics.

The JSON shapes are a contract that other people's scripts read. Reading is tolerant (a key that we
do not know is passed over); writing is exact: the same record gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    AllowInfNan,
    Discriminator,
    Field,
    PlainSerializer,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from podium import formats
from podium.jobs import Contract, Fault
from podium.metrics import Metrics

# A submission's folder in the results repository, and what ``podium evaluate`` writes: see
# ``docs/results.md``. An evaluator's output folder has the last two as well.
SUBMISSION_FILE = "submission.json"
EVALUATIONS_FOLDER = "evaluations"
EDITS_FOLDER = "edits"
EVALUATION_FILE = "evaluation.json"
METRICS_FILE = "metrics.json"
IMAGES_FOLDER = "images"
OUTPUTS_FOLDER = "outputs"

# Counts, sizes and GitHub's ids: what other languages hold as well, and every page can show.
Count = Annotated[int, Field(ge=0, lt=1 << 63)]
Seconds = Annotated[float, AllowInfNan(False), Field(ge=0, le=1e9)]
Moment = Annotated[
    datetime, AfterValidator(formats.as_utc), PlainSerializer(formats.format_time, return_type=str)
]


def _not_a_page(name: str) -> str:
    if name.lower().endswith((".html", ".json", ".csv")):
        raise ValueError("must not end like a page of the site (.html, .json, .csv)")
    return name


# Names that become folders and addresses: never a path of their own.
Name = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=200),
    AfterValidator(_not_a_page),
]


class Status(StrEnum):
    """EvalAI's words for where an evaluation is."""

    SUBMITTED = "submitted"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"
    PARTIALLY_EVALUATED = "partially_evaluated"

    @property
    def has_metrics(self) -> bool:
        return self in (Status.FINISHED, Status.PARTIALLY_EVALUATED)


@dataclass(frozen=True, slots=True)
class Participant:
    """Who submitted. ``id`` is GitHub's numeric user id: logins can be renamed."""

    login: str
    id: Count | None = None
    team: str | None = None


def same_person(one: Participant, other: Participant) -> bool:
    """GitHub's numeric id tells people apart; a login can be renamed and taken by another."""
    if one.id is not None and other.id is not None:
        return one.id == other.id
    return one.login.casefold() == other.login.casefold()


@dataclass(frozen=True, slots=True)
class PullRequestSource:
    repository: str
    number: Count
    head_sha: str
    kind: Literal["pull_request"] = "pull_request"


@dataclass(frozen=True, slots=True)
class ReleaseSource:
    repository: str
    tag: str
    asset: str
    asset_id: Count
    kind: Literal["release"] = "release"


@dataclass(frozen=True, slots=True)
class LocalSource:
    kind: Literal["local"] = "local"


Source = Annotated[PullRequestSource | ReleaseSource | LocalSource, Discriminator("kind")]


@dataclass(frozen=True, slots=True)
class SubmittedFile:
    """``size`` in bytes, ``sha256`` in hex, ``path`` relative to the submission's root."""

    path: str
    size: Count
    sha256: str


def same_files(some: tuple[SubmittedFile, ...], others: tuple[SubmittedFile, ...]) -> bool:
    """By their digests; a lone file may have got another name on its way."""
    if len(some) == len(others) == 1:
        return some[0].sha256 == others[0].sha256
    return some == others


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the participant says of the submission. All of it is hostile text but
    ``supplementary_file``, the address of the file that they handed in, where it has one."""

    method_name: str = ""
    method_description: str = ""
    project_url: str = ""
    publication_url: str = ""
    comment: str = ""
    supplementary_url: str = ""
    supplementary_file: str = ""
    attributes: Mapping[str, str | bool | tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Submission:
    """``submission.json``. With ``edited_at``, it is what its participant says of it since then:
    only ``metadata``, ``is_public``, ``is_withdrawn`` and the head of the pull request differ."""

    id: Name
    challenge: Name
    phase: Name
    participant: Participant
    submitted_at: Moment
    source: Source
    files: tuple[SubmittedFile, ...]
    metadata: Metadata = Metadata()
    is_public: bool = True
    is_withdrawn: bool = False
    edited_at: Moment | None = None
    version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Error:
    """Why an evaluation failed, in a sentence that the participant may read."""

    by: Fault
    message: str


@dataclass(frozen=True, slots=True)
class EvaluatorIdentity:
    contract: Contract
    digest: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """``evaluation.json``. ``ground_truth`` is ``sha256:…`` of what was compared against,
    ``config`` of what the challenge's file gives an evaluation; ``peak_memory`` the most memory,
    in bytes, that was seen in use."""

    number: Count
    status: Status
    created_at: Moment
    evaluator: EvaluatorIdentity
    started_at: Moment | None = None
    finished_at: Moment | None = None
    execution_seconds: Seconds | None = None
    peak_memory: Count | None = None
    published: bool = True
    error: Error | None = None
    ground_truth: str | None = None
    config: str | None = None
    exit_code: int | None = None
    podium: str = ""
    run_url: str | None = None
    version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class EvaluationRecord:
    """An evaluation and its ``metrics.json``, ``None`` when there is none. ``images`` are
    ``name/case.png`` to the file, ``outputs`` the other files that are kept, by their paths."""

    evaluation: Evaluation
    metrics: Metrics | None = None
    images: Mapping[str, Path] = field(default_factory=dict)
    outputs: Mapping[str, Path] = field(default_factory=dict)

    @property
    def document(self) -> object:
        """``metrics.json`` as parsed; ``None`` when there is none to show. Records are read
        tolerantly: what is no JSON is a document without values."""
        try:
            return None if self.metrics is None else self.metrics.document
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class SubmissionRecord:
    """A submission with its evaluations and its edits, in the order of their numbers."""

    submission: Submission
    evaluations: tuple[EvaluationRecord, ...] = ()
    edits: tuple[Submission, ...] = ()

    def said_at(self, at: datetime | None = None) -> Submission:
        """The submission with what its participant said of it last, or by a moment. Its source
        stays the commit that was evaluated."""
        known = [one for one in self.edits if one.edited_at and (at is None or one.edited_at <= at)]
        return replace(known[-1], source=self.submission.source) if known else self.submission


_T = TypeVar("_T")
_SUBMISSION = TypeAdapter(Submission)
_EVALUATION = TypeAdapter(Evaluation)


def parse_submission(document: bytes) -> Submission:
    """Raises ``ValueError`` with every mistake in one line."""
    return _parse(_SUBMISSION, document)


def parse_evaluation(document: bytes) -> Evaluation:
    """Raises ``ValueError`` with every mistake in one line."""
    return _parse(_EVALUATION, document)


def dump_submission(submission: Submission) -> bytes:
    """What is not so is not said of whether it is withdrawn or edited."""
    document = _SUBMISSION.dump_python(submission, mode="json")
    for key in ("is_withdrawn", "edited_at"):
        if not document[key]:
            del document[key]
    return _written(document)


def dump_evaluation(evaluation: Evaluation) -> bytes:
    return _dump(_EVALUATION, evaluation)


def submission_folder(submission: Submission) -> PurePosixPath:
    """Where a submission's record lives in the results repository.

    A folder a month keeps git's trees small, however many submissions there are.
    """
    return PurePosixPath(submission_place(submission))


def submission_place(submission: Submission) -> str:
    at = submission.submitted_at
    month = f"{at.year:04}-{at.month:02}"
    return f"results/{submission.challenge}/{submission.phase}/{month}/{submission.id}"


def _parse(adapter: TypeAdapter[_T], document: bytes) -> _T:
    try:
        return adapter.validate_json(document)
    except ValidationError as error:
        mistakes = (
            f"{'.'.join(map(str, details['loc'])) or 'the document'}: {details['msg']}"
            for details in error.errors(include_url=False, include_input=False)
        )
        raise ValueError("; ".join(mistakes)) from error


def _dump(adapter: TypeAdapter[_T], value: _T) -> bytes:
    return _written(adapter.dump_python(value, mode="json"))


def _written(document: dict[str, Any]) -> bytes:
    ordered = {"version": document.pop("version"), **document}
    return (json.dumps(ordered, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode(
        "utf-8", "replace"
    )
