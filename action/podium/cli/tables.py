"""A board as text, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from podium.boards.board import Board, Spreads
from podium.boards.combined import CombinedBoard, CombinedRow, LeftOutRow


def board_table(board: Board, spreads: Spreads | None = None) -> str:
    """Aligned columns under a headline, then who is not ranked and why. With ``spreads``, a column
    of rank intervals."""
    head = ["#", "participant", "method", *(column.title for column in board.columns)]
    if spreads is not None:
        head.append("95 % ranks")
    lines = [head]
    for row in board.rows:
        cells = [
            f"{cell.text} ± {cell.error_text}" if cell.error_text else cell.text
            for cell in row.cells
        ]
        name = f"{row.team or row.participant}{' (baseline)' if row.is_baseline else ''}"
        if spreads is not None:
            spread = spreads.get(row.submission)
            cells.append("" if spread is None else _span(spread.low, spread.high))
        lines.append([str(row.rank), name, row.method_name, *cells])
    text = [f"{board.phase_name} · {board.split_name}", *aligned(lines, left=(1, 2))]
    text += [
        f"not ranked: {row.participant} ({row.submission}): {row.reason}" for row in board.unranked
    ]
    return "\n".join(text)


def combined_table(board: CombinedBoard) -> str:
    """Each one's rank on every board, then who is left out and why."""
    phases = [component.phase_name for component in board.components]
    lines = [["#", "participant", board.rank_score_title, *phases]]
    for row in board.rows:
        ranks = [str(place.rank) for place in row.places]
        lines.append([str(row.rank), _name(row), row.rank_score_text, *ranks])
    text = [board.title, *aligned(lines, left=(1,))]
    text += [
        f"left out: {_name(row)}: not ranked in {', '.join(row.missing)}" for row in board.left_out
    ]
    return "\n".join(text)


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


def _name(row: CombinedRow | LeftOutRow) -> str:
    return f"{row.team or row.participant}{' (baseline)' if row.is_baseline else ''}"


def aligned(lines: Sequence[Sequence[str]], *, left: Sequence[int]) -> list[str]:
    """Numbers to the right, the columns of ``left`` to the left."""
    widths = [max(len(line[index]) for line in lines) for index in range(len(lines[0]))]
    return [
        "  ".join(
            cell.ljust(width) if index in left else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
