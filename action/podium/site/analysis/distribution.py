"""The distribution of each entry's values over the cases, as box plots."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from podium.site.analysis.entries import Entries
from podium.site.analysis.plot import MOST_DRAWN, MOST_LINES, Plot, bounded, computed, drawn_of
from podium.site.frame.parts import Link
from podium.site.frame.texts import Texts

if TYPE_CHECKING:
    from podium.ranking.analysis import Analysis
    from podium.ranking.analysis.cases import CaseColumn

_FEWEST_VALUES = 2


def draw(analysis: Analysis, entries: Entries, say: Texts) -> Iterator[Plot]:
    """A plot for each metric with more than two different values: of a metric that is 0 or 1 in
    each case, the mean says all. None where all entries but one are left out: it would stand for
    the board."""
    import numpy as np

    if len(analysis.table.submissions) == 1 and analysis.table.incomplete:
        return

    # A metric once, though a board may rank by its mean and its minimum.
    once = {column.metric: column for column in reversed(analysis.table.columns)}
    for number, column in enumerate(analysis.table.columns):
        is_spread = len(np.unique(column.values)) > _FEWEST_VALUES
        if is_spread and once[column.metric] is column:
            yield _distribution(number, column, analysis, entries, say)


def _distribution(
    number: int, case_column: CaseColumn, analysis: Analysis, entries: Entries, say: Texts
) -> Plot:
    import numpy as np

    from podium.site.figures import by_entry

    table, column = analysis.table, case_column.column
    title = say("{metric}, case by case", metric=column.title)
    drawn = table.submissions[:MOST_DRAWN]
    spreads = [
        by_entry.Spread(entries.name(submission), case_column.values[index].tolist())
        for index, submission in enumerate(drawn)
    ]
    quartiles = np.percentile(case_column.values, [0, 25, 50, 75, 100], axis=1).T
    means = case_column.values.mean(axis=1)
    lines = tuple(
        (
            entries.link(submission),
            *(
                Link(computed(float(value), column.decimals))
                for value in (means[index], *quartiles[index])
            ),
        )
        for index, submission in enumerate(table.submissions[:MOST_LINES])
    )
    figure = by_entry.draw_distribution(title, spreads, column.title, name=f"distribution-{number}")
    return Plot(
        f"distribution-{number}",
        title,
        figure,
        (
            say(
                "{cases} cases each. The box holds the middle half, the line is the median, the "
                "diamond the mean, each small stroke a case. A quartile between two cases is "
                "interpolated linearly.",
                cases=say.number(len(table.cases)),
            ),
            *drawn_of(len(table.submissions), say),
        ),
        (
            say("Entry"),
            say("Mean"),
            say("Smallest"),
            say("Lower quartile"),
            say("Median"),
            say("Upper quartile"),
            say("Largest"),
        ),
        1,
        lines,
        bounded(len(table.submissions), say),
    )
