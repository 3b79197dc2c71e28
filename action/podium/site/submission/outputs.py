"""The files that an evaluator left beside ``metrics.json`` (``podium.outputs``): which of them a
reader may see, and where they lie."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from podium.boards import visibility
from podium.challenge.model import Phase
from podium.records.results import Result
from podium.site.frame import addresses
from podium.site.frame.parts import Link
from podium.site.frame.scope import Scope

_FOLDER = "outputs"


def make_links(result: Result, phase: Phase, scope: Scope) -> tuple[Link, ...]:
    page = addresses.submission(scope.slug, result.id)
    return tuple(
        Link(name, addresses.beside(page, f"{_FOLDER}/{name}"))
        for name in _visible(result, phase, scope)
    )


def files(scope: Scope) -> Iterator[tuple[str, Path]]:
    """Every such file that a page links: its address and the file that it is."""
    phases = {phase.codename: phase for phase in scope.phases}
    for result in scope.results:
        for link in make_links(result, phases[result.submission.phase], scope):
            yield link.href, result.outputs[link.text]


def _visible(result: Result, phase: Phase, scope: Scope) -> tuple[str, ...]:
    """Those that the phase names today: what is no longer named is no longer shown."""
    seen = {board.split for board in scope.boards_of(phase.codename)}
    if not visibility.may_see_files(result, phase, scope.reader, seen):
        return ()
    named = phase.settings.podium.outputs or scope.challenge.settings.podium.outputs
    return tuple(name for name in dict.fromkeys(named) if name in result.outputs)
