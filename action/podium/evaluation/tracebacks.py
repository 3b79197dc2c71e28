"""Python's tracebacks in a log, read by their structure: what was raised, and in which line of
which file.

Pure. Of what an exception says only its type and the frames are Python's own words; the message may
quote whatever a participant sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

_HEADER = "Traceback (most recent call last):"
_HEADERS = (_HEADER, f"Exception Group {_HEADER}")
_FRAME = re.compile(r'  File "(?P<file>.+)", line (?P<line>\d+)(?:, in (?P<function>.+))?')
_EXCEPTION = re.compile(r"(?P<type>[^\W\d][\w.]*(?:\.<locals>[\w.]*)*)(?:: (?P<message>.*)|:?)")
# What Python prints and survives: a finalizer's exception, one of another thread.
_CAUSE = "The above exception was the direct cause of the following exception:"
_DURING = "During handling of the above exception, another exception occurred:"
_ASIDE = ("Exception ignored ", "Exception in thread ")
# The last but one is where the process runner keeps what a requirements.txt asks for.
_LIBRARY = re.compile(
    r"/(?:site|dist)-packages/|/lib(?:64)?/python\d|/environments/[0-9a-f]{32}/|^<frozen "
)


@dataclass(frozen=True, slots=True)
class Frame:
    """``code`` is the source line as Python printed it, empty where it had none; ``function`` is
    empty for the place of a syntax error."""

    file: str
    line: int
    function: str
    code: str = ""

    @property
    def is_library(self) -> bool:
        """Whether it is of Python or an installed package, not of the evaluator itself."""
        return _LIBRARY.search(self.file) is not None

    @property
    def place(self) -> str:
        return f"{PurePosixPath(self.file).name}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception as it was printed: ``message`` is the first line of what it says, ``frames`` go
    from the outermost to the one that raised. In the lines of the log it starts at ``start``, and
    its own words are line ``end``. ``is_aside`` is one that did not end the program, ``has_cause``
    one that was raised from the exception before it, ``has_context`` while that was handled."""

    type: str
    message: str
    frames: tuple[Frame, ...]
    start: int
    end: int
    is_aside: bool = False
    has_cause: bool = False
    has_context: bool = False

    @property
    def name(self) -> str:
        """Its type without the module."""
        return self.type.rpartition(".")[2]

    @property
    def words(self) -> str:
        return f"{self.name}: {self.message}"

    @property
    def frame(self) -> Frame | None:
        """The innermost frame of the evaluator itself, or the innermost of all."""
        own = [frame for frame in self.frames if not frame.is_library]
        return (own or self.frames or (None,))[-1]


def find_raised(lines: Sequence[str]) -> tuple[Raised, ...]:
    """Every exception in the lines of a log, in their order: those of a chain, and those that
    another process raised, each by itself. One that is cut off is left out."""
    found: list[Raised] = []
    at = 0
    while at < len(lines):
        at = _read(lines, at, found) if _starts(lines[at]) else at + 1
    return tuple(found)


def ending(raised: Sequence[Raised]) -> Raised | None:
    """The one that ended the program, as far as a log can tell."""
    return next((one for one in reversed(raised) if not one.is_aside), None) or (
        raised[-1] if raised else None
    )


def _starts(line: str) -> bool:
    """A syntax error of the program itself has no header."""
    frame = _FRAME.fullmatch(line)
    return line in _HEADERS or (frame is not None and frame["function"] is None)


def _read(lines: Sequence[str], start: int, found: list[Raised]) -> int:
    """Add what starts here to ``found``, if it comes to an end; gives where to read on."""
    frames: list[Frame] = []
    at = start + (lines[start] in _HEADERS)
    while at < len(lines) and lines[at].startswith("  "):
        if frame := _FRAME.fullmatch(lines[at]):
            code = _code_below(lines, at)
            frames.append(Frame(frame["file"], int(frame["line"]), frame["function"] or "", code))
        at += 1
    said = _EXCEPTION.fullmatch(lines[at]) if at < len(lines) else None
    if said is None:
        return max(at, start + 1)
    is_aside = start > 0 and lines[start - 1].startswith(_ASIDE)
    message = (said["message"] or "").strip()
    link = lines[start - 2] if start > 1 else ""
    found.append(
        Raised(
            said["type"],
            message,
            tuple(frames),
            start,
            at,
            is_aside,
            has_cause=link == _CAUSE,
            has_context=link == _DURING,
        )
    )
    return at + 1


def split_header(line: str) -> list[str]:
    """A traceback that starts where something was printed without the end of its line, such as a
    progress bar, on a line of its own."""
    before, header, after = line.rpartition(_HEADER)
    is_inside = bool(header) and not after and before.strip() not in ("", "Exception Group")
    return [before, header] if is_inside else [line]


def _code_below(lines: Sequence[str], at: int) -> str:
    below = lines[at + 1] if at + 1 < len(lines) else ""
    return below.strip() if below.startswith("    ") else ""


def outside(lines: Sequence[str], raised: Sequence[Raised]) -> Iterator[str]:
    """The lines that somebody meant to be read: those of tracebacks are left out, but for what an
    exception says."""
    inside = {at for one in raised for at in range(one.start, one.end)}
    yield from (line for at, line in enumerate(lines) if at not in inside)
