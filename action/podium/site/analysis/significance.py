"""Who is better than whom by more than the luck of the cases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from podium.site.analysis.entries import Entries
from podium.site.analysis.plot import MOST_LINES, Plot, bounded, signed
from podium.site.parts import Link
from podium.site.texts import Texts

if TYPE_CHECKING:
    from podium.analysis import Analysis


def draw(found: Analysis, entries: Entries, say: Texts) -> Iterator[Plot]:
    if found.compared is None or not found.comparisons:
        return
    from podium.site.figures import plots

    column = found.compared.column
    title = say("Significance: who is better than whom")
    names = [entries.name(one) for one in found.significance.submissions]
    figure = plots.draw_significance(title, names, found.significance.is_better)
    lines = tuple(
        (
            entries.link(one.better),
            entries.link(one.worse),
            Link(say("yes") if one.is_significant else say("no")),
            Link(signed(one.difference, column.decimals)),
            Link(f"{one.wins} / {one.ties} / {one.losses}"),
            Link(_p(one.p)),
            Link(_p(one.p_adjusted)),
        )
        for one in found.comparisons[:MOST_LINES]
    )
    told_apart = any(any(line) for line in found.significance.is_better)
    yield Plot(
        "significance",
        title,
        figure,
        (
            *(
                ()
                if told_apart
                else (
                    say(
                        "By these {cases} cases, no two entries can be told apart.",
                        cases=say.number(found.case_count),
                    ),
                )
            ),
            say(
                "A square says that the entry of the line is significantly better in {metric} than "
                "the one of the column: one-sided Wilcoxon signed-rank tests over the cases, "
                "Holm-adjusted over all pairs shown, at 5 %.",
                metric=column.title,
            ),
            say(
                "The table tests each entry against the next one below it: two-sided, "
                "Holm-adjusted over all neighbours of the board."
            ),
        ),
        (
            say("Entry"),
            say("Next below"),
            say("Told apart"),
            say("Mean difference"),
            say("Cases won / tied / lost"),
            "p",
            say("p, adjusted"),
        ),
        3,
        lines,
        bounded(len(found.comparisons), say),
    )


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"
