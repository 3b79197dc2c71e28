"""Rank and render: records to boards for one reader, boards to a site on disk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from podium import audience as audiences
from podium import board, results_repository, site, standings
from podium.audience import Audience
from podium.challenge.folder import LoadedChallenge
from podium.records import SubmissionRecord
from podium.results import results_at
from podium.site import SiteChallenge, SiteOptions


def prepare(
    loaded: LoadedChallenge,
    records: Iterable[SubmissionRecord],
    audience: Audience,
    at: datetime | None = None,
) -> SiteChallenge:
    """All that ``audience`` may see of a challenge as it stood ``at`` a moment, ranked."""
    challenge = loaded.challenge
    reader = audiences.for_reader(audience, challenge)
    results = results_at(challenge, records, at)
    phases = {phase.codename: phase for phase in challenge.phases}
    visible = tuple(
        result
        for result in results
        if result.submission.phase in phases
        and standings.may_see_result(result, phases[result.submission.phase], reader)
    )
    ranked = standings.rank_challenge(challenge, results, reader)
    return SiteChallenge(
        loaded=loaded,
        boards=board.make_boards(challenge, ranked, results),
        results=visible,
    )


def build_site(
    challenges: Sequence[SiteChallenge],
    out: Path,
    *,
    results: Path,
    audience: Audience,
    now: datetime,
    title: str,
    base_url: str = "",
) -> int:
    """Render, then write; gives the number of pages and exports."""
    commit = results_repository.head_commit(results)
    options = SiteOptions(
        title=title,
        base_url=base_url,
        built_from=f"results {commit[:12]}" if commit else "",
        now=now,
        audience=audience,
    )
    pages = site.render_site(challenges, options=options)
    site.write_site(pages, out)
    return len(pages)
