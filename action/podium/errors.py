"""Every exception Podium raises on purpose, and whose fault each one is.

A failure has one of three readers: the participant, the organizer, or whoever runs the machines.
The class says which; the message says where, what and what to do about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from podium.issues import Issue


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

    def __init__(self, message: str = "", *, issues: Sequence[Issue] = ()) -> None:
        self.issues = tuple(issues) or (Issue.error(message),)
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
