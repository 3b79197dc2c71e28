"""What one reader sees of a challenge: its boards, its results and what is told beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from podium.boards.board import Board
from podium.boards.combined import CombinedBoard
from podium.boards.events import PhaseDates
from podium.boards.ledger import Entry
from podium.boards.standings import BoardStandings
from podium.challenge.folder import LoadedChallenge
from podium.records.results import Result

if TYPE_CHECKING:  # with numpy and scipy behind it; a comment on a pull request needs neither
    from podium.boards.past import PastBoards
    from podium.boards.progress import Progress
    from podium.ranking.analysis import Analysis

# A board by its phase's and its split's codename.
BoardKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SiteChallenge:
    """One challenge for one audience: ``boards`` and ``results`` hold what it may see, only.
    ``shown_as`` is a submission's id to the one that it has here, where those differ, for whoever
    tells its participant; no page is made of it. ``dates`` are by the phase's codename.
    ``standings`` are what ``boards`` were made of; ``analyses``, ``progress`` and ``past`` have
    what else can be said of a board."""

    loaded: LoadedChallenge
    boards: tuple[Board, ...]
    results: tuple[Result, ...]
    shown_as: Mapping[str, str] = field(default_factory=dict)
    combined: tuple[CombinedBoard, ...] = ()
    ledger: tuple[Entry, ...] = ()
    dates: Mapping[str, PhaseDates] = field(default_factory=dict)
    standings: tuple[BoardStandings, ...] = ()
    analyses: Mapping[BoardKey, Analysis] = field(default_factory=dict)
    progress: Mapping[BoardKey, Progress] = field(default_factory=dict)
    past: Mapping[BoardKey, PastBoards] = field(default_factory=dict)
