"""The board as it is read: what pages and exports show, with nothing left to work out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from podium import formats
from podium.boards import rule_text, visibility
from podium.boards.readers import Public, Reader
from podium.boards.standings import BoardStandings, part_for
from podium.challenge.model import Challenge
from podium.challenge.rules import Column, Rule
from podium.metrics import Number
from podium.ranking import entries
from podium.ranking.entries import Entry, Unranked
from podium.records.model import Status
from podium.records.results import Result

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
    """``standings`` are all that ``reader`` sees, who is anybody where nothing is said."""
    by_id = {result.id: result for result in results}
    seen: dict[str, set[str]] = {}
    for standing in standings:
        seen.setdefault(standing.phase.codename, set()).add(standing.split.codename)
    return tuple(
        _board(challenge, standing, by_id, reader or Public(), seen[standing.phase.codename])
        for standing in standings
    )


def _board(
    challenge: Challenge,
    standing: BoardStandings,
    results: Mapping[str, Result],
    reader: Reader,
    seen: Collection[str],
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
                reason=unranked.reason
                + _what_is_there(unranked, result, challenge, standing, reader, seen),
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


def _what_is_there(
    unranked: Unranked,
    result: Result,
    challenge: Challenge,
    standing: BoardStandings,
    reader: Reader,
    seen: Collection[str],
) -> str:
    """Of what the reader sees: the name of a key can be that of a split that they do not know."""
    phase, split = standing.phase, standing.split
    shown = visibility.visible_document(result, challenge, phase, reader, seen)
    if shown is None:
        return ""
    _, part = part_for(shown, phase, split, split.rule)
    return entries.what_is_there(split.rule, unranked.paths, part)


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
