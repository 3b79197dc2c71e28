"""Whether a reader may read what the numbers of a board are made of, beyond the board itself.

One rule for pages, exports and everything worked out from single cases: what is told can be
recomputed by whoever it is told to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from podium.challenge.model import Challenge, Phase, Split
from podium.challenge.rules import EvalAIRule


def shows_all_metrics(phase: Phase) -> bool:
    """Grand Challenge's ``display_all_metrics``. EvalAI shows no more than the leaderboard's
    labels; a phase of its kind shows all where the key is written down."""
    settings = phase.settings
    is_evalai = any(isinstance(split.rule, EvalAIRule) for split in phase.splits)
    is_written = "display_all_metrics" in settings.model_fields_set
    return settings.display_all_metrics and (is_written or not is_evalai)


def hidden_splits(phase: Phase, seen: Collection[str]) -> tuple[Split, ...]:
    """Those whose numbers the reader does not see; ``seen`` are the codenames of the boards that
    they do."""
    return tuple(s for s in phase.splits if s.codename not in seen or not s.show_scores)


def shows_cases(
    challenge: Challenge,
    phase: Phase,
    split: Split,
    seen: Collection[str],
    documents: Iterable[object],
    *,
    is_for_hosts: bool,
) -> bool:
    """Whether the values case by case behind a board may be read, of all that is published there.
    ``documents`` are the results'. Where another split is hidden, only the part that is named
    after this one is open: anything else could be of the hidden one."""
    if is_for_hosts:
        return True
    if challenge.settings.anonymous_leaderboard or not shows_all_metrics(phase):
        return False
    hidden = hidden_splits(phase, seen)
    if split in hidden:
        return False
    return not hidden or all(
        isinstance(document, dict) and split.codename in document for document in documents
    )
