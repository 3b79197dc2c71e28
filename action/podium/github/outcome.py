"""Two comments, because GitHub tells nobody that one was edited: a short one that is edited while
a submission is on its way, and a new one for each outcome, which mentions the author.

Pure, as ``comment`` is, whose texts these are made of.
"""

from __future__ import annotations

from dataclasses import replace

from podium import formats
from podium.github import comment, markdown
from podium.github.comment import Mark

_GHOST = "ghost"  # as whom GitHub shows an account that is gone


def progress(body: str, *, after: int) -> str:
    """What is edited in. ``after`` is the id of the last outcome that was told before it."""
    return _marked(body, replace(mark_of(body), after=after))


def told(body: str, *, author: str) -> str:
    """What is posted anew: ``author`` is mentioned in front of the first sentence."""
    marked = _marked(body, replace(mark_of(body), is_outcome=True))
    headline, _, rest = marked.partition("\n\n")
    is_anybody = formats.is_login(author) and author != _GHOST
    mention = f"@{author}: " if is_anybody else ""
    return f"{headline}\n\n{mention}{rest}"


def concluded(mark: Mark, *, url: str, after: int) -> str:
    """What becomes of the comment that is edited, once the outcome with ``mark`` and the id
    ``after`` was told at ``url``."""
    mark = replace(mark, is_outcome=False, after=after)
    line = f"{markdown.link('The result', url)} for commit `{mark.sha[:12]}` is a comment below."
    return f"{comment.mark_line(mark)}\n{line}"


def mark_of(body: str) -> Mark:
    mark = comment.parse_mark(body)
    assert mark is not None, "all our texts begin with one"
    return mark


def _marked(body: str, mark: Mark) -> str:
    return f"{comment.mark_line(mark)}\n{body.partition(chr(10))[2]}"
