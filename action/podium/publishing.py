"""Rank and render: records to boards for one reader, boards to a site on disk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from podium import audience as audiences
from podium import board, combined, disclosure, history, ledger, results_repository, site, standings
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
    results = results_at(challenge, records, at)
    reader = audiences.for_reader(audience, challenge, (result.submission for result in results))
    disclosed = disclosure.disclose(challenge, results, reader)
    shown = tuple(disclosed.values())
    ranked = standings.rank_challenge(challenge, shown, reader)
    return SiteChallenge(
        loaded=loaded,
        boards=board.make_boards(challenge, ranked, shown),
        combined=combined.make_combined_boards(challenge, ranked, shown),
        ledger=ledger.make_ledger(challenge, disclosed, at),
        results=shown,
        shown_as={identity: result.id for identity, result in disclosed.items()},
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
    """Render, then write; gives the number of pages and exports. A challenge that is not published
    is left out, and a site without any is not called after one."""
    shown = [
        one
        for one in challenges
        if audiences.may_see_challenge(
            one.loaded.challenge, audiences.for_reader(audience, one.loaded.challenge)
        )
    ]
    commit = results_repository.head_commit(results)
    options = SiteOptions(
        title=title if shown or not challenges else SiteOptions().title,
        base_url=base_url,
        built_from=f"results {commit[:12]}" if commit else "",
        now=now,
        audience=audience,
    )
    dated = [replace(one, dates=history.read_dates(one.loaded)) for one in shown]
    pages: dict[str, str | bytes] = {**site.render_site(dated, options=options)}
    pages |= site.read_files(dated, options) | site.read_logos(dated, options)
    site.write_site(pages, out)
    return len(pages)
