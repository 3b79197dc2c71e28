"""A board: the model of its table, and what a reader needs to recompute it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from podium import board as boards
from podium import versions
from podium.board import Board, Cell, Row, UnrankedRow
from podium.ranking.rules import Column, Order
from podium.site import addresses, navigation
from podium.site.boards import board_crumbs, board_name, ranking_column
from podium.site.drafts import Draft, File, Part, json_file
from podium.site.navigation import SiblingGroup
from podium.site.parts import Chip, Link, Moment, Tab, counted, display_name, is_long, outside
from podium.site.scope import Scope

_LAST_MEDAL = 3
_LONGEST_COMMENT = 200


@dataclass(frozen=True, slots=True)
class Heading:
    """A metric's column. ``sort`` is its ``aria-sort``; only the one that ranks has any."""

    title: str
    path: str
    better: str
    arrow: str
    sort: str
    decimals: int
    role: str
    description: str
    is_ranked: bool


@dataclass(frozen=True, slots=True)
class EntryRow:
    """``medal`` is 1, 2 or 3; 0 for none. ``address`` is empty where the submission has no page."""

    rank: int
    medal: int
    is_shared: bool
    name: str
    method_name: str
    address: str
    chips: tuple[Chip, ...]
    rank_score: str
    cells: tuple[Cell, ...]
    execution: str
    comment: str
    supplement: Link | None
    submitted: Moment


@dataclass(frozen=True, slots=True)
class UnrankedEntry:
    name: str
    method_name: str
    address: str
    reason: str
    submitted: Moment


@dataclass(frozen=True, slots=True)
class BoardPage:
    name: str
    challenge: str
    caption: str
    counts: str
    newest: Moment | None
    siblings: tuple[SiblingGroup, ...]
    tabs: tuple[Tab, ...]
    headings: tuple[Heading, ...]
    rank_score_title: str
    show_metric_ranks: bool
    show_execution_time: bool
    show_comments: bool
    supplementary_label: str
    is_long: bool
    rows: tuple[EntryRow, ...]
    unranked: tuple[UnrankedEntry, ...]
    rule: tuple[str, ...]
    show_descriptions: bool
    outdated: str
    statistics: str
    command: str
    csv: Link
    json: Link


def drafts(scope: Scope) -> Iterator[Part]:
    for board in scope.boards:
        here = addresses.board(scope.slug, board.phase, board.split)
        name = board_name(board)
        yield Draft(
            "board.html",
            here,
            make_board_page(board, scope),
            title=name,
            summary=scope.say(
                "Leaderboard of {challenge}, {board}.", challenge=scope.challenge.title, board=name
            ),
            crumbs=board_crumbs(board, scope),
        )
        yield File(addresses.beside(here, addresses.BOARD_CSV), boards.to_csv(board))
        document = {"challenge": scope.slug, **boards.to_document(board)}
        yield json_file(addresses.beside(here, addresses.BOARD_JSON), document)


def make_board_page(board: Board, scope: Scope) -> BoardPage:
    name = board_name(board)
    sharing = Counter(row.rank for row in board.rows)
    several_rank = sum(column.ranked for column in board.columns) > 1
    file_name = f"{scope.slug}-{board.phase}-{board.split}"
    return BoardPage(
        name=name,
        challenge=scope.challenge.title,
        caption=f"{scope.challenge.title}, {name}: {_counts(board)}",
        counts=_counts(board),
        newest=Moment.of_any(max((row.submitted_at for row in board.rows), default=None)),
        siblings=navigation.sibling_boards(board, scope),
        tabs=navigation.board_tabs(
            board, scope, addresses.board(scope.slug, board.phase, board.split)
        ),
        headings=_headings(board),
        rank_score_title=board.rank_score_title,
        show_metric_ranks=several_rank,
        show_execution_time=board.show_execution_time,
        show_comments=board.show_comments,
        supplementary_label=board.supplementary_label,
        is_long=is_long(board.rows),
        rows=tuple(_entry(row, scope, is_shared=sharing[row.rank] > 1) for row in board.rows),
        unranked=tuple(_unranked(row, scope) for row in board.unranked),
        rule=board.rule,
        show_descriptions=any(column.description for column in board.columns),
        outdated=_outdated(board, scope),
        statistics=addresses.statistics(scope.slug),
        command=f"podium rank {scope.folder_name} --results RESULTS"
        f" --phase {board.phase} --split {board.split}",
        csv=Link(f"{file_name}.csv", addresses.BOARD_CSV),
        json=Link(f"{file_name}.json", addresses.BOARD_JSON),
    )


