"""One mistake in somebody's input, and every exception Podium raises on purpose.

A failure has one of three readers: the participant, the organizer, or whoever runs the machines.
The class says which; the message says where, what and what to do about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Literal

from podium.codes import Code

MOST = 100
_LONGEST = 1_000


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """A fact about an input. ``where`` is ``file`` or ``file:line``, ``path`` a key path in it.
    Whatever ``podium check`` finds has a ``code``."""

    level: Level
    message: str
    where: str = ""
    path: str = ""
    code: Code | Literal[""] = ""

    @classmethod
    def error(
        cls, message: str, *, code: Code | Literal[""] = "", where: str = "", path: str = ""
    ) -> Issue:
        return cls(Level.ERROR, _shortened(message), where, _shortened(path), code)

    @classmethod
    def warning(
        cls, message: str, *, code: Code | Literal[""] = "", where: str = "", path: str = ""
    ) -> Issue:
        return cls(Level.WARNING, _shortened(message), where, _shortened(path), code)

    @property
    def is_error(self) -> bool:
        return self.level is Level.ERROR

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.path, self.message) if part)


def has_errors(issues: Iterable[Issue]) -> bool:
    return any(issue.is_error for issue in issues)


def told(issues: Sequence[Issue]) -> tuple[Issue, ...]:
    """At most ``MOST`` of them, in their order, errors before warnings where not all find room.
    The last one counts the rest, at the place and with the code of the first of them."""
    if len(issues) <= MOST:
        return tuple(issues)
    by_weight = sorted(range(len(issues)), key=lambda index: not issues[index].is_error)
    rest = [issues[index] for index in sorted(by_weight[MOST - 1 :])]
    errors = sum(issue.is_error for issue in rest)
    counts = [
        f"{count} more {noun}{'' if count == 1 else 's'}"
        for count, noun in ((errors, "error"), (len(rest) - errors, "warning"))
        if count
    ]
    level = Level.ERROR if errors else Level.WARNING
    code = next(issue.code for issue in rest if issue.level is level)
    message = f"and {' and '.join(counts)}; mend these first"
    last = Issue(level, message, rest[0].where, code=code)
    return (*(issues[index] for index in sorted(by_weight[: MOST - 1])), last)


def _shortened(text: str) -> str:
    """Whoever wrote a file decides how long its names are; what is said of them stays readable."""
    if len(text) <= _LONGEST:
        return text
    return f"{text[: _LONGEST * 3 // 4]} … {text[-_LONGEST // 4 :]}"


class ExitCode(IntEnum):
    """What a ``podium`` command tells the shell."""

    DONE = 0
    SUBMISSION = 1
    CHALLENGE = 2
    INFRASTRUCTURE = 3
    BUG = 4


class PodiumError(Exception):
    """An expected failure: it is shown without a traceback."""

    exit_code: ExitCode

    def __init__(
        self,
        message: str = "",
        *,
        code: Code | Literal[""] = "",
        issues: Sequence[Issue] = (),
    ) -> None:
        self.issues = tuple(issues) or (Issue.error(message, code=code),)
        super().__init__("\n".join(str(issue) for issue in self.issues))


class SubmissionError(PodiumError):
    """The submission cannot be used; its participant can mend it."""

    exit_code = ExitCode.SUBMISSION


class ChallengeError(PodiumError):
    """The challenge folder or the command line is wrong; its organizer can mend it."""

    exit_code = ExitCode.CHALLENGE


class InfrastructureError(PodiumError):
    """A machine, a network or an engine let us down; the same call can succeed later."""

    exit_code = ExitCode.INFRASTRUCTURE
