"""A combined leaderboard: who stands where over several boards, and who is not on all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from podium import combined, formats
from podium.challenge.parser import IMPLIED_SPLIT
from podium.combined import CombinedBoard, CombinedRow, Component, LeftOutRow, Place
from podium.site import addresses
from podium.site.drafts import Draft, File, Part, json_file
from podium.site.parts import Chip, Link, Moment, counted, display_name, is_long, listed
from podium.site.scope import Scope


@dataclass(frozen=True, slots=True)
class CombinedEntry:
    """``places`` lead to the submissions that count, in the order of the boards."""

    rank: int
    is_shared: bool
    name: str
    chips: tuple[Chip, ...]
    rank_score: str
    places: tuple[Link, ...]
    submitted: Moment


@dataclass(frozen=True, slots=True)
class LeftOut:
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
    rows: tuple[CombinedEntry, ...]
    left_out: tuple[LeftOut, ...]
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


def drafts(scope: Scope) -> Iterator[Part]:
    for board in scope.combined:
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
        document = {"challenge": scope.slug, **combined.to_document(board)}
        yield json_file(addresses.beside(here, addresses.BOARD_JSON), document)


def make_combined_page(board: CombinedBoard, scope: Scope) -> CombinedPage:
    sharing = Counter(row.rank for row in board.rows)
    file_name = f"{scope.slug}-{board.codename}"
    return CombinedPage(
        title=board.title,
        challenge=scope.challenge.title,
        counts=_counts(board),
        boards=tuple(_board_link(component, scope) for component in board.components),
        rank_score_title=board.rank_score_title,
        is_long=is_long(board.rows),
        rows=tuple(_entry(row, scope, is_shared=sharing[row.rank] > 1) for row in board.rows),
        left_out=tuple(_left_out(row, scope) for row in board.left_out),
        rule=board.rule,
        command=f"podium rank {scope.folder_name} --results RESULTS --json",
        csv=Link(f"{file_name}.csv", addresses.BOARD_CSV),
        json=Link(f"{file_name}.json", addresses.BOARD_JSON),
    )


def summarise(board: CombinedBoard, scope: Scope) -> CombinedSummary:
    first = [row for row in board.rows if row.rank == 1]
    return CombinedSummary(
        title=board.title,
        address=addresses.combined(scope.slug, board.codename),
        entries=counted(len(board.rows), "entry", "entries"),
        leader=display_name(first[0].participant, first[0].team) if first else "",
        others=f"and {counted(len(first) - 1, 'other')}" if len(first) > 1 else "",
        rank_score_title=board.rank_score_title,
        rank_score=first[0].rank_score_text if first else "",
    )


def _counts(board: CombinedBoard) -> str:
    ranked = counted(len(board.rows), "entry", "entries")
    return f"{ranked}, {len(board.left_out)} left out" if board.left_out else ranked


def _board_link(component: Component, scope: Scope) -> Link:
    name = component.phase_name
    if component.split != IMPLIED_SPLIT:
        name = f"{name}: {component.split_name}"
    return Link(name, addresses.board(scope.slug, component.phase, component.split))


def _entry(row: CombinedRow, scope: Scope, *, is_shared: bool) -> CombinedEntry:
    return CombinedEntry(
        rank=row.rank,
        is_shared=is_shared,
        name=display_name(row.participant, row.team),
        chips=_chips(row),
        rank_score=row.rank_score_text,
        places=_places(row.places, scope),
        submitted=Moment.of(row.submitted_at),
    )


def _left_out(row: LeftOutRow, scope: Scope) -> LeftOut:
    return LeftOut(
        name=display_name(row.participant, row.team),
        chips=_chips(row),
        places=_places(row.places, scope),
        missing=f"not ranked in {listed(row.missing)}",
    )


def _chips(row: CombinedRow | LeftOutRow) -> tuple[Chip, ...]:
    return (Chip("Baseline", "baseline"),) if row.is_baseline else ()


def _places(places: Sequence[Place | None], scope: Scope) -> tuple[Link, ...]:
    return tuple(Link("") if place is None else _place(place, scope) for place in places)


def _place(place: Place, scope: Scope) -> Link:
    has_page = place.submission in scope.submissions
    address = addresses.submission(scope.slug, place.submission) if has_page else ""
    return Link(formats.format_ordinal(place.rank), address)
