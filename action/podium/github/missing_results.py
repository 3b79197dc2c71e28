"""Whether a site is about to be deployed with empty boards in place of results that there are: a
phase or a challenge was renamed, or the results branch is another. What has no results yet looks
much the same, so each refusal names where some were found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from podium.boards import missing
from podium.challenge.checks import ignoring
from podium.challenge.folder import CONFIG_NAMES, ChallengeFolder, LoadedChallenge, read_source
from podium.codes import Code
from podium.errors import ChallengeError, Issue
from podium.formats import slugify
from podium.github import live_site
from podium.github.settings import Settings
from podium.records import survey
from podium.records.git.commands import Repository
from podium.records.survey import Survey

_MOST_SIBLINGS = 100


def refuse(settings: Settings, loaded: LoadedChallenge, results: Path) -> None:
    """``results`` is a clone of them. Raises ``ChallengeError`` with every loss, unless the hosts
    ignore the warning of the same kind."""
    recorded = survey.survey(results, loaded.challenge.slug)
    source = read_source(loaded.folder)
    found = missing.find_warnings(loaded.challenge, Survey(recorded.phases, ()), source)
    lost = ignoring.silence(found, source)
    if not recorded.phases and Code.NOTHING_RECORDED not in ignoring.ignored(source):
        lost += _elsewhere(settings, loaded, results, recorded)
    if lost:
        errors = [
            Issue.error(one.message, code=one.code, where=one.where, path=one.path) for one in lost
        ]
        raise ChallengeError(issues=errors)


def _elsewhere(
    settings: Settings, loaded: LoadedChallenge, results: Path, recorded: Survey
) -> Iterator[Issue]:
    slug = loaded.challenge.slug
    repository, branch = settings.results(loaded.challenge)
    access = settings.results_access()
    place = f"branch {branch} of {repository}"
    siblings = set(_siblings(loaded.folder))
    held = Repository(results, access)
    for other in recorded.others:
        if other not in siblings and _is_ours(survey.handed_in_at(held, other), settings):
            fact = f"has no results of {slug}, and some of {other} that were handed in here"
            yield _issue(f"{fact}; write slug: {other} under podium: if it was renamed", place)
            return
    others = survey.branches_with(
        settings.clone_url(repository),
        slug,
        like=branch,
        scratch=results.parent / "branches",
        environment=access,
    )
    if others:
        fact = f"has no results of {slug}; there are some on the branch {others[0]}"
        yield _issue(f"{fact}: name it as results-branch, or in podium.results", place)
        return
    shown = live_site.count_submissions(settings.site_url)
    if shown:
        fact = f"has no results of {slug}, and {settings.site_url} shows {shown} of them"
        yield _issue(f"{fact}; look whether repository and branch of the results are right", place)


def _issue(message: str, place: str) -> Issue:
    return Issue.error(message, code=Code.NOTHING_RECORDED, where=place)


def _is_ours(repository: str, settings: Settings) -> bool:
    return repository.casefold() == settings.repository.casefold()


def _siblings(folder: ChallengeFolder) -> Iterator[str]:
    """Names of other challenges beside this one, whose results may lie beside its own."""
    for place in sorted(folder.root.parent.iterdir())[:_MOST_SIBLINGS]:
        if place == folder.root or not any((place / name).is_file() for name in CONFIG_NAMES):
            continue
        yield slugify(place.name)
        value = read_source(ChallengeFolder(place)).value
        podium = value.get("podium") if isinstance(value, dict) else None
        named = podium.get("slug") if isinstance(podium, dict) else None
        if isinstance(named, str):
            yield named
