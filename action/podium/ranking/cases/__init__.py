"""The one reader of values case by case, in whatever shape an evaluator wrote them.

``reader_for`` looks at some documents together and decides how they are written; ``read`` then
turns each of them into a table: metric → case → value. Pure, and without numpy: a page needs no
more.
"""

from __future__ import annotations

from podium.ranking.cases.reading import CaseReader, Cases, reader_for

__all__ = ["CaseReader", "Cases", "reader_for"]
