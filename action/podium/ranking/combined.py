"""One ranking over several: by the mean, the median or the sum of the ranks that each owner holds.

The rule is that of comic/grand-challenge.org, ``evaluation/models.py::CombinedLeaderboard``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from podium.challenge.rules import CombinationMethod, Order
from podium.ranking.entries import competition_ranks


@dataclass(frozen=True, slots=True)
class Placement:
    """What an owner reached on one board; rank 0 is no rank."""

    submission: str
    owner: str
    rank: int
    submitted_at: datetime
    is_baseline: bool = False


@dataclass(frozen=True, slots=True)
class CombinedEntry:
    """``rank_score`` is what ``rank`` was made from. ``placements`` are in the order of the
    boards, and ``newest`` is the submission of the last of them."""

    owner: str
    rank: int
    rank_score: float
    placements: tuple[Placement, ...]

    @property
    def newest(self) -> datetime:
        return max(placement.submitted_at for placement in self.placements)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An owner who is on some of the boards. ``placements`` has ``None`` for a board without."""

    owner: str
    placements: tuple[Placement | None, ...]


@dataclass(frozen=True, slots=True)
class CombinedRanking:
    entries: tuple[CombinedEntry, ...]
    left_out: tuple[LeftOut, ...]


# A baseline takes nobody's place, not even its own team's: the two are combined apart.
_Contender = tuple[str, bool]


def combine(boards: Sequence[Iterable[Placement]], method: CombinationMethod) -> CombinedRanking:
    """Best first; whoever ties shares a rank (1, 2, 2, 4), the one who was complete earlier is
    listed first. Of several ranks that an owner holds on a board the smallest counts, and of
    equal ones the first that is given. Who is not on every board is left out."""
    found = [_best_of_each(board) for board in boards]
    complete, left_out = [], []
    for contender in dict.fromkeys(contender for best in found for contender in best):
        placements = tuple(best.get(contender) for best in found)
        held = tuple(placement for placement in placements if placement is not None)
        if len(held) == len(found):
            complete.append((contender[0], held))
        else:
            left_out.append(LeftOut(contender[0], placements))
    scores = [_rank_score(method, [one.rank for one in held]) for _, held in complete]
    ranks = competition_ranks(scores, Order.ASCENDING)
    entries = [
        CombinedEntry(owner, rank, score, held)
        for (owner, held), rank, score in zip(complete, ranks, scores, strict=True)
    ]
    return CombinedRanking(
        entries=tuple(sorted(entries, key=lambda entry: (entry.rank, entry.newest, entry.owner))),
        left_out=tuple(sorted(left_out, key=_most_boards_first)),
    )


def _best_of_each(board: Iterable[Placement]) -> Mapping[_Contender, Placement]:
    best: dict[_Contender, Placement] = {}
    for placement in board:
        contender = (placement.owner, placement.is_baseline)
        held = best.get(contender)
        if placement.rank > 0 and (held is None or placement.rank < held.rank):
            best[contender] = placement
    return best


def _rank_score(method: CombinationMethod, ranks: Sequence[int]) -> float:
    match method:
        case CombinationMethod.MEAN:
            return sum(ranks) / len(ranks)
        case CombinationMethod.MEDIAN:
            ordered, middle = sorted(ranks), len(ranks) // 2
            return (ordered[middle] + ordered[~middle]) / 2
        case CombinationMethod.SUM:
            return float(sum(ranks))
        case _:
            assert_never(method)


def _most_boards_first(one: LeftOut) -> tuple[int, list[int], str]:
    """Then by the ranks they do hold."""
    held = [placement.rank for placement in one.placements if placement is not None]
    return (-len(held), held, one.owner)
