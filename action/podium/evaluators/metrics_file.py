"""Reading ``metrics.json`` from a folder an evaluator could write to: it may be a link, a fifo or
far too large, and none of these is followed, waited for or read."""

from __future__ import annotations

from pathlib import Path

from podium.errors import SubmissionError
from podium.evaluators.messages import METRICS_FILE
from podium.evaluators.verdict import MAX_METRICS, Unreadable
from podium.submission.files.folders import open_plain


def read_from_folder(folder: Path) -> bytes | Unreadable:
    try:
        with open_plain(folder / METRICS_FILE) as stream:
            content = stream.read(MAX_METRICS + 1)
    except FileNotFoundError:
        return Unreadable.MISSING
    except (SubmissionError, OSError):  # not a regular file; a link; not to be opened by its owner
        return Unreadable.NOT_PLAIN
    return content if len(content) <= MAX_METRICS else Unreadable.TOO_LARGE
