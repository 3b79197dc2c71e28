"""A board as JSON and as CSV, with every value unrounded: whoever reads it can recompute it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from podium import formats
from podium.boards import spreadsheet
from podium.boards.board import Answer, Board, RankSpread, Row, Spreads

if TYPE_CHECKING:
    from podium.boards.documents import BoardDocument, EntryDocument


def to_document(board: Board, spreads: Spreads | None = None) -> BoardDocument:
    """One board of ``podium rank --json``. Strict JSON: a value that is no number is ``null``."""
    known = spreads or {}
    return {
        "phase": board.phase,
        "split": board.split,
        "columns": [
            {
                "title": column.title,
                "path": column.path,
                "order": column.order,
                "decimals": column.decimals,
                "ranked": column.ranked,
            }
            for column in board.columns
        ],
        "entries": [_entry_document(board, row, known.get(row.submission)) for row in board.rows],
        "unranked": [
            {
                "submission": row.submission,
                "participant": row.participant,
                "reason": row.reason,
            }
            for row in board.unranked
        ],
    }


def _entry_document(board: Board, row: Row, spread: RankSpread | None) -> EntryDocument:
    entry: EntryDocument = {
        "submission": row.submission,
        "participant": row.participant,
        "team": row.team,
        "rank": row.rank,
        "rank_interval": None if spread is None else [spread.low, spread.high],
        "tie_group": None if spread is None else spread.group,
        "rank_score": row.rank_score,
        "rank_per_metric": dict(row.rank_per_metric),
        "values": {cell.path: cell.value for cell in row.cells},
        "errors": {cell.path: cell.error for cell in row.cells if cell.error is not None},
        "method_name": row.method_name,
        "project_url": row.project_url,
        "publication_url": row.publication_url,
        "attributes": dict(row.attributes),
        "submitted_at": formats.format_time(row.submitted_at),
        "baseline": row.is_baseline,
        "verified": row.is_verified,
        "partial": row.is_partial,
    }
    if board.show_execution_time:
        entry["execution_seconds"] = row.execution_seconds
    if board.show_comments:
        entry["comment"] = row.comment
    if board.supplementary_label:
        entry["supplementary_url"] = row.supplementary_url
    return entry


def _extra_names(board: Board) -> tuple[str, ...]:
    """The CSV's columns that only some boards have."""
    shown = {
        "execution_seconds": board.show_execution_time,
        "comment": board.show_comments,
        "supplementary_url": bool(board.supplementary_label),
    }
    return tuple(name for name in shown if shown[name])


def to_csv(board: Board, spreads: Spreads | None = None) -> str:
    """One line an entry, values unrounded; see ``spreadsheet`` for what is done to texts."""
    head = ["rank", "participant", "team", "method_name", "submission", "submitted_at"]
    if board.rank_score_title:
        head.append("rank_score")
    for column in board.columns:
        head.append(column.path)
        if column.error_path:
            head.append(f"{column.path} error")
    head += _extra_names(board)
    if spreads is not None:
        head += ["rank_low", "rank_high", "tie_group"]
    head += ["baseline", "verified", "partial", "project_url", "publication_url"]
    head += [f"attributes.{name}" for name in board.attributes]
    return spreadsheet.to_csv([head, *(_cells(board, row, spreads) for row in board.rows)])


def _cells(board: Board, row: Row, spreads: Spreads | None) -> Iterator[object]:
    yield from (row.rank, row.participant, row.team, row.method_name, row.submission)
    yield formats.format_time(row.submitted_at)
    if board.rank_score_title:
        yield row.rank_score
    for column, cell in zip(board.columns, row.cells, strict=True):
        yield cell.value
        if column.error_path:
            yield cell.error
    yield from (getattr(row, name) for name in _extra_names(board))
    if spreads is not None:
        spread = spreads.get(row.submission)
        yield from (None,) * 3 if spread is None else (spread.low, spread.high, spread.group)
    yield from map(_truth, (row.is_baseline, row.is_verified, row.is_partial))
    yield from (row.project_url, row.publication_url)
    for name in board.attributes:
        yield _answer(row.attributes.get(name, ""))


def _answer(answer: Answer) -> str:
    match answer:
        case bool():
            return _truth(answer)
        case str():
            return answer
        case _:
            return ", ".join(answer)


def _truth(holds: bool) -> str:
    return "true" if holds else "false"
