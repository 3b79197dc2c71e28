"""The file that a participant hands in beside the predictions, such as a description of the
method: Grand Challenge's supplementary file. It is not given to the evaluator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from podium.challenge.model import Phase
from podium.codes import Code
from podium.errors import Issue, SubmissionError
from podium.jobs import MIB
from podium.submission.files import folders

KEY = "supplementary_file"
MOST_BYTES = 10 * MIB

_SUFFIXES = (".pdf", ".txt", ".md")


def find_issues(phase: Phase, name: str, source: Path, *, where: str) -> Iterator[Issue]:
    """Whether the phase gets the file that it asks for. ``name`` is what ``submission.yaml``
    says, empty for nothing; ``source`` is what was submitted."""
    settings = phase.settings
    if not name:
        if settings.supplementary_file_choice == "req":
            label = settings.supplementary_file_label
            message = f"this file is required ({label}). {settings.supplementary_file_help_text}"
            yield Issue.error(message.strip(), code=Code.ANSWER_MISSING, where=where, path=KEY)
        return
    if settings.supplementary_file_choice == "off":
        message = "this phase does not ask for one; it is not shown"
        yield Issue.warning(message, code=Code.NOT_ASKED_FOR, where=where, path=KEY)
    problem = _problem(name, source)
    if problem is not None:
        yield Issue.error(problem, code=Code.WRONG_SUPPLEMENT, where=where, path=KEY)


def _problem(name: str, source: Path) -> str | None:
    if not name.lower().endswith(_SUFFIXES):
        return f"expected a PDF or a text ({', '.join(_SUFFIXES)})"
    try:
        with folders.open_plain(source / name) as stream:
            content = stream.read(MOST_BYTES + 1)
    except (OSError, SubmissionError, ValueError):
        return f"there is no plain file {name!r} beside submission.yaml"
    if len(content) > MOST_BYTES:
        return f"{name} is larger than {MOST_BYTES // MIB} MiB, which is all that it may be"
    if name.lower().endswith(".pdf"):
        return None if content.startswith(b"%PDF-") else f"{name} is not a PDF"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return f"{name} is not UTF-8 text"
    return None
