"""A submission: who and what, how it did, everything measured, and where that came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from podium import formats, standings
from podium.board import Cell, Row
from podium.challenge.model import Phase, Ruling, Split
from podium.jobs import Fault
from podium.ranking.rules import EvalAIRule
from podium.records import (
    LocalSource,
    Metadata,
    PullRequestSource,
    ReleaseSource,
    Status,
)
from podium.results import Result
from podium.site import addresses, measurements
from podium.site.boards import board_name
from podium.site.drafts import Draft
from podium.site.measurements import Measurements
from podium.site.parts import Chip, Fact, Link, Moment, counted, outside, profile, repository
from podium.site.pictures import CasePictures, make_pictures
from podium.site.scope import Place, Scope

MOST_FILES = 200

_STATUSES = {
    Status.SUBMITTED: Chip("Submitted", "plain"),
    Status.RUNNING: Chip("Running", "plain"),
    Status.FINISHED: Chip("Finished", "open"),
    Status.FAILED: Chip("Failed", "failed"),
    Status.CANCELLED: Chip("Cancelled", "plain"),
    Status.PARTIALLY_EVALUATED: Chip("Partially evaluated", "partial"),
}
_FAULTS = {
    Fault.PARTICIPANT: "The submission is at fault; a corrected one can be sent. "
    "A failed evaluation uses up no limit.",
    Fault.ORGANIZER: "The challenge's evaluator is at fault, not the submission. "
    "A failed evaluation uses up no limit.",
    Fault.INFRASTRUCTURE: "The machines are at fault, not the submission; it can be run again. "
    "A failed evaluation uses up no limit.",
}
_RULINGS = {
    Ruling.HIDE: "Hidden",
    Ruling.PUBLISH: "Published",
    Ruling.FLAG: "Flagged, and off the board for now",
    Ruling.DISQUALIFY: "Disqualified",
    Ruling.WITHDRAW: "Withdrawn",
    Ruling.BASELINE: "Marked as a baseline",
    Ruling.VERIFY: "Verified by the hosts",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """``message`` is the evaluator's sentence, where this reader may read it."""

    whose: str
    message: str


@dataclass(frozen=True, slots=True)
class RulingLine:
    action: str
    reason: str


@dataclass(frozen=True, slots=True)
class Score:
    title: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Position:
    """One board that the submission is on. ``reason`` says why it is not ranked there."""

    board: str
    address: str
    rank: str
    of: str
    rank_score: Fact | None
    scores: tuple[Score, ...]
    show_metric_ranks: bool
    reason: str


@dataclass(frozen=True, slots=True)
class FileLine:
    path: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    title: str
    identity: str
    participant: Link
    team: str
    phase: str
    phase_address: str
    submitted: Moment
    chips: tuple[Chip, ...]
    description: str
    about: tuple[Fact, ...]
    comment: str
    failure: Failure | None
    rulings: tuple[RulingLine, ...]
    is_off_the_board: bool
    positions: tuple[Position, ...]
    measurements: tuple[Measurements, ...]
    images: tuple[CasePictures, ...]
    provenance: tuple[Fact, ...]
    files: tuple[FileLine, ...]
    files_note: str


def drafts(scope: Scope) -> Iterator[Draft]:
    phases = {phase.codename: phase for phase in scope.phases}
    listing = Link(scope.say("Submissions"), addresses.submissions(scope.slug))
    for result in scope.results:
        page = make_submission_page(result, phases[result.submission.phase], scope)
        yield Draft(
            "submission.html",
            addresses.submission(scope.slug, result.id),
            page,
            title=page.title,
            summary=scope.say(
                "A submission to {challenge} by {participant}.",
                challenge=scope.challenge.title,
                participant=page.participant.text,
            ),
            crumbs=(listing, Link(page.title)),
        )


