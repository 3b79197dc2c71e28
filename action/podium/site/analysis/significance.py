"""Which entries differ significantly over the cases: pairwise Wilcoxon tests, Holm-adjusted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from podium.site.analysis.entries import Entries
from podium.site.analysis.plot import MOST_LINES, Plot, bounded, signed
from podium.site.frame.parts import Link
from podium.site.frame.texts import Texts

if TYPE_CHECKING:
    from podium.ranking.analysis import Analysis
    from podium.ranking.analysis.significance import Comparison


def draw(analysis: Analysis, entries: Entries, say: Texts) -> Iterator[Plot]:
    """Nothing where no column could be tested. The table has pairs of neighbours only."""
    if analysis.compared is None or not analysis.comparisons:
        return
    from podium.ranking.analysis.significance import MOST_EXACT
    from podium.site.figures import by_entry

    column = analysis.compared.column
    title = say("Significance: who is better than whom")
    names = [entries.name(submission) for submission in analysis.significance.submissions]
    figure = by_entry.draw_significance(title, names, analysis.significance.is_better)
    lines = tuple(
        (
            entries.link(comparison.better),
            entries.link(comparison.worse),
            Link(_verdict(comparison, say)),
            Link(signed(comparison.difference, column.decimals)),
            Link(f"{comparison.wins} / {comparison.ties} / {comparison.losses}"),
            Link(_p(comparison.p)),
            Link(_p(comparison.p_adjusted)),
        )
        for comparison in analysis.comparisons[:MOST_LINES]
    )
    yield Plot(
        "significance",
        title,
        figure,
        (
            *_nothing(analysis, say),
            say(
                "A square says that the entry of the line is significantly better in {metric} than "
                "the one of the column: one-sided Wilcoxon signed-rank tests over the cases, "
                "Holm-adjusted over all pairs of the {n} entries shown, both ways round, at 5 %.",
                metric=column.title,
                n=say.number(len(names)),
            ),
            say(
                "The table tests each entry against the next one below it: two-sided, "
                "Holm-adjusted over all neighbours of the board."
            ),
            say(
                "These tests ask who does better on the typical case; ranks and tie groups ask "
                "whose value over all cases is better. Where a few cases weigh much, the answers "
                "differ."
            ),
            say(
                "Differences of zero are dropped. Up to {n} others, p is exact, ties included; "
                "beyond that it is of the normal distribution, with the corrections for ties and "
                "for continuity.",
                n=MOST_EXACT,
            ),
        ),
        (
            say("Entry"),
            say("Next below"),
            say("Significant"),
            say("Mean difference"),
            say("Cases won / tied / lost"),
            "p",
            say("p, adjusted"),
        ),
        3,
        lines,
        bounded(len(analysis.comparisons), say),
    )


def _nothing(analysis: Analysis, say: Texts) -> tuple[str, ...]:
    """Where the figure is empty, whether it could have been otherwise."""
    if any(any(line) for line in analysis.significance.is_better):
        return ()
    from podium.ranking.analysis.significance import LEVEL

    count = len(analysis.significance.submissions)
    if 0.5**analysis.table.drawn * count * (count - 1) >= LEVEL:
        return (
            say.count(
                "{n} case is too few to find anything among so many pairs.",
                "{n} cases are too few to find anything among so many pairs.",
                analysis.case_count,
            ),
        )
    return (say("None of these entries is significantly better than another of them."),)


def _verdict(comparison: Comparison, say: Texts) -> str:
    if not comparison.is_significant:
        return say("no")
    return say("yes, but the one below is better") if comparison.is_reversed else say("yes")


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"
