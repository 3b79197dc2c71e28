"""Render: what one reader sees of some challenges to a site on disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from podium import site
from podium.boards import visibility
from podium.boards.view import View
from podium.records import repository as results_repository
from podium.site import SiteOptions, phase_dates


def build_site(
    challenges: Sequence[View],
    out: Path,
    *,
    results: Path,
    now: datetime,
    title: str,
    base_url: str = "",
    repository: str = "",
) -> int:
    """Render, then write; gives the number of pages and exports. A challenge that is not published
    is left out, and a site without any is not called after one. ``repository`` is where
    participants submit, where it is known before the first of them has."""
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
    pages: dict[str, str | bytes] = {**site.render_site(dated, options=options)}
    pages |= site.read_files(dated, options) | site.read_logos(dated, options)
    pages |= site.read_examples(dated, options) | site.read_pictures(dated, options)
    site.write_site(pages, out)
    return len(pages)
