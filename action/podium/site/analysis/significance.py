"""Who is better than whom by more than the luck of the cases."""

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


def draw(found: Analysis, entries: Entries, say: Texts) -> Iterator[Plot]:
    if found.compared is None or not found.comparisons:
        return
    from podium.ranking.analysis.significance import MOST_EXACT
    from podium.site.figures import plots

    column = found.compared.column
    title = say("Significance: who is better than whom")
    names = [entries.name(one) for one in found.significance.submissions]
    figure = plots.draw_significance(title, names, found.significance.is_better)
    lines = tuple(
        (
            entries.link(one.better),
            entries.link(one.worse),
            Link(_verdict(one, say)),
            Link(signed(one.difference, column.decimals)),
            Link(f"{one.wins} / {one.ties} / {one.losses}"),
            Link(_p(one.p)),
            Link(_p(one.p_adjusted)),
        )
        for one in found.comparisons[:MOST_LINES]
    )
    yield Plot(
        "significance",
        title,
        figure,
        (
            *_nothing(found, say),
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
        bounded(len(found.comparisons), say),
    )


def _nothing(found: Analysis, say: Texts) -> tuple[str, ...]:
    """Where the figure is empty, whether it could have been otherwise."""
    if any(any(line) for line in found.significance.is_better):
        return ()
    from podium.ranking.analysis.significance import LEVEL

    count = len(found.significance.submissions)
    if 0.5**found.case_count * count * (count - 1) >= LEVEL:
        return (
            say.count(
                "{n} case is too few to find anything among so many pairs.",
                "{n} cases are too few to find anything among so many pairs.",
                found.case_count,
            ),
        )
    return (say("None of these entries is significantly better than another of them."),)


def _verdict(one: Comparison, say: Texts) -> str:
    if not one.is_significant:
        return say("no")
    return say("yes, but the one below is better") if one.is_reversed else say("yes")


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"
