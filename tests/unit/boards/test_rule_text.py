"""The rules in plain words, in any language."""

from __future__ import annotations

import pytest

from podium.boards import rule_text
from podium.challenge.rules import (
    Column,
    EvalAIRule,
    GrandChallengeRule,
    Order,
    ResultDisplay,
    Rule,
    ScoringMethod,
)

DICE = Column("Dice", "dice", Order.DESCENDING)
TIME = Column("Time", "time", Order.ASCENDING)
SHOWN = Column("Objects", "objects", Order.DESCENDING, ranked=False)


def grand_challenge(method: ScoringMethod, display: ResultDisplay = ResultDisplay.ALL) -> Rule:
    return GrandChallengeRule((DICE, TIME, SHOWN), method, display)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (grand_challenge(ScoringMethod.ABSOLUTE), "Ranked by Dice (higher is better)."),
        (
            grand_challenge(ScoringMethod.MEAN_OF_RANKS),
            "Ranked by the mean of the ranks on Dice (higher is better) and Time (lower is "
            "better); the smallest mean is best.",
        ),
        (
            grand_challenge(ScoringMethod.MEDIAN_OF_RANKS),
            "Ranked by the median of the ranks on Dice (higher is better) and Time (lower is "
            "better); the smallest median is best.",
        ),
        (EvalAIRule((DICE, TIME), "time"), "Ranked by Time (lower is better)."),
    ],
)
def test_what_ranks_comes_first(rule: Rule, sentence: str) -> None:
    assert rule_text.explain_rule(rule)[0] == sentence


@pytest.mark.parametrize(
    ("display", "sentence"),
    [
        (ResultDisplay.ALL, "Every published result is listed."),
        (
            ResultDisplay.MOST_RECENT,
            "Only the most recent published result of each participant is listed.",
        ),
        (ResultDisplay.BEST, "Only the best published result of each participant is listed."),
    ],
)
def test_whose_results_are_listed(display: ResultDisplay, sentence: str) -> None:
    rule = grand_challenge(ScoringMethod.ABSOLUTE, display)
    assert rule_text.explain_rule(rule)[1] == sentence


@pytest.mark.parametrize(("latest", "word"), [(True, "latest"), (False, "best")])
def test_which_submission_of_a_team_is_listed(latest: bool, word: str) -> None:
    sentences = rule_text.explain_rule(EvalAIRule((DICE,), "dice", latest))
    assert f"Each team's {word} submission is listed, and every baseline." in sentences


def test_columns_that_are_only_shown_are_not_asked_for() -> None:
    sentences = rule_text.explain_rule(grand_challenge(ScoringMethod.ABSOLUTE))
    assert sentences[-1] == (
        "A result without a finite number for every ranked metric (Dice, Time) is not ranked."
    )


def test_a_translator_gets_every_sentence_whole_with_the_organizers_names_apart() -> None:
    asked: list[tuple[str, dict[str, object]]] = []

    def say(message: str, /, **values: object) -> str:
        asked.append((message, values))
        return f"[{rule_text.in_english(message, **values)}]"

    sentences = rule_text.explain_rule(grand_challenge(ScoringMethod.ABSOLUTE), say)
    assert all(sentence.startswith("[") for sentence in sentences)
    assert not any("Dice" in message for message, _ in asked)


def test_a_name_with_braces_stays_as_it_is() -> None:
    column = Column("{x}", "x", Order.DESCENDING)
    assert rule_text.explain_rule(GrandChallengeRule((column,)))[0] == (
        "Ranked by {x} (higher is better)."
    )


@pytest.mark.parametrize(
    ("rule", "title"),
    [
        (grand_challenge(ScoringMethod.ABSOLUTE), ""),
        (grand_challenge(ScoringMethod.MEAN_OF_RANKS), "Mean position"),
        (grand_challenge(ScoringMethod.MEDIAN_OF_RANKS), "Median position"),
        (EvalAIRule((DICE,), "dice"), ""),
    ],
)
def test_the_rank_score_has_a_title_where_it_is_no_rank(rule: Rule, title: str) -> None:
    assert rule_text.rank_score_title(rule) == title
