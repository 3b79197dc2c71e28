"""What a board's figures look like: numbers to SVG, with no idea of challenges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.ticker import MaxNLocator

from podium.site.figures import drawing
from podium.site.figures.drawing import ACCENT, GOLD, GROUND, INK, LINE, QUIET, SOFT, Sheet

_LINE_HEIGHT = 26
_FRAME = 64
_MOST_DOTS, _MOST_TICKS = 2_000, 120
_LONGEST_SCALE = 36  # signs of a metric's name beside its scale
# A blob of less is no larger than the line that it lies on.
_LEAST_FREQUENT = 0.004


@dataclass(frozen=True, slots=True)
class RecordPoint:
    """A record: since when a value was the best, and who set it."""

    at: datetime
    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Spread:
    """One entry's values, case by case."""

    label: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class RankDistribution:
    """How often an entry came to each rank, the interval of its ranks, and its own."""

    label: str
    rank: int
    low: int
    high: int
    counts: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Spot:
    """An entry in the plane of two metrics; ``is_front`` if no other is better in both."""

    x: float
    y: float
    label: str
    is_front: bool


@dataclass(frozen=True, slots=True)
class Focus:
    """The part of a scale that a figure shows, where a few poor values would flatten the rest;
    ``outside`` counts the values beyond it."""

    low: float
    high: float
    outside: int


def focus(values: Sequence[float], *, is_higher_better: bool) -> Focus | None:
    """From the best value to two and a half times as far from it as the median is; ``None`` where
    hardly anything lies farther out."""
    best = max(values) if is_higher_better else min(values)
    reach = 2.5 * abs(best - median(values))
    farthest = max(abs(best - value) for value in values)
    if not 0 < reach < farthest / 1.6:
        return None
    margin = reach * 0.12
    low, high = (best - reach, best + margin) if is_higher_better else (best - margin, best + reach)
    return Focus(low, high, sum(not low <= value <= high for value in values))


def draw_progress(
    title: str,
    points: Sequence[tuple[datetime, float]],
    steps: Sequence[RecordPoint],
    value_label: str,
    shown: Focus | None = None,
) -> Markup:
    """All results as dots and the best so far as a line that goes on to the newest."""

    def paint(axes: Axes, sheet: Sheet) -> None:
        _dots(axes, [_date(at) for at, _ in points], [value for _, value in points])
        last = max(at for at, _ in points)
        at = [_date(step.at) for step in steps] + [_date(last)]
        values = [step.value for step in steps]
        axes.step(at, [*values, values[-1]], where="post", color=ACCENT, linewidth=2)
        axes.scatter(at[:-1], values, s=34, color=ACCENT, edgecolors=GROUND, zorder=3)
        _label_last(axes, steps, _date(last) - _date(steps[0].at), sheet)
        axes.set_ylabel(drawing.short(value_label, _LONGEST_SCALE))
        axes.grid(axis="x", visible=False)
        # Far enough apart that matplotlib's list of intervals has one for every span.
        least, most = (2, 5) if sheet.is_narrow else (3, 8)
        locator = AutoDateLocator(minticks=least, maxticks=most)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(
            ConciseDateFormatter(locator, formats=_DATES, show_offset=False)
        )
        axes.margins(x=0.04, y=0.16)
        if shown is not None:
            axes.set_ylim(shown.low, shown.high)

    return drawing.draw("progress", title, paint)


# Years, months, days, hours, minutes, seconds; the day is never left to a reader's guess.
_DATES = ["%Y", "%Y-%m", "%m-%d", "%m-%d %H:%M", "%H:%M", "%H:%M:%S"]
_GAP = 0.03  # between two labels, as a part of the figure's width
_SIGN = 6.6  # an ordinary sign's width at this size, in CSS pixels
_PARETO_HEIGHT = 380


def _label_last(axes: Axes, steps: Sequence[RecordPoint], span: float, sheet: Sheet) -> None:
    """The newest records by name, as far as the names keep clear of each other and of the line, on
    a scale of ``span`` days: each ends at its record, on the side that the line comes from."""
    is_rising = steps[-1].value >= steps[0].value
    first = _date(steps[0].at)
    free_until = 1.0 + _GAP
    for step in reversed(steps):
        label = sheet.label(step.label)
        end = (_date(step.at) - first) / span if span > 0 else 1.0
        start = end - len(label) * _SIGN / sheet.width
        if end > free_until - _GAP or start < 0:
            continue
        axes.annotate(
            label,
            (_date(step.at), step.value),
            textcoords="offset points",
            xytext=(-4, 8 if is_rising else -16),
            ha="right",
            fontsize=12,
            color=INK,
            annotation_clip=True,
        )
        free_until = start


