"""Boards whose entries have values case by case, as Grand Challenge's evaluators write them."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from podium import ranking
from podium.challenge.rules import Column, GrandChallengeRule, Order, Rule, ScoringMethod
from podium.ranking.analysis.absence import Absence
from podium.ranking.analysis.cases import CaseTable, read_cases
from podium.ranking.cases import reader_for
from podium.ranking.entries import Contestant, Entry

START = datetime(2026, 1, 1, tzinfo=UTC)
DICE = Column("Dice", "aggregates.dice.mean", Order.DESCENDING)
DISTANCE = Column("Distance", "aggregates.distance.mean", Order.ASCENDING)

CaseValues = Sequence[float]
Aggregates = Mapping[str, Callable[[CaseValues], float]]

MEANS: Aggregates = {"mean": statistics.fmean}


def absolute(*columns: Column) -> GrandChallengeRule:
    return GrandChallengeRule(columns or (DICE,))


def mean_of_ranks(*columns: Column) -> GrandChallengeRule:
    return GrandChallengeRule(columns or (DICE, DISTANCE), ScoringMethod.MEAN_OF_RANKS)


def document(aggregates: Aggregates = MEANS, /, **values: CaseValues) -> dict[str, object]:
    """``metrics.json``, with a metric a keyword; cases are named 0, 1, 2 …"""
    return {
        "case": {
            metric: {str(number): value for number, value in enumerate(cases)}
            for metric, cases in values.items()
        },
        "aggregates": {
            metric: {name: made(cases) for name, made in aggregates.items()}
            for metric, cases in values.items()
        },
    }


def rank(rule: Rule, documents: Mapping[str, object]) -> tuple[Entry, ...]:
    """By submission; those that come first are the earlier ones."""
    return ranking.rank_results(
        rule,
        [
            Contestant(name, name, START + timedelta(minutes=number), content)
            for number, (name, content) in enumerate(documents.items())
        ],
    ).entries


def read(rule: Rule, documents: Mapping[str, object]) -> CaseTable | Absence:
    entries = rank(rule, documents)
    found = [entry.contestant.document for entry in entries]
    reader = reader_for(found, paths=[column.path for column in rule.columns])
    return read_cases(rule, entries, [reader.read(document) for document in found])


def table_of(rule: Rule, documents: Mapping[str, object]) -> CaseTable:
    table = read(rule, documents)
    assert isinstance(table, CaseTable), table
    return table
