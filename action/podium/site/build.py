"""Render: what one reader sees of some challenges to a site on disk."""

from __future__ import annotations

import itertools
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from podium import site
from podium.boards import visibility
from podium.boards.view import View
from podium.errors import InfrastructureError
from podium.records import repository as results_repository
from podium.site import SiteOptions, phase_dates, writing
from podium.site.render import Rendering, refuse_clashes
from podium.site.writing import SiteFolder

# An address, and whether search engines are to lead to it.
Written = tuple[str, bool]


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
) -> int:
    """Render, then write; gives the number of pages and exports. A challenge that is not published
    is left out, and a site without any is not called after one. ``repository`` is where
    participants submit, where it is known before the first of them has; ``jobs`` is how many
    processes render, by default one for each processor."""
    shown = [
        view
        for view in challenges
        if visibility.may_see_challenge(view.loaded.challenge, view.reader)
    ]
    commit = results_repository.head_commit(results)
    options = SiteOptions(
        title=title if shown or not challenges else SiteOptions().title,
        base_url=base_url,
        built_from=f"results {commit[:12]}" if commit else "",
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
        pages = render_to(rendering, folder, jobs or os.cpu_count() or 1)
        for page in rendering.last_pages(address for address, is_indexed in pages if is_indexed):
            folder.write(page.address, page.text)
            pages.append((page.address, page.is_indexed))
        for address, content in files.items():
            folder.write(address, content)
        addresses = [address for address, _ in pages]
        refuse_clashes([*addresses, *(files.keys() - addresses)])
    return len(files.keys() | addresses)


def render_to(rendering: Rendering, folder: SiteFolder, jobs: int) -> list[Written]:
    """Renders in ``jobs`` processes, which have all that was read and ranked by being copies of
    this one; gives what was written in order of address. The same bytes whatever ``jobs`` is.
    Raises ``InfrastructureError`` where a process is lost, as for want of memory."""
    jobs = jobs if "fork" in multiprocessing.get_all_start_methods() else 1
    render = partial(_render_share, rendering, folder, shares=jobs)
    if jobs == 1:
        return sorted(render(0))
    forking = multiprocessing.get_context("fork")
    try:
        with ProcessPoolExecutor(jobs - 1, forking, _inherit, (render,)) as pool:
            others = pool.map(_render_inherited, range(1, jobs))
            own = render(0)
            return sorted(itertools.chain(own, *others))
    except BrokenProcessPool as error:
        raise InfrastructureError(
            "a process that renders the site was ended, most likely for want of memory; "
            "--jobs 1 needs the least"
        ) from error


def _render_share(
    rendering: Rendering, folder: SiteFolder, share: int, *, shares: int
) -> list[Written]:
    written = []
    for page in rendering.pages(share, shares):
        folder.write(page.address, page.text)
        written.append((page.address, page.is_indexed))
    return written


# What a forked process renders by: functions over a whole site cannot be sent to it.
_inherited: list[Callable[[int], list[Written]]] = []


def _inherit(render: Callable[[int], list[Written]]) -> None:
    _inherited[:] = [render]


def _render_inherited(share: int) -> list[Written]:
    return _inherited[0](share)
