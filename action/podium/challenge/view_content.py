"""Which of an evaluator's images a submission's page shows, and how: Grand Challenge's
``view_content`` and hanging protocols, as far as a page without a viewer can follow them.

``view_content`` is ``{viewport: [name, …]}``. In a viewport the first image is the main one and
the next is laid over it; Grand Challenge's viewer ignores any other, and so do we.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Viewport:
    """``main`` and ``overlay`` are names of images."""

    name: str
    main: str
    overlay: str | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """One case in one viewport: paths below the evaluation's images."""

    viewport: str
    main: str
    overlay: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    panels: tuple[Panel, ...]


def image_names(content: Mapping[str, object]) -> tuple[str, ...]:
    """Every image that is shown somewhere."""
    names = (name for port in viewports(content) for name in (port.main, port.overlay))
    return tuple(dict.fromkeys(name for name in names if name))


def viewports(content: Mapping[str, object], protocol: object = None) -> tuple[Viewport, ...]:
    """In the order of the hanging protocol, where it names them, else as they stand."""
    found = dict(_viewports(content))
    order = [name for name in _protocol_order(protocol) if name in found]
    return tuple(found[name] for name in dict.fromkeys([*order, *found]))


def lay_out(ports: Iterable[Viewport], images: Iterable[str]) -> tuple[Case, ...]:
    """The cases of which there is a main image, by name. ``images`` are ``name/case.png``."""
    by_name: dict[str, dict[str, str]] = {}
    for path in images:
        name, _, file = path.partition("/")
        by_name.setdefault(name, {})[PurePosixPath(file).stem] = path
    cases: dict[str, list[Panel]] = {}
    for port in ports:
        overlays = by_name.get(port.overlay or "", {})
        for case, path in by_name.get(port.main, {}).items():
            cases.setdefault(case, []).append(Panel(port.name, path, overlays.get(case)))
    return tuple(Case(name, tuple(cases[name])) for name in sorted(cases))


def _viewports(content: Mapping[str, object]) -> Iterator[tuple[str, Viewport]]:
    for name, listed in content.items():
        names = [listed] if isinstance(listed, str) else listed
        if isinstance(names, list) and names and all(isinstance(one, str) for one in names):
            yield name, Viewport(name, names[0], names[1] if len(names) > 1 else None)


def _protocol_order(protocol: object) -> Iterator[str]:
    """A hanging protocol is a list of viewports, each with its ``viewport_name``."""
    document = protocol.get("json", protocol) if isinstance(protocol, dict) else protocol
    for entry in document if isinstance(document, list) else ():
        name = entry.get("viewport_name") if isinstance(entry, dict) else entry
        if isinstance(name, str):
            yield name
