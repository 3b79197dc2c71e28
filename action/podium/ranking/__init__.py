"""Ranking: results in, ranked entries out, by Grand Challenge's rule or by EvalAI's.

Pure: it knows no files, no clock, and no more of a challenge than the rule it is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from podium.challenge.rules import EvalAIRule, GrandChallengeRule, Rule
from podium.ranking import evalai, grand_challenge
from podium.ranking.entries import Contestant, Ranking


def rank_results(rule: Rule, contestants: Sequence[Contestant]) -> Ranking:
    """Best first; entries that tie share a rank and stand in the order of their submission.

    The order in which ``contestants`` come in does not matter.
    """
    match rule:
        case GrandChallengeRule():
            return grand_challenge.rank_results(rule, contestants)
        case EvalAIRule():
            return evalai.rank_results(rule, contestants)
        case _:
            assert_never(rule)
