"""What a row of the table measures: figures by name, each with its unit, held to its limit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks.workshop import Workshop

Measure = Callable[[Workshop], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Kind:
    """``limit`` is how a bound reads, ``value`` how a figure does; ``unit`` is what one of its
    unit is in the figure's own: bytes, seconds."""

    limit: str
    value: str
    unit: float = 1


KB, MB = 1e3, 1e6
# Those of the table's own columns come first.
KINDS = {
    "seconds": Kind("≤ {:g} s", "{:.2f} s"),
    "ratio": Kind("≤ {:g} × floor", "{:.1f}"),
    "memory": Kind("≤ {:g} MB", "{:.0f} MB", MB),
    "site": Kind("site ≤ {:g} MB", "{:.1f} MB", MB),
    "floor": Kind("floor {:g} s", "{:.3f} s"),
    "milliseconds": Kind("≤ {:g} ms", "{:.1f} ms"),
    "exponent": Kind("as (n log n)^≤ {:g}", "as (n log n)^{:.2f}"),
    "differing": Kind("no more than {:g} files differ", "{:g} files differ"),
    "written": Kind("no more than {:g} files written", "{:g} files written"),
    "share": Kind("≤ {:g} % of the cold time", "{:.1f} %"),
    "page": Kind("a page ≤ {:g} kB", "a page {:.1f} kB", KB),
    "gzipped": Kind("≤ {:g} kB gzipped", "{:.1f} kB gzipped", KB),
    "figure": Kind("a figure ≤ {:g} kB", "a figure {:.1f} kB", KB),
    "a_value": Kind("≤ {:g} bytes a value", "{:.1f} bytes a value"),
    "rows": Kind("≤ {:g} rows in HTML", "{:g} rows in HTML"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """``limits`` are by the name of the figure, in bytes and seconds. What ``is_large`` takes
    minutes and gigabytes."""

    what: str
    limits: Mapping[str, float]
    measure: Measure
    is_large: bool = False

    @property
    def target(self) -> str:
        return ", ".join(
            KINDS[name].limit.format(limit / KINDS[name].unit)
            for name, limit in self.limits.items()
        )

    def missed(self, figures: Mapping[str, float]) -> tuple[str, ...]:
        """Names of the figures that are beyond their limit, or are not there."""
        return tuple(
            name for name, limit in self.limits.items() if figures.get(name, float("inf")) > limit
        )


def shown(name: str, figure: float) -> str:
    kind = KINDS[name]
    return kind.value.format(figure / kind.unit)
