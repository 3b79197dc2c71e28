"""``challenge_config.yaml`` as its authors know it: every key of EvalAI's file, of Grand
Challenge's Phase and of ``podium:``, under its own name, with its own type and default.

The types are the documents' own. What the keys mean together is worked out in ``parser``. The text
below a key says what it does here, in Markdown whose links start at ``docs/``; a last paragraph
that begins with *Unlike* says how that differs from the system that the key comes from. JSON Schema
and reference page are made of these texts (``schema``).
"""

from __future__ import annotations

from podium.challenge.keys.base import Document
from podium.challenge.keys.challenge import Challenge, Phase, Prize, Sponsor
from podium.challenge.keys.evalai_phase import DefaultMetaAttribute, EvalAIPhase, MetaAttribute
from podium.challenge.keys.grand_challenge_phase import ExtraResultsColumn, GrandChallengePhase
from podium.challenge.keys.leaderboards import (
    DatasetSplit,
    LabelMetadata,
    Leaderboard,
    LeaderboardSchema,
    PhaseSplit,
)
from podium.challenge.keys.podium_settings import (
    CaseSettings,
    ChallengePodium,
    CombinedLeaderboard,
    EvaluatorSettings,
    FailureSettings,
    PhasePodium,
    ResultsSettings,
)

__all__ = [
    "CaseSettings",
    "Challenge",
    "ChallengePodium",
    "CombinedLeaderboard",
    "DatasetSplit",
    "DefaultMetaAttribute",
    "Document",
    "EvalAIPhase",
    "EvaluatorSettings",
    "ExtraResultsColumn",
    "FailureSettings",
    "GrandChallengePhase",
    "LabelMetadata",
    "Leaderboard",
    "LeaderboardSchema",
    "MetaAttribute",
    "Phase",
    "PhasePodium",
    "PhaseSplit",
    "Prize",
    "ResultsSettings",
    "Sponsor",
]
