"""One mistake in somebody's input: where it is, what it is, what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """A fact about an input. ``where`` is ``file`` or ``file:line``, ``path`` a key path in it."""

    level: Level
    message: str
    where: str = ""
    path: str = ""

    @classmethod
    def error(cls, message: str, *, where: str = "", path: str = "") -> Issue:
        return cls(Level.ERROR, message, where, path)

    @classmethod
    def warning(cls, message: str, *, where: str = "", path: str = "") -> Issue:
        return cls(Level.WARNING, message, where, path)

    @property
    def is_error(self) -> bool:
        return self.level is Level.ERROR

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.path, self.message) if part)


def has_errors(issues: Iterable[Issue]) -> bool:
    return any(issue.is_error for issue in issues)
