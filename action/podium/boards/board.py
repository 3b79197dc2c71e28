"""The board as it is read: what templates, CSV and JSON show, with nothing left to work out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from podium import formats
from podium.boards import rule_text, spreadsheet, visibility
from podium.boards.readers import Hosts, Reader
from podium.boards.standings import BoardStandings
from podium.challenge.model import Challenge
from podium.challenge.rules import Column, Rule
from podium.metrics import Number
from podium.ranking.entries import Entry
from podium.records.model import Status
from podium.records.results import Result

if TYPE_CHECKING:
    from podium.boards.documents import BoardDocument, EntryDocument

Numbers = Mapping[str, Number | None]
Answer = str | bool | tuple[str, ...]
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
    method_description: str = ""
    project_url: str = ""
    publication_url: str = ""
    attributes: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RankSpread:
    """Between which ranks an entry's lies with 95 % certainty, where that is known. ``group`` is
    the number of the entries that it cannot be told apart from, itself among them."""

    low: int
    high: int
    group: int | None = None


# By submission.
Spreads = Mapping[str, RankSpread]


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
    """``rank_score_title`` is empty where the rank score is but the rank, ``supplementary_label``
    where participants' addresses are not shown. ``attributes`` names what the phase asks of all;
    ``selects_one`` tells that it shows one submission of each owner."""

    challenge: str
    phase: str
    phase_name: str
    split: str
    split_name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    unranked: tuple[UnrankedRow, ...]
    rule: Rule
    rank_score_title: str
    show_execution_time: bool
    show_comments: bool = False
    supplementary_label: str = ""
    attributes: tuple[str, ...] = ()
    selects_one: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """The codenames of its phase and split: no other board of the challenge has them both."""
        return self.phase, self.split


def make_boards(
    challenge: Challenge,
    standings: Sequence[BoardStandings],
    results: Sequence[Result],
    reader: Reader | None = None,
) -> tuple[Board, ...]:
    """``standings`` are all that ``reader`` sees, who is anybody where nothing is said. Hosts are
    told what there is in place of a missing path."""
    by_id = {result.id: result for result in results}
    tells_all = isinstance(reader, Hosts)
    return tuple(_board(challenge, standing, by_id, tells_all=tells_all) for standing in standings)


def _board(
    challenge: Challenge,
    standing: BoardStandings,
    results: Mapping[str, Result],
    *,
    tells_all: bool,
) -> Board:
    phase, split = standing.phase, standing.split
    columns = split.rule.columns
    settings = phase.settings
    has_url = visibility.shows_supplementary_url(phase)
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
                # Names of keys can be those of splits and results that others may not know of.
                reason=unranked.reason + (unranked.instead if tells_all else ""),
                submitted_at=result.submission.submitted_at,
            )
            for unranked in standing.ranking.unranked
            for result in (results[unranked.contestant.submission],)
        ),
        rule=split.rule,
        rank_score_title=rule_text.rank_score_title(split.rule),
        show_execution_time=split.show_execution_time,
        show_comments=visibility.shows_comments(phase),
        supplementary_label=settings.supplementary_url_label if has_url else "",
        attributes=tuple(dict.fromkeys(attribute.name for attribute in phase.attributes)),
        selects_one=settings.is_restricted_to_select_one_submission,
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
        method_description=metadata.method_description.strip(),
        project_url=metadata.project_url.strip(),
        publication_url=metadata.publication_url.strip(),
        attributes=metadata.attributes,
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


def to_document(board: Board, spreads: Spreads | None = None) -> BoardDocument:
    """One board of ``podium rank --json``. Strict JSON: a value that is no number is ``null``."""
    known = spreads or {}
    return {
        "phase": board.phase,
        "split": board.split,
        "columns": [
            {
                "title": column.title,
                "path": column.path,
                "order": column.order,
                "decimals": column.decimals,
                "ranked": column.ranked,
            }
            for column in board.columns
        ],
        "entries": [_entry_document(board, row, known.get(row.submission)) for row in board.rows],
        "unranked": [
            {
                "submission": row.submission,
                "participant": row.participant,
                "reason": row.reason,
            }
            for row in board.unranked
        ],
    }


def _entry_document(board: Board, row: Row, spread: RankSpread | None) -> EntryDocument:
    entry: EntryDocument = {
        "submission": row.submission,
        "participant": row.participant,
        "team": row.team,
        "rank": row.rank,
        "rank_interval": None if spread is None else [spread.low, spread.high],
        "tie_group": None if spread is None else spread.group,
        "rank_score": row.rank_score,
        "rank_per_metric": dict(row.rank_per_metric),
        "values": {cell.path: cell.value for cell in row.cells},
        "errors": {cell.path: cell.error for cell in row.cells if cell.error is not None},
        "method_name": row.method_name,
        "project_url": row.project_url,
        "publication_url": row.publication_url,
        "attributes": dict(row.attributes),
        "submitted_at": formats.format_time(row.submitted_at),
        "baseline": row.is_baseline,
        "verified": row.is_verified,
        "partial": row.is_partial,
    }
    if board.show_execution_time:
        entry["execution_seconds"] = row.execution_seconds
    if board.show_comments:
        entry["comment"] = row.comment
    if board.supplementary_label:
        entry["supplementary_url"] = row.supplementary_url
    return entry


def _extra_names(board: Board) -> tuple[str, ...]:
    """The CSV's columns that only some boards have."""
    shown = {
        "execution_seconds": board.show_execution_time,
        "comment": board.show_comments,
        "supplementary_url": bool(board.supplementary_label),
    }
    return tuple(name for name in shown if shown[name])


def to_csv(board: Board, spreads: Spreads | None = None) -> str:
    """One line an entry, values unrounded; see ``spreadsheet`` for what is done to texts."""
    head = ["rank", "participant", "team", "method_name", "submission", "submitted_at"]
    if board.rank_score_title:
        head.append("rank_score")
    for column in board.columns:
        head.append(column.path)
        if column.error_path:
            head.append(f"{column.path} error")
    head += _extra_names(board)
    if spreads is not None:
        head += ["rank_low", "rank_high", "tie_group"]
    head += ["baseline", "verified", "partial", "project_url", "publication_url"]
    head += [f"attributes.{name}" for name in board.attributes]
    return spreadsheet.to_csv([head, *(_cells(board, row, spreads) for row in board.rows)])


def _cells(board: Board, row: Row, spreads: Spreads | None) -> Iterator[object]:
    yield from (row.rank, row.participant, row.team, row.method_name, row.submission)
    yield formats.format_time(row.submitted_at)
    if board.rank_score_title:
        yield row.rank_score
    for column, cell in zip(board.columns, row.cells, strict=True):
        yield cell.value
        if column.error_path:
            yield cell.error
    yield from (getattr(row, name) for name in _extra_names(board))
    if spreads is not None:
        spread = spreads.get(row.submission)
        yield from (None,) * 3 if spread is None else (spread.low, spread.high, spread.group)
    yield from map(_truth, (row.is_baseline, row.is_verified, row.is_partial))
    yield from (row.project_url, row.publication_url)
    for name in board.attributes:
        yield _answer(row.attributes.get(name, ""))


def _answer(answer: Answer) -> str:
    match answer:
        case bool():
            return _truth(answer)
        case str():
            return answer
        case _:
            return ", ".join(answer)


def _truth(holds: bool) -> str:
    return "true" if holds else "false"
