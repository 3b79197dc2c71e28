"""The images of a submission's page: which of them its reader may see, and where they lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from podium.boards import visibility
from podium.boards.view import View
from podium.challenge import view_content
from podium.challenge.model import Phase
from podium.records import plain_files
from podium.records.host_limits import FILE_BYTES
from podium.records.results import Result
from podium.site.frame import addresses
from podium.site.frame.scope import Scope, SiteOptions
from podium.site.submission import outputs
from podium.submission.files import images

_FOLDER = "images"


@dataclass(frozen=True, slots=True)
class Picture:
    """``main`` and ``overlay`` are addresses in the site; ``alt`` is for who does not see them."""

    viewport: str
    main: str
    overlay: str
    alt: str


@dataclass(frozen=True, slots=True)
class CasePictures:
    case: str
    pictures: tuple[Picture, ...]


def make_pictures(result: Result, phase: Phase, scope: Scope) -> tuple[CasePictures, ...]:
    """Case by case, the viewports of ``view_content`` side by side."""
    page = addresses.submission(scope.slug, result.id)

    def address(image: str | None) -> str:
        return addresses.beside(page, f"{_FOLDER}/{image}") if image else ""

    return tuple(
        CasePictures(
            case.name,
            tuple(
                Picture(
                    panel.viewport,
                    address(panel.main),
                    address(panel.overlay),
                    f"{panel.viewport}: {case.name}",
                )
                for panel in case.panels
            ),
        )
        for case in _cases(result, phase, scope)
    )


def files(scope: Scope) -> Iterator[tuple[str, Path]]:
    """Every image that is on a page of the site: its address and the file that it is, which was
    looked at."""
    phases = {phase.codename: phase for phase in scope.phases}
    for result in scope.results:
        page = addresses.submission(scope.slug, result.id)
        for case in _cases(result, phases[result.submission.phase], scope):
            for panel in case.panels:
                for image in filter(None, (panel.main, panel.overlay)):
                    yield addresses.beside(page, f"{_FOLDER}/{image}"), result.images[image]


def read_files(challenges: Iterable[View], options: SiteOptions) -> dict[str, bytes]:
    """The images of all challenges, and the other files that evaluators left, by address."""
    shown = (one for one in challenges if any(r.images or r.outputs for r in one.results))
    scopes = (Scope.of(one, options) for one in shown)
    return {
        address: plain_files.read(path, most=FILE_BYTES)
        for scope in scopes
        for address, path in (*files(scope), *outputs.files(scope))
    }


def _cases(result: Result, phase: Phase, scope: Scope) -> tuple[view_content.Case, ...]:
    seen = {board.split for board in scope.boards_of(phase.codename)}
    if not visibility.may_see_files(result, phase, scope.reader, seen):
        return ()
    settings = phase.settings
    protocols = (settings.hanging_protocol, *settings.optional_hanging_protocols)
    protocol = next((one for one in protocols if one), None)
    ports = view_content.viewports(settings.view_content, protocol)
    shown = (name for name, path in result.images.items() if ports and _shows_pixels(path))
    return view_content.lay_out(ports, shown)


def _shows_pixels(path: Path) -> bool:
    """Whatever is recorded under an image's name: it is looked at once more before it is shown."""
    try:
        return images.is_picture(path.name, plain_files.read(path, most=images.MOST_BYTES))
    except (OSError, ValueError):
        return False
