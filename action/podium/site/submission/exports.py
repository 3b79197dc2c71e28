"""What is public of a submission and of a challenge, as JSON for whoever wants to work with it.

A document says what the pages say, and no more. Times are ISO 8601 in UTC, durations in seconds.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any

from podium import formats
from podium.boards.board import Row
from podium.challenge.model import Phase
from podium.records import versions
from podium.records.model import Evaluation, LocalSource, Metadata, PullRequestSource, Source
from podium.records.results import Result
from podium.site.board import badges
from podium.site.documents import (
    CasesDocument,
    ChallengeDocument,
    EvaluationDocument,
    MetadataDocument,
    PhaseDocument,
    RankedPositionDocument,
    SourceDocument,
    SubmissionDocument,
    UnrankedPositionDocument,
)
from podium.site.frame import addresses
from podium.site.frame.drafts import File, Unit, export
from podium.site.frame.scope import PlaceOnBoard, Scope
from podium.site.submission.case_values import CasesOfSubmission
from podium.site.submission.visible_metrics import VisiblePart, visible_parts

# Deeper than any metrics are; the encoder would otherwise meet the end of its stack.
_DEEPEST = 60


def units(scope: Scope) -> Iterator[Unit]:
    """What is of the whole challenge, and the badges of its boards."""
    yield Unit(_address(scope), lambda: [challenge_file(scope)])
    for board in scope.boards:
        if board.rows:
            here = addresses.beside(addresses.board(scope.slug, *board.key), addresses.BADGE_SVG)
            yield Unit(here, partial(badges.board_parts, board, scope))


def submission_files(result: Result, phase: Phase, scope: Scope) -> Iterator[File]:
    """What is public of a submission, and in a file of its own what it has case by case."""
    page = addresses.submission(scope.slug, result.id)
    parts = visible_parts(result, phase, scope)
    cases = CasesOfSubmission(parts, phase, scope.case_reader(phase))
    here = addresses.beside(page, addresses.SUBMISSION_JSON)
    yield export(here, "submission", scope.slug, _submission(result, parts, cases, scope))
    if cases:
        document: CasesDocument = {"id": result.id, "tables": cases.tables()}
        beside = addresses.beside(page, addresses.CASES_JSON)
        yield export(beside, "cases", scope.slug, document)


def challenge_file(scope: Scope) -> File:
    return export(_address(scope), "challenge", scope.slug, _challenge(scope))


def _address(scope: Scope) -> str:
    return addresses.beside(addresses.challenge(scope.slug), addresses.CHALLENGE_JSON)


def _submission(
    result: Result, parts: Sequence[VisiblePart], cases: CasesOfSubmission, scope: Scope
) -> SubmissionDocument:
    submission, left_out = result.submission, cases.of_many
    return {
        "id": submission.id,
        "phase": submission.phase,
        "participant": {
            "login": submission.participant.login,
            "team": submission.participant.team,
        },
        "submitted_at": formats.format_time(submission.submitted_at),
        "source": _source(submission.source),
        "files": [
            {"path": file.path, "size": file.size, "sha256": file.sha256}
            for file in submission.files
        ],
        "metadata": _metadata(submission.metadata),
        "status": result.evaluation.status,
        "published": result.is_published,
        "rulings": [
            {"action": action, "reason": reason} for action, reason in result.standing.reasons
        ],
        "evaluation": result.evaluation.number,
        "evaluations": [_evaluation(evaluation) for evaluation in result.evaluations],
        "positions": [_position(place, scope) for place in scope.places.get(submission.id, ())],
        "metrics": [
            {"split": part.split or None, "values": _strict(part.document, left_out)}
            for part in parts
        ],
        "cases": cases.by_split(),
        "cases_file": addresses.CASES_JSON if cases else None,
    }


def _source(source: Source) -> SourceDocument:
    match source:
        case PullRequestSource():
            return {
                "kind": source.kind,
                "repository": source.repository,
                "number": source.number,
                "head_sha": source.head_sha,
            }
        case LocalSource():
            return {"kind": source.kind}
        case _:
            return {
                "kind": source.kind,
                "repository": source.repository,
                "tag": source.tag,
                "asset": source.asset,
            }


def _metadata(said: Metadata) -> MetadataDocument:
    return {
        "method_name": said.method_name,
        "method_description": said.method_description,
        "project_url": said.project_url,
        "publication_url": said.publication_url,
        "comment": said.comment,
        "supplementary_url": said.supplementary_url,
        "supplementary_file": said.supplementary_file,
        "attributes": dict(said.attributes),
    }


def _evaluation(evaluation: Evaluation) -> EvaluationDocument:
    error = evaluation.error
    return {
        "number": evaluation.number,
        "status": evaluation.status,
        # Not when its record began: that could tell how long it took.
        "at": formats.format_time(versions.made_at(evaluation)),
        "started_at": None
        if evaluation.started_at is None
        else formats.format_time(evaluation.started_at),
        "finished_at": None
        if evaluation.finished_at is None
        else formats.format_time(evaluation.finished_at),
        "execution_seconds": evaluation.execution_seconds,
        "error": None if error is None else {"by": error.by, "message": error.message},
        "evaluator": {
            "contract": evaluation.evaluator.contract,
            "digest": evaluation.evaluator.digest,
        },
        "ground_truth": evaluation.ground_truth,
        "podium": evaluation.podium,
        "run_url": evaluation.run_url,
    }


def _position(
    line: PlaceOnBoard, scope: Scope
) -> RankedPositionDocument | UnrankedPositionDocument:
    board, row = line.board, line.row
    if not isinstance(row, Row):
        return {
            "phase": board.phase,
            "split": board.split,
            "of": len(board.rows),
            "rank": None,
            "reason": row.reason,
        }
    interval = scope.rank_interval(board, row.submission)
    position: RankedPositionDocument = {
        "phase": board.phase,
        "split": board.split,
        "of": len(board.rows),
        "rank": row.rank,
        "rank_interval": None if interval is None else [interval.low, interval.high],
        "rank_score": row.rank_score,
        "rank_per_metric": dict(row.rank_per_metric),
        "values": {cell.path: cell.value for cell in row.cells},
        "errors": {cell.path: cell.error for cell in row.cells if cell.error is not None},
    }
    if board.show_execution_time:
        position["execution_seconds"] = row.execution_seconds
    return position


def _strict(value: Any, left_out: Collection[int], depth: int = 0) -> object:
    """Strict JSON: what is no finite number is ``null``, and so is what lies too deep; ``left_out``
    are the ids of what stands elsewhere."""
    inner = depth + 1
    match value:
        case dict() | list() if depth > _DEEPEST or id(value) in left_out:
            return None
        case dict():
            return {
                key: _strict(one, left_out, inner)
                for key, one in value.items()
                if id(one) not in left_out
            }
        case list():
            return [_strict(one, left_out, inner) for one in value]
        case float():
            return value if math.isfinite(value) else None
        case _:
            return value


def _challenge(scope: Scope) -> ChallengeDocument:
    challenge = scope.challenge
    return {
        "title": challenge.title,
        "short_description": challenge.short_description,
        "submissions": len(scope.results),
        "participants": len({result.owner for result in scope.results}),
        "phases": [_phase(phase, scope) for phase in scope.phases],
        "combined": [
            {
                "codename": board.codename,
                "title": board.title,
                "entries": len(board.rows),
                "page": addresses.combined(scope.slug, board.codename),
            }
            for board in scope.combined
        ],
    }


def _phase(phase: Phase, scope: Scope) -> PhaseDocument:
    window, settings = phase.window, phase.settings
    return {
        "codename": phase.codename,
        "name": phase.name,
        "opens_at": None if window.opens is None else formats.format_time(window.opens),
        "closes_at": None if window.closes is None else formats.format_time(window.closes),
        "is_active": phase.is_active,
        "max_submissions_per_day": settings.max_submissions_per_day,
        "max_submissions_per_month": settings.max_submissions_per_month,
        "max_submissions": settings.max_submissions,
        "submissions_limit_per_user_per_period": settings.submissions_limit_per_user_per_period,
        "submission_limit_period": settings.submission_limit_period,
        "allowed_submission_file_types": list(phase.file_types),
        "submissions": len(scope.results_of(phase.codename)),
        "boards": [
            {
                "split": board.split,
                "name": board.split_name,
                "entries": len(board.rows),
                "page": addresses.board(scope.slug, *board.key),
            }
            for board in scope.boards_of(phase.codename)
        ],
    }
