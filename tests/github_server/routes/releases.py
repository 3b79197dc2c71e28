"""Releases, and assets by way of a redirect to the storage."""

from __future__ import annotations

from github_server import access, storage
from github_server.documents import Document
from github_server.documents import releases as documents
from github_server.errors import found
from github_server.routing import CONTENTS_READ, CONTENTS_WRITE, Call, Route
from github_server.state import Release
from github_server.wire import Response


def _visible(call: Call) -> list[Release]:
    """Newest first; a draft only for those who may write."""
    may_write = access.is_allowed(call.token, call.repository, CONTENTS_WRITE)
    found = [one for one in call.repository.releases.values() if may_write or not one.draft]
    return sorted(found, key=lambda one: (one.created_at, one.id), reverse=True)


def list_releases(call: Call) -> Response:
    return call.listing(_visible(call), documents.release)


def _release(call: Call) -> Release:
    identity = call.number("release_id")
    return found(next((one for one in _visible(call) if one.id == identity), None))


def get_release(call: Call) -> Document:
    return documents.release(_release(call))


def get_latest(call: Call) -> Document:
    final = (one for one in _visible(call) if not one.draft and not one.prerelease)
    return documents.release(found(next(final, None)))


def get_by_tag(call: Call) -> Document:
    of_it = (one for one in _visible(call) if one.tag == call.parameters["tag"] and not one.draft)
    return documents.release(found(next(of_it, None)))


def list_assets(call: Call) -> Response:
    return call.listing(_release(call).assets, documents.asset)


def get_asset(call: Call) -> Response | Document:
    """The document, or with ``Accept: application/octet-stream`` the way to the bytes."""
    identity = call.number("asset_id")
    every = (asset for release in _visible(call) for asset in release.assets)
    asset = found(next((one for one in every if one.id == identity), None))
    if call.request.accepts("application/octet-stream"):
        return Response(302, headers={"Location": storage.signed_url(asset)})
    return documents.asset(asset)


_ROOT = "/repos/{owner}/{repo}/releases"
ROUTES = (
    Route("GET", _ROOT, list_releases, CONTENTS_READ),
    Route("GET", f"{_ROOT}/latest", get_latest, CONTENTS_READ),
    Route("GET", f"{_ROOT}/tags/{{tag}}", get_by_tag, CONTENTS_READ),
    Route("GET", f"{_ROOT}/{{release_id}}", get_release, CONTENTS_READ),
    Route("GET", f"{_ROOT}/{{release_id}}/assets", list_assets, CONTENTS_READ),
    Route("GET", f"{_ROOT}/assets/{{asset_id}}", get_asset, CONTENTS_READ),
)
