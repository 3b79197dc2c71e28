"""A combined leaderboard: who stands where over several boards, and who is not on all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from podium.boards import combined
from podium.boards.combined import BoardPlace, CombinedBoard, CombinedRow, Component, LeftOutRow
from podium.challenge.parser import IMPLIED_SPLIT
from podium.challenge.rules import CombinationMethod
from podium.site.frame import addresses, parts
from podium.site.frame.drafts import Draft, File, Part, Unit, export
from podium.site.frame.parts import Chip, Link, Moment, display_name, is_long
from podium.site.frame.scope import Scope
from podium.site.frame.texts import Texts


@dataclass(frozen=True, slots=True)
class CombinedLine:
    """``places`` lead to the submissions that count, in the order of the boards."""

    rank: int
    is_shared: bool
    name: str
    chips: tuple[Chip, ...]
    rank_score: str
    places: tuple[Link, ...]
    submitted: Moment


@dataclass(frozen=True, slots=True)
class LeftOutLine:
    """``places`` have an empty text for a board without a rank."""

    name: str
    chips: tuple[Chip, ...]
    places: tuple[Link, ...]
    missing: str


@dataclass(frozen=True, slots=True)
class CombinedPage:
    title: str
    challenge: str
    counts: str
    boards: tuple[Link, ...]
    rank_score_title: str
    is_long: bool
    rows: tuple[CombinedLine, ...]
    left_out: tuple[LeftOutLine, ...]
    rule: tuple[str, ...]
    command: str
    csv: Link
    json: Link


@dataclass(frozen=True, slots=True)
class CombinedSummary:
    """A combined leaderboard in a list of them. ``leader`` is empty while nobody is on it;
    ``others`` says who shares the first rank."""

    title: str
    address: str
    entries: str
    leader: str
    others: str
    rank_score_title: str
    rank_score: str


def units(scope: Scope) -> Iterator[Unit]:
    for board in scope.combined:
        here = addresses.combined(scope.slug, board.codename)
        yield Unit(here, partial(_drafts, board, scope))


def _drafts(board: CombinedBoard, scope: Scope) -> Iterator[Part]:
    """A page, a CSV file and a JSON file."""
    here = addresses.combined(scope.slug, board.codename)
    yield Draft(
        "combined.html",
        here,
        make_combined_page(board, scope),
        title=board.title,
        summary=scope.say(
            "Combined leaderboard of {challenge}, {board}.",
            challenge=scope.challenge.title,
            board=board.title,
        ),
        crumbs=(Link(board.title),),
    )
    yield File(addresses.beside(here, addresses.BOARD_CSV), combined.to_csv(board))
    file = addresses.beside(here, addresses.BOARD_JSON)
    yield export(file, "combined", scope.slug, combined.to_document(board))


def make_combined_page(board: CombinedBoard, scope: Scope) -> CombinedPage:
    sharing = Counter(row.rank for row in board.rows)
    file_name = f"{scope.slug}-{board.codename}"
    return CombinedPage(
        title=board.title,
        challenge=scope.challenge.title,
        counts=_counts(board, scope.say),
        boards=tuple(_board_link(component, scope) for component in board.components),
        rank_score_title=_rank_score_title(board.method, scope.say),
        is_long=is_long(board.rows),
        rows=tuple(_entry(row, scope, is_shared=sharing[row.rank] > 1) for row in board.rows),
        left_out=tuple(_left_out(row, scope) for row in board.left_out),
        rule=_rule(board, scope.say),
        command=f"podium rank {scope.folder_name} --results RESULTS --json",
        csv=Link(f"{file_name}.csv", addresses.BOARD_CSV),
        json=Link(f"{file_name}.json", addresses.BOARD_JSON),
    )


def summarise(board: CombinedBoard, scope: Scope) -> CombinedSummary:
    say = scope.say
    first = [row for row in board.rows if row.rank == 1]
    others = len(first) - 1
    return CombinedSummary(
        title=board.title,
        address=addresses.combined(scope.slug, board.codename),
        entries=parts.entries(len(board.rows), say),
        leader=display_name(first[0].participant, first[0].team) if first else "",
        others=say.count("and {n} other", "and {n} others", others) if others > 0 else "",
        rank_score_title=_rank_score_title(board.method, say),
        rank_score=first[0].rank_score_text if first else "",
    )


def _counts(board: CombinedBoard, say: Texts) -> str:
    ranked = parts.entries(len(board.rows), say)
    left_out = say.count("{n} left out", "{n} left out", len(board.left_out))
    return f"{ranked}, {left_out}" if board.left_out else ranked


def _rank_score_title(method: CombinationMethod, say: Texts) -> str:
    titles = {
        CombinationMethod.MEAN: say("Mean rank"),
        CombinationMethod.MEDIAN: say("Median rank"),
        CombinationMethod.SUM: say("Sum of ranks"),
    }
    return titles[method]


def _rule(board: CombinedBoard, say: Texts) -> tuple[str, ...]:
    """How it is ranked, sentence by sentence."""
    boards = parts.listed([component.phase_name for component in board.components], say)
    made = {
        CombinationMethod.MEAN: say(
            "Ranked by the mean of the ranks on {boards}; the smallest is best.", boards=boards
        ),
        CombinationMethod.MEDIAN: say(
            "Ranked by the median of the ranks on {boards}; the smallest is best.", boards=boards
        ),
        CombinationMethod.SUM: say(
            "Ranked by the sum of the ranks on {boards}; the smallest is best.", boards=boards
        ),
    }
    return (
        made[board.method],
        say(
            "Of several ranks that a team, or a participant without one, holds on one of these "
            "boards the best counts. Baselines are combined apart."
        ),
        say(
            "Equal values share a rank, and the next rank is left out (1, 2, 2, 4); whoever was "
            "on all boards earlier is listed first."
        ),
        say("Whoever is not ranked on each of these boards is left out."),
    )


def _board_link(component: Component, scope: Scope) -> Link:
    name = component.phase_name
    if component.split != IMPLIED_SPLIT:
        name = f"{name}: {component.split_name}"
    return Link(name, addresses.board(scope.slug, component.phase, component.split))


def _entry(row: CombinedRow, scope: Scope, *, is_shared: bool) -> CombinedLine:
    return CombinedLine(
        rank=row.rank,
        is_shared=is_shared,
        name=display_name(row.participant, row.team),
        chips=_chips(row, scope.say),
        rank_score=row.rank_score_text,
        places=_places(row.places, scope),
        submitted=Moment.of(row.submitted_at, scope.say),
    )


def _left_out(row: LeftOutRow, scope: Scope) -> LeftOutLine:
    return LeftOutLine(
        name=display_name(row.participant, row.team),
        chips=_chips(row, scope.say),
        places=_places(row.places, scope),
        missing=scope.say("not ranked in {boards}", boards=parts.listed(row.missing, scope.say)),
    )


def _chips(row: CombinedRow | LeftOutRow, say: Texts) -> tuple[Chip, ...]:
    return (Chip(say("Baseline"), "baseline"),) if row.is_baseline else ()


def _places(places: Sequence[BoardPlace | None], scope: Scope) -> tuple[Link, ...]:
    return tuple(Link("") if place is None else _place(place, scope) for place in places)


def _place(place: BoardPlace, scope: Scope) -> Link:
    return Link(parts.ordinal(place.rank, scope.say), scope.page_of(place.submission))
