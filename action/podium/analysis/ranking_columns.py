"""Which columns a rule ranks by, and in which direction."""

from __future__ import annotations

from podium.challenge.rules import Column, EvalAIRule, GrandChallengeRule, Rule, ScoringMethod
from podium.ranking.entries import ranked_columns


def ranking_columns(rule: Rule) -> tuple[Column, ...]:
    """The score alone, or all that take part in a mean or median of ranks. A path that is given
    twice counts once, in its first place, with the last order given, as in the ranking."""
    match rule:
        case EvalAIRule():
            return (rule.sort_column,)
        case GrandChallengeRule(method=ScoringMethod.ABSOLUTE):
            return _by_path(rule)[:1]
        case _:
            return _by_path(rule)


def _by_path(rule: GrandChallengeRule) -> tuple[Column, ...]:
    return tuple({column.path: column for column in ranked_columns(rule)}.values())
