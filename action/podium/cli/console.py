"""What people read in a terminal or a log: on stderr, so that stdout stays for results."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable

from podium.errors import Issue, Level

# All but what ASCII prints, which is most of any text.
_DOUBTFUL = re.compile(r"[^\n\t -~]")

_redact: Callable[[str], str] = str


def hide(redact: Callable[[str], str]) -> None:
    """From now on nothing is printed for people that this does not let pass."""
    global _redact
    _redact = redact


def say(text: str) -> None:
    print(printable(_redact(text)), file=sys.stderr, flush=True)  # noqa: T201


def tell_issues(issues: Iterable[Issue]) -> None:
    for issue in issues:
        mark = "warning: " if issue.level is Level.WARNING else ""
        code = f" [{issue.code}]" if issue.code else ""
        say(f"{mark}{issue}{code}")


def print_text(text: str) -> None:
    print(printable(_redact(text)), flush=True)  # noqa: T201


def print_json(document: object) -> None:
    """Strict JSON: a value that is not finite would be a bug of ours."""
    print(json.dumps(document, indent=2, allow_nan=False), flush=True)  # noqa: T201


def issues_document(issues: Iterable[Issue]) -> dict[str, object]:
    listed = list(issues)
    return {
        "ok": not any(issue.is_error for issue in listed),
        "issues": [
            {
                "level": issue.level.value,
                "code": str(issue.code),
                "where": issue.where,
                "path": issue.path,
                "message": issue.message,
            }
            for issue in listed
        ],
    }


def printable(text: str) -> str:
    """Text from anybody, made harmless: no escape sequences, and nothing that a GitHub runner
    would take for a command. It trims a line before it looks for ``::``, and finds ``##[``
    anywhere (actions/runner, ``ActionCommand.cs``)."""
    lines = _DOUBTFUL.sub(_harmless, text).replace("##[", "## [").split("\n")
    return "\n".join(f"> {line}" if line.lstrip().startswith("::") else line for line in lines)


def _harmless(found: re.Match[str]) -> str:
    is_control = unicodedata.category(found[0]) in ("Cc", "Cs", "Zl", "Zp")
    return "\N{REPLACEMENT CHARACTER}" if is_control else found[0]
