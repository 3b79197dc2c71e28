"""Lines of cells as CSV that a spreadsheet can open without harm."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable


def to_csv(lines: Iterable[Iterable[object]]) -> str:
    """``None`` is an empty cell. A text that a spreadsheet could take for a formula is led by an
    apostrophe: names are participants' text."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerows([_inert(cell) for cell in line] for line in lines)
    return output.getvalue()


def _inert(cell: object) -> object:
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{cell}"
    return cell
