"""What of ``metrics.json`` decides the ranks of a board. Where one document is ranked over and
over, that little is kept of it: paths are followed once, and the rest can be large."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import assert_never

from podium import formats, metrics
from podium.boards import rule_text, standings
from podium.boards.board import NO_VALUE
from podium.challenge.model import Phase, Split
from podium.challenge.rules import Column, EvalAIRule, GrandChallengeRule, Rule
from podium.ranking.entries import Entry, ranked_columns

# Typed, because a whole float is written otherwise than the integer that it equals.
_format_number: Callable[[metrics.Number, int], str] = lru_cache(maxsize=65_536, typed=True)(
    formats.format_number
)


@dataclass(frozen=True, slots=True)
class BoardRule:
    """``rule`` ranks excerpts as the split's own rule ranks documents. It has the columns that
    decide, whose paths are the names that ``lookups`` find numbers by. ``score`` is the first of
    them as the split has it, where it alone ranks."""

    split: Split
    rule: Rule
    lookups: Mapping[str, metrics.Lookup]
    score: Column | None

    @classmethod
    def of(cls, split: Split) -> BoardRule:
        own = split.rule
        columns = _deciding(own)
        paths = [path for one in columns for path in (one.path, one.error_path) if path is not None]
        names = {path: f"n{number}" for number, path in enumerate(dict.fromkeys(paths))}
        named = tuple(
            replace(
                one,
                path=names[one.path],
                error_path=None if one.error_path is None else names[one.error_path],
            )
            for one in columns
        )
        rule: Rule
        if isinstance(own, EvalAIRule):
            rule = replace(own, columns=named, order_by=names[own.order_by])
        else:
            rule = replace(own, columns=named)
        return cls(
            split=split,
            rule=rule,
            lookups={name: own.lookup(path) for path, name in names.items()},
            score=None if rule_text.rank_score_title(own) else columns[0],
        )

    def numbers(self, part: object) -> dict[str, metrics.Number | None]:
        return {name: metrics.as_number(find(part)) for name, find in self.lookups.items()}

    def score_text(self, entry: Entry) -> str:
        """What ranked, as the board shows it: a mean or median of ranks, or a metric's value."""
        if self.score is None:
            return formats.format_rank_score(entry.rank_score)
        value = entry.numbers[0]
        if value is None or not self.split.show_scores:
            return NO_VALUE
        return _format_number(value, self.score.decimals)


def _deciding(rule: Rule) -> tuple[Column, ...]:
    """Error bars break ties in EvalAI's rule alone."""
    match rule:
        case GrandChallengeRule():
            return tuple(replace(column, error_path=None) for column in ranked_columns(rule))
        case EvalAIRule():
            return (rule.sort_column,)
        case _:
            assert_never(rule)


def excerpt(document: object, phase: Phase, boards: Iterable[BoardRule]) -> dict[str, object]:
    """A document of which ``standings.part_for`` says the same for these boards, and whose parts
    ``BoardRule.rule`` reads. ``boards`` are of the phase."""
    found: dict[str, object] = {}
    for board in boards:
        split = board.split
        has_part, part = standings.part_for(document, phase, split, split.rule)
        if has_part:
            found[split.codename] = board.numbers(part)
    return found