def chips(row: Row) -> tuple[Chip, ...]:
    found = []
    if row.is_baseline:
        found.append(Chip("Baseline", "baseline"))
    if row.is_verified:
        found.append(Chip("Verified", "verified"))
    if row.is_partial:
        found.append(Chip("Partial", "partial"))
    return tuple(found)


def _counts(board: Board) -> str:
    ranked = counted(len(board.rows), "entry", "entries")
    return f"{ranked}, {len(board.unranked)} unranked" if board.unranked else ranked


def _outdated(board: Board, scope: Scope) -> str:
    """How many rows were not scored as the last of them were; nothing where all were."""
    listed = {row.submission for row in board.rows}
    found = [result for result in scope.results_of(board.phase) if result.id in listed]
    outdated = versions.count_outdated(found)
    if not outdated:
        return ""
    verb = "was" if outdated == 1 else "were"
    return f"{outdated} of {counted(len(found), 'entry', 'entries')} {verb} scored"


def _headings(board: Board) -> tuple[Heading, ...]:
    ranking = ranking_column(board)
    return tuple(_heading(column, ranking) for column in board.columns)


def _heading(column: Column, ranking: Column | None) -> Heading:
    is_descending = column.order is Order.DESCENDING
    direction = "descending" if is_descending else "ascending"
    if column is ranking:
        role = "ranks"
    elif column.ranked:
        role = "counts towards the rank" if ranking is None else "ranked by itself"
    else:
        role = "shown only"
    return Heading(
        title=column.title,
        path=column.path,
        better="higher is better" if is_descending else "lower is better",
        arrow="↑" if is_descending else "↓",
        sort=direction if column is ranking else "",
        decimals=column.decimals,
        role=role,
        description=column.description,
        is_ranked=column.ranked,
    )


def _entry(row: Row, scope: Scope, *, is_shared: bool) -> EntryRow:
    # A baseline is there to be beaten; it wins nothing.
    has_medal = row.rank <= _LAST_MEDAL and not row.is_baseline
    return EntryRow(
        rank=row.rank,
        medal=row.rank if has_medal else 0,
        is_shared=is_shared,
        name=display_name(row.participant, row.team),
        method_name=row.method_name,
        address=_page_of(row.submission, scope),
        chips=chips(row),
        rank_score=row.rank_score_text,
        cells=row.cells,
        execution=row.execution_text,
        comment=_beginning(row.comment),
        supplement=_outside(row.supplementary_url) if row.supplementary_url else None,
        submitted=Moment.of(row.submitted_at),
    )


def _beginning(comment: str) -> str:
    """As much as a cell holds; the submission's page has it all."""
    text = " ".join(comment.split())
    return text if len(text) <= _LONGEST_COMMENT else f"{text[:_LONGEST_COMMENT]}…"


def _outside(url: str) -> Link:
    """A link that says where it leads, in few words; an address that is not followed, in full."""
    link = outside(url)
    return Link(urlsplit(url).hostname or url, link.href) if link.href else link


def _unranked(row: UnrankedRow, scope: Scope) -> UnrankedEntry:
    return UnrankedEntry(
        name=display_name(row.participant, row.team),
        method_name=row.method_name,
        address=_page_of(row.submission, scope),
        reason=row.reason,
        submitted=Moment.of(row.submitted_at),
    )


def _page_of(submission: str, scope: Scope) -> str:
    if submission not in scope.submissions:
        return ""
    return addresses.submission(scope.slug, submission)
