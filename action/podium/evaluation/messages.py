"""The sentences a participant is shown for a failed evaluation: Grand Challenge's own, word for
word, so that people who know one platform can read the other.

Pure. Whose fault a failure is, is decided in ``verdict``.
"""

from __future__ import annotations

import re

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


def last_line(stderr: str) -> str:
    """The last line that says something, without its timestamp, cut to what is stored."""
    for line in reversed(stderr.replace("\0", "").split("\n")):
        text = _TIMESTAMP.sub("", line).strip()
        if text:
            return text[:MAX_LENGTH]
    return NO_ERRORS
