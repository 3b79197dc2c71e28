"""The challenge's logo: an organizer's file, taken for what its first bytes say it is."""

from __future__ import annotations

from collections.abc import Iterable

from podium.boards.view import View
from podium.challenge.folder import ChallengeFolder
from podium.jobs import MIB
from podium.site.frame import addresses
from podium.site.frame.scope import Scope, SiteOptions
from podium.submission.files.images import image_kind

MOST_BYTES = 2 * MIB


def address(scope: Scope) -> str:
    """Where it is in the site; empty where there is none to show."""
    return _place(scope.slug, scope.challenge.settings.image, scope.folder)[0]


def read_logos(challenges: Iterable[View], options: SiteOptions) -> dict[str, bytes]:
    scopes = (Scope.of(challenge, options) for challenge in challenges)
    placed = (_place(scope.slug, scope.challenge.settings.image, scope.folder) for scope in scopes)
    return {place: content for place, content in placed if place}


def _place(slug: str, image: str | None, folder: ChallengeFolder) -> tuple[str, bytes]:
    found = folder.find(image) if image else None
    if found is None or not found.is_file() or found.stat().st_size > MOST_BYTES:
        return "", b""
    content = found.read_bytes()
    kind = image_kind(content)
    page = addresses.challenge(slug)
    return (addresses.beside(page, f"logo.{kind}"), content) if kind else ("", b"")
