"""The board as it is read: what templates, CSV and JSON show, with nothing left to work out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from podium import formats, times
from podium.challenge.model import Challenge, Phase
from podium.metrics import Number
from podium.ranking.entries import Entry
from podium.ranking.rules import (
    Column,
    EvalAIRule,
    GrandChallengeRule,
    Order,
    ResultDisplay,
    Rule,
    ScoringMethod,
)
from podium.records import Status
from podium.results import Result
from podium.standings import BoardStandings

Numbers = Mapping[str, Number | None]
NO_VALUE = "–"


@dataclass(frozen=True, slots=True)
class Cell:
    """One metric of one row. ``rank`` is the rank on this metric alone, where it has one."""

    path: str
    value: Number | None
    text: str
    error: Number | None
    error_text: str
    rank: int | None


@dataclass(frozen=True, slots=True)
class Row:
    submission: str
    participant: str
    team: str | None
    method_name: str
    rank: int
    rank_score: float
    rank_score_text: str
    rank_per_metric: Mapping[str, int]
    cells: tuple[Cell, ...]
    submitted_at: datetime
    execution_text: str
    execution_seconds: float | None
    is_baseline: bool
    is_verified: bool
    is_partial: bool
    comment: str = ""
    supplementary_url: str = ""


@dataclass(frozen=True, slots=True)
class UnrankedRow:
    submission: str
    participant: str
    team: str | None
    method_name: str
    reason: str
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class Board:
    """``rule`` is the ranking rule, sentence by sentence, so that a reader can recompute it.
    ``rank_score_title`` is empty where the rank score is but the rank, ``supplementary_label``
    where participants' addresses are not shown."""

    challenge: str
    phase: str
    phase_name: str
    split: str
    split_name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    unranked: tuple[UnrankedRow, ...]
    rule: tuple[str, ...]
    rank_score_title: str
    show_execution_time: bool
    show_comments: bool = False
    supplementary_label: str = ""


def make_boards(
    challenge: Challenge, standings: Iterable[BoardStandings], results: Sequence[Result]
) -> tuple[Board, ...]:
    by_id = {result.id: result for result in results}
    return tuple(_board(challenge, standing, by_id) for standing in standings)


def _board(challenge: Challenge, standing: BoardStandings, results: Mapping[str, Result]) -> Board:
    phase, split = standing.phase, standing.split
    columns = split.rule.columns
    settings = phase.settings
    has_url = settings.show_supplementary_url and settings.supplementary_url_choice != "off"
    return Board(
        challenge=challenge.slug,
        phase=phase.codename,
        phase_name=phase.name,
        split=split.codename,
        split_name=split.name,
        columns=columns,
        rows=tuple(
            _row(entry, results[entry.contestant.submission], columns, split.show_scores)
            for entry in standing.ranking.entries
        ),
        unranked=tuple(
            UnrankedRow(
                submission=unranked.contestant.submission,
                participant=result.participant.login,
                team=result.participant.team,
                method_name=result.submission.metadata.method_name,
                reason=unranked.reason,
                submitted_at=result.submission.submitted_at,
            )
            for unranked in standing.ranking.unranked
            for result in (results[unranked.contestant.submission],)
        ),
        rule=(*explain_rule(split.rule), *_explain_selection(phase)),
        rank_score_title=_rank_score_title(split.rule),
        show_execution_time=split.show_execution_time,
        show_comments=settings.allow_submission_comments and settings.display_submission_comments,
        supplementary_label=settings.supplementary_url_label if has_url else "",
    )


def _row(entry: Entry, result: Result, columns: tuple[Column, ...], show_scores: bool) -> Row:
    participant, metadata = result.participant, result.submission.metadata
    seconds = result.evaluation.execution_seconds
    ranks, values, errors = entry.rank_per_metric, entry.values, entry.errors
    shown = (values, errors) if show_scores else ({}, {})
    return Row(
        submission=result.id,
        participant=participant.login,
        team=participant.team,
        method_name=metadata.method_name,
        rank=entry.rank,
        rank_score=entry.rank_score,
        rank_score_text=formats.format_rank_score(entry.rank_score),
        rank_per_metric=ranks,
        cells=tuple(_cell(column, *shown, ranks) for column in columns),
        submitted_at=result.submission.submitted_at,
        execution_text=formats.format_duration(seconds),
        execution_seconds=seconds,
        is_baseline=result.standing.is_baseline,
        is_verified=result.standing.is_verified,
        is_partial=result.evaluation.status is Status.PARTIALLY_EVALUATED,
        comment=metadata.comment,
        supplementary_url=metadata.supplementary_url.strip(),
    )


def _cell(column: Column, values: Numbers, errors: Numbers, ranks: Mapping[str, int]) -> Cell:
    value, error = values.get(column.path), errors.get(column.path)
    return Cell(
        path=column.path,
        value=value,
        text=NO_VALUE if value is None else formats.format_number(value, column.decimals),
        error=error,
        error_text="" if error is None else formats.format_number(error, column.decimals),
        rank=ranks.get(column.path),
    )


def explain_rule(rule: Rule) -> tuple[str, ...]:
    """The rule in plain words."""
    match rule:
        case GrandChallengeRule():
            return _explain_grand_challenge(rule)
        case EvalAIRule():
            return _explain_evalai(rule)
        case _:
            assert_never(rule)