def make_submission_page(result: Result, phase: Phase, scope: Scope) -> SubmissionPage:
    submission = result.submission
    metadata = submission.metadata
    error = result.evaluation.error
    more_files = len(submission.files) - MOST_FILES
    return SubmissionPage(
        title=metadata.method_name.strip() or result.id,
        identity=result.id,
        participant=profile(result.participant),
        team=result.participant.team or "",
        phase=phase.name,
        phase_address=addresses.phase(scope.slug, phase.codename),
        submitted=Moment.of(submission.submitted_at),
        chips=result_chips(result),
        description=metadata.method_description,
        about=tuple(_about(metadata, phase)),
        comment=metadata.comment,
        failure=Failure(_FAULTS[error.by], error.message) if error is not None else None,
        rulings=tuple(
            RulingLine(_RULINGS[action], reason) for action, reason in result.standing.reasons
        ),
        is_off_the_board=result.standing.is_off_the_board,
        positions=tuple(_position(place, scope) for place in scope.places.get(submission.id, ())),
        measurements=visible_measurements(result, phase, scope),
        images=make_pictures(result, phase, scope),
        provenance=tuple(_provenance(result)),
        files=tuple(
            FileLine(file.path, formats.format_size(file.size), file.sha256)
            for file in submission.files[:MOST_FILES]
        ),
        files_note=f"and {counted(more_files, 'more file')}" if more_files > 0 else "",
    )


def result_chips(result: Result) -> tuple[Chip, ...]:
    standing = result.standing
    found = [_STATUSES[result.evaluation.status]]
    marks = (
        (standing.is_baseline, Chip("Baseline", "baseline")),
        (standing.is_verified, Chip("Verified", "verified")),
        (standing.is_flagged, Chip("Flagged", "partial")),
        (standing.is_withdrawn, Chip("Withdrawn", "failed")),
        (standing.is_disqualified, Chip("Disqualified", "failed")),
        (not result.is_published, Chip("Not published", "plain")),
        (not result.submission.is_public, Chip("Private", "plain")),
    )
    return (*found, *(chip for holds, chip in marks if holds))


def visible_measurements(result: Result, phase: Phase, scope: Scope) -> tuple[Measurements, ...]:
    """The parts of ``metrics.json`` that this audience may see.

    Of an EvalAI phase, only its participant is shown more than the leaderboard's labels. Else
    whoever may see every board of the phase may see it all; others see the parts that belong to
    the boards they see, by the splits' codenames. A number that stands on no board they see stays
    out: it could be a hidden split's. What is shown without a name is shown on boards only: an
    evaluator can repeat the names of participants and of their files.
    """
    document = result.document
    if not result.has_metrics or result.is_anonymous:
        return ()
    if scope.is_for_hosts:
        return _by_split(document, phase, frozenset())
    if not result.is_published or not phase.settings.display_all_metrics:
        return ()
    seen = {board.split for board in scope.boards_of(phase.codename)}
    hidden = [s for s in phase.splits if s.codename not in seen or not s.show_scores]
    if not result.is_own and any(isinstance(s.rule, EvalAIRule) for s in phase.splits):
        return _labelled(document, phase, [s for s in phase.splits if s not in hidden])
    if not hidden:
        foreign = {split.codename for split in scope.challenge.settings.dataset_splits}
        return _by_split(document, phase, foreign.difference(phase.split_codenames))
    if not isinstance(document, dict):
        return ()
    shown = {s.codename for s in phase.splits}.difference(s.codename for s in hidden)
    return _by_split({key: document[key] for key in document if key in shown}, phase, frozenset())


def _labelled(document: object, phase: Phase, splits: Iterable[Split]) -> tuple[Measurements, ...]:
    """Of each split, its leaderboard's labels and their errors: single values, as on the board."""
    parts: list[tuple[str, object]] = []
    for split in splits:
        columns = split.rule.columns
        labels = {column.path for column in columns} | {column.error_path for column in columns}
        _, part = standings.part_for(document, phase, split, split.rule)
        if isinstance(part, dict):
            is_named = isinstance(document, dict) and split.codename in document
            values = {
                key: value
                for key, value in part.items()
                if key in labels and not isinstance(value, (dict, list))
            }
            parts.append((split.name if is_named else "", values))
    return _measured(parts)


