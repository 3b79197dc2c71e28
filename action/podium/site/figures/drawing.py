"""SVG of which one drawing serves phone and desk: places across are shares of its width, places
down are CSS pixels, and the words keep their size. Its colours are the page's own, so that it
follows the reader's scheme and the challenge's theme, and nothing in it is styled in a way that the
page's security policy forbids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from markupsafe import Markup

from podium.site.figures.scales import Scale, Tick
from podium.site.frame import templates

INK, QUIET, LINE, GROUND = "currentColor", "var(--quiet)", "var(--line-strong)", "var(--surface)"
ACCENT, SOFT, GOLD = "var(--accent)", "var(--accent-ground)", "var(--gold)"

SIGN = 6.6  # an ordinary sign's width, in CSS pixels
# Above and below a plot, in CSS pixels; the page's style leaves them free.
_FRAME = 28 + 44
_WIDE, _NARROW = 24, 12  # signs of a name
_ACROSS = 1000  # what paths count the width in
_LONGEST_SCALE = 36  # signs of a metric's name beside its scale
_LONGEST_SAID = 28  # signs of a name that a mark says

Point = tuple[float, float]
_ANY = TypeVar("_ANY")


@dataclass(frozen=True, slots=True)
class Screen:
    """What a figure is as wide as: a column of a desk's page, or a phone of 360 pixels. Where the
    two differ, each has words of its own, and the page's style shows those of one."""

    kind: str
    width: int
    signs: int

    def label(self, name: str) -> str:
        """A participant's text as a label: one line that can be written into an SVG."""
        return short(name, self.signs)


# The width that is left for a plot with numbers at its side, and with names.
DESK, PHONE = Screen("wide", 640, _WIDE), Screen("narrow", 240, _NARROW)
SCREENS = (DESK, PHONE)


@dataclass(frozen=True, slots=True)
class Plane:
    """A plot's area: two scales, and its height in CSS pixels."""

    across: Scale
    upright: Scale
    height: float

    def x(self, value: float) -> str:
        return f"{_fine(100 * self.across.share(value), 2)}%"

    def y(self, value: float) -> str:
        return _fine(self.down(value))

    def down(self, value: float) -> float:
        return self.height * (1 - self.upright.share(value))

    def point(self, at: Point) -> str:
        """In the units of a path."""
        return f"{_fine(_ACROSS * self.across.share(at[0]))} {self.y(at[1])}"

    def holds(self, at: Point) -> bool:
        return self.across.holds(at[0]) and self.upright.holds(at[1])


