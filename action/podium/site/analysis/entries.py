"""Names and pages of a board's entries, as figures and tables give them."""

from __future__ import annotations

from collections import Counter

from podium.boards.board import Board
from podium.site.frame.parts import Link, display_name
from podium.site.frame.scope import Scope


class Entries:
    """Names and pages of a board's entries, by submission."""

    def __init__(self, board: Board, scope: Scope) -> None:
        self.rows = {row.submission: row for row in board.rows}
        names = Counter(display_name(row.participant, row.team) for row in board.rows)
        self._several = {name for name, count in names.items() if count > 1}
        self._scope = scope
        self._others = {result.id: result for result in scope.results}

    def name(self, submission: str) -> str:
        row = self.rows.get(submission)
        if row is not None:
            name = display_name(row.participant, row.team)
            return f"{name}: {row.method_name}" if name in self._several else name
        result = self._others[submission].participant
        return display_name(result.login, result.team)

    def link(self, submission: str) -> Link:
        return Link(self.name(submission), self._scope.page_of(submission))