def _by_split(
    document: object, phase: Phase, left_out: frozenset[str] | set[str]
) -> tuple[Measurements, ...]:
    if not isinstance(document, dict):
        return _measured([("", document)])
    names = {split.codename: split.name for split in phase.splits}
    parts: list[tuple[str, object]] = [
        (name, document[codename]) for codename, name in names.items() if codename in document
    ]
    rest = {key: document[key] for key in document if key not in names and key not in left_out}
    return _measured([*parts, ("Beside the splits" if parts else "", rest)])


def _measured(parts: list[tuple[str, object]]) -> tuple[Measurements, ...]:
    measured = (measurements.measure(title, part) for title, part in parts)
    return tuple(found for found in measured if found.readings or found.cases)


def _about(metadata: Metadata, phase: Phase) -> Iterator[Fact]:
    links = [("Project", metadata.project_url), ("Publication", metadata.publication_url)]
    links.append((phase.settings.supplementary_url_label, metadata.supplementary_url))
    links.append((phase.settings.supplementary_file_label, metadata.supplementary_file))
    for term, url in links:
        if url.strip():
            yield Fact(term, link=outside(url.strip()))
    for name, value in metadata.attributes.items():
        match value:
            case bool():
                yield Fact(name, "yes" if value else "no")
            case str():
                yield Fact(name, value)
            case _:
                yield Fact(name, ", ".join(value))


def _position(place: Place, scope: Scope) -> Position:
    board, row = place.board, place.row
    name = board_name(board)
    address = addresses.board(scope.slug, board.phase, board.split)
    if not isinstance(row, Row):
        return Position(name, address, "", "", None, (), False, row.reason)
    score = Fact(board.rank_score_title, row.rank_score_text) if board.rank_score_title else None
    return Position(
        board=name,
        address=address,
        rank=formats.format_ordinal(row.rank),
        of=counted(len(board.rows), "entry", "entries"),
        rank_score=score,
        scores=tuple(
            Score(column.title, cell) for column, cell in zip(board.columns, row.cells, strict=True)
        ),
        show_metric_ranks=sum(column.ranked for column in board.columns) > 1,
        reason="",
    )


def _provenance(result: Result) -> Iterator[Fact]:
    submission, evaluation = result.submission, result.evaluation
    yield Fact("Submission", submission.id, is_code=True)
    if not result.is_anonymous:
        yield from _source(result)
    yield Fact("Submitted", moment=Moment.of(submission.submitted_at))
    if evaluation.started_at is not None:
        yield Fact("Evaluation started", moment=Moment.of(evaluation.started_at))
    if evaluation.finished_at is not None:
        yield Fact("Evaluation finished", moment=Moment.of(evaluation.finished_at))
    if evaluation.execution_seconds is not None:
        yield Fact("Execution time", formats.format_duration(evaluation.execution_seconds))
    yield Fact("Evaluation", f"number {evaluation.number}")
    yield Fact("Evaluator contract", evaluation.evaluator.contract.value)
    yield Fact("Evaluator", evaluation.evaluator.digest, is_code=True)
    if evaluation.ground_truth:
        is_digest = ":" in evaluation.ground_truth
        yield Fact("Ground truth", evaluation.ground_truth, is_code=is_digest)
    if evaluation.podium:
        yield Fact("Podium", evaluation.podium)
    if evaluation.run_url:
        yield Fact("Run", link=outside(evaluation.run_url))


def _source(result: Result) -> Iterator[Fact]:
    match result.submission.source:
        case PullRequestSource() as source:
            address = repository(source.repository, "pull", str(source.number))
            yield Fact("Source", link=Link(f"{source.repository}#{source.number}", address))
            yield Fact("Commit", source.head_sha, is_code=True)
        case ReleaseSource() as source:
            address = repository(source.repository, "releases", "tag", source.tag)
            text = f"{source.repository}, release {source.tag}, {source.asset}"
            yield Fact("Source", link=Link(text, address))
        case LocalSource():
            yield Fact("Source", "a local folder")
