"""What one reader sees of a challenge: its boards, its results and what is told beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from podium import metrics
from podium.boards import (
    board,
    combined,
    disclosure,
    history,
    ledger,
    progress,
    readers,
    standings,
    visibility,
)
from podium.boards.board import Board, RankSpread, Spreads
from podium.boards.combined import CombinedBoard
from podium.boards.history import PastBoards
from podium.boards.ledger import LedgerEntry
from podium.boards.progress import Progress
from podium.boards.readers import Public, Reader
from podium.boards.standings import BoardStandings
from podium.boards.timeline import PhaseDates
from podium.challenge.folder import LoadedChallenge
from podium.ranking.cases import CaseReader, reader_for
from podium.ranking.entries import Contestant
from podium.records.model import SubmissionRecord
from podium.records.results import Result, results_at

if TYPE_CHECKING:  # with numpy behind it; a comment on a pull request needs neither
    from podium.ranking.analysis import Absence, Analysis

# A board by its phase's and its split's codename.
BoardKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class View:
    """One challenge for one reader: ``boards`` and ``results`` hold what it may see, only.
    ``shown_as`` is a submission's id to the one that it has here, where those differ, for whoever
    tells its participant; no page is made of it. ``dates`` are by the phase's codename.
    ``standings`` are what ``boards`` were made of; ``analyses``, ``progress`` and ``past`` have
    what else can be said of a board, and ``absences`` why it has no rank intervals.
    ``case_readers`` are by the phase's codename: all that is said of its cases is read by one."""

    loaded: LoadedChallenge
    boards: tuple[Board, ...]
    results: tuple[Result, ...]
    shown_as: Mapping[str, str] = field(default_factory=dict)
    combined: tuple[CombinedBoard, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    dates: Mapping[str, PhaseDates] = field(default_factory=dict)
    standings: tuple[BoardStandings, ...] = ()
    analyses: Mapping[BoardKey, Analysis] = field(default_factory=dict)
    absences: Mapping[BoardKey, Absence] = field(default_factory=dict)
    case_readers: Mapping[str, CaseReader] = field(default_factory=dict)
    progress: Mapping[BoardKey, Progress] = field(default_factory=dict)
    past: Mapping[BoardKey, PastBoards] = field(default_factory=dict)
    reader: Reader = field(default_factory=Public)


def make_view(
    loaded: LoadedChallenge,
    records: Iterable[SubmissionRecord],
    reader: Reader,
    at: datetime | None = None,
) -> View:
    """All that the reader may see of a challenge as it stood ``at`` a moment, ranked. Who they are
    is found out here, once: everything that follows reads it from the view."""
    challenge = loaded.challenge
    results = results_at(challenge, records, at)
    reader = readers.resolve(reader, challenge, (result.submission for result in results))
    disclosed = disclosure.disclose(challenge, results, reader)
    shown = tuple(disclosed.values())
    ranked = standings.rank_challenge(challenge, shown, reader)
    return View(
        loaded=loaded,
        reader=reader,
        standings=ranked,
        boards=board.make_boards(challenge, ranked, shown, reader),
        combined=combined.make_combined_boards(challenge, ranked, shown),
        ledger=ledger.make_ledger(challenge, disclosed, at),
        results=shown,
        shown_as={identity: result.id for identity, result in disclosed.items()},
    )


def make_whole_view(
    loaded: LoadedChallenge,
    records: Sequence[SubmissionRecord],
    reader: Reader,
    at: datetime | None = None,
) -> View:
    """The same with what a site says of its boards beyond their rows: how sure the ranks are, how
    the best value moved, and what stood there on past days."""
    challenge = loaded.challenge
    shown = make_view(loaded, records, reader, at)
    lines = {
        _key(ranked): progress.record_line(ranked.split.rule, _contestants(ranked, shown))
        for ranked in shown.standings
        if ranked.split.show_scores
    }
    by_id = {result.id: result for result in shown.results}
    disclosed = {real: by_id[identity] for real, identity in shown.shown_as.items()}
    return replace(
        analyse_boards(shown),
        progress=lines,
        past=history.make_past(challenge, records, disclosed, shown.reader, until=at),
    )


def analyse_boards(shown: View) -> View:
    """With what the cases of each board say, where the reader may read them: what is told can be
    recomputed."""
    from podium.ranking import analysis  # with numpy: not for whoever only ranks

    readers = _case_readers(shown)
    analyses: dict[BoardKey, Analysis] = {}
    absences: dict[BoardKey, Absence] = {}
    for ranked in shown.standings:
        key = _key(ranked)
        if not _shows_cases(ranked, shown):
            absences[key] = analysis.Absence(analysis.Reason.HIDDEN)
        elif ranked.ranking.entries:
            reader = readers[ranked.phase.codename]
            found = analysis.analyse(ranked.split.rule, ranked.ranking.entries, reader)
            if isinstance(found, analysis.Analysis):
                analyses[key] = found
                if found.absence is not None:
                    absences[key] = found.absence
            else:
                absences[key] = found
    return replace(shown, analyses=analyses, absences=absences, case_readers=readers)


def _case_readers(shown: View) -> dict[str, CaseReader]:
    """Each decides by all that the reader sees of the phase how its cases are written."""
    documents: dict[str, list[object]] = {}
    paths: dict[str, list[str]] = {}
    phases = {ranked.phase.codename: ranked.phase for ranked in shown.standings}
    for ranked in shown.standings:
        phase, split = ranked.phase, ranked.split
        is_open = not visibility.hidden_splits(phase, _seen(ranked, shown))
        paths.setdefault(phase.codename, []).extend(column.path for column in split.rule.columns)
        documents.setdefault(phase.codename, []).extend(
            part
            for document in _documents(ranked, shown)
            if is_open or visibility.has_own_part(document, split)
            for found, part in (standings.part_for(document, phase, split, split.rule),)
            if found
        )
    return {
        codename: reader_for(
            documents[codename], paths=paths[codename], declared=phases[codename].cases
        )
        for codename in phases
    }


def spreads(shown: View) -> dict[BoardKey, Spreads]:
    """Rank intervals and tie groups of the boards that have them."""
    analyses = analyse_boards(shown).analyses
    return {key: spreads_of(analysis) for key, analysis in analyses.items()}


def spreads_of(analysis: Analysis | None) -> Spreads:
    """By submission; empty where the cases do not tell how sure the ranks are."""
    if analysis is None or analysis.intervals is None:
        return {}
    groups = analysis.intervals.groups
    return {
        submission: RankSpread(interval.low, interval.high, groups.get(submission))
        for submission, interval in analysis.intervals.ranks.items()
    }


def _key(ranked: BoardStandings) -> BoardKey:
    return ranked.phase.codename, ranked.split.codename


def _contestants(ranked: BoardStandings, shown: View) -> Sequence[Contestant]:
    """All that were ever eligible, where their values may be read; else those on the board."""
    if not _shows_cases(ranked, shown):
        return [entry.contestant for entry in ranked.ranking.entries]
    in_phase = (r for r in shown.results if r.submission.phase == ranked.phase.codename)
    return standings.contestants(ranked.phase, ranked.split, in_phase, shown.reader)


def _shows_cases(ranked: BoardStandings, shown: View) -> bool:
    """Results without a number for the board do not count, or the answer told of what they have
    in its place."""
    find = [ranked.split.rule.lookup(column.path) for column in ranked.split.rule.columns]
    return visibility.shows_cases(
        shown.loaded.challenge,
        ranked.phase,
        ranked.split,
        _seen(ranked, shown),
        (
            document
            for document in _documents(ranked, shown)
            if visibility.has_own_part(document, ranked.split)
            or any(metrics.as_number(one(document)) is not None for one in find)
        ),
        shown.reader,
    )


def _seen(ranked: BoardStandings, shown: View) -> set[str]:
    return {other.split.codename for other in shown.standings if other.phase is ranked.phase}


def _documents(ranked: BoardStandings, shown: View) -> list[object]:
    phase = ranked.phase.codename
    return [r.document for r in shown.results if r.submission.phase == phase and r.has_metrics]