def _explain_grand_challenge(rule: GrandChallengeRule) -> tuple[str, ...]:
    score = rule.columns[0]
    ranked = {column.path: column for column in rule.columns if column.ranked}
    names = _names([_directed(column) for column in ranked.values()])
    match rule.method:
        case ScoringMethod.ABSOLUTE:
            method = f"Ranked by {_directed(score)}."
        case ScoringMethod.MEAN_OF_RANKS:
            method = f"Ranked by the mean of the ranks on {names}; the smallest mean is best."
        case ScoringMethod.MEDIAN_OF_RANKS:
            method = f"Ranked by the median of the ranks on {names}; the smallest median is best."
        case _:
            assert_never(rule.method)
    match rule.display:
        case ResultDisplay.ALL:
            display = "Every published result is listed."
        case ResultDisplay.MOST_RECENT:
            display = "Only the most recent published result of each participant is listed."
        case ResultDisplay.BEST:
            display = "Only the best published result of each participant is listed."
        case _:
            assert_never(rule.display)
    numbers = ", ".join(column.title for column in ranked.values())
    return (
        method,
        display,
        "Equal values share a rank, and the next rank is left out (1, 2, 2, 4). "
        "Values are compared unrounded.",
        f"A result without a finite number for every ranked metric ({numbers}) is not ranked.",
    )


def _explain_evalai(rule: EvalAIRule) -> tuple[str, ...]:
    column = rule.sort_column
    chosen = "latest" if rule.latest else "best"
    return (
        f"Ranked by {_directed(column)}.",
        f"The smaller error bar of {column.title} comes first among equal values; entries equal in "
        "both share a rank, the earlier submission listed first. Values are compared unrounded.",
        f"Each team's {chosen} submission is listed, and every baseline.",
        f"A submission without a finite number for {column.title} is not ranked.",
    )


def _explain_selection(phase: Phase) -> tuple[str, ...]:
    if not phase.settings.is_restricted_to_select_one_submission:
        return ()
    return (
        "Each team, or participant without one, shows one submission in public: the last that "
        "they, or the hosts, made public.",
    )


def _directed(column: Column) -> str:
    better = "higher" if column.order is Order.DESCENDING else "lower"
    return f"{column.title} ({better} is better)"


def _names(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _rank_score_title(rule: Rule) -> str:
    if isinstance(rule, GrandChallengeRule):
        match rule.method:
            case ScoringMethod.MEAN_OF_RANKS:
                return "Mean position"
            case ScoringMethod.MEDIAN_OF_RANKS:
                return "Median position"
    return ""


def to_document(board: Board) -> dict[str, object]:
    """One board of ``podium rank --json``. Strict JSON: a value that is no number is ``null``."""
    return {
        "phase": board.phase,
        "split": board.split,
        "columns": [
            {
                "title": column.title,
                "path": column.path,
                "order": column.order.value,
                "decimals": column.decimals,
                "ranked": column.ranked,
            }
            for column in board.columns
        ],
        "entries": [
            {
                "submission": row.submission,
                "participant": row.participant,
                "team": row.team,
                "rank": row.rank,
                "rank_score": row.rank_score,
                "rank_per_metric": dict(row.rank_per_metric),
                "values": {cell.path: cell.value for cell in row.cells},
                "errors": {cell.path: cell.error for cell in row.cells if cell.error is not None},
                "method_name": row.method_name,
                "submitted_at": times.format_time(row.submitted_at),
                "baseline": row.is_baseline,
                **_extras(board, row),
            }
            for row in board.rows
        ],
        "unranked": [
            {
                "submission": row.submission,
                "participant": row.participant,
                "reason": row.reason,
            }
            for row in board.unranked
        ],
    }


def _extras(board: Board, row: Row) -> dict[str, object]:
    return {name: getattr(row, name) for name in _extra_names(board)}


def _extra_names(board: Board) -> tuple[str, ...]:
    """What single boards show beside the metrics."""
    shown = {
        "execution_seconds": board.show_execution_time,
        "comment": board.show_comments,
        "supplementary_url": bool(board.supplementary_label),
    }
    return tuple(name for name in shown if shown[name])


def to_csv(board: Board) -> str:
    """One line an entry, values unrounded. Cells that a spreadsheet could take for a formula are
    led by an apostrophe: names are participants' text."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    head = ["rank", "participant", "team", "method_name", "submission", "submitted_at"]
    if board.rank_score_title:
        head.append("rank_score")
    for column in board.columns:
        head.append(column.path)
        if column.error_path:
            head.append(f"{column.path} error")
    head += _extra_names(board)
    writer.writerow([_inert(name) for name in head])
    for row in board.rows:
        texts = [row.participant, row.team or "", row.method_name, row.submission]
        line: list[object] = [row.rank, *map(_inert, texts), times.format_time(row.submitted_at)]
        if board.rank_score_title:
            line.append(row.rank_score)
        for column, cell in zip(board.columns, row.cells, strict=True):
            line.append("" if cell.value is None else cell.value)
            if column.error_path:
                line.append("" if cell.error is None else cell.error)
        for value in _extras(board, row).values():
            line.append(_inert(value) if isinstance(value, str) else "" if value is None else value)
        writer.writerow(line)
    return output.getvalue()


def _inert(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
