"""A board as text, for a terminal."""

from __future__ import annotations

from podium.board import Board


def board_table(board: Board) -> str:
    """Aligned columns under a headline, then who is not ranked and why."""
    head = ["#", "participant", "method", *(column.title for column in board.columns)]
    lines = [head]
    for row in board.rows:
        cells = [
            f"{cell.text} ± {cell.error_text}" if cell.error_text else cell.text
            for cell in row.cells
        ]
        name = f"{row.team or row.participant}{' (baseline)' if row.is_baseline else ''}"
        lines.append([str(row.rank), name, row.method_name, *cells])
    widths = [max(len(line[index]) for line in lines) for index in range(len(head))]
    text = [f"{board.phase_name} · {board.split_name}"]
    for line in lines:
        padded = (
            cell.ljust(width) if index in (1, 2) else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        text.append("  ".join(padded).rstrip())
    text += [
        f"not ranked: {row.participant} ({row.submission}): {row.reason}" for row in board.unranked
    ]
    return "\n".join(text)
