"""What lies behind a board's ranks: how its best value moved, how cases spread, which ranks are
stable, which neighbours can be told apart, and what one metric costs in another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from podium import formats
from podium.board import Board, Row
from podium.ranking.rules import Column, Order
from podium.site import addresses, navigation
from podium.site.boards import board_crumbs, board_name
from podium.site.drafts import Draft
from podium.site.navigation import SiblingGroup
from podium.site.parts import Link, Tab, display_name
from podium.site.scope import Scope
from podium.site.texts import Texts

if TYPE_CHECKING:
    from podium.analysis import Analysis
    from podium.analysis.cases import CaseColumn

# As many as a reader can tell apart in one figure; the tables below it have no other bound.
_MOST_DRAWN = 25
_MOST_LINES = 200
_FEWEST_VALUES = 2
EXECUTION_SECONDS = "execution_seconds"


@dataclass(frozen=True, slots=True)
class Plot:
    """A figure, how to read it, and the same as a table. The first ``words`` columns of the table
    hold text, the others numbers."""

    anchor: str
    title: str
    figure: Markup
    reading: tuple[str, ...]
    headings: tuple[str, ...]
    words: int
    lines: tuple[tuple[Link, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class AnalysisPage:
    """``missing`` says why some figures are not there."""

    name: str
    challenge: str
    siblings: tuple[SiblingGroup, ...]
    tabs: tuple[Tab, ...]
    plots: tuple[Plot, ...]
    missing: str


def drafts(scope: Scope) -> Iterator[Draft]:
    for board in scope.boards:
        if board.rows:
            yield Draft(
                "analysis.html",
                addresses.analysis(scope.slug, board.phase, board.split),
                make_analysis_page(board, scope),
                title=scope.say("Analysis: {board}", board=board_name(board)),
                summary=scope.say(
                    "How sure the ranks are: progress, spread, stability and significance on "
                    "{board} of {challenge}.",
                    board=board_name(board),
                    challenge=scope.challenge.title,
                ),
                crumbs=board_crumbs(board, scope, scope.say("Analysis")),
            )


def make_analysis_page(board: Board, scope: Scope) -> AnalysisPage:
    say = scope.say
    found = scope.analyses.get((board.phase, board.split))
    people = _People(board, scope)
    plots = [
        *_progress(board, scope, people),
        *(_distributions(found, people, say) if found else ()),
        *(_stability(found, people, say) if found else ()),
        *(_significance(found, people, say) if found else ()),
        *_pareto(board, scope, people),
    ]
    return AnalysisPage(
        name=board_name(board),
        challenge=scope.challenge.title,
        siblings=navigation.sibling_boards(board, scope),
        tabs=navigation.board_tabs(
            board, scope, addresses.analysis(scope.slug, board.phase, board.split)
        ),
        plots=tuple(plots),
        missing=""
        if found
        else say(
            "No rank intervals and no tests: metrics.json has no public values case by case that "
            "the columns of this board are made of."
        ),
    )


class _People:
    """Names and pages of a board's entries, by submission."""

    def __init__(self, board: Board, scope: Scope) -> None:
        self.rows = {row.submission: row for row in board.rows}
        names = Counter(display_name(row.participant, row.team) for row in board.rows)
        self._several = {name for name, count in names.items() if count > 1}
        self._scope = scope
        self._others = {result.id: result for result in scope.results}

    def name(self, submission: str) -> str:
        row = self.rows.get(submission)
        if row is not None:
            name = display_name(row.participant, row.team)
            return f"{name}: {row.method_name}" if name in self._several else name
        result = self._others[submission].participant
        return display_name(result.login, result.team)

    def link(self, submission: str) -> Link:
        known = submission in self._scope.submissions
        page = addresses.submission(self._scope.slug, submission) if known else ""
        return Link(self.name(submission), page)


def _progress(board: Board, scope: Scope, people: _People) -> Iterator[Plot]:
    found = scope.progress.get((board.phase, board.split))
    if found is None or len(found.points) < 2:
        return
    from podium.site.figures import plots

    say, column = scope.say, found.column
    records = found.records
    last = records[-1]
    title = say(
        "{metric} over time: {n} records, the last by {name} with {value}",
        metric=column.title,
        n=len(records),
        name=people.name(last.submission),
        value=formats.format_number(last.value, column.decimals),
    )
    steps = [plots.Step(one.at, one.value, people.name(one.submission)) for one in records]
    is_higher_better = column.order is Order.DESCENDING
    shown = plots.focus([one.value for one in found.points], is_higher_better=is_higher_better)
    points = [(point.at, point.value) for point in found.points]
    figure = plots.draw_progress(title, points, steps, column.title, shown)
    lines = []
    before: float | None = None
    for one in records:
        gain = "" if before is None else _signed(one.value - before, column.decimals)
        before = one.value
        lines.append(
            (
                people.link(one.submission),
                Link(say.day(one.at)),
                Link(formats.format_number(one.value, column.decimals)),
                Link(gain),
            )
        )
    yield Plot(
        "progress",
        say("Progress over time"),
        figure,
        (
            say(
                "Each dot is a submission; the line is the best {metric} so far ({better}).",
                metric=column.title,
                better=_better(column, say),
            ),
            *_outside(shown.outside if shown else 0, say),
        ),
        (say("Record by"), say("Date"), column.title, say("Gain")),
        1,
        tuple(reversed(lines)),
    )


