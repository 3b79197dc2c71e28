"""Combined leaderboards as they are read: which boards they are made of, and who stands where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from podium import formats
from podium.boards import spreadsheet
from podium.boards.standings import BoardStandings
from podium.challenge import keys
from podium.challenge.checks import combined
from podium.challenge.model import Challenge, Phase, Split, Visibility
from podium.challenge.rules import CombinationMethod
from podium.ranking import combined as ranks
from podium.ranking.combined import Placement
from podium.records.results import Result

if TYPE_CHECKING:
    from podium.boards.documents import CombinedDocument


@dataclass(frozen=True, slots=True)
class Component:
    """One of the boards that are combined."""

    phase: str
    phase_name: str
    split: str
    split_name: str


@dataclass(frozen=True, slots=True)
class BoardPlace:
    """An owner's best submission on one component."""

    submission: str
    rank: int


@dataclass(frozen=True, slots=True)
class CombinedRow:
    """``places`` are in the order of the components."""

    participant: str
    team: str | None
    rank: int
    rank_score: float
    rank_score_text: str
    places: tuple[BoardPlace, ...]
    submitted_at: datetime
    is_baseline: bool


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """Whoever is not ranked on every component. ``missing`` names the phases."""

    participant: str
    team: str | None
    places: tuple[BoardPlace | None, ...]
    missing: tuple[str, ...]
    is_baseline: bool


@dataclass(frozen=True, slots=True)
class CombinedBoard:
    challenge: str
    codename: str
    title: str
    method: CombinationMethod
    components: tuple[Component, ...]
    rows: tuple[CombinedRow, ...]
    left_out: tuple[LeftOutRow, ...]
    rank_score_title: str


def make_combined_boards(
    challenge: Challenge, standings: Iterable[BoardStandings], results: Iterable[Result]
) -> tuple[CombinedBoard, ...]:
    """Those whose every component is among ``standings``, which are the reader's: one with a board
    that they may not see is left out, because even the number of its boards would tell of it."""
    by_id = {result.id: result for result in results}
    seen = {(one.phase.codename, one.split.codename): one for one in standings}
    boards = []
    for settings in challenge.settings.podium.combined_leaderboards:
        chosen = [_split_of(phase, settings) for phase in _phases(challenge, settings)]
        if all(key in seen for key in chosen):
            boards.append(_board(challenge, settings, [seen[key] for key in chosen], by_id))
    return tuple(boards)


def _phases(challenge: Challenge, settings: keys.CombinedLeaderboard) -> Iterator[Phase]:
    for codename in settings.phases:
        phase = challenge.phase(codename)
        assert phase is not None, "checked by parse_challenge"
        yield phase


def _split_of(phase: Phase, settings: keys.CombinedLeaderboard) -> tuple[str, str]:
    """The split that the file names, or the first that everybody may see. It does not depend on
    who reads: one board has one meaning."""
    named = settings.splits.get(phase.codename)
    if named is not None:
        return phase.codename, named
    public = (split for split in phase.splits if split.visibility is Visibility.PUBLIC)
    split: Split = next(public, phase.splits[0])
    return phase.codename, split.codename


def _board(
    challenge: Challenge,
    settings: keys.CombinedLeaderboard,
    standings: Sequence[BoardStandings],
    results: Mapping[str, Result],
) -> CombinedBoard:
    method = settings.combination_method
    names = [one.phase.name for one in standings]
    ranking = ranks.combine([list(_placements(one)) for one in standings], method)
    return CombinedBoard(
        challenge=challenge.slug,
        codename=combined.codename_of(settings),
        title=settings.title,
        method=method,
        components=tuple(
            Component(one.phase.codename, one.phase.name, one.split.codename, one.split.name)
            for one in standings
        ),
        rows=tuple(_row(entry, results) for entry in ranking.entries),
        left_out=tuple(_left_out(one, names, results) for one in ranking.left_out),
        rank_score_title=_TITLES[method],
    )


def _placements(standings: BoardStandings) -> Iterator[Placement]:
    for entry in standings.ranking.entries:
        contestant = entry.contestant
        yield Placement(
            submission=contestant.submission,
            owner=contestant.owner,
            rank=entry.rank,
            submitted_at=contestant.submitted_at,
            is_baseline=contestant.is_baseline,
        )


def _row(entry: ranks.CombinedEntry, results: Mapping[str, Result]) -> CombinedRow:
    newest = max(entry.placements, key=lambda placement: placement.submitted_at)
    by = results[newest.submission].participant
    return CombinedRow(
        participant=by.login,
        team=by.team,
        rank=entry.rank,
        rank_score=entry.rank_score,
        rank_score_text=formats.format_rank_score(entry.rank_score),
        places=tuple(BoardPlace(one.submission, one.rank) for one in entry.placements),
        submitted_at=entry.newest,
        is_baseline=newest.is_baseline,
    )


def _left_out(
    one: ranks.LeftOut, names: Sequence[str], results: Mapping[str, Result]
) -> LeftOutRow:
    held = [placement for placement in one.placements if placement is not None]
    newest = max(held, key=lambda placement: placement.submitted_at)
    by = results[newest.submission].participant
    return LeftOutRow(
        participant=by.login,
        team=by.team,
        places=tuple(
            None if placement is None else BoardPlace(placement.submission, placement.rank)
            for placement in one.placements
        ),
        missing=tuple(
            name for name, placement in zip(names, one.placements, strict=True) if placement is None
        ),
        is_baseline=newest.is_baseline,
    )


_TITLES = {
    CombinationMethod.MEAN: "Mean rank",
    CombinationMethod.MEDIAN: "Median rank",
    CombinationMethod.SUM: "Sum of ranks",
}


def to_document(board: CombinedBoard) -> CombinedDocument:
    """One combined board of ``podium rank --json``."""
    phases = [component.phase for component in board.components]
    return {
        "combined": board.codename,
        "title": board.title,
        "combination_method": board.method,
        "components": [
            {"phase": component.phase, "split": component.split} for component in board.components
        ],
        "entries": [
            {
                "participant": row.participant,
                "team": row.team,
                "rank": row.rank,
                "rank_score": row.rank_score,
                "ranks": {
                    phase: place.rank for phase, place in zip(phases, row.places, strict=True)
                },
                "submissions": {
                    phase: place.submission for phase, place in zip(phases, row.places, strict=True)
                },
                "submitted_at": formats.format_time(row.submitted_at),
                "baseline": row.is_baseline,
            }
            for row in board.rows
        ],
        "left_out": [
            {
                "participant": row.participant,
                "team": row.team,
                "missing": [
                    phase for phase, place in zip(phases, row.places, strict=True) if place is None
                ],
                "baseline": row.is_baseline,
            }
            for row in board.left_out
        ],
    }


def to_csv(board: CombinedBoard) -> str:
    """One line an entry."""
    head = ["rank", "participant", "team", "rank_score", "submitted_at"]
    for component in board.components:
        head += [f"{component.phase} rank", f"{component.phase} submission"]
    return spreadsheet.to_csv([head, *(_cells(row) for row in board.rows)])


def _cells(row: CombinedRow) -> list[object]:
    cells: list[object] = [row.rank, row.participant, row.team, row.rank_score]
    cells.append(formats.format_time(row.submitted_at))
    for place in row.places:
        cells += [place.rank, place.submission]
    return cells