def draw_distribution(
    title: str, entries: Sequence[Spread], value_label: str, *, name: str = "distribution"
) -> Markup:
    """A box for each entry, best on top, with its cases as dots."""

    def paint(axes: Axes, sheet: Sheet) -> None:
        places = range(len(entries), 0, -1)
        for place, entry in zip(places, entries, strict=True):
            _ticks(axes, entry.values, place - 0.36)
        axes.boxplot(
            [list(entry.values) for entry in entries],
            positions=list(places),
            orientation="horizontal",
            widths=0.55,
            showfliers=False,
            showmeans=True,
            patch_artist=True,
            boxprops={"facecolor": SOFT, "edgecolor": ACCENT, "alpha": 0.85},
            medianprops={"color": INK, "linewidth": 1.6},
            meanprops={
                "marker": "D",
                "markersize": 5,
                "markerfacecolor": GOLD,
                "markeredgecolor": INK,
            },
            whiskerprops={"color": ACCENT},
            capprops={"color": ACCENT},
        )
        axes.set_yticks(list(places), [sheet.label(entry.label) for entry in entries])
        axes.grid(axis="y", visible=False)
        axes.set_xlabel(drawing.short(value_label, _LONGEST_SCALE))

    height = _FRAME + _LINE_HEIGHT * len(entries)
    return drawing.draw(name, title, paint, height=height)


def draw_stability(
    title: str, entries: Sequence[RankDistribution], rank_label: str, name: str = "stability"
) -> Markup:
    """Blobs as large as a rank was frequent, the interval as a line, the board's rank as a ring."""

    def paint(axes: Axes, sheet: Sheet) -> None:
        places = range(len(entries), 0, -1)
        for place, entry in zip(places, entries, strict=True):
            total = sum(entry.counts.values()) or 1
            ranks = [r for r, n in sorted(entry.counts.items()) if n >= _LEAST_FREQUENT * total]
            axes.plot([entry.low, entry.high], [place, place], color=QUIET, linewidth=1.5)
            axes.scatter(
                ranks,
                [place] * len(ranks),
                s=[260 * entry.counts[rank] / total for rank in ranks],
                color=ACCENT,
                alpha=0.55,
                linewidths=0,
            )
            axes.scatter([entry.rank], [place], s=26, color=GROUND, edgecolors=INK, zorder=3)
        axes.set_yticks(list(places), [sheet.label(entry.label) for entry in entries])
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=5 if sheet.is_narrow else 12))
        most = max(entry.high for entry in entries)
        axes.set_xlim(0.4, most + 0.6)
        axes.set_ylim(0.3, len(entries) + 0.7)
        axes.set_xlabel(rank_label)

    height = _FRAME + _LINE_HEIGHT * len(entries)
    return drawing.draw(name, title, paint, height=height)


def draw_significance(
    title: str, labels: Sequence[str], is_better: Sequence[Sequence[bool]]
) -> Markup:
    """A square where the entry of the line is significantly better than that of the column."""
    count = len(labels)

    def paint(axes: Axes, sheet: Sheet) -> None:
        side = min(12.0, (sheet.width - (110 if sheet.is_narrow else 200)) / count * 0.7)
        marks = [(c, r) for r in range(count) for c in range(count) if is_better[r][c]]
        axes.scatter(
            [c for c, _ in marks], [r for _, r in marks], s=side**2, marker="s", color=ACCENT
        )
        others = [
            (c, r) for r in range(count) for c in range(count) if c != r and not is_better[r][c]
        ]
        axes.scatter([c for c, _ in others], [r for _, r in others], s=9, color=LINE)
        names = [f"{sheet.label(name)}  {n}" for n, name in enumerate(labels, start=1)]
        every = 5 if sheet.is_narrow and count > 10 else 1
        axes.set_xticks(range(0, count, every), [str(n) for n in range(1, count + 1, every)])
        axes.set_yticks(range(count), names)
        axes.set_xlim(-0.6, count - 0.4)
        axes.set_ylim(count - 0.4, -0.6)
        axes.grid(visible=False)
        for spine in axes.spines.values():
            spine.set_visible(False)

    height = _FRAME + _LINE_HEIGHT * count
    width = min(720, 240 + 34 * count)
    return drawing.draw("significance", title, paint, width=width, height=height)


