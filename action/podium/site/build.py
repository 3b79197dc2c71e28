"""Render: what one reader sees of some challenges to a site on disk."""

from __future__ import annotations

import itertools
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from podium import __version__, site
from podium.boards import visibility
from podium.boards.view import View
from podium.challenge.folder import LoadedChallenge
from podium.errors import InfrastructureError, Issue
from podium.jobs import Progress
from podium.records import host_limits
from podium.records import repository as results_repository
from podium.site import SiteOptions, about, phase_dates, unchanged, writing
from podium.site import inputs as inputs_of_site
from podium.site.about import Site as Site
from podium.site.render import Rendering, Unmade, refuse_clashes
from podium.site.writing import SiteFolder, Written

# A page, and whether search engines are to lead to it.
Rendered = tuple[Written, bool]
_LONGEST_REASON = 300
_MOST_TOLD = 10


def build_site(
    challenges: Sequence[View],
    out: Path,
    *,
    results: Path,
    now: datetime,
    title: str,
    base_url: str = "",
    repository: str = "",
    jobs: int | None = None,
    inputs: str = "",
    tell: Progress | None = None,
) -> Site:
    """Render, then write. A challenge that is not published is left out, and a site without any is
    not called after one. ``repository`` is where
    participants submit, where it is known before the first of them has; ``jobs`` is how many
    processes render, by default one for each processor; ``tell`` is told how far they are.
    ``inputs`` is the digest of what all is made from, for ``unchanged`` to find it again."""
    shown = [
        view
        for view in challenges
        if visibility.may_see_challenge(view.loaded.challenge, view.reader)
    ]
    commit = results_repository.head_commit(results)
    options = SiteOptions(
        title=title if shown or not challenges else SiteOptions().title,
        base_url=base_url,
        repository=repository,
        now=now,
    )
    dated = [
        replace(challenge, dates=phase_dates.read_dates(challenge.loaded)) for challenge in shown
    ]
    rendering = Rendering(dated, options)
    files = site.read_files(dated, options) | site.read_logos(dated, options)
    files |= site.read_examples(dated, options) | site.read_pictures(dated, options)
    with writing.replacing(out) as folder:
        written = folder.begin()
        pages, unmade = render_to(rendering, folder, jobs or os.cpu_count() or 1, tell)
        indexed = (page.address for page, is_indexed in pages if is_indexed)
        last = [folder.write(page.address, page.text) for page in rendering.last_pages(indexed)]
        kept = [folder.write(address, content) for address, content in files.items()]
        exports = [*(page.address for page, _ in pages), *(page.address for page in last)]
        refuse_clashes([*exports, *(files.keys() - exports)])
        written += [*(page for page, _ in pages), *last, *kept]
        told = about.make(written, commit, submissions=sum(len(view.results) for view in shown))
        folder.write(told.address, told.text)
    sizes = {file.address: file.size for file in written}
    built = Site(
        count=len(files.keys() | exports),
        digest=about.digest(written),
        issues=(*_told(unmade), *host_limits.site_warnings(sizes)),
    )
    if inputs and not unmade:
        unchanged.keep(out, inputs, built, dated, now)
    return built


def find_site(
    out: Path,
    challenges: Sequence[LoadedChallenge],
    *,
    results: Path,
    now: datetime,
    options: Mapping[str, str | None],
) -> tuple[Site | None, str]:
    """The site in ``out``, if one made of these would be the same, and the digest of what they
    are; ``options`` are those of the build that pages depend on."""
    digest = inputs_of_site.digest(challenges, results, options)
    return unchanged.find(out, digest, now), digest


def _told(unmade: Sequence[Unmade]) -> Iterator[Issue]:
    for one in unmade[:_MOST_TOLD]:
        lines = one.traceback.rstrip().splitlines()
        place = next((line.strip() for line in reversed(lines) if line.startswith("  File ")), "")
        reason = " ".join(one.reason.split())[:_LONGEST_REASON]
        yield Issue.warning(
            f"could not be made; everything else is there. {reason} ({place}). This is a bug in "
            f"podium {__version__}; please report it with this line",
            where=one.address,
        )
    if len(unmade) > _MOST_TOLD:
        more = f"{len(unmade) - _MOST_TOLD:,} more pages could not be made"
        yield Issue.warning(more)


def render_to(
    rendering: Rendering, folder: SiteFolder, jobs: int, tell: Progress | None = None
) -> tuple[list[Rendered], list[Unmade]]:
    """Renders in ``jobs`` processes, which have all that was read and ranked by being copies of
    this one; gives what was written in order of address, and what could not be made. The same bytes
    whatever ``jobs`` is. Raises ``InfrastructureError`` where a process is lost, as for want of
    memory."""
    jobs = jobs if "fork" in multiprocessing.get_all_start_methods() else 1
    render = partial(_render_share, rendering, folder, shares=jobs)
    if jobs == 1:
        return _joined([render(0, tell=tell)])
    forking = multiprocessing.get_context("fork")
    try:
        with ProcessPoolExecutor(jobs - 1, forking, _inherit, (render,)) as pool:
            others = pool.map(_render_inherited, range(1, jobs))
            own = render(0, tell=tell)
            return _joined([own, *others])
    except BrokenProcessPool as error:
        raise InfrastructureError(
            "a process that renders the site was ended, most likely for want of memory; "
            "--jobs 1 needs the least"
        ) from error


def _render_share(
    rendering: Rendering,
    folder: SiteFolder,
    share: int,
    *,
    shares: int,
    tell: Progress | None = None,
) -> list[Rendered | Unmade]:
    return [
        page
        if isinstance(page, Unmade)
        else (folder.write(page.address, page.text), page.is_indexed)
        for page in rendering.pages(share, shares, tell)
    ]


def _joined(shares: Iterable[Iterable[Rendered | Unmade]]) -> tuple[list[Rendered], list[Unmade]]:
    parts = list(itertools.chain.from_iterable(shares))
    unmade = sorted((one for one in parts if isinstance(one, Unmade)), key=lambda one: one.address)
    made = (one for one in parts if not isinstance(one, Unmade))
    return sorted(made, key=lambda one: one[0].address), unmade


# What a forked process renders by: functions over a whole site cannot be sent to it.
_Share = Callable[[int], list[Rendered | Unmade]]
_inherited: list[_Share] = []


def _inherit(render: _Share) -> None:
    _inherited[:] = [render]


def _render_inherited(share: int) -> list[Rendered | Unmade]:
    return _inherited[0](share)
