"""The sentences a participant is shown for a failed evaluation: Grand Challenge's own, word for
word, so that people who know one platform can read the other, and what of an evaluator's stderr is
a sentence at all.

Pure. Whose fault a failure is, is decided in ``verdict``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from podium.evaluation import tracebacks
from podium.evaluation.evalai import script
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

# Colours, and the like, for a terminal.
_ESCAPES = re.compile(r"\x1b(?:\[[0-9;:?]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z^_])")
# What tqdm and its kind draw again and again, without the end of a line.
_PROGRESS = re.compile(r"(?:\d%\|[^|]{0,300}\|[^\[\]]{0,80}|\dit )\[[^\]]{0,200}\](?:, )?")
# How Python draws a group of exceptions, its members beside a bar.
_BESIDE_A_BAR = re.compile(r"^ +(?:\| ?|\+ (?=Exception Group )|\+(?=-))")
# What Python or our own wrapper adds to what a program says; code may stand below it.
_ASIDE = re.compile(rf"\S+:\d+: \w*Warning: .*|{re.escape(script.EXITED)}")

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
    return [line.strip() for line in _printed(stderr)]


def log_lines(stderr: str) -> list[str]:
    """The same, indented as they were: what a traceback's structure is read from. Warnings and the
    like are left out where anything else says something."""
    lines = [
        part.rstrip()
        for line in _printed(stderr)
        for part in tracebacks.split_header(_BESIDE_A_BAR.sub("", line))
    ]
    kept = list(_without_asides(lines))
    return kept if any(map(says_something, kept)) else lines


def says_something(line: str) -> bool:
    return _SAYS_NOTHING.fullmatch(line[:MAX_LENGTH].strip()) is None


def sentence(lines: Sequence[str], raised: Sequence[Raised]) -> str:
    """What a participant is told: the last line that says something. Lines of a traceback that
    only say where it went are none; an exception that says nothing is named with its place, and
    one that says it below its own line, as numpy's do, with what stands there first."""
    readable = [line.strip() for line in tracebacks.outside(lines, raised)]
    said = next(filter(says_something, reversed(readable)), "")
    ended = tracebacks.ending(raised)
    if ended and not ended.message and (is_mute(lines, raised) or lines[ended.end].endswith(":")):
        said = _named(ended, lines)
    return said[:MAX_LENGTH] or NO_ERRORS


def is_mute(lines: Sequence[str], raised: Sequence[Raised]) -> bool:
    """Whether the evaluator's last line tells a participant nothing that they could mend."""
    last = _last(lines)
    ended = tracebacks.ending(raised)
    is_bare = ended is not None and not ended.message and last == lines[ended.end].strip()
    return is_bare or last == script.EXITED or not says_something(last)


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


def _without_asides(lines: Sequence[str]) -> Iterator[str]:
    is_below = False
    for line in lines:
        is_code = is_below and line.startswith("  ") and not line.startswith("  File ")
        is_below = _ASIDE.fullmatch(line) is not None
        if not is_code and not is_below:
            yield line


def _printed(stderr: str) -> Iterator[str]:
    """The lines as a terminal shows them: without colours and the engine's timestamps, what was
    drawn over gone."""
    for line in _ESCAPES.sub("", stderr.replace("\0", "")).split("\n"):
        drawn = [_without_progress(part) for part in line.split("\r")]
        shown = next((part for part in reversed(drawn) if part.strip()), "")
        yield _TIMESTAMP.sub("", shown)


def _without_progress(line: str) -> str:
    """What was printed after a progress bar; all of it where there is none."""
    bars = list(_PROGRESS.finditer(line))
    return line[bars[-1].end() :] if bars else line
