"""What values case by case say about a board: which of its ranks can be told apart.

Pure: it knows a rule and its ranked entries, and no more of a challenge. The same entries in the
same order give the same analysis.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from podium.challenge.rules import GrandChallengeRule, Rule
from podium.ranking.analysis import significance as tests
from podium.ranking.analysis.absence import Absence, Reason
from podium.ranking.analysis.aggregates import aggregate, rounded
from podium.ranking.analysis.cases import CaseColumn, CaseTable, read_cases
from podium.ranking.analysis.intervals import Intervals, rank_intervals
from podium.ranking.analysis.significance import Comparison, SignificanceMap
from podium.ranking.cases import CaseReader, reader_for
from podium.ranking.entries import Entry, competition_ranks

__all__ = ["Absence", "Analysis", "ByColumn", "Reason", "affordable_resamples", "analyse"]

RESAMPLES = 1_000
SEED = 0
# A table of 5,000 entries × 2,000 cases still gets them all.
_MOST_DRAWN = 10_000_000_000
_FEWEST_RESAMPLES = 100
_MOST_BY_COLUMN = 3


@dataclass(frozen=True, slots=True, eq=False)
class ByColumn:
    """Intervals of the ranks that one column alone would give: ``table`` is in its order, with its
    ranks."""

    column: CaseColumn
    table: CaseTable
    intervals: Intervals


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """``compared`` is the column that ``comparisons`` and ``significance`` are about. Where no
    column that the rule ranks by has case values it is ``None``, and they are empty; ``intervals``
    need all of those columns, and two entries. Without them ``absence`` says why, and
    ``by_column`` has those of the columns that do have case values."""

    table: CaseTable
    intervals: Intervals | None
    compared: CaseColumn | None
    comparisons: tuple[Comparison, ...]
    significance: SignificanceMap
    seed: int
    resamples: int
    absence: Absence | None = None
    by_column: tuple[ByColumn, ...] = ()

    @property
    def case_count(self) -> int:
        return len(self.table.cases)


def analyse(
    rule: Rule, entries: Sequence[Entry], reader: CaseReader | None = None
) -> Analysis | Absence:
    """``entries`` as ranked by ``rule``, their documents read by ``reader``. An ``Absence`` where
    no column is made of case values."""
    documents = [entry.contestant.document for entry in entries]
    reader = reader or reader_for(documents, paths=[column.path for column in rule.columns])
    table = read_cases(rule, entries, [reader.read(document) for document in documents])
    if isinstance(table, Absence):
        return table
    compared = tests.compared_column(rule, table)
    resamples = affordable_resamples(len(table.submissions), len(table.cases))
    intervals = rank_intervals(rule, table, resamples=resamples, seed=SEED)
    return Analysis(
        table=table,
        intervals=intervals,
        compared=compared,
        comparisons=() if compared is None else tests.compare_neighbours(table, compared),
        significance=SignificanceMap((), ())
        if compared is None
        else tests.pairwise_map(table, compared),
        seed=SEED,
        resamples=resamples,
        absence=table.absent,
        by_column=tuple(_by_column(table, resamples)) if intervals is None else (),
    )


def _by_column(table: CaseTable, resamples: int) -> Iterator[ByColumn]:
    """One for each metric, of the first few."""
    once = {column.metric: column for column in reversed(table.columns)}
    for column in [one for one in table.columns if once[one.metric] is one][:_MOST_BY_COLUMN]:
        alone = _ordered_by(column, table)
        rule = GrandChallengeRule((replace(column.column, ranked=True),))
        intervals = rank_intervals(rule, alone, resamples=resamples, seed=SEED)
        if intervals is not None:
            yield ByColumn(column, alone, intervals)


def _ordered_by(column: CaseColumn, table: CaseTable) -> CaseTable:
    made = rounded(aggregate(column.values, column.aggregate)).tolist()
    ranks = competition_ranks(made, column.column.order)
    order = sorted(range(len(ranks)), key=ranks.__getitem__)
    return replace(
        table,
        submissions=tuple(table.submissions[index] for index in order),
        columns=(replace(column, values=column.values[order]),),
        ranks=tuple(ranks[index] for index in order),
        places=tuple(range(1, len(order) + 1)),
    )


def affordable_resamples(entries: int, cases: int) -> int:
    """Fewer on a table so large that a site would wait for them."""
    return min(RESAMPLES, max(_FEWEST_RESAMPLES, _MOST_DRAWN // (entries * cases)))