def _distributions(found: Analysis, people: _People, say: Texts) -> Iterator[Plot]:
    """Of values that can be anything; of right or wrong, the mean says all."""
    import numpy as np

    # A metric once, though a board may rank by its mean and its minimum.
    once = {column.metric: column for column in reversed(found.table.columns)}
    for number, column in enumerate(found.table.columns):
        is_spread = len(np.unique(column.values)) > _FEWEST_VALUES
        if is_spread and once[column.metric] is column:
            yield _distribution(number, column, found, people, say)


def _distribution(
    number: int, case_column: CaseColumn, found: Analysis, people: _People, say: Texts
) -> Plot:
    import numpy as np

    from podium.site.figures import plots

    table, column = found.table, case_column.column
    title = say("{metric}, case by case", metric=column.title)
    drawn = table.submissions[:_MOST_DRAWN]
    spreads = [
        plots.Spread(people.name(one), case_column.values[index].tolist())
        for index, one in enumerate(drawn)
    ]
    quartiles = np.percentile(case_column.values, [0, 25, 50, 75, 100], axis=1).T
    means = case_column.values.mean(axis=1)
    lines = tuple(
        (
            people.link(one),
            *(
                Link(formats.format_number(float(value), column.decimals))
                for value in (means[index], *quartiles[index])
            ),
        )
        for index, one in enumerate(table.submissions[:_MOST_LINES])
    )
    figure = plots.draw_distribution(title, spreads, column.title, name=f"distribution-{number}")
    return Plot(
        f"distribution-{number}",
        title,
        figure,
        (
            say(
                "{cases} cases each. The box holds the middle half, the line is the median, the "
                "diamond the mean, each small stroke a case.",
                cases=say.number(len(table.cases)),
            ),
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
        _bounded(len(table.submissions), say),
    )


def _stability(found: Analysis, people: _People, say: Texts) -> Iterator[Plot]:
    intervals = found.intervals
    if intervals is None:
        return
    from podium.site.figures import plots

    ranked = [one for one in found.table.submissions if one in intervals.ranks]
    title = say("Rank stability")
    spreads = [
        plots.RankSpread(
            people.name(one),
            people.rows[one].rank,
            intervals.ranks[one].low,
            intervals.ranks[one].high,
            intervals.stability[one],
        )
        for one in ranked[:_MOST_DRAWN]
    ]
    low, middle, high = intervals.kendall
    lines = tuple(
        (
            people.link(one),
            Link(str(people.rows[one].rank)),
            Link(_interval(intervals.ranks[one].low, intervals.ranks[one].high)),
            Link(str(intervals.groups[one])),
        )
        for one in ranked[:_MOST_LINES]
    )
    yield Plot(
        "stability",
        title,
        plots.draw_stability(title, spreads, say("Rank")),
        (
            say(
                "The cases were drawn anew with replacement {resamples} times (bootstrap, seed "
                "{seed}), the same cases for all entries, and the board was ranked by its own rule "
                "each time. A blob is as large as the rank was frequent; the line spans 95 % of "
                "them; the ring is the board's rank.",
                resamples=say.number(found.resamples),
                seed=found.seed,
            ),
            *_incomplete(found, say),
            say(
                "Kendall's tau between the board and the resampled rankings: median {middle}, "
                "95 % between {low} and {high}; 1 means the same order.",
                middle=f"{middle:.2f}",
                low=f"{low:.2f}",
                high=f"{high:.2f}",
            ),
            say(
                "A tie group begins with the best entry that is left, and takes in all below it "
                "whose difference from it has a 95 % bootstrap interval around zero."
            ),
        ),
        (say("Entry"), say("Rank"), say("95 % rank interval"), say("Tie group")),
        1,
        lines,
        _bounded(len(ranked), say),
    )


def _incomplete(found: Analysis, say: Texts) -> tuple[str, ...]:
    count = found.table.incomplete
    if not count:
        return ()
    return (
        say.count(
            "{n} entry lacks some of the cases and is left out; it keeps its place.",
            "{n} entries lack some of the cases and are left out; they keep their places.",
            count,
        ),
    )


def _significance(found: Analysis, people: _People, say: Texts) -> Iterator[Plot]:
    if found.compared is None or not found.comparisons:
        return
    from podium.site.figures import plots

    column = found.compared.column
    title = say("Significance: who is better than whom")
    names = [people.name(one) for one in found.significance.submissions]
    figure = plots.draw_significance(title, names, found.significance.is_better)
    lines = tuple(
        (
            people.link(one.better),
            people.link(one.worse),
            Link(say("yes") if one.is_significant else say("no")),
            Link(_signed(one.difference, column.decimals)),
            Link(f"{one.wins} / {one.ties} / {one.losses}"),
            Link(_p(one.p)),
            Link(_p(one.p_adjusted)),
        )
        for one in found.comparisons[:_MOST_LINES]
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
        _bounded(len(found.comparisons), say),
    )


def _pareto(board: Board, scope: Scope, people: _People) -> Iterator[Plot]:
    chosen = _axes(board, scope)
    if chosen is None:
        return
    from podium.analysis import pareto
    from podium.site.figures import plots

    say, (vertical, horizontal) = scope.say, chosen
    points = [
        (row.submission, float(x), float(y))
        for row in board.rows
        for x, y in [(_value(row, horizontal.path), _value(row, vertical.path))]
        if x is not None and y is not None
    ]
    if len(points) < 2:
        return
    front = pareto.front([(x, y) for _, x, y in points], (horizontal.order, vertical.order))
    title = say("{one} against {other}", one=vertical.title, other=horizontal.title)
    spots = [
        plots.Spot(x, y, people.name(one), index in front)
        for index, (one, x, y) in enumerate(points)
    ]
    across, upright = (
        plots.focus(values, is_higher_better=axis.order is Order.DESCENDING)
        for axis, values in (
            (horizontal, [x for _, x, _ in points]),
            (vertical, [y for _, _, y in points]),
        )
    )
    outside = sum(
        any(
            part and not part.low <= value <= part.high
            for part, value in ((across, x), (upright, y))
        )
        for _, x, y in points
    )
    lines = tuple(
        (
            people.link(one),
            Link(formats.format_number(y, vertical.decimals)),
            Link(formats.format_number(x, horizontal.decimals)),
        )
        for index, (one, x, y) in enumerate(points)
        if index in front
    )
    yield Plot(
        "pareto",
        title,
        plots.draw_pareto(title, spots, horizontal.title, vertical.title, (across, upright)),
        (
            say(
                "The line joins the Pareto front: entries that no other one matches in both "
                "{one} ({one_better}) and {other} ({other_better}) and beats in one.",
                one=vertical.title,
                one_better=_better(vertical, say),
                other=horizontal.title,
                other_better=_better(horizontal, say),
            ),
            *_outside(outside, say),
        ),
        (say("On the front"), vertical.title, horizontal.title),
        1,
        lines[:_MOST_LINES],
        _bounded(len(lines), say),
    )


def _axes(board: Board, scope: Scope) -> tuple[Column, Column] | None:
    """The two metrics that the hosts chose, else the one that ranks and the execution time or the
    next best; ``None`` where the board has no two."""
    columns = {column.path: column for column in board.columns}
    if board.show_execution_time:
        columns[EXECUTION_SECONDS] = Column(
            scope.say("Execution time in seconds"),
            EXECUTION_SECONDS,
            Order.ASCENDING,
            ranked=False,
            decimals=1,
        )
    phase = next(phase for phase in scope.phases if phase.codename == board.phase)
    if phase.pareto is not None:
        found = [columns[path] for path in phase.pareto if path in columns]
        return (found[0], found[1]) if len(found) == 2 else None
    ranked = [column for column in board.columns if column.ranked]
    if not ranked:
        return None
    others = [one for one in columns.values() if one is not ranked[0]]
    preferred = columns.get(EXECUTION_SECONDS) or (others[0] if others else None)
    return (ranked[0], preferred) if preferred is not None else None


def _value(row: Row, path: str) -> float | None:
    if path == EXECUTION_SECONDS:
        return row.execution_seconds
    found = next(cell.value for cell in row.cells if cell.path == path)
    try:
        return None if found is None else float(found)
    except OverflowError:
        return None


def _outside(count: int, say: Texts) -> tuple[str, ...]:
    """What a figure that shows the better part leaves out."""
    if not count:
        return ()
    return (say.count("{n} poorer result lies outside.", "{n} poorer results lie outside.", count),)


def _better(column: Column, say: Texts) -> str:
    is_higher = column.order is Order.DESCENDING
    return say("higher is better") if is_higher else say("lower is better")


def _signed(value: float, decimals: int) -> str:
    text = formats.format_number(value, decimals)
    return text if text.startswith("-") else f"+{text}"


def _interval(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def _bounded(count: int, say: Texts) -> str:
    if count <= _MOST_LINES:
        return ""
    return say(
        "The first {shown} of {all} are listed.",
        shown=say.number(_MOST_LINES),
        all=say.number(count),
    )
