"""Figures by matplotlib, as SVG that stands inside a page: its colours are the page's own, so that
a figure follows the reader's scheme and the challenge's theme, and nothing in it is styled in a
way that the page's security policy forbids."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from podium.site.frame import templates

# Colours to draw with. matplotlib knows numbers only, so each stands for one of the page's.
INK, QUIET, LINE, GROUND = "#010101", "#010102", "#010103", "#010104"
ACCENT, SOFT, GOLD, GOOD, BAD = "#010105", "#010106", "#010107", "#010108", "#010109"
_PAGE_COLOURS = {
    INK: "currentColor",
    QUIET: "var(--quiet)",
    LINE: "var(--line-strong)",
    GROUND: "var(--surface)",
    ACCENT: "var(--accent)",
    SOFT: "var(--accent-ground)",
    GOLD: "var(--gold)",
    GOOD: "var(--good)",
    BAD: "var(--bad)",
}
# A hundred to the inch, so that a point of matplotlib's is a known part of a CSS pixel.
_DPI = 72
_STYLE: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": LINE,
    "axes.grid": True,
    "axes.labelcolor": QUIET,
    "axes.labelsize": 12,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.unicode_minus": True,
    "date.autoformatter.month": "%Y-%m",
    "font.family": "DejaVu Sans",
    "font.size": 12,
    "grid.color": LINE,
    "grid.linewidth": 0.5,
    # A dot drawn as a line without length must not be tidied away.
    "path.simplify": False,
    "svg.fonttype": "none",
    # The ids that matplotlib makes up are the same every time.
    "svg.hashsalt": "podium",
    "svg.id": None,
    "text.color": INK,
    # A name with two dollar signs is no formula.
    "text.parse_math": False,
    "timezone": str(UTC),
    "xtick.color": QUIET,
    "xtick.labelsize": 12,
    "ytick.color": QUIET,
    "ytick.labelsize": 12,
}
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_FINE = re.compile(r"(\.\d\d)\d+")
_FONT_SIZE = re.compile(r"([\d.]+)px")
# What a phone of 360 pixels has for a figure: smaller drawn, its words stay readable.
_NARROW_WIDTH = 304


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a figure is drawn on, in CSS pixels."""

    width: int
    height: int
    is_narrow: bool = False

    def label(self, name: str) -> str:
        """A participant's text as a label: one line that can be written into an SVG."""
        return short(name, 12 if self.is_narrow else 24)


Painter = Callable[[Axes, Sheet], None]


def draw(name: str, title: str, paint: Painter, *, width: int = 720, height: int = 320) -> Markup:
    """An ``<svg>`` of ``width`` by ``height`` CSS pixels, and one for phones: the page's style
    shows one of the two. ``name`` is the figure's on its page, ``title`` what it shows, for those
    who do not see it."""
    sheets = (Sheet(width, height), Sheet(_NARROW_WIDTH, height, is_narrow=True))
    return Markup().join(_draw(name, title, paint, sheet) for sheet in sheets)


def _draw(name: str, title: str, paint: Painter, sheet: Sheet) -> Markup:
    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        # The font that measures need not have every sign; the reader's own font draws.
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .*missing from font")
        warnings.filterwarnings("ignore", message="Matplotlib currently does not support")
        size = (sheet.width / _DPI, sheet.height / _DPI)
        figure = Figure(figsize=size, dpi=_DPI, layout="constrained")
        figure.patch.set_visible(False)
        axes = figure.add_subplot()
        axes.patch.set_visible(False)
        axes.tick_params(length=0)
        paint(axes, sheet)
        output = io.StringIO()
        FigureCanvasSVG(figure).print_svg(output, metadata=dict.fromkeys(_METADATA))
    return Markup(_embedded(output.getvalue(), name, title, sheet))


_METADATA = ("Creator", "Date", "Format", "Type")


def short(name: str, longest: int) -> str:
    text = " ".join(templates.clean(name).split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _embedded(text: str, name: str, title: str, sheet: Sheet) -> str:
    kind = "narrow" if sheet.is_narrow else "wide"
    name = f"{name}-{kind}"
    root = ElementTree.fromstring(text)
    view = root.get("viewBox", "0 0 0 0")
    _, _, width, height = view.split()
    for child in list(root):
        if not child.tag.startswith(f"{{{_SVG}}}"):
            root.remove(child)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"):
                parent.remove(child)
    for element in root.iter():
        _unstyle(element)
    _rename(root, name)
    _slim(root)
    body = "".join(
        ElementTree.tostring(child, encoding="unicode", short_empty_elements=True) for child in root
    )
    # The namespace is the page's; ElementTree writes it as a prefix.
    body = re.sub(r' xmlns:ns\d+="[^"]*"', "", body)
    body = re.sub(r"(</?)ns\d+:", r"\1", body)
    opening = (
        '<svg class="figure {}" role="img" aria-labelledby="figure-{}-title" viewBox="{}"'
        ' width="{}" height="{}">'
    )
    head = Markup(opening).format(kind, name, view, width, height)
    named = Markup('<title id="figure-{}-title">{}</title>').format(name, title)
    return f"{head}{named}{body}</svg>"


def _unstyle(element: ElementTree.Element) -> None:
    """A style attribute as presentation attributes, and our colours as the page's."""
    style = element.attrib.pop("style", "")
    for declaration in filter(None, (part.strip() for part in style.split(";"))):
        key, _, value = declaration.partition(":")
        key, value = key.strip(), value.strip()
        if key == "font-family":
            continue  # the page's own
        if key == "font":
            size = _FONT_SIZE.search(value)
            key, value = "font-size", size.group(1) if size else "12"
        element.set(key, value)
    for key, value in element.attrib.items():
        if value in _PAGE_COLOURS:
            element.set(key, _PAGE_COLOURS[value])
    reference = element.attrib.pop(_XLINK, None)
    if reference is not None:
        element.set("href", reference)


def _slim(element: ElementTree.Element) -> None:
    """Groups that say nothing are left out, and so is what is finer than a hundredth."""
    children: list[ElementTree.Element] = []
    for child in element:
        _slim(child)
        says_nothing = child.tag.endswith("}g") and not child.attrib
        children.extend(child if says_nothing else [child])
    element[:] = children
    element.tail = None
    if not element.tag.endswith("}text"):
        element.text = None
    for key, value in element.attrib.items():
        if key in ("d", "x", "y", "transform", "points", "width", "height"):
            element.set(key, _FINE.sub(r"\1", value).strip())


def _rename(root: ElementTree.Element, name: str) -> None:
    """Ids that nothing refers to go; the others are made the figure's own."""
    used = set()
    for element in root.iter():
        for value in element.attrib.values():
            used.update(_REFERENCE.findall(value))
        used.update(filter(None, [element.get("href", "").removeprefix("#")]))
    names = {old: f"figure-{name}-{number}" for number, old in enumerate(sorted(used))}
    for element in root.iter():
        if "id" in element.attrib:
            found = names.get(element.attrib.pop("id"))
            if found is not None:
                element.set("id", found)
        for key, value in list(element.attrib.items()):
            if "url(#" in value:
                element.set(key, _REFERENCE.sub(lambda m: f"url(#{names[m[1]]})", value))
        href = element.get("href", "")
        if href.startswith("#"):
            element.set("href", f"#{names[href[1:]]}")
