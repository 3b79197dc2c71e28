"""Releases, and assets by way of a redirect to the storage."""

from __future__ import annotations

from github_server import access, storage
from github_server.documents import releases as documents
from github_server.errors import ApiError
from github_server.routing import CONTENTS_READ, CONTENTS_WRITE, Call, Route
from github_server.state import Asset, Release
from github_server.wire import Response


def _visible(call: Call) -> list[Release]:
    """Newest first; a draft only for those who may write."""
    may_write = access.is_allowed(call.token, call.repository, CONTENTS_WRITE)
    found = [one for one in call.repository.releases.values() if may_write or not one.draft]
    return sorted(found, key=lambda one: (one.created_at, one.id), reverse=True)


def _shown(call: Call, release: Release) -> Response:
    return Response(200, documents.release(call.state, call.repository, release))


def list_releases(call: Call) -> Response:
    return call.listing(
        _visible(call), lambda one: documents.release(call.state, call.repository, one)
    )


def _release(call: Call) -> Release:
    identity = call.number("release_id")
    for one in _visible(call):
        if one.id == identity:
            return one
    raise ApiError(404, "Not Found")


def get_release(call: Call) -> Response:
    return _shown(call, _release(call))


def get_latest(call: Call) -> Response:
    for one in _visible(call):
        if not one.draft and not one.prerelease:
            return _shown(call, one)
    raise ApiError(404, "Not Found")


def get_by_tag(call: Call) -> Response:
    for one in _visible(call):
        if one.tag == call.parameters["tag"] and not one.draft:
            return _shown(call, one)
    raise ApiError(404, "Not Found")


def list_assets(call: Call) -> Response:
    release = _release(call)
    return call.listing(
        release.assets,
        lambda one: documents.asset(call.state, call.repository, release, one),
    )


def _asset(call: Call) -> tuple[Release, Asset]:
    identity = call.number("asset_id")
    for release in _visible(call):
        for asset in release.assets:
            if asset.id == identity:
                return release, asset
    raise ApiError(404, "Not Found")


def get_asset(call: Call) -> Response:
    """The document, or with ``Accept: application/octet-stream`` the way to the bytes."""
    release, asset = _asset(call)
    if call.request.accepts("application/octet-stream"):
        return Response(302, headers={"Location": storage.signed_url(call.state, asset)})
    return Response(200, documents.asset(call.state, call.repository, release, asset))


_ROOT = "/repos/{owner}/{repo}/releases"
ROUTES = (
    Route("GET", _ROOT, list_releases, CONTENTS_READ),
    Route("GET", f"{_ROOT}/latest", get_latest, CONTENTS_READ),
    Route("GET", f"{_ROOT}/tags/{{tag}}", get_by_tag, CONTENTS_READ),
    Route("GET", f"{_ROOT}/{{release_id}}", get_release, CONTENTS_READ),
    Route("GET", f"{_ROOT}/{{release_id}}/assets", list_assets, CONTENTS_READ),
    Route("GET", f"{_ROOT}/assets/{{asset_id}}", get_asset, CONTENTS_READ),
)
