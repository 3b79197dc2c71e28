"""What values case by case say about a board: which of its ranks can be told apart.

Pure: it knows a rule and its ranked entries, and no more of a challenge. The same entries in the
same order give the same analysis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from podium.challenge.rules import Rule
from podium.ranking.analysis import significance as tests
from podium.ranking.analysis.cases import CaseColumn, CaseTable, read_cases
from podium.ranking.analysis.intervals import Intervals, rank_intervals
from podium.ranking.analysis.significance import Comparison, SignificanceMap
from podium.ranking.entries import Entry

RESAMPLES = 1_000
SEED = 0
# A table of 5,000 entries × 2,000 cases still gets them all.
_MOST_DRAWN = 10_000_000_000
_FEWEST_RESAMPLES = 100


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """``compared`` is the column that ``comparisons`` and ``significance`` are about. Where no
    column that the rule ranks by has case values it is ``None``, and they are empty; ``intervals``
    need all of those columns."""

    table: CaseTable
    intervals: Intervals | None
    compared: CaseColumn | None
    comparisons: tuple[Comparison, ...]
    significance: SignificanceMap
    seed: int
    resamples: int

    @property
    def case_count(self) -> int:
        return len(self.table.cases)


def analyse(rule: Rule, entries: Sequence[Entry]) -> Analysis | None:
    """``entries`` as ranked by ``rule``. ``None`` where no column is made of case values."""
    table = read_cases(rule, entries)
    if table is None:
        return None
    compared = tests.compared_column(rule, table)
    resamples = affordable_resamples(len(table.submissions), len(table.cases))
    return Analysis(
        table=table,
        intervals=rank_intervals(rule, table, resamples=resamples, seed=SEED),
        compared=compared,
        comparisons=() if compared is None else tests.compare_neighbours(table, compared),
        significance=SignificanceMap((), ())
        if compared is None
        else tests.pairwise_map(table, compared),
        seed=SEED,
        resamples=resamples,
    )


def affordable_resamples(entries: int, cases: int) -> int:
    """Fewer on a table so large that a site would wait for them."""
    return min(RESAMPLES, max(_FEWEST_RESAMPLES, _MOST_DRAWN // (entries * cases)))
