"""What the site is asked to show, cut down to what its audience may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from podium.boards import visibility
from podium.boards.board import Board, Row, UnrankedRow
from podium.boards.combined import CombinedBoard
from podium.boards.ledger import LedgerEntry
from podium.boards.readers import Reader
from podium.boards.timeline import PhaseDates
from podium.boards.view import BoardKey, View
from podium.challenge.folder import ChallengeFolder
from podium.challenge.model import Challenge, Phase
from podium.ranking.cases import CaseReader, reader_for
from podium.records.results import Result
from podium.site.frame import addresses
from podium.site.frame.parts import outside
from podium.site.frame.texts import IN_ENGLISH, Texts

if TYPE_CHECKING:  # with numpy behind it; a comment on a pull request needs neither
    from podium.boards.history import PastBoards
    from podium.boards.progress import Progress
    from podium.ranking.analysis import Absence, Analysis
    from podium.ranking.analysis.intervals import RankInterval


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """``base_url`` is the site's own address, where known: links stay relative all the same.
    ``now`` tells what is open and what is closed; without it neither is said. ``repository`` is
    where participants submit, as ``owner/name``."""

    title: str = "Podium"
    base_url: str = ""
    repository: str = ""
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlaceOnBoard:
    """A submission's line on a board: ranked, or not and why."""

    board: Board
    row: Row | UnrankedRow


@dataclass(frozen=True, slots=True)
class Scope:
    """One challenge as its audience sees it. Whatever is not in here has no trace on the site."""

    challenge: Challenge
    folder: ChallengeFolder
    reader: Reader
    phases: tuple[Phase, ...]
    boards: tuple[Board, ...]
    results: tuple[Result, ...]
    places: Mapping[str, Sequence[PlaceOnBoard]]
    submissions: frozenset[str]
    now: datetime | None
    combined: tuple[CombinedBoard, ...]
    ledger: tuple[LedgerEntry, ...]
    dates: Mapping[str, PhaseDates]
    analyses: Mapping[BoardKey, Analysis]
    absences: Mapping[BoardKey, Absence]
    case_readers: Mapping[str, CaseReader]
    progress: Mapping[BoardKey, Progress]
    past: Mapping[BoardKey, PastBoards]
    base_url: str
    repository: str
    say: Texts
    orders: Mapping[BoardKey, Mapping[str, int]]

    @classmethod
    def of(cls, shown: View, options: SiteOptions, say: Texts = IN_ENGLISH) -> Scope:
        """The phases that the reader may see, and what belongs to them."""
        challenge = shown.loaded.challenge
        phases = visibility.known_phases(challenge, shown.reader) or ()
        seen = {phase.codename for phase in phases}
        boards = tuple(board for board in shown.boards if board.phase in seen)
        results = tuple(result for result in shown.results if result.submission.phase in seen)
        return cls(
            challenge=challenge,
            folder=shown.loaded.folder,
            reader=shown.reader,
            phases=phases,
            boards=boards,
            results=results,
            places=_places(boards),
            submissions=frozenset(result.id for result in results),
            now=options.now,
            combined=shown.combined,
            ledger=shown.ledger,
            dates=shown.dates,
            analyses=shown.analyses,
            absences=shown.absences,
            case_readers=shown.case_readers,
            progress=shown.progress,
            past=shown.past,
            base_url=outside(options.base_url).href,
            repository=options.repository,
            say=say,
            orders={
                board.key: {row.submission: index for index, row in enumerate(board.rows)}
                for board in boards
            },
        )

    @property
    def slug(self) -> str:
        return self.challenge.slug

    @property
    def folder_name(self) -> str:
        """The challenge folder from the top of its repository; never where that is on a disk."""
        root = self.folder.root
        return f"challenges/{root.name}" if root.parent.name == "challenges" else "."

    def order_on(self, board: Board) -> Mapping[str, int]:
        """The line of each submission, from 0."""
        return self.orders[board.key]

    @property
    def phase_names(self) -> Mapping[str, str]:
        """By codename."""
        return {phase.codename: phase.name for phase in self.phases}

    def phase_of(self, board: Board) -> Phase:
        return next(phase for phase in self.phases if phase.codename == board.phase)

    def case_reader(self, phase: Phase) -> CaseReader:
        """The one by which all of a phase's cases are read; one that knows no other documents
        where nobody sees a board of the phase."""
        known = self.case_readers.get(phase.codename)
        return reader_for((), declared=phase.cases) if known is None else known

    def page_of(self, submission: str) -> str:
        """The address of a submission's page; empty where it has none."""
        return addresses.submission(self.slug, submission) if submission in self.submissions else ""

    def rank_interval(self, board: Board, submission: str) -> RankInterval | None:
        """``None`` where the board's analysis has none."""
        analysis = self.analyses.get(board.key)
        if analysis is None or analysis.intervals is None:
            return None
        return analysis.intervals.ranks.get(submission)

    def boards_of(self, phase: str) -> tuple[Board, ...]:
        return tuple(board for board in self.boards if board.phase == phase)

    def results_of(self, phase: str) -> tuple[Result, ...]:
        return tuple(result for result in self.results if result.submission.phase == phase)


def _places(boards: Iterable[Board]) -> Mapping[str, Sequence[PlaceOnBoard]]:
    places: dict[str, list[PlaceOnBoard]] = {}
    for board in boards:
        lines: tuple[Row | UnrankedRow, ...] = (*board.rows, *board.unranked)
        for row in lines:
            places.setdefault(row.submission, []).append(PlaceOnBoard(board, row))
    return places
