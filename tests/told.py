"""What we have told on a pull request, of all comments on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from podium.github import comment

LABELS = tuple(f"podium: {word}" for word in ("scored", "rejected", "failed", "broken"))
"""That an organizer makes, as SETTINGS.md says."""


def last_word(comments: Sequence[Any], bot: str = "github-actions[bot]") -> str:
    """Our newest outcome, or what is edited while something goes on since."""
    edited, *outcomes = [one for one in comments if one.user.login == bot]
    mark = comment.parse_mark(edited.body)
    assert mark is not None, edited.body
    is_over = mark.is_outcome or mark.stage.is_final or (outcomes and mark.after < outcomes[-1].id)
    return str((outcomes[-1] if outcomes and is_over else edited).body)
