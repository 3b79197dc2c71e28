"""Rank and render: records to boards for one reader, boards to a site on disk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from podium import site
from podium.boards import board, combined, disclosure, ledger, past, progress, standings, visibility
from podium.boards.board import Spreads
from podium.boards.standings import BoardStandings
from podium.boards.view import BoardKey
from podium.boards.visibility import Audience, Hosts
from podium.challenge.folder import LoadedChallenge
from podium.ranking.entries import Contestant
from podium.records import repository as results_repository
from podium.records.model import SubmissionRecord
from podium.records.results import results_at
from podium.site import SiteChallenge, SiteOptions, phase_dates
from podium.site.board import rank_certainty

if TYPE_CHECKING:
    from podium.ranking.analysis import Analysis


def prepare(
    loaded: LoadedChallenge,
    records: Iterable[SubmissionRecord],
    audience: Audience,
    at: datetime | None = None,
) -> SiteChallenge:
    """All that ``audience`` may see of a challenge as it stood ``at`` a moment, ranked."""
    challenge = loaded.challenge
    results = results_at(challenge, records, at)
    reader = visibility.for_reader(audience, challenge, (result.submission for result in results))
    disclosed = disclosure.disclose(challenge, results, reader)
    shown = tuple(disclosed.values())
    ranked = standings.rank_challenge(challenge, shown, reader)
    return SiteChallenge(
        loaded=loaded,
        standings=ranked,
        boards=board.make_boards(challenge, ranked, shown),
        combined=combined.make_combined_boards(challenge, ranked, shown),
        ledger=ledger.make_ledger(challenge, disclosed, at),
        results=shown,
        shown_as={identity: result.id for identity, result in disclosed.items()},
    )


def prepare_site(
    loaded: LoadedChallenge,
    records: Sequence[SubmissionRecord],
    audience: Audience,
    at: datetime | None = None,
) -> SiteChallenge:
    """The same with what a site says of its boards beyond their rows: how sure the ranks are, how
    the best value moved, and what stood there on past days."""
    challenge = loaded.challenge
    shown = prepare(loaded, records, audience, at)
    reader = visibility.for_reader(audience, challenge, (one.submission for one in shown.results))
    lines = {
        _key(one): progress.record_line(one.split.rule, _contestants(one, shown, reader))
        for one in shown.standings
        if one.split.show_scores
    }
    by_id = {result.id: result for result in shown.results}
    disclosed = {real: by_id[identity] for real, identity in shown.shown_as.items()}
    return replace(
        shown,
        analyses=analyse_boards(shown, reader),
        progress=lines,
        past=past.make_past(challenge, records, disclosed, reader, until=at),
    )


def analyse_boards(shown: SiteChallenge, reader: Audience) -> dict[BoardKey, Analysis]:
    """Of the boards whose cases the reader may read: what is told can be recomputed."""
    from podium.ranking import (
        analysis,  # with numpy and scipy behind it: not for whoever only ranks
    )

    found = {}
    for one in shown.standings:
        if _shows_cases(one, shown, reader):
            made = analysis.analyse(one.split.rule, one.ranking.entries)
            if made is not None:
                found[_key(one)] = made
    return found


def spreads(shown: SiteChallenge, audience: Audience) -> dict[BoardKey, Spreads]:
    """Rank intervals and tie groups of the boards that have them."""
    challenge = shown.loaded.challenge
    reader = visibility.for_reader(audience, challenge, (one.submission for one in shown.results))
    found = analyse_boards(shown, reader)
    return {key: rank_certainty.spreads_of(one) for key, one in found.items()}


def _key(one: BoardStandings) -> BoardKey:
    return one.phase.codename, one.split.codename


def _contestants(
    one: BoardStandings, shown: SiteChallenge, reader: Audience
) -> Sequence[Contestant]:
    """All that were ever eligible, where their values may be read; else those on the board."""
    if not _shows_cases(one, shown, reader):
        return [entry.contestant for entry in one.ranking.entries]
    in_phase = (r for r in shown.results if r.submission.phase == one.phase.codename)
    return standings.contestants(one.phase, one.split, in_phase, reader)


def _shows_cases(one: BoardStandings, shown: SiteChallenge, reader: Audience) -> bool:
    phase = one.phase.codename
    documents = [r.document for r in shown.results if r.submission.phase == phase and r.has_metrics]
    seen = {other.split.codename for other in shown.standings if other.phase is one.phase}
    return visibility.shows_cases(
        shown.loaded.challenge,
        one.phase,
        one.split,
        seen,
        documents,
        is_for_hosts=isinstance(reader, Hosts),
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
    repository: str = "",
) -> int:
    """Render, then write; gives the number of pages and exports. A challenge that is not published
    is left out, and a site without any is not called after one. ``repository`` is where
    participants submit, where it is known before the first of them has."""
    shown = [
        one
        for one in challenges
        if visibility.may_see_challenge(
            one.loaded.challenge, visibility.for_reader(audience, one.loaded.challenge)
        )
    ]
    commit = results_repository.head_commit(results)
    options = SiteOptions(
        title=title if shown or not challenges else SiteOptions().title,
        base_url=base_url,
        built_from=f"results {commit[:12]}" if commit else "",
        repository=repository,
        now=now,
        audience=audience,
    )
    dated = [replace(one, dates=phase_dates.read_dates(one.loaded)) for one in shown]
    pages: dict[str, str | bytes] = {**site.render_site(dated, options=options)}
    pages |= site.read_files(dated, options) | site.read_logos(dated, options)
    pages |= site.read_examples(dated, options)
    site.write_site(pages, out)
    return len(pages)
