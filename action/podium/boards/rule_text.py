"""A board's rule in plain words, so that a reader can recompute the rank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, assert_never

from podium.challenge.rules import (
    Column,
    EvalAIRule,
    GrandChallengeRule,
    Order,
    ResultDisplay,
    Rule,
    ScoringMethod,
)


class Say(Protocol):
    """An English sentence and the values in its braces to the sentence in a reader's language."""

    def __call__(self, message: str, /, **values: object) -> str: ...


def in_english(message: str, /, **values: object) -> str:
    return message.format(**values) if values else message


def explain_rule(rule: Rule, say: Say = in_english) -> tuple[str, ...]:
    """Sentence by sentence."""
    match rule:
        case GrandChallengeRule():
            return tuple(_explain_grand_challenge(rule, say))
        case EvalAIRule():
            return tuple(_explain_evalai(rule, say))
        case _:
            assert_never(rule)


def explain_selection(say: Say = in_english) -> str:
    """For a phase that shows one submission of each owner."""
    return say(
        "Each team, or participant without one, shows one submission in public: the last that "
        "they, or the hosts, made public."
    )


def rank_score_title(rule: Rule, say: Say = in_english) -> str:
    """Empty where the rank score is but the rank."""
    if isinstance(rule, GrandChallengeRule):
        match rule.method:
            case ScoringMethod.MEAN_OF_RANKS:
                return say("Mean position")
            case ScoringMethod.MEDIAN_OF_RANKS:
                return say("Median position")
    return ""


def better(order: Order, say: Say = in_english) -> str:
    return say("higher is better") if order is Order.DESCENDING else say("lower is better")


def _explain_grand_challenge(rule: GrandChallengeRule, say: Say) -> Iterator[str]:
    ranked = list({column.path: column for column in rule.columns if column.ranked}.values())
    names = _listed([_directed(column, say) for column in ranked], say)
    match rule.method:
        case ScoringMethod.ABSOLUTE:
            yield say("Ranked by {metric}.", metric=_directed(rule.columns[0], say))
        case ScoringMethod.MEAN_OF_RANKS:
            yield say(
                "Ranked by the mean of the ranks on {metrics}; the smallest mean is best.",
                metrics=names,
            )
        case ScoringMethod.MEDIAN_OF_RANKS:
            yield say(
                "Ranked by the median of the ranks on {metrics}; the smallest median is best.",
                metrics=names,
            )
        case _:
            assert_never(rule.method)
    match rule.display:
        case ResultDisplay.ALL:
            yield say("Every published result is listed.")
        case ResultDisplay.MOST_RECENT:
            yield say("Only the most recent published result of each participant is listed.")
        case ResultDisplay.BEST:
            yield say("Only the best published result of each participant is listed.")
        case _:
            assert_never(rule.display)
    yield say(
        "Equal values share a rank, and the next rank is left out (1, 2, 2, 4). "
        "Values are compared unrounded."
    )
    yield say(
        "A result without a finite number for every ranked metric ({metrics}) is not ranked.",
        metrics=", ".join(column.title for column in ranked),
    )


def _explain_evalai(rule: EvalAIRule, say: Say) -> Iterator[str]:
    column = rule.sort_column
    yield say("Ranked by {metric}.", metric=_directed(column, say))
    yield say(
        "The smaller error bar of {metric} comes first among equal values; entries equal in "
        "both share a rank, the earlier submission listed first. Values are compared unrounded.",
        metric=column.title,
    )
    if rule.latest:
        yield say("Each team's latest submission is listed, and every baseline.")
    else:
        yield say("Each team's best submission is listed, and every baseline.")
    yield say(
        "A submission without a finite number for {metric} is not ranked.", metric=column.title
    )


def _directed(column: Column, say: Say) -> str:
    if column.order is Order.DESCENDING:
        return say("{metric} (higher is better)", metric=column.title)
    return say("{metric} (lower is better)", metric=column.title)


def _listed(names: Sequence[str], say: Say) -> str:
    if len(names) < 2:
        return "".join(names)
    return say("{words} and {last}", words=", ".join(names[:-1]), last=names[-1])
