"""Which marks of a figure have room for their names, on each screen, and where these stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from podium.site.figures import drawing
from podium.site.figures.drawing import SCREENS, SIGN, Plane, Point, Screen

_TALL = 26  # a line of words, in CSS pixels
_GAP = 16  # between two labels

Named = tuple[Point, str]


def records(plane: Plane, named: Sequence[Named]) -> Iterator[str]:
    """The newest records by name, as far as the names keep clear of each other and of the line:
    each ends at its record, on the side that the line comes from."""
    is_rising = named[-1][0][1] >= named[0][0][1]
    for screen in SCREENS:
        free_until = float(screen.width)
        for at, name in reversed(named):
            label = screen.label(name)
            end = plane.across.share(at[0]) * screen.width
            start = end - len(label) * SIGN
            if end > free_until or start < 0 or not plane.holds(at):
                continue
            yield drawing.word(
                label,
                x=plane.x(at[0]),
                y=plane.down(at[1]) + (-9 if is_rising else 18),
                anchor="end",
                dx=-4,
                screen=screen,
            )
            free_until = start - _GAP


def front(plane: Plane, best: Sequence[Named], others: Sequence[Named]) -> Iterator[str]:
    """As many by name as keep clear of each other and of all dots, the ends of the front first. A
    name stands on the side where no entry can be, or across from it: the line is on neither."""
    is_right = not others or _middle(best, 0) >= _middle(others, 0)
    is_up = not others or _middle(best, 1) >= _middle(others, 1)
    for screen in SCREENS:
        taken: list[_Box] = []
        dots = [_pixels(plane, at, screen) for at, _ in (*best, *others)]
        for at in (0, *range(len(best) - 1, 0, -1)):
            (place, name), (x, y) = best[at], dots[at]
            label = screen.label(name)
            for goes_right, goes_up in ((is_right, is_up), (not is_right, not is_up)):
                box = _Box.beside(x, y, len(label) * SIGN, goes_right, goes_up)
                if not (plane.holds(place) and box.is_free(dots, taken, screen, plane)):
                    continue
                yield drawing.word(
                    label,
                    x=plane.x(place[0]),
                    y=y + (-9 if goes_up else 18),
                    dx=6 if goes_right else -6,
                    anchor="" if goes_right else "end",
                    screen=screen,
                )
                taken.append(box)
                break


@dataclass(frozen=True, slots=True)
class _Box:
    """What a name covers, in CSS pixels from the plot's upper left."""

    left: float
    right: float
    top: float
    bottom: float

    @classmethod
    def beside(cls, x: float, y: float, width: float, goes_right: bool, goes_up: bool) -> _Box:
        left = x if goes_right else x - width - _GAP
        top = y - _TALL if goes_up else y
        return cls(left, left + width + _GAP, top, top + _TALL)

    def is_free(
        self, dots: Sequence[Point], taken: Sequence[_Box], screen: Screen, plane: Plane
    ) -> bool:
        return (
            0 <= self.left <= self.right <= screen.width
            and -_TALL <= self.top <= self.bottom <= plane.height
            and not any(self.left < x < self.right and self.top < y < self.bottom for x, y in dots)
            and not any(
                self.left < other.right
                and other.left < self.right
                and self.top < other.bottom
                and other.top < self.bottom
                for other in taken
            )
        )


def _pixels(plane: Plane, at: Point, screen: Screen) -> Point:
    return plane.across.share(at[0]) * screen.width, plane.down(at[1])


def _middle(named: Sequence[Named], axis: int) -> float:
    return median(at[axis] for at, _ in named)