def draw_pareto(
    title: str,
    spots: Sequence[Spot],
    x_label: str,
    y_label: str,
    shown: tuple[Focus | None, Focus | None] = (None, None),
) -> Markup:
    """The entries, and the front of those that none beats in both metrics; ``shown`` are the parts
    of the two scales."""

    def paint(axes: Axes, sheet: Sheet) -> None:
        others = [spot for spot in spots if not spot.is_front]
        front = sorted((spot for spot in spots if spot.is_front), key=lambda spot: (spot.x, spot.y))
        _dots(axes, [s.x for s in others], [s.y for s in others])
        axes.plot([s.x for s in front], [s.y for s in front], color=ACCENT, linewidth=1.5)
        axes.scatter(
            [s.x for s in front],
            [s.y for s in front],
            s=40,
            color=ACCENT,
            edgecolors=GROUND,
            zorder=3,
        )
        axes.set_xlabel(drawing.short(x_label, _LONGEST_SCALE))
        axes.set_ylabel(drawing.short(y_label, _LONGEST_SCALE))
        axes.margins(x=0.12, y=0.14)
        across, upright = shown
        if across is not None:
            axes.set_xlim(across.low, across.high)
        if upright is not None:
            axes.set_ylim(upright.low, upright.high)
        _label_front(axes, front, others, sheet)

    return drawing.draw("pareto", title, paint, height=_PARETO_HEIGHT)


def _label_front(axes: Axes, front: Sequence[Spot], others: Sequence[Spot], sheet: Sheet) -> None:
    """As many by name as keep clear of each other and of all dots, the ends of the front first. A
    name stands on the side where no entry can be, or across from it: the line is on neither."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    is_right = not others or median(s.x for s in front) >= median(s.x for s in others)
    is_up = not others or median(s.y for s in front) >= median(s.y for s in others)
    tall = _LINE_HEIGHT / _PARETO_HEIGHT
    dots = [
        ((spot.x - left) / (right - left), (spot.y - low) / (high - low))
        for spot in (*front, *others)
    ]
    boxes: list[tuple[float, float, float, float]] = []

    def is_free(x: float, end: float, y: float, top: float) -> bool:
        return (
            0 <= x <= end <= 1
            and not any(x < at < end and y < upright < top for at, upright in dots)
            and not any(x < e and s < end and y < t and b < top for s, e, b, t in boxes)
        )

    for at in (0, *range(len(front) - 1, 0, -1)):
        label, (x, y) = sheet.label(front[at].label), dots[at]
        wide = len(label) * _SIGN / sheet.width + _GAP
        for goes_right, goes_up in ((is_right, is_up), (not is_right, not is_up)):
            start, bottom = x if goes_right else x - wide, y if goes_up else y - tall
            if 0 <= y <= 1 and is_free(start, start + wide, bottom, bottom + tall):
                axes.annotate(
                    label,
                    (front[at].x, front[at].y),
                    textcoords="offset points",
                    xytext=(6 if goes_right else -6, 7 if goes_up else -16),
                    ha="left" if goes_right else "right",
                    fontsize=12,
                    color=INK,
                )
                boxes.append((start, start + wide, bottom, bottom + tall))
                break


def _dots(axes: Axes, x: Sequence[float], y: Sequence[float]) -> None:
    """As one path: lines without length, with round ends. Thousands of marks would be heavy."""
    gap = float("nan")
    axes.plot(
        [value for one in _thinned(x, _MOST_DOTS) for value in (one, one, gap)],
        [value for one in _thinned(y, _MOST_DOTS) for value in (one, one, gap)],
        color=QUIET,
        alpha=0.5,
        linewidth=5.5,
        solid_capstyle="round",
    )


def _ticks(axes: Axes, values: Sequence[float], place: float) -> None:
    """A rug below the box: a short upright line for each case, all in one path."""
    gap = float("nan")
    shown = _thinned(sorted(values), _MOST_TICKS)
    axes.plot(
        [value for one in shown for value in (one, one, gap)],
        [value for _ in shown for value in (place - 0.05, place + 0.05, gap)],
        color=QUIET,
        linewidth=0.8,
    )


def _thinned(values: Sequence[float], most: int) -> Sequence[float]:
    """Every so manieth, where there are too many to tell apart."""
    return values[:: -(-len(values) // most)] if values else values


def _date(moment: datetime) -> float:
    return float(date2num(moment))
