"""Rows with their figures to a table in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from benchmarks.figures import Row, shown

_COLUMNS = ("seconds", "floor", "ratio", "memory", "site")
_HEAD = ("what", "target", "time", "floor", "ratio", "memory", "site", "else", "met")


@dataclass(frozen=True, slots=True)
class Line:
    """A row and its figures; none where it was not measured."""

    row: Row
    figures: Mapping[str, float] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        if not self.figures:
            return "not measured"
        missed = self.row.missed(self.figures)
        return f"**no**: {', '.join(missed)}" if missed else "yes"


def cells(line: Line) -> tuple[str, ...]:
    figures = line.figures
    others = (shown(name, value) for name, value in figures.items() if name not in _COLUMNS)
    return (
        line.row.what,
        line.row.target,
        *(shown(name, figures[name]) if name in figures else "" for name in _COLUMNS),
        ", ".join(others),
        line.verdict,
    )


def table(lines: Iterable[Line]) -> str:
    """Padded, so that a terminal shows it as well as a browser does."""
    rows = [_HEAD, *map(cells, lines)]
    widths = [max(len(row[index]) for row in rows) for index in range(len(_HEAD))]
    texts = [
        _joined(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows
    ]
    return "\n".join([texts[0], _joined("-" * width for width in widths), *texts[1:]]) + "\n"


def _joined(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
