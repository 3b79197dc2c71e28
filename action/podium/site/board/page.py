"""A board: the model of its table, and what a reader needs to recompute it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from podium.boards import exports as board_exports
from podium.boards import rule_text
from podium.boards.board import Board
from podium.records import versions
from podium.site.board import columns, rank_certainty
from podium.site.board import rows as board_rows
from podium.site.board import tiles as board_tiles
from podium.site.board.columns import AttributeColumn, Heading, Shown
from podium.site.board.rank_certainty import RankCertainty
from podium.site.board.rows import EntryRow, UnrankedEntry
from podium.site.board.tiles import Tile
from podium.site.frame import addresses, navigation
from podium.site.frame.board_names import (
    board_crumbs,
    board_name,
    entries_of,
    rank_command,
    ranking_column,
    shows_metric_ranks,
)
from podium.site.frame.drafts import Draft, File, Part, Unit, export
from podium.site.frame.navigation import SiblingGroup
from podium.site.frame.parts import Link, Tab, is_long
from podium.site.frame.scope import Scope

# More attributes than these are columns for those who ask for them.
_MOST_ATTRIBUTES = 2
# On longer boards columns have their widths from the start: a browser that finds them out itself
# lays all lines out again whenever more of them have arrived.
_MOST_FREE = 300
# A longer board's page has the first of its entries; the others stand on numbered pages beside it,
# from which a script brings them in.
MOST_ON_PAGE, PER_PAGE = 2_000, 500


@dataclass(frozen=True, slots=True)
class BoardPage:
    """``pages`` are those that a long board is spread over, and ``number`` is this one's, which has
    ``rows``: ``extent`` says which of all."""

    name: str
    challenge: str
    caption: str
    tiles: tuple[Tile, ...]
    siblings: tuple[SiblingGroup, ...]
    tabs: tuple[Tab, ...]
    headings: tuple[Heading, ...]
    rank_score_title: str
    rank_score_width: int
    rank_score_drawn: str
    shown: Shown
    supplementary_label: str
    attributes: tuple[AttributeColumn, ...]
    is_long: bool
    is_fixed: bool
    rows: tuple[EntryRow, ...]
    unranked: tuple[UnrankedEntry, ...]
    rule: tuple[str, ...]
    certainty: tuple[str, ...]
    analysis: str
    compare: str
    submit: str
    show_descriptions: bool
    show_drawings: bool
    outdated: str
    statistics: str
    command: str
    csv: Link
    json: Link
    badge: str
    number: int = 1
    pages: tuple[Tab, ...] = ()
    extent: str = ""


def units(scope: Scope) -> Iterator[Unit]:
    for board in scope.boards:
        yield Unit(addresses.board(scope.slug, *board.key), partial(_drafts, board, scope))


def _drafts(board: Board, scope: Scope) -> Iterator[Part]:
    """A page, a CSV file and a JSON file; of a long board several pages."""
    here = addresses.board(scope.slug, *board.key)
    name = board_name(board)
    certainty = rank_certainty.of_board(board, scope)
    whole = Draft(
        "board.html",
        here,
        make_board_page(board, scope, certainty),
        title=name,
        summary=scope.say(
            "Leaderboard of {challenge}, {board}.", challenge=scope.challenge.title, board=name
        ),
        crumbs=board_crumbs(board, scope),
    )
    yield from _numbered(whole, scope)
    spreads = certainty.spreads or None
    yield File(addresses.beside(here, addresses.BOARD_CSV), board_exports.to_csv(board, spreads))
    file = addresses.beside(here, addresses.BOARD_JSON)
    yield export(file, "board", scope.slug, board_exports.to_document(board, spreads))


def _numbered(whole: Draft, scope: Scope) -> Iterator[Draft]:
    """The page, or where it would be too long the first of several."""
    page = whole.page
    assert isinstance(page, BoardPage)
    if len(page.rows) <= MOST_ON_PAGE:
        yield whole
        return
    say, count = scope.say, len(page.rows)
    starts = range(0, count, PER_PAGE)
    here = [whole.address] + [
        addresses.beside(whole.address, addresses.BOARD_PART.format(number=number))
        for number in range(2, len(starts) + 1)
    ]
    for number, (address, start) in enumerate(zip(here, starts, strict=True), start=1):
        pages = tuple(
            Tab(say.number(other), there, is_this=there == address)
            for other, there in enumerate(here, start=1)
        )
        end = min(start + PER_PAGE, count)
        extent = say(
            "Entries {first} to {last} of {all}",
            first=say.number(start + 1),
            last=say.number(end),
            all=say.number(count),
        )
        rows = page.rows[start:end]
        part = replace(page, rows=rows, number=number, pages=pages, extent=extent)
        yield replace(whole, address=address, page=part, is_indexed=number == 1)


def make_board_page(
    board: Board, scope: Scope, certainty: RankCertainty | None = None
) -> BoardPage:
    """``certainty`` is worked out here where it is not given."""
    say = scope.say
    known = certainty or rank_certainty.of_board(board, scope)
    name = board_name(board)
    ranking = ranking_column(board)
    drawing = board_rows.draw(board, ranking.path if ranking else None)
    rows = board_rows.entries(board, scope, drawing, known)
    unranked = board_rows.unranked(board, scope)
    file_name = f"{scope.slug}-{board.phase}-{board.split}"
    rank_score_title = rule_text.rank_score_title(board.rule, say)
    tabs = navigation.board_tabs(board, scope, addresses.board(scope.slug, *board.key))
    there = {tab.address for tab in tabs}
    analysis = addresses.analysis(scope.slug, *board.key)
    compare = addresses.compare(scope.slug, *board.key)
    selection = (rule_text.explain_selection(say),) if board.selects_one else ()
    return BoardPage(
        name=name,
        challenge=scope.challenge.title,
        caption=f"{scope.challenge.title}, {name}: {entries_of(board, scope)}",
        tiles=tuple(board_tiles.tiles(board, scope, known, unranked)),
        siblings=navigation.sibling_boards(board, scope),
        tabs=tabs,
        headings=columns.headings(board, drawing, say),
        rank_score_title=rank_score_title,
        rank_score_width=columns.rank_score_width(rank_score_title, board),
        rank_score_drawn=columns.drawn_range(drawing.rank_score, say),
        shown=Shown(
            metric_ranks=shows_metric_ranks(board),
            execution_time=board.show_execution_time,
            papers=any(row.paper for row in rows),
            code=any(row.code for row in rows),
            comments=board.show_comments,
        ),
        supplementary_label=board.supplementary_label,
        attributes=tuple(
            AttributeColumn(attribute, len(board.attributes) > _MOST_ATTRIBUTES)
            for attribute in board.attributes
        ),
        is_long=is_long(rows),
        is_fixed=len(rows) > _MOST_FREE,
        rows=rows,
        unranked=unranked,
        rule=(*rule_text.explain_rule(board.rule, say), *selection),
        certainty=known.method,
        analysis=analysis if analysis in there else "",
        compare=compare if compare in there and len(rows) > 1 else "",
        submit=addresses.phase(scope.slug, board.phase),
        show_descriptions=any(column.description for column in board.columns),
        show_drawings=bool(drawing.by_path or drawing.rank_score),
        outdated=_outdated(board, scope),
        statistics=addresses.statistics(scope.slug),
        command=rank_command(board, scope, " --intervals" if known.is_known else ""),
        csv=Link(f"{file_name}.csv", addresses.BOARD_CSV),
        json=Link(f"{file_name}.json", addresses.BOARD_JSON),
        badge=addresses.BADGE_SVG,
    )


def _outdated(board: Board, scope: Scope) -> str:
    """How many rows were not scored as the last of them were; nothing where all were."""
    listed = {row.submission for row in board.rows}
    ranked = [result for result in scope.results_of(board.phase) if result.id in listed]
    outdated = versions.count_outdated(ranked)
    if not outdated:
        return ""
    return scope.say.count(
        "{n} of {all} entries was scored by another version of the evaluator or the ground truth "
        "than the one used last.",
        "{n} of {all} entries were scored by another version of the evaluator or the ground truth "
        "than the one used last.",
        outdated,
        all=scope.say.number(len(ranked)),
    )