def short(name: str, longest: int) -> str:
    text = " ".join(templates.clean(name).split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def said(name: str) -> str:
    """A participant's text as the beginning of what a mark says."""
    return short(name, _LONGEST_SAID)


def figure(
    name: str, title: str, parts: Iterable[str], *, height: float, is_named: bool = False
) -> Markup:
    """An ``<svg>`` whose plot is ``height`` CSS pixels high. ``name`` is the figure's on its page,
    ``title`` what it shows, for those who do not see it; ``is_named`` if names stand at its
    side."""
    opening = Markup(
        '<svg class="figure{}" role="img" aria-labelledby="figure-{}-title" height="{}"'
        ' direction="ltr" font-size="12" stroke-width="1.5">'
        '<title id="figure-{}-title">{}</title>'
    ).format(" figure-named" if is_named else "", name, _fine(height + _FRAME), name, title)
    return Markup(f"{opening}{''.join(parts)}</svg>")


def group(parts: Iterable[str], *, fill: str = "none", stroke: str = "none", more: str = "") -> str:
    return f'<g fill="{fill}" stroke="{stroke}"{more}>{"".join(parts)}</g>'


def titled(title: str, parts: Iterable[str]) -> str:
    """Marks that say something when they are pointed at."""
    return Markup("<g><title>{}</title>{}</g>").format(title, Markup("".join(parts)))


def circle(plane: Plane, at: Point, radius: float, title: str = "") -> str:
    x, y = plane.x(at[0]), plane.y(at[1])
    inner = Markup("<title>{}</title>").format(title) if title else ""
    opening = f'<circle cx="{x}" cy="{y}" r="{_fine(radius)}"'
    return f"{opening}>{inner}</circle>" if inner else f"{opening}/>"


def line(plane: Plane, start: Point, end: Point) -> str:
    return (
        f'<line x1="{plane.x(start[0])}" y1="{plane.y(start[1])}"'
        f' x2="{plane.x(end[0])}" y2="{plane.y(end[1])}"/>'
    )


def box(plane: Plane, low: Point, high: Point, title: str = "") -> str:
    """The rectangle between two corners."""
    width = 100 * (plane.across.share(high[0]) - plane.across.share(low[0]))
    height = plane.down(low[1]) - plane.down(high[1])
    opening = (
        f'<rect x="{plane.x(low[0])}" y="{plane.y(high[1])}"'
        f' width="{_fine(width, 2)}%" height="{_fine(height)}"'
    )
    if not title:
        return f"{opening}/>"
    return f"{opening}>{Markup('<title>{}</title>').format(title)}</rect>"


def diamond(plane: Plane, at: Point) -> str:
    """Four pixels to each side, whatever the plot's width is."""
    return (
        f'<svg x="{plane.x(at[0])}" y="{plane.y(at[1])}" overflow="visible">'
        '<path d="M0-4L4 0 0 4-4 0z"/></svg>'
    )


def path(plane: Plane, steps: Iterable[str]) -> str:
    """A path is drawn in a box of its own, stretched to the plot's width; what lies beyond the plot
    is cut off. Its strokes are not stretched."""
    return (
        f'<svg viewBox="0 0 {_ACROSS} {_fine(plane.height)}" preserveAspectRatio="none"'
        f' width="100%" height="{_fine(plane.height)}">'
        f'<path vector-effect="non-scaling-stroke" d="{"".join(steps)}"/></svg>'
    )


def dots(plane: Plane, points: Iterable[Point]) -> str:
    """All as one path: lines without length, with round ends. Thousands of marks would be heavy."""
    return path(plane, (f"M{plane.point(at)}h0" for at in points if plane.holds(at)))


def joined(plane: Plane, points: Sequence[Point]) -> str:
    """The points joined by a line of which each step goes across first, then up or down."""
    steps = [f"M{plane.point(points[0])}"]
    steps += [f"H{_fine(_ACROSS * plane.across.share(x))}V{plane.y(y)}" for x, y in points[1:]]
    return path(plane, steps)


def word(
    text: str, *, x: str, y: float, anchor: str = "", dx: float = 0, screen: Screen | None = None
) -> str:
    """``y`` is the line that the letters stand on; ``screen`` the only one that shows it."""
    attributes = [f'x="{x}" y="{_fine(y)}"']
    if dx:
        attributes.append(f'dx="{_fine(dx)}"')
    if anchor:
        attributes.append(f'text-anchor="{anchor}"')
    if screen is not None:
        attributes.append(f'class="{screen.kind}"')
    return Markup("<text {}>{}</text>").format(Markup(" ".join(attributes)), text)


def side_scale(plane: Plane, ticks: Sequence[Tick], label: str) -> Iterator[str]:
    """Values at the left, each with a line across, and what they are above them."""
    yield group(
        (f'<line x2="100%" y1="{plane.y(value)}" y2="{plane.y(value)}"/>' for value, _ in ticks),
        stroke=LINE,
        more=' stroke-width=".5"',
    )
    yield group(
        [
            *(
                word(text, x="0", dx=-8, y=plane.down(value) + 4, anchor="end")
                for value, text in ticks
            ),
            word(short(label, _LONGEST_SCALE), x="0", dx=-40, y=-12),
        ],
        fill=QUIET,
    )
    yield _edges(plane)


def foot_scale(
    plane: Plane,
    ticks: Iterable[Sequence[Tick]],
    label: str = "",
    *,
    has_lines: bool = True,
) -> Iterator[str]:
    """Values below, those of a desk and the fewer ones of a phone, and what they are."""
    many, few = ticks
    if has_lines:
        yield group(
            (
                f'<line x1="{plane.x(value)}" x2="{plane.x(value)}" y2="{_fine(plane.height)}"/>'
                for value, _ in many
            ),
            stroke=LINE,
            more=' stroke-width=".5"',
        )
    both = set(many) & set(few)
    marks = [
        word(
            text,
            x=plane.x(value),
            y=plane.height + 16,
            anchor="middle",
            screen=None if (value, text) in both else screen,
        )
        for screen, shown in zip(SCREENS, (many, few), strict=True)
        for value, text in shown
        if screen is DESK or (value, text) not in both
    ]
    if label:
        text = short(label, _LONGEST_SCALE)
        marks.append(word(text, x="50%", y=plane.height + 36, anchor="middle"))
    yield group(marks, fill=QUIET)
    yield _edges(plane)


def names(plane: Plane, entries: Iterable[tuple[float, str]]) -> str:
    """At the left of what they name; where a phone has no room for all of one, each screen shows a
    length of its own."""
    words = []
    for value, name in entries:
        texts = [(screen.label(name), screen) for screen in SCREENS]
        is_one = len({text for text, _ in texts}) == 1
        for text, screen in texts[:1] if is_one else texts:
            own = None if is_one else screen
            y = plane.down(value) + 4
            words.append(word(text, x="0", dx=-8, y=y, anchor="end", screen=own))
    return group(words, fill=INK)


def value_ticks(scale: Scale) -> Iterator[list[Tick]]:
    """Below a plot, on a desk and on a phone."""
    yield scale.ticks(8)
    yield scale.ticks(3)


def thinned(values: Sequence[_ANY], most: int) -> Sequence[_ANY]:
    """Every so manieth, where there are too many to tell apart."""
    return values[:: -(-len(values) // most)] if values else values


def _edges(plane: Plane) -> str:
    """The axes: at the left, and below."""
    height = _fine(plane.height)
    return (
        f'<g stroke="{LINE}" stroke-width="1"><line y2="{height}"/>'
        f'<line x2="100%" y1="{height}" y2="{height}"/></g>'
    )


def _fine(value: float, decimals: int = 1) -> str:
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
