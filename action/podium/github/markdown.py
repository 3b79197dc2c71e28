"""Text that anybody wrote, made inert for GitHub's Markdown: comments and job summaries.

Backslashes alone are not enough. GitHub looks for mentions, references and addresses in the text
that Markdown leaves, so those are broken with a character that nobody sees.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_JOINER = "\N{WORD JOINER}"
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]#!|~>$])")
_AT_THE_START = re.compile(r"^(\d{0,9})([-+=.):])")  # where a list or a rule would begin
# @mention, #12 and org/repo#12, GH-12, scheme://, www., name@host, a commit's 40 digits.
_LIVE = re.compile(r"(@|#|://|\bwww(?=\.)|\bGH(?=-)|\bmailto(?=:)|\bxmpp(?=:))", re.IGNORECASE)


def text(value: str, *, most: int = 500, starts_line: bool = False) -> str:
    """One line of plain text: no markup, no HTML, nobody notified, nothing linked. Where it
    ``starts_line``, it does not begin a list either."""
    line = _one_line(value, most)
    line = _LIVE.sub(lambda found: f"{found[1][0]}{_JOINER}{found[1][1:]}{_JOINER}", line)
    line = line.replace("&", "&amp;").replace("<", "&lt;")
    line = _PUNCTUATION.sub(r"\\\1", line)
    return _AT_THE_START.sub(r"\1\\\2", line) if starts_line else line


def code(value: str, *, most: int = 200) -> str:
    """A code span, in which GitHub looks for nothing. Not for use in a table."""
    line = _one_line(value, most)
    if not line:
        return ""
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    padding = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{padding}{line}{padding}{fence}"


def block(lines: Iterable[str], *, most: int = 300) -> str:
    """A block of lines as they are, each at most so long; GitHub looks for nothing in one."""
    shown = ["".join(map(_visible_or_tab, line))[:most] for line in lines]
    longest = max((len(run) for line in shown for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}text", *shown, fence])


def link(title: str, address: str) -> str:
    """``address`` is ours; ``title`` may be anybody's."""
    return f"[{text(title)}]({address})"


def _one_line(value: str, most: int) -> str:
    shown = " ".join("".join(map(_visible, value)).split())
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def _visible_or_tab(character: str) -> str:
    return character if character == "\t" else _visible(character)


def _visible(character: str) -> str:
    """Whatever is invisible, or turns the direction of writing, is shown as what it is."""
    if character.isspace():
        return " "
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
        return "\N{REPLACEMENT CHARACTER}"
    return character
