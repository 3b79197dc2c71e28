"""The sentences a participant is shown for a failed evaluation: Grand Challenge's own, word for
word, so that people who know one platform can read the other, and what of an evaluator's stderr is
a sentence at all.

Pure. Whose fault a failure is, is decided in ``verdict``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from podium.evaluation import tracebacks
from podium.evaluation.tracebacks import Raised
from podium.records.model import METRICS_FILE

NOT_PRODUCED = f"Output file '{METRICS_FILE}' was not produced"
NOT_JSON = f"The output file '{METRICS_FILE}' is not valid json"
TOO_LARGE = f"The output file '{METRICS_FILE}' is too large"
OUT_OF_MEMORY = "The container was killed as it exceeded its memory limit"
OUT_OF_TIME = "Time limit exceeded"
NO_ERRORS = "No errors were reported in the logs."
HINT = ". A hint: "

MAX_LENGTH = 1024
# Their log lines may begin with the engine's timestamp, with or without anything after it.
_TIMESTAMP = re.compile(r"^\s*\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

# What programs end with after they have said what is wrong, or in place of it.
_SAYS_NOTHING = re.compile(
    r"""[\W_]*                                          # stars, dashes, nothing
    |(one\ or\ more|some|an?|unexpected|unknown)\ (\w+\ )?errors?(\ (has|have))?\ occurred\W*
    |((the\ )?(evaluation|scoring|program|script)\ )?(has\ )?(failed|aborted|exited|terminated)\W*
    |(fatal\ |internal\ |unknown\ )?(error|exception|failure|abort|aborting|exiting|exit|killed)\W*
    |execution\ halted|calls:\ .*                       # R
    |in\ expression\ starting\ at\ .*|stacktrace:|\[\d+\]\ [\w.!\#]+\(.*\).*|@\ .*:\d+    # Julia
    |at\ [\w.$<>/]+\(.*\)|\.\.\.\ \d+\ more             # Java
    |at\ .*:\d+:\d+\)?|node\.js\ v[\d.]+                # Node.js
    """,
    re.VERBOSE | re.IGNORECASE,
)


def last_line(stderr: str) -> str:
    """The last line that is not empty, without its timestamp, cut to what is stored."""
    return next((line[:MAX_LENGTH] for line in reversed(clean_lines(stderr)) if line), NO_ERRORS)


def clean_lines(stderr: str) -> list[str]:
    """Without what the engine may have put before them, and without blanks at either end."""
    return [line.strip() for line in _without_timestamps(stderr)]


def log_lines(stderr: str) -> list[str]:
    """The same, indented as they were: what a traceback's structure is read from."""
    return [line.rstrip() for line in _without_timestamps(stderr)]


def says_something(line: str) -> bool:
    return _SAYS_NOTHING.fullmatch(line[:MAX_LENGTH].strip()) is None


def sentence(lines: Sequence[str], raised: Sequence[Raised]) -> str:
    """What a participant is told: the last line that says something. Lines of a traceback that
    only say where it went are none; an exception that says nothing is named with its place."""
    readable = [line.strip() for line in tracebacks.outside(lines, raised)]
    said = next(filter(says_something, reversed(readable)), "")
    if is_mute(lines, raised) and (ended := tracebacks.ending(raised)) and not ended.message:
        said = _named(ended, lines)
    return said[:MAX_LENGTH] or NO_ERRORS


def is_mute(lines: Sequence[str], raised: Sequence[Raised]) -> bool:
    """Whether the evaluator's last line tells a participant nothing that they could mend."""
    last = _last(lines)
    ended = tracebacks.ending(raised)
    is_bare = ended is not None and not ended.message and last == lines[ended.end].strip()
    return is_bare or not says_something(last)


def outline(stderr: str) -> list[str]:
    """Where it failed, in Python's words alone: the places of the last traceback, without anything
    that was printed or quoted beside the sentence that people are told anyway."""
    lines = log_lines(stderr)
    raised = tracebacks.find_raised(lines)
    ended = tracebacks.ending(raised)
    if ended is None:
        return []
    places = [f"{frame.file}, line {frame.line}, in {frame.function}" for frame in ended.frames]
    return [*places, sentence(lines, raised)]


def _last(lines: Sequence[str]) -> str:
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _named(raised: Raised, lines: Sequence[str]) -> str:
    """With the first line that it says below its own, or else with its place."""
    first = next(filter(says_something, (line.strip() for line in lines[raised.end + 1 :])), "")
    if first:
        return f"{raised.type}: {first}"
    return raised.type if raised.frame is None else f"{raised.type} ({raised.frame.place})"


def _without_timestamps(stderr: str) -> Iterable[str]:
    for line in stderr.replace("\0", "").split("\n"):
        yield _TIMESTAMP.sub("", line)
